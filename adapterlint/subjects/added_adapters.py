"""Adapters that a script adds to a model beside one another, found by their names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from adapterlint.facts import Call, Dictionary, Loaded, Step, Text
from adapterlint.space.families import Method, method_of
from adapterlint.space.hidden import NotShown
from adapterlint.space.parts import Part, Resolved
from adapterlint.values import Known, choices_in

_OF_LORA: Final = ("lora_linear_only_negate_b", "lora_delta_w_svd")
_MAY_DIFFER: Final = ("dropout", "init_weights")


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


def names_in(steps: Sequence[Step]) -> tuple[str, ...]:
    """Return the names of the adapters that a model has after some steps.

    Raises:
        NotShown: one of them is not known.
    """
    names: dict[str, None] = {}
    for step in steps:
        if step.name not in ("add_adapter", "average_adapter", "delete_adapter"):
            continue
        name = None if step.opaque else _name(step)
        if name is None:
            raise NotShown
        if step.name == "delete_adapter":
            names.pop(name, None)
        else:
            names[name] = None
    return tuple(names)


def averaging_failure(step: Step, averaged: Sequence[Resolved | None], *, has_strategies: bool) -> str:
    """Return why `average_adapter` raises, in words; empty if it does not.

    Source: `adapters/model_mixin.py`, `average_adapter`; `adapters/methods/lora.py`.

    Args:
        has_strategies: whether the release has strategies, which take the place of another argument.

    Raises:
        NotShown: it depends on what is not known.
    """
    if step.opaque:
        raise NotShown
    if not has_strategies:
        return _difference(averaged)
    match step.given(3, "combine_strategy") or Known("linear"):
        case Known("linear"):
            return _difference(averaged)
        case Known(str(strategy)) if strategy not in _OF_LORA:
            return f"`combine_strategy={strategy!r}` is none that it knows"
        case Known("lora_delta_w_svd") if step.given(7, "svd_rank") is None:
            return "`combine_strategy='lora_delta_w_svd'` needs `svd_rank`"
        case Known(strategy) if all(one and method_in(one) not in ("lora", None) for one in averaged):
            return f"`combine_strategy={strategy!r}` is for LoRA alone"
        case Known():
            return _difference(averaged)
        case _:
            raise NotShown


def _difference(averaged: Sequence[Resolved | None]) -> str:
    """Say what differs between adapters that have to be alike, but for `dropout` and `init_weights`."""
    parts = [one.parts[0] for one in averaged if one is not None and _is_of_one_part(one)]
    if len(parts) < len(averaged) or not parts:
        raise NotShown
    first, *_ = parts
    if len({method_in(one) for one in averaged if one is not None}) > 1:
        return "they are of different methods"
    for name in first.definition.fields if first.definition else ():
        values = [_as_list(part.option(name)) for part in parts] if name not in _MAY_DIFFER else []
        if any(value != values[0] for value in values):
            return f"`{name}` differs"
    return ""


def _as_list(value: object) -> object:
    """Return what is compared: lists and tuples are alike, and so is all that is empty."""
    return (list(value) if isinstance(value, tuple) else value) or None


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
