"""From a configuration as it is written to the parts that a release makes of it.

The configuration must be in one world (`adapterlint.values.in_world`): every value is known or unknown.
Sources: `adapters/configuration/adapter_config.py`, `AdapterConfig.load` and `from_dict`; `adapters/utils.py`,
`resolve_adapter_config`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from functools import partial

from adapterlint.facts import Argument, Call, Change, ClassItself, Dictionary, Loaded, Text
from adapterlint.space.calls import from_call
from adapterlint.space.dictionaries import as_dictionary, from_dictionary
from adapterlint.space.fused import from_fusion
from adapterlint.space.parts import Part, Resolved
from adapterlint.space.releases import Identified, Snapshot
from adapterlint.space.remaking import names_other_method, remade
from adapterlint.space.strings import Chunk, ConfigStringError, may_name_file, not_options, parse_config_string
from adapterlint.space.unions import UNIONS, from_union
from adapterlint.values import Known, Unknown, Value


def resolve(configuration: object, snapshot: Snapshot) -> Resolved:
    """Resolve a `Call`, a `Text`, a `Loaded`, a `Dictionary`, a plain configuration dictionary, or what is changed."""
    resolved = _resolved(configuration, snapshot)
    if resolved.union is None or not any(names_other_method(part) for part in resolved.parts):
        return resolved
    return dataclasses.replace(resolved, remade=remade(resolved, snapshot, partial(resolve, snapshot=snapshot)))


def _resolved(configuration: object, snapshot: Snapshot) -> Resolved:  # noqa: PLR0911 - one for each kind
    match configuration:
        case Text():
            return _from_text(configuration, snapshot)
        case Change(Known(changed)):
            return dataclasses.replace(resolve(changed, snapshot), built_in="construct", change=configuration)
        case ClassItself(class_name):
            return Resolved(built_in="add_adapter", class_itself=class_name)
        case Call():
            return _from_constructor(configuration, snapshot)
        case Loaded():
            return _from_loaded(configuration, snapshot)
        case Dictionary() | Mapping():
            return _from_dictionary(as_dictionary(configuration), snapshot)
        case _:
            return Resolved(unreadable=("a configuration of an unexpected kind",))


def _from_text(text: Text, snapshot: Snapshot) -> Resolved:
    if text.is_fusion:
        return from_fusion(text, snapshot)
    # What a script says may also name a file; what is given as data is meant as a configuration.
    return _from_string(text.text, snapshot, may_be_file=text.span is not None)


def _from_constructor(call: Call, snapshot: Snapshot) -> Resolved:
    if call.class_name not in UNIONS:
        return Resolved((from_call(call, 0, snapshot),))
    union = from_union(call, snapshot, partial(_from_loaded, snapshot=snapshot))
    return union if call.positional or call.class_name != "ConfigUnion" or call.opaque else _from_empty(union, snapshot)


def _from_dictionary(dictionary: Dictionary, snapshot: Snapshot) -> Resolved:
    if not dictionary.options and not dictionary.is_fusion:
        return _from_empty(Resolved(built_in="add_adapter"), snapshot)
    return from_dictionary(dictionary, snapshot, partial(resolve, snapshot=snapshot))


def _from_empty(resolved: Resolved, snapshot: Snapshot) -> Resolved:
    """Resolve what is empty, which counts as no configuration."""
    default = tuple(_from_identifier(snapshot.identifiers[snapshot.default_identifier], {}, 0, snapshot))
    return dataclasses.replace(resolved, parts=default, empty=True)


def _from_string(text: str, snapshot: Snapshot, *, may_be_file: bool = True) -> Resolved:
    if not text:
        return _from_empty(Resolved(built_in="add_adapter"), snapshot)
    if may_be_file and text not in snapshot.identifiers and may_name_file(text):
        return Resolved(unreadable=(f"`{text}`: a file, or an adapter of the Hub",))
    if text in snapshot.identifiers:
        parts = tuple(_from_identifier(snapshot.identifiers[text], {}, 0, snapshot))
        union = snapshot.identifiers[text].class_name if snapshot.identifiers[text].parts else None
        return Resolved(parts, union, built_in="add_adapter")
    try:
        chunks = parse_config_string(text)
    except ConfigStringError as error:
        return Resolved(built_in="add_adapter", string_error=error)
    if not (snapshot.string_options or chunks[0].identifier == text):
        return Resolved(built_in="add_adapter", identifiers=((0, text),))
    return _from_chunks(chunks, snapshot)


def _from_chunks(chunks: tuple[Chunk, ...], snapshot: Snapshot) -> Resolved:
    """Resolve the parts of a string one by one, as the library does."""
    parts: list[Part] = []
    wrong: list[str] = []
    unknown: list[tuple[int, str]] = []
    error: ConfigStringError | None = None
    for number, chunk in enumerate(chunks):
        if chunk.identifier not in snapshot.identifiers:
            unknown.append((number, chunk.identifier))
            continue
        if chunk.options is None:
            error = error or not_options(chunk, number)
        identified = snapshot.identifiers[chunk.identifier]
        if identified.parts and len(chunks) > 1:
            wrong.append(identified.class_name)
        parts += _from_identifier(identified, chunk.options or {}, number, snapshot)
    union = "ConfigUnion" if len(parts) > 1 else None
    return Resolved(
        tuple(parts),
        union,
        built_in="add_adapter",
        wrong_parts=tuple(wrong),
        identifiers=tuple(unknown),
        string_error=error,
    )


def _from_identifier(
    identified: Identified, options: Mapping[str, object], number: int, snapshot: Snapshot
) -> Iterator[Part]:
    for part in identified.parts:
        yield from _from_identifier(part, options, number, snapshot)
        number += 1
    if not identified.parts:
        given = {name: Argument(Known(value)) for name, value in options.items()}
        definition = snapshot.configs.get(identified.class_name)
        yield Part(number, identified.class_name, definition, given, defaults=identified.changes)


def knows(text: str, snapshot: Snapshot) -> bool:
    """Tell whether a release understands a configuration string without asking the Hub."""
    if text in snapshot.identifiers:
        return True
    try:
        chunks = parse_config_string(text)
    except ConfigStringError:
        return False
    return snapshot.string_options and all(chunk.identifier in snapshot.identifiers for chunk in chunks)


def _from_loaded(loaded: Loaded, snapshot: Snapshot) -> Resolved:
    """Resolve `AdapterConfig.load(…)` or `from_dict`, and `.replace` after it: at once."""
    if loaded.is_fusion:
        return from_fusion(loaded, snapshot)
    resolved = _source(loaded, snapshot)
    if resolved.remade is not None:
        return Resolved(unreadable=("a union that is loaded and made anew of other classes",))
    changes = {name: argument for name, argument in loaded.keywords.items() if not _is_none(argument.value)}
    if resolved.union is not None and "configs" in changes:
        return Resolved(unreadable=("the parts of a union are changed",))
    if resolved.union is not None or resolved.empty:
        resolved = dataclasses.replace(resolved, swallowed={**resolved.swallowed, **changes})
    else:
        parts = tuple(part.changed_by(changes, loaded.opaque) for part in resolved.parts)
        resolved = dataclasses.replace(resolved, parts=parts)
    return dataclasses.replace(_replaced(loaded.replaced, resolved), built_in="construct")


def _source(loaded: Loaded, snapshot: Snapshot) -> Resolved:
    """Resolve what is loaded."""
    match loaded.source:
        case Known(str() as text):
            return _from_string(text, snapshot)
        case Known(Dictionary() | dict() as options) if loaded.class_name is not None:
            return from_dictionary(
                as_dictionary(options), snapshot, partial(resolve, snapshot=snapshot), loaded.class_name
            )
        case Known(Text() | Call() | Loaded() | Dictionary() | dict() as configuration):
            return resolve(configuration, snapshot)
        case Unknown(reason):
            return Resolved(unreadable=(reason,))
        case _:
            return Resolved(unreadable=("a configuration of an unexpected kind",))


def _replaced(changes: Mapping[str, Argument], resolved: Resolved) -> Resolved:
    """Return a configuration, or the parts of a union, changed by `.replace`."""
    if not changes:
        return resolved
    parts = tuple(part.replaced_by(changes) for part in resolved.parts)
    return dataclasses.replace(resolved, parts=parts, union=resolved.union and "ConfigUnion")


def _is_none(value: Value) -> bool:
    return isinstance(value, Known) and value.value is None
