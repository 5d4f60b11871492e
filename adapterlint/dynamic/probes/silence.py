"""Silence: bottlenecks that add nothing of their own leave a model as it is, whatever else is in the configuration."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import torch
from adapters.methods.modeling import Adapter
from torch import Tensor, nn

from adapterlint.dynamic.models.constructing import ADAPTER
from adapterlint.dynamic.models.inputs import Batch
from adapterlint.dynamic.probes.states import relative_gap, untrained_states

if TYPE_CHECKING:
    from transformers import PreTrainedModel


def silent_gap(model: PreTrainedModel, batch: Batch) -> float | None:
    """Return how far silent bottlenecks move the output of a model; None if it has no bottlenecks.

    Prefixes, invertible adapters and norms behind a bottleneck change the output by construction, and would hide a
    lost skip connection. So the model is compared with itself: once with bottlenecks whose up-projections return zeros
    and whose norms are left out, once without them, and with all else in both.
    """
    places = [module.adapters for module in model.modules() if _holds_bottleneck(module)]
    if not places:
        return None
    with ExitStack() as stack:
        for held in places:
            stack.enter_context(_silenced(held[ADAPTER]))
        silent = untrained_states(model, batch)
    with ExitStack() as stack:
        for held in places:
            stack.enter_context(_taken_out(held))
        absent = untrained_states(model, batch)
    return relative_gap(silent, absent)


def _holds_bottleneck(module: nn.Module) -> bool:
    held = getattr(module, "adapters", None)
    return isinstance(held, nn.ModuleDict) and ADAPTER in held and isinstance(held[ADAPTER], Adapter)


@contextmanager
def _silenced(bottleneck: Adapter) -> Iterator[None]:
    def return_zeros(_: object, __: object, output: Tensor) -> Tensor:
        return torch.zeros_like(output)

    def return_input(_: object, inputs: tuple[Tensor], __: object) -> Tensor:
        return inputs[0]

    hooks = [bottleneck.adapter_up.register_forward_hook(return_zeros)]
    if bottleneck.add_layer_norm_after:
        hooks.append(bottleneck.adapter_norm_after.register_forward_hook(return_input))
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()


@contextmanager
def _taken_out(held: nn.ModuleDict) -> Iterator[None]:
    bottleneck = held.pop(ADAPTER)
    try:
        yield
    finally:
        held[ADAPTER] = bottleneck
