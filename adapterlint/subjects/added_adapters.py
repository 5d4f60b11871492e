"""Adapters that a script adds to a model beside one another, found by their names."""

from __future__ import annotations

from collections.abc import Sequence

from adapterlint.facts import Call, Dictionary, Loaded, Step, Text
from adapterlint.space.families import Method, method_of
from adapterlint.space.parts import Part, Resolved
from adapterlint.values import Known, choices_in


def configuration_of(steps: Sequence[Step], name: str) -> Known | None:
    """Return what the adapter of a name is added with, if it is added once and that is known."""
    added = [step for step in steps if step.name == "add_adapter" and _name(step) == name]
    match [step.given(1, "config") for step in added]:
        case [Known(str(text))]:
            return Known(Text(text))
        case [Known(Call() | Loaded() | Dictionary() | dict()) as configuration] if not choices_in(configuration):
            return configuration
        case _:
            return None


def method_in(resolved: Resolved) -> Method | None:
    """Return the method of a configuration; None for a union, or if it is not known."""
    config = resolved.parts[0].config if _is_of_one_part(resolved) else None
    return None if config is None else method_of(config)


def has_invertible_adapter(resolved: Resolved | None) -> bool:
    """Tell whether an adapter that is known has an invertible one behind the embedding layer.

    Raises:
        NotShown: the option that decides it is not known.
    """
    return resolved is not None and resolved.complete and any(part.option("inv_adapter") for part in resolved.parts)


def shares_matrices(first: Resolved | None, second: Resolved | None) -> bool:
    """Tell whether two adapters are of LoRA or its kin, and certainly adapt a matrix of some layer together.

    Raises:
        NotShown: an option that decides it is not known.
    """
    if first is None or second is None or {method_in(first), method_in(second)} != {"lora"}:
        return False
    return bool(_matrices(first.parts[0]) & _matrices(second.parts[0]))


def _matrices(part: Part) -> frozenset[str]:
    """Return what a configuration without `leave_out` adapts in every layer."""
    if "leave_out" in part.given or not isinstance(rank := part.option("r"), int) or rank < 1:
        return frozenset()
    attention = part.option("attn_matrices") if part.option("selfattn_lora") else ()
    named = [name for name in ("q", "k", "v") if isinstance(attention, (list, tuple)) and name in attention]
    return frozenset([*named, *(name for name in ("intermediate_lora", "output_lora") if part.option(name) is True)])


def _is_of_one_part(resolved: Resolved) -> bool:
    return resolved.complete and not resolved.union and len(resolved.parts) == 1


def _name(step: Step) -> str | None:
    match step.given(0, "adapter_name"):
        case Known(str(name)):
            return name
        case _:
            return None
