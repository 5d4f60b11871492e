"""Parameters: which of them train, of which type they are, and which of them must stay as they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping

import torch
from torch import Tensor, nn

from adapterlint.dynamic.models.demands import parts_of

_UNIT_OF_SUFFIX = ".units.1."


def trainable_parameters(model: nn.Module) -> dict[str, nn.Parameter]:
    """Return the parameters that an optimizer would be given."""
    return {name: parameter for name, parameter in model.named_parameters() if parameter.requires_grad}


def names_of(model: nn.Module) -> frozenset[str]:
    """Return the names of all parameters that a model has now."""
    return frozenset(name for name, _ in model.named_parameters())


def frozen_copy(model: nn.Module) -> dict[str, Tensor]:
    """Return copies of the parameters that training must leave alone."""
    return {
        name: parameter.detach().clone() for name, parameter in model.named_parameters() if not parameter.requires_grad
    }


def changed(model: nn.Module, before: Mapping[str, Tensor]) -> tuple[str, ...]:
    """Return the names of the parameters that are no longer bit for bit what they were."""
    now = dict(model.named_parameters())
    return tuple(name for name, tensor in before.items() if not torch.equal(now[name].detach(), tensor))


def mixed(model: nn.Module, base: Collection[str]) -> tuple[str, ...]:
    """Return the parameters that the adapter brought in another type, or to another device, than the base model has.

    Args:
        base: the names of the parameters that were there without it.
    """
    kinds = Counter((tensor.dtype, tensor.device) for name, tensor in _floating(model) if name in base)
    if not kinds:
        return ()
    ((dtype, device), _) = kinds.most_common(1)[0]
    return tuple(
        f"{name} ({str(tensor.dtype).removeprefix('torch.')}, {tensor.device})"
        for name, tensor in _floating(model)
        if name not in base and (tensor.dtype, tensor.device) != (dtype, device)
    )


def _floating(model: nn.Module) -> Iterator[tuple[str, nn.Parameter]]:
    return ((name, tensor) for name, tensor in model.named_parameters() if tensor.is_floating_point())


def idle_by_default(name: str, configuration: object) -> bool:
    """Whether the library builds a trainable tensor that its own defaults never use.

    A ReFT module has a unit for suffix positions even if there are none, and MTL-LoRA weighs its up-projections by
    a softmax even if there is one; several all start at zero and stay alike, so that their weights make no
    difference: `adapters/methods/reft.py`, `adapters/methods/lora.py`.
    """
    for part in parts_of(configuration):
        if _UNIT_OF_SUFFIX in name and getattr(part, "suffix_positions", None) == 0:
            return True
        if name.endswith(".weights") and hasattr(part, "n_up_projection"):
            return True
    return False
