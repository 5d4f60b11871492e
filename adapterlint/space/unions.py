"""Unions of configurations, and the parts that `MAMConfig` and `UniPELTConfig` bring themselves.

Source: `adapters/configuration/adapter_config.py`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from adapterlint.facts import Argument, Call, Loaded
from adapterlint.space.calls import from_call
from adapterlint.space.parts import Part, Resolved
from adapterlint.space.releases import Snapshot
from adapterlint.values import Known, Unknown, Value

UNIONS: Final = frozenset({"ConfigUnion", "MAMConfig", "UniPELTConfig"})

_PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "MAMConfig": ("prefix_tuning", "adapter"),
    "UniPELTConfig": ("prefix_tuning", "adapter", "lora"),
}
"""The arguments of a union that are parts; all others come from `.replace`, which changes them in every part."""

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
    wrong: list[str] = []
    inner: list[Resolved] = []
    refused: list[Resolved] = []
    named = _PARTS.get(call.class_name, ())
    replaced = {name: argument for name, argument in call.keywords.items() if name not in named}
    for value, brought in _members(call):
        match value:
            case Known(Call(class_name) as member) if class_name in UNIONS:
                wrong.append(class_name)
                nested = from_union(member, snapshot, loaded)
                inner += [*nested.inner, nested]
                parts += nested.parts
            case Known(Call() as member):
                rest = {name: argument for name, argument in member.keywords.items() if name not in brought}
                whole = dataclasses.replace(member, keywords={**rest, **replaced})
                part = _with(brought, from_call(whole, len(parts), snapshot))
                overruled = {name: one for name, one in member.keywords.items() if name in brought}
                parts.append(dataclasses.replace(part, overruled=overruled))
            case Known(Loaded() as member):
                made = loaded(member)
                unreadable += made.unreadable
                refused.append(made)
                wrong += [made.union] if made.union else []
                inner += [*made.inner, made] if made.union else []
                parts += [_changed(part, len(parts), brought, replaced) for part in made.parts if not made.union]
            case Unknown(reason):
                unreadable.append(reason)
            case Known(other):
                wrong.append(type(other).__name__)
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
    )


def _changed(part: Part, number: int, brought: Mapping[str, object], replaced: Mapping[str, Argument]) -> Part:
    """Return a part that is loaded with what the union changes in it."""
    defaults = {**part.defaults, **brought}
    rest = {name: argument for name, argument in part.given.items() if name not in brought}
    return dataclasses.replace(part, number=number, given=rest, defaults=defaults).replaced_by(replaced)


def _with(brought: Mapping[str, object], part: Part) -> Part:
    """Return a part with what the union sets in it; what the part has no option for fails as if it were written."""
    fields = part.definition.fields if part.definition else brought
    foreign = {name: Argument(Known(value)) for name, value in brought.items() if name not in fields}
    return dataclasses.replace(part, given={**part.given, **foreign}, defaults=brought)


def _is_none(value: Value) -> bool:
    return isinstance(value, Known) and value.value is None


def _named(call: Call) -> dict[str, Argument]:
    return {**dict(zip(_PARTS.get(call.class_name, ()), call.positional, strict=False)), **call.keywords}


def _members(call: Call) -> Iterator[tuple[Value, Mapping[str, object]]]:
    """Yield the parts of a union, with what the union itself sets in each."""
    if call.class_name == "ConfigUnion":
        yield from ((argument.value, {}) for argument in call.positional)
        return
    always: Mapping[str, object] = {"use_gating": True} if call.class_name == "UniPELTConfig" else {}
    given = _named(call)
    for name in _PARTS[call.class_name]:
        written = given[name].value if name in given else Unknown(call.opaque) if call.opaque else Known(None)
        if _is_none(written):
            class_name, options = _DEFAULTS[call.class_name][name]
            yield Known(Call(class_name)), {**options, **always}
        else:
            yield written, always
