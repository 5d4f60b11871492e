"""Steps: a few of them, and what each shows of the loss and of the gradients."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from adapterlint.dynamic.models.inputs import Batch, final_states
from adapterlint.dynamic.probes.parameters import trainable_parameters
from adapterlint.dynamic.probes.states import finite

if TYPE_CHECKING:
    from transformers import PreTrainedModel

STEPS = 4
"""Halves that are initialised to zero pass no gradient in the first step; after two, all that live have had one."""
LEARNING_RATE = 1e-3


@dataclass(frozen=True, slots=True)
class Step:
    """What one step of training showed.

    Attributes:
        gradient_norms: of each module that holds trainable parameters.
        non_finite: what was NaN or infinite; None if nothing was.
    """

    loss: float
    gradient_norms: Mapping[str, float]
    non_finite: str | None


class Training:
    """A few optimizer steps towards random final states, all of which pull on every layer."""

    def __init__(self, model: PreTrainedModel, batch: Batch, like: list[Tensor]) -> None:
        generator = torch.Generator().manual_seed(1)
        self.model = model.train()
        self._batch = batch
        self._targets = [torch.randn(states.shape, generator=generator).to(states.device) for states in like]
        self._parameters = trainable_parameters(model)
        self._start = {name: parameter.detach().clone() for name, parameter in self._parameters.items()}
        self._optimizer = torch.optim.AdamW(self._parameters.values(), lr=LEARNING_RATE, weight_decay=0.0)

    @property
    def unmoved(self) -> tuple[str, ...]:
        """The trained parameters that are bit for bit what they were.

        They had no gradient, or one that makes no difference in their type: a step of 0.001 is less than half of what
        tells two neighbours apart in bfloat16, from 0.5 on.
        """
        return tuple(name for name, start in self._start.items() if torch.equal(self._parameters[name], start))

    def forward(self) -> Tensor:
        """Return the loss."""
        states = final_states(self.model, self._batch)
        return torch.stack(
            [nn.functional.mse_loss(mine.float(), target) for mine, target in zip(states, self._targets, strict=True)]
        ).mean()

    def backward(self, loss: Tensor) -> None:
        """Compute the gradients."""
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()

    def step(self, loss: Tensor) -> Step:
        """Let the optimizer change the parameters, unless something is not finite any more."""
        gradients = {name: parameter.grad for name, parameter in self._parameters.items() if parameter.grad is not None}
        non_finite = None
        if not finite([loss]):
            non_finite = "the loss"
        elif not finite([*gradients.values()]):
            non_finite = "a gradient"
        else:
            self._optimizer.step()
        return Step(loss.item(), _norms(gradients), non_finite)


def _norms(gradients: Mapping[str, Tensor]) -> dict[str, float]:
    """Return the norm of the gradient of each module."""
    of_module: dict[str, list[Tensor]] = {}
    for name, gradient in gradients.items():
        of_module.setdefault(name.rpartition(".")[0], []).append(gradient.norm())
    return {name: float(torch.stack(norms).norm()) for name, norms in of_module.items()}
