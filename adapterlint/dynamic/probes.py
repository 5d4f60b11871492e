"""What is measured on a model that holds an adapter. Each probe looks at one thing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from adapterlint.dynamic.demands import parts_of
from adapterlint.dynamic.inputs import Batch, final_states

if TYPE_CHECKING:
    from transformers import PreTrainedModel

STEPS = 4
"""Halves that are initialised to zero pass no gradient in the first step; after two, all that live have had one."""
LEARNING_RATE = 1e-3

_UNIT_OF_SUFFIX = ".units.1."
_STARTING_AT_ZERO = ("lora", "mtl_lora")


@dataclass(frozen=True, slots=True)
class Step:
    """What one step of training showed.

    Attributes:
        alive: the parameters that had a gradient other than zero.
        non_finite: what was NaN or infinite; None if nothing was.
        gradient_norms: of each module that holds trainable parameters.
    """

    loss: float
    alive: frozenset[str]
    gradient_norms: Mapping[str, float]
    non_finite: str | None


def trainable_parameters(model: nn.Module) -> dict[str, nn.Parameter]:
    """Return the parameters that an optimizer would be given."""
    return {name: parameter for name, parameter in model.named_parameters() if parameter.requires_grad}


def frozen_copy(model: nn.Module) -> dict[str, Tensor]:
    """Return copies of the parameters that training must leave alone."""
    return {
        name: parameter.detach().clone() for name, parameter in model.named_parameters() if not parameter.requires_grad
    }


def changed(model: nn.Module, before: Mapping[str, Tensor]) -> tuple[str, ...]:
    """Return the names of the parameters that are no longer bit for bit what they were."""
    now = dict(model.named_parameters())
    return tuple(name for name, tensor in before.items() if not torch.equal(now[name].detach(), tensor))


@torch.no_grad()  # type: ignore[untyped-decorator]
def untrained_states(model: PreTrainedModel, batch: Batch) -> list[Tensor]:
    """Return the final hidden states in evaluation mode."""
    model.eval()
    return final_states(model, batch)


def finite(tensors: list[Tensor]) -> bool:
    """Whether there is neither NaN nor infinity in some tensors."""
    return all(bool(torch.isfinite(tensor).all()) for tensor in tensors)


def relative_gap(adapted: list[Tensor], base: list[Tensor]) -> float | None:
    """Return ‖adapted - base‖ / ‖base‖, the largest of all stacks; None where the shapes differ."""
    if [states.shape for states in adapted] != [states.shape for states in base]:
        return None
    return max(float((mine - its).norm() / its.norm()) for mine, its in zip(adapted, base, strict=True))


class Training:
    """A few optimizer steps towards random final states, all of which pull on every layer."""

    def __init__(self, model: PreTrainedModel, batch: Batch, like: list[Tensor]) -> None:
        generator = torch.Generator().manual_seed(1)
        self._model = model.train()
        self._batch = batch
        self._targets = [torch.randn(states.shape, generator=generator).to(states.device) for states in like]
        self._parameters = trainable_parameters(model)
        self._optimizer = torch.optim.AdamW(self._parameters.values(), lr=LEARNING_RATE, weight_decay=0.0)

    def forward(self) -> Tensor:
        """Return the loss."""
        states = final_states(self._model, self._batch)
        return torch.stack(
            [nn.functional.mse_loss(mine.float(), target) for mine, target in zip(states, self._targets, strict=True)]
        ).mean()

    def backward(self, loss: Tensor) -> None:
        """Compute the gradients."""
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()

    def step(self, loss: Tensor) -> Step:
        """Let the optimizer change the parameters."""
        gradients = {name: parameter.grad for name, parameter in self._parameters.items() if parameter.grad is not None}
        non_finite = None
        if not finite([loss]):
            non_finite = "the loss"
        elif not finite([*gradients.values()]):
            non_finite = "a gradient"
        self._optimizer.step()
        alive = frozenset(name for name, gradient in gradients.items() if bool(gradient.any()))
        return Step(loss.item(), alive, _norms(gradients), non_finite)


def _norms(gradients: Mapping[str, Tensor]) -> dict[str, float]:
    """Return the norm of the gradient of each module."""
    of_module: dict[str, list[Tensor]] = {}
    for name, gradient in gradients.items():
        of_module.setdefault(name.rpartition(".")[0], []).append(gradient.norm())
    return {name: float(torch.stack(norms).norm()) for name, norms in of_module.items()}


def idle_by_default(name: str, configuration: object) -> bool:
    """Whether the library builds a trainable tensor that its own defaults never use.

    A ReFT module has a unit for suffix positions even if there are none, and MTL-LoRA weighs its
    up-projections by a softmax even if there is one: `adapters/methods/reft.py`, `adapters/methods/lora.py`.
    """
    for part in parts_of(configuration):
        if _UNIT_OF_SUFFIX in name and getattr(part, "suffix_positions", None) == 0:
            return True
        if name.endswith(".weights") and getattr(part, "n_up_projection", None) == 1:
            return True
    return False


def starts_as_base(configuration: object) -> bool:
    """Whether a configuration is one that should leave the base model as it is at first.

    Bottlenecks end in a projection that starts (nearly) at zero, unless a new LayerNorm behind it
    brings it back to size; LoRA's kin end in a zero matrix or a scale of one. Prefixes, prompts,
    ReFT and invertible adapters change the output by construction.
    """
    return all(map(_starts_as_base, parts_of(configuration)))


def _starts_as_base(part: object) -> bool:
    match getattr(part, "architecture", "?"):
        case None | "bottleneck":
            return not getattr(part, "ln_after", False) and not getattr(part, "inv_adapter", None)
        case architecture:
            return architecture in _STARTING_AT_ZERO
