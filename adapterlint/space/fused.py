"""How the configuration of a fusion is named and loaded.

Sources: `adapters/configuration/adapter_fusion_config.py`, `AdapterFusionConfig.load`;
`adapters/configuration/model_adapters_config.py`, `add_fusion`, which takes no text but a bare name.
"""

from __future__ import annotations

import dataclasses

from adapterlint.facts import Argument, Call, Dictionary, Loaded, Text
from adapterlint.space.calls import from_call
from adapterlint.space.dictionary_parts import FUSION, as_dictionary, fusion_part, settled
from adapterlint.space.misfits import misfit, not_loaded, not_read, not_updated
from adapterlint.space.parts import Part, Resolved
from adapterlint.space.releases import RELEASES, Snapshot, snapshot
from adapterlint.space.strings import ConfigStringError, may_name_file, not_options, parse_config_string
from adapterlint.values import Known


def from_fusion(written: Text | Loaded, snapshot: Snapshot) -> Resolved:
    """Resolve a text that `add_adapter_fusion` is given, or `AdapterFusionConfig.load(…)`."""
    resolved = _from_name(written.text, snapshot) if isinstance(written, Text) else _from_loaded(written, snapshot)
    return dataclasses.replace(resolved, is_fusion=True)


def _from_name(text: str, snapshot: Snapshot) -> Resolved:
    """Resolve a name; options in brackets, and files, are for `load` alone."""
    if text in snapshot.fusion_identifiers:
        return dataclasses.replace(_parsed(text, snapshot), built_in="add_adapter")
    return Resolved(_parsed(text, snapshot).parts, built_in="add_adapter", identifiers=((0, text),))


def _from_loaded(loaded: Loaded, snapshot: Snapshot) -> Resolved:
    """Resolve what is loaded and changed: what the class does not have is stored, and None is a value."""
    if loaded.class_name is not None:
        made = misfit(loaded.source, lambda _: not_read(FUSION), "is no dictionary of a configuration")
        return dataclasses.replace(made, built_in="construct")
    match loaded.source:
        case Known(str() as text) | Known(Text(text)):
            resolved = _parsed(text, snapshot)
        case Known(Dictionary() | dict() as options):
            resolved = _from_dictionary(as_dictionary(options), snapshot)
        case Known(Call() as call) if _is_fusion(call, snapshot):
            resolved = Resolved((from_call(call, 0, snapshot),))
        case Known(Loaded(is_fusion=True) as source):
            resolved = _from_loaded(source, snapshot)
        case Known(Call()) as other:
            return dataclasses.replace(misfit(other, not_updated), built_in="construct")
        case other:
            return dataclasses.replace(misfit(other, not_loaded), built_in="construct")
    changed = (_changed(part, loaded, snapshot) for part in resolved.parts)
    parts = tuple(part.replaced_by(loaded.replaced) for part in changed)
    return dataclasses.replace(resolved, parts=parts, built_in="construct")


def _changed(part: Part, loaded: Loaded, snapshot: Snapshot) -> Part:
    """Return a part with what is set afterwards; the defaults of another configuration are known in a release."""
    given, defaults = settled(loaded.keywords, snapshot, part.definition)
    kept = {name: argument for name, argument in part.given.items() if name not in defaults}
    part = dataclasses.replace(part, given=kept, defaults={**part.defaults, **defaults})
    return part.changed_by(given, loaded.opaque)


def _is_fusion(call: Call, snapshot: Snapshot) -> bool:
    definition = snapshot.configs.get(call.class_name)
    return definition is None or definition.derives_from(FUSION)


def _from_dictionary(dictionary: Dictionary, snapshot: Snapshot) -> Resolved:
    return Resolved((fusion_part(dictionary.options, snapshot),), built_in="add_adapter")


def names_fusion(text: str) -> bool:
    """Tell whether a text begins with the name of a fusion in some release, and not with that of an adapter."""
    try:
        first = parse_config_string(text)[0].identifier
    except ConfigStringError:
        first = text.partition("[")[0].strip()
    offered = [snapshot(release) for release in RELEASES]
    return any(first in one.fusion_identifiers for one in offered) and not any(
        first in one.identifiers for one in offered
    )


def _parsed(text: str, snapshot: Snapshot) -> Resolved:
    """Resolve a text as `load` does: it is a name with options, or the path of a file."""
    if may_name_file(text):
        return Resolved(unreadable=(f"`{text}`: a file",))
    try:
        chunks = parse_config_string(text)
    except ConfigStringError as error:
        return Resolved(string_error=error)
    parts: list[Part] = []
    for number, chunk in enumerate(chunks):
        identified = snapshot.fusion_identifiers.get(chunk.identifier)
        if identified is None:
            return Resolved(tuple(parts), identifiers=((number, chunk.identifier),))
        if chunk.options is None:
            return Resolved(tuple(parts), string_error=not_options(chunk, number))
        given = {name: Argument(Known(value)) for name, value in chunk.options.items()}
        definition = snapshot.configs[identified.class_name]
        parts.append(Part(number, identified.class_name, definition, given, defaults=identified.changes))
    is_refused = any(name not in part.definition.fields for part in parts if part.definition for name in part.given)
    # Of several, the library makes the dictionary of a union, in which there is no option of a fusion.
    if len(parts) > 1 and not is_refused:
        return _from_dictionary(Dictionary(), snapshot)
    return Resolved(tuple(parts), "ConfigUnion" if len(parts) > 1 else None)
