"""Gaps: how far the output of a model, and of each of its layers, is from what it was without the adapter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from adapterlint.dynamic.models.demands import parts_of
from adapterlint.dynamic.models.inputs import Batch, final_states

if TYPE_CHECKING:
    from transformers import PreTrainedModel

_STARTING_AT_ZERO = ("lora", "mtl_lora")


@torch.no_grad()  # type: ignore[untyped-decorator]
def untrained_states(model: PreTrainedModel, batch: Batch) -> list[Tensor]:
    """Return the final hidden states in evaluation mode."""
    model.eval()
    return final_states(model, batch)


@contextmanager
def layer_states(model: PreTrainedModel) -> Iterator[dict[str, Tensor]]:
    """Note what each layer of a model ends in while it is run; where one is run several times, the last counts."""
    names = {module: name for name, module in model.named_modules()}
    noted: dict[str, Tensor] = {}

    def note(layer: torch.nn.Module, _: object, output: object) -> None:
        first = output[0] if isinstance(output, tuple) else output
        if isinstance(first, Tensor):
            noted[names[layer]] = first.detach()

    hooks = [layer.register_forward_hook(note) for _, layer in model.iter_layers()]
    try:
        yield noted
    finally:
        for hook in hooks:
            hook.remove()


def finite(tensors: list[Tensor]) -> bool:
    """Whether there is neither NaN nor infinity in some tensors."""
    return all(bool(torch.isfinite(tensor).all()) for tensor in tensors)


def relative_gap(states: list[Tensor], base: list[Tensor]) -> float | None:
    """Return ‖states - base‖ / ‖base‖, the largest of all stacks; None where the shapes differ."""
    if [stack.shape for stack in states] != [stack.shape for stack in base]:
        return None
    return max(float((mine - its).norm() / its.norm()) for mine, its in zip(states, base, strict=True))


def layer_gaps(adapted: Mapping[str, Tensor], base: Mapping[str, Tensor]) -> dict[str, float]:
    """Return the gap behind each layer that leads to states of the same shape."""
    gaps = {name: relative_gap([adapted[name]], [its]) for name, its in base.items() if name in adapted}
    return {name: gap for name, gap in gaps.items() if gap is not None}


def starts_as_base(configuration: object) -> bool:
    """Whether a configuration is one that should leave the base model as it is at first.

    Bottlenecks end in a projection that starts (nearly) at zero, unless a new LayerNorm behind it
    brings it back to size; LoRA's kin end in a zero matrix or a scale of one. Prefixes, prompts,
    ReFT and invertible adapters change the output by construction.
    """
    return all(map(_starts_as_base, parts_of(configuration)))


def _starts_as_base(part: object) -> bool:
    # The class decides what is built, whatever an object of it is given as `architecture`.
    match getattr(type(part), "architecture", "?"):
        case None | "bottleneck":
            return not getattr(part, "ln_after", False) and not getattr(part, "inv_adapter", None)
        case architecture:
            return architecture in _STARTING_AT_ZERO
