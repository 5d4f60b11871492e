"""Configuration dictionaries: what the library makes of one, alone or with the parts of a union.

Source: `adapters/configuration/adapter_config.py`, `AdapterConfig.load` and `from_dict`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from types import EllipsisType
from typing import Final

from adapterlint.facts import Argument, Call, ClassItself, Dictionary, Loaded, Uncalled
from adapterlint.space.calls import from_call
from adapterlint.space.dictionary_parts import architecture_of, as_dictionary, class_of, fusion_part, part_of
from adapterlint.space.dtypes import TorchType
from adapterlint.space.misfits import described
from adapterlint.space.parts import Part, Resolved, WrongPart
from adapterlint.space.releases import Snapshot
from adapterlint.space.saved import aged, as_loaded, as_saved
from adapterlint.space.unions import UNIONS, completed, is_empty
from adapterlint.values import Known, Unknown

Resolve = Callable[[Call | Loaded], Resolved]

_UNION: Final = "union"


def from_dictionary(
    dictionary: Dictionary, snapshot: Snapshot, resolve: Resolve, class_name: str | None = None
) -> Resolved:
    """Resolve a configuration dictionary; options that its class does not have are swallowed.

    Args:
        resolve: what resolves a part of a union that is an object.
        class_name: the class whose `from_dict` it is given to; None if it says itself which class it is of.
    """
    options = dict(dictionary.options)
    if dictionary.saved_with is not None:
        options = as_loaded(options, dictionary.saved_with, snapshot)
    if dictionary.is_fusion:
        part: Part | Resolved = fusion_part(options, snapshot)
    elif class_name in UNIONS or (class_name is None and architecture_of(options) == Known(_UNION)):
        union, is_saved = class_name or "ConfigUnion", dictionary.saved_with is not None
        whole = _from_union(options, union, snapshot, resolve, is_saved=is_saved)
        return dataclasses.replace(
            whole, parts=tuple(aged(one, dictionary.saved_with, snapshot) for one in whole.parts)
        )
    else:
        part = part_of(0, options, class_name or class_of(options, snapshot), snapshot)
    if isinstance(part, Resolved):
        return part
    if dictionary.saved_with is not None:
        part = as_saved(part, snapshot)
    return Resolved((aged(part, dictionary.saved_with, snapshot),), built_in="add_adapter")


def _from_union(
    options: Mapping[str, Argument], class_name: str, snapshot: Snapshot, resolve: Resolve, *, is_saved: bool
) -> Resolved:
    """Resolve the parts of a union one by one."""
    members = options["configs"].value if "configs" in options else None
    turn = 0
    match members:
        case Known(Call()) if is_empty(members):
            made: list[Part | Resolved] = []
        case Known(str() | bytes() | dict() | Dictionary() | Call() | Loaded() as other) if other:
            problem = f"`configs` is `{described(other)}`, and no list"
            return Resolved(built_in="add_adapter", broken=((0, problem, "AttributeError"),))
        case Known(list() | tuple() | set() | frozenset() | range() as listed) if listed:
            made = []
            for member in listed:
                one = _member(turn, member, snapshot, resolve)
                made.append(one)
                turn = 1 + (one.number if isinstance(one, Part) else max(turn, one.last_turn))
        case None:
            return Resolved(built_in="add_adapter", broken=((0, "it has no `configs`", "KeyError"),))
        case Known(list() | tuple() | set() | frozenset() | range() | str() | bytes() | dict()):
            made = []
        case Known(
            None | int() | float() | complex() | EllipsisType() | TorchType() | ClassItself() | Uncalled() as other
        ):
            return Resolved(built_in="add_adapter", broken=((0, f"`configs={other!r}` is no list", "TypeError"),))
        case Unknown(reason):
            return Resolved(unreadable=(reason,))
        case _:
            return Resolved(unreadable=("`configs` that are no list of configurations",))
    failed = [one for one in made if isinstance(one, Resolved)]
    parts = tuple(part for one in made for part in (one.parts if isinstance(one, Resolved) else (one,)))
    if is_saved:
        parts = tuple(as_saved(part, snapshot) for part in parts)
    return Resolved(
        parts if failed else completed(parts, class_name, snapshot),
        class_name,
        "add_adapter",
        unreadable=tuple(reason for one in failed for reason in one.unreadable),
        wrong_parts=tuple(name for one in failed for name in one.wrong_parts),
        inner=tuple(nested for one in failed for nested in one.inner),
        architectures=tuple(found for one in failed for found in one.architectures),
        broken=tuple(found for one in failed for found in one.broken),
        swallowed={name: argument for name, argument in options.items() if name not in {"configs", "architecture"}},
        call=from_call(Call(class_name, tuple(Argument(Known(part)) for part in made)), turn, snapshot),
    )


def _member(  # noqa: PLR0911 - one for each kind of thing
    number: int, member: object, snapshot: Snapshot, resolve: Resolve
) -> Part | Resolved:
    """Return a part of a union, or why there is none."""
    match member.value if isinstance(member, Known) else member:
        case Loaded() as nothing if is_empty(Known(nothing)):
            return _broken(number, None, "AttributeError")
        case Call() | Loaded() as configuration:
            return _as_part(resolve(configuration), number, snapshot)
        case Dictionary() | Mapping() as options:
            written = as_dictionary(options).options
            if architecture_of(written) == Known(_UNION):
                return _nested(number, _from_union(written, "ConfigUnion", snapshot, resolve, is_saved=False))
            return part_of(number, written, class_of(written, snapshot), snapshot)
        case Unknown(reason):
            return Resolved(unreadable=(reason,))
        case None | bool() | int() | float() | complex() | str() | bytes() | list() | tuple() as other:
            return _broken(number, other, "AttributeError")
        case set() | frozenset() | range() | EllipsisType() | Uncalled() | TorchType() as other:
            return _broken(number, other, "AttributeError")
        case ClassItself() as other:
            return _broken(number, other, "TypeError")
        case _:
            return Resolved(unreadable=("a configuration of an unexpected kind",))


def _broken(number: int, part: object, failure: str) -> Resolved:
    return Resolved(broken=((number, f"`{part!r}` is no configuration", failure),))


def _nested(number: int, union: Resolved) -> Resolved:
    """Return what comes of a union in a union: it is built, if it can be, and then turned away."""
    union = union.from_turn(number)
    return Resolved(
        union.parts,
        wrong_parts=(WrongPart("ConfigUnion"),),
        inner=(*union.inner, union),
        unreadable=union.unreadable,
        architectures=union.architectures,
        broken=union.broken,
    )


def _as_part(made: Resolved, number: int, snapshot: Snapshot) -> Part | Resolved:
    """Return a configuration that was built before the union as a part of it."""
    made = made.built.from_turn(number)
    if made.union:
        parts = tuple(dataclasses.replace(part, is_object=True) for part in made.parts)
        return Resolved(parts, wrong_parts=(WrongPart(made.union),), inner=(*made.inner, made))
    if not made.complete:
        return Resolved(unreadable=("a part that cannot be loaded",))
    part = dataclasses.replace(made.parts[0], is_object=True)
    return Resolved(architectures=nameless) if (nameless := nameless_architectures([part], snapshot)) else part


def nameless_architectures(parts: Iterable[Part], snapshot: Snapshot) -> tuple[tuple[int, object], ...]:
    """Return the architectures that parts of a dictionary name, and that the release has no class for."""
    named = [(part, {"architecture": part.given["architecture"]}) for part in parts if "architecture" in part.given]
    architectures = [(part.number, architecture_of(options), options) for part, options in named]
    return tuple(
        (number, name.value)
        for number, name, options in architectures
        if isinstance(name, Known) and name.value != _UNION and class_of(options, snapshot) is None
    )
