"""Unions of configurations, and the parts that `MAMConfig` and `UniPELTConfig` bring themselves.

Source: `adapters/configuration/adapter_config.py`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from adapterlint.facts import Argument, Call, Loaded
from adapterlint.space.calls import from_call
from adapterlint.space.misfits import described, not_a_part
from adapterlint.space.parts import Part, Resolved, WrongPart
from adapterlint.space.releases import Snapshot
from adapterlint.values import Known, Unknown, Value

UNIONS: Final = frozenset({"ConfigUnion", "MAMConfig", "UniPELTConfig"})

_PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "MAMConfig": ("prefix_tuning", "adapter"),
    "UniPELTConfig": ("prefix_tuning", "adapter", "lora"),
}
"""The arguments of a union that are parts."""

_DEFAULTS: Final[Mapping[str, Mapping[str, tuple[str, Mapping[str, object]]]]] = {
    "MAMConfig": {
        "prefix_tuning": ("PrefixTuningConfig", {"bottleneck_size": 800}),
        "adapter": ("ParBnConfig", {}),
    },
    "UniPELTConfig": {
        "prefix_tuning": ("PrefixTuningConfig", {"prefix_length": 10}),
        "adapter": ("SeqBnConfig", {"reduction_factor": 16}),
        "lora": ("LoRAConfig", {"r": 8, "alpha": 2}),
    },
}
"""The parts that a union brings where none is given: class and options."""


def from_union(call: Call, snapshot: Snapshot, loaded: Callable[[Loaded], Resolved]) -> Resolved:
    """Resolve the parts of a union one by one.

    Args:
        loaded: what resolves a part that is loaded.
    """
    parts: list[Part] = []
    unreadable = [call.opaque] if call.opaque else []
    wrong: list[WrongPart] = []
    inner: list[Resolved] = []
    refused: list[Resolved] = []
    named = _PARTS.get(call.class_name, ())
    turn = 0
    for value, brought in _members(call):
        match value:
            case Known(Call(class_name) as member) if class_name in UNIONS:
                wrong.append(WrongPart(class_name))
                nested = from_union(member, snapshot, loaded).from_turn(turn)
                refused.append(nested)
                inner += [*nested.inner, nested]
                parts += nested.parts
                turn = nested.last_turn + 1
            case Known(Call() as member):
                part = _set(from_call(member, turn, snapshot), brought)
                overruled = {name: one for name, one in member.keywords.items() if name in brought}
                parts.append(dataclasses.replace(part, overruled=overruled))
                turn += 1
            case Known(Loaded()) if is_empty(value):
                wrong.append(WrongPart(described(None), not_a_part(None, call.class_name)))
            case Known(Loaded() as member):
                made = loaded(member).built.from_turn(turn)
                unreadable += made.unreadable
                refused.append(made)
                wrong += [WrongPart(made.union)] if made.union else []
                inner += [*made.inner, made] if made.union else []
                parts += made.parts if made.union else [_set(part, brought) for part in made.parts]
                turn = max(turn, made.last_turn) + 1
            case Unknown(reason):
                unreadable.append(reason)
            case Known(other):
                wrong.append(WrongPart(described(other), not_a_part(other, call.class_name)))
    return Resolved(
        tuple(parts),
        call.class_name,
        unreadable=tuple(unreadable),
        wrong_parts=tuple(wrong),
        defaulted=tuple(name for name, one in _named(call).items() if name in named and _is_none(one.value)),
        inner=tuple(inner),
        identifiers=tuple(found for one in refused for found in one.identifiers),
        architectures=tuple(found for one in refused for found in one.architectures),
        broken=tuple(found for one in refused for found in one.broken),
        string_error=next((one.string_error for one in refused if one.string_error), None),
        call=from_call(call, turn, snapshot),
    )


def completed(parts: Sequence[Part], class_name: str, snapshot: Snapshot) -> tuple[Part, ...]:
    """Return the parts of a union that is given some by position: changed as it changes them, and with its own."""
    missing = _PARTS.get(class_name, ())[len(parts) :]
    own = (_DEFAULTS[class_name][name] for name in missing)
    brought = (
        dataclasses.replace(from_call(Call(made_of), number, snapshot), defaults=options)
        for number, (made_of, options) in enumerate(own, start=len(parts))
    )
    return tuple(_set(part, _always(class_name)) for part in (*parts, *brought))


def conflict_failure(parts: Sequence[Part]) -> str:
    """Return what two parts of one method raise, which are not kept apart (`validate`); nothing if they are.

    Raises:
        NotShown: that depends on something unknown.
    """
    pairs = ((first, second) for number, first in enumerate(parts) for second in parts[:number])
    return next((failure for first, second in pairs if (failure := _conflict(first, second))), "")


def _conflict(first: Part, second: Part) -> str:
    if first.architecture != second.architecture or first.option("leave_out") or second.option("leave_out"):
        return ""
    if first.architecture not in (None, "bottleneck"):
        return "ValueError"
    if not all(part.definition is not None and "mh_adapter" in part.definition.fields for part in (first, second)):
        return "AttributeError"  # what calls itself a bottleneck adapter is asked for its places
    apart = all(first.option(place) != second.option(place) for place in ("mh_adapter", "output_adapter"))
    return "" if apart else "ValueError"


def _set(part: Part, brought: Mapping[str, object]) -> Part:
    """Return a part with what the union sets in it; what the part has no option for fails as if it were written."""
    fields = part.definition.fields if part.definition else brought
    foreign = {name: Argument(Known(value)) for name, value in brought.items() if name not in fields}
    rest = {name: argument for name, argument in part.given.items() if name not in brought}
    return dataclasses.replace(part, given=rest, defaults={**part.defaults, **brought}).replaced_by(foreign)


def _always(class_name: str) -> Mapping[str, object]:
    """Return what a union sets in each of its parts."""
    return {"use_gating": True} if class_name == "UniPELTConfig" else {}


def is_empty(value: object) -> bool:
    """Tell whether something is falsy, as nothing is, what loading nothing returns, and a union of nothing."""
    match value:
        case Known(Call("ConfigUnion", positional=positional, keywords=keywords, opaque=opaque)):
            return not positional and not keywords and opaque is None
        case Known(Loaded(source, class_name=None, replaced=replaced, is_fusion=False)):
            return not replaced and is_empty(source)
        case Known(written):
            return not written
        case _:
            return False


def _is_none(value: Value) -> bool:
    return isinstance(value, Known) and value.value is None


def _named(call: Call) -> dict[str, Argument]:
    return {**dict(zip(_PARTS.get(call.class_name, ()), call.positional, strict=False)), **call.keywords}


def _members(call: Call) -> Iterator[tuple[Value, Mapping[str, object]]]:
    """Yield the parts of a union, with what the union itself sets in each."""
    if call.class_name == "ConfigUnion":
        yield from ((argument.value, {}) for argument in call.positional)
        return
    always = _always(call.class_name)
    given = _named(call)
    for name in _PARTS[call.class_name]:
        written = given[name].value if name in given else Unknown(call.opaque) if call.opaque else Known(None)
        if is_empty(written):
            class_name, options = _DEFAULTS[call.class_name][name]
            yield Known(Call(class_name)), {**options, **always}
        else:
            yield written, always
