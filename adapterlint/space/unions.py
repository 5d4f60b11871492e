"""Unions of configurations, and the parts that `MAMConfig` and `UniPELTConfig` bring themselves.

Source: `adapters/configuration/adapter_config.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from adapterlint.facts import Argument, Call
from adapterlint.space.calls import from_call
from adapterlint.space.parts import Part, Resolved
from adapterlint.space.releases import Snapshot
from adapterlint.values import Known, Unknown, Value

UNIONS: Final = frozenset({"ConfigUnion", "MAMConfig", "UniPELTConfig"})


def from_union(call: Call, snapshot: Snapshot) -> Resolved:
    """Resolve the parts of a union one by one."""
    parts: list[Part] = []
    unreadable = [call.opaque] if call.opaque else []
    wrong: list[str] = []
    for value, changes in _members(call):
        match value:
            case Known(Call(class_name) as member) if class_name in UNIONS:
                wrong.append(class_name)
                parts += from_union(member, snapshot).parts
            case Known(Call() as member):
                changed = {**member.keywords, **{name: Argument(Known(new)) for name, new in changes.items()}}
                whole = Call(member.class_name, member.positional, changed, member.opaque, member.span, member.closing)
                parts.append(from_call(whole, len(parts), snapshot))
            case Unknown(reason):
                unreadable.append(reason)
            case Known(other):
                wrong.append(type(other).__name__)
    return Resolved(tuple(parts), call.class_name, unreadable=tuple(unreadable), wrong_parts=tuple(wrong))


def _members(call: Call) -> Iterator[tuple[Value, Mapping[str, object]]]:
    """Yield the parts of a union with what the union changes in them, its own defaults included."""
    if call.class_name == "ConfigUnion":
        yield from ((argument.value, {}) for argument in call.positional)
        return
    defaults: dict[str, Call] = {
        "prefix_tuning": _default_part("PrefixTuningConfig", bottleneck_size=800),
        "adapter": _default_part("ParBnConfig"),
    }
    changes: Mapping[str, object] = {}
    if call.class_name == "UniPELTConfig":
        changes = {"use_gating": True}
        defaults = {
            "prefix_tuning": _default_part("PrefixTuningConfig", prefix_length=10),
            "adapter": _default_part("SeqBnConfig", reduction_factor=16),
            "lora": _default_part("LoRAConfig", r=8, alpha=2),
        }
    given = {**dict(zip(defaults, call.positional, strict=False)), **call.keywords}
    for name, default in defaults.items():
        written = given[name].value if name in given else Unknown(call.opaque) if call.opaque else Known(None)
        yield (Known(default) if written == Known(None) else written), changes


def _default_part(class_name: str, **arguments: object) -> Call:
    return Call(class_name, keywords={name: Argument(Known(value)) for name, value in arguments.items()})
