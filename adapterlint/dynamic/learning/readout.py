"""What stands behind a model while it learns a task: a linear layer upon each of its stacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from adapterlint.dynamic.models.inputs import FIRST_ORDINARY_TOKEN, Batch, final_states

if TYPE_CHECKING:
    from transformers import PreTrainedModel


class Readout(nn.Module):  # type: ignore[misc]
    """Linear layers upon the mean of the final hidden states, or upon the last of a decoder's."""

    def __init__(self, states: list[Tensor], classes: int, *, causal: bool) -> None:
        super().__init__()
        self.causal = causal
        widths = [stack.shape[-1] for stack in states]
        self.norms = nn.ModuleList(nn.LayerNorm(width, elementwise_affine=False) for width in widths)
        self.heads = nn.ModuleList(nn.Linear(width, classes) for width in widths)

    def forward(self, states: list[Tensor]) -> list[Tensor]:
        """Return the scores that each stack gives to the classes."""
        pooled = [stack[:, -1] if self.causal else stack.mean(dim=1) for stack in states]
        return [head(norm(one)) for head, norm, one in zip(self.heads, self.norms, pooled, strict=True)]


def readout_for(model: PreTrainedModel, batch: Batch, classes: int, seed: int, *, causal: bool) -> Readout:
    """Return an untrained readout; the same seed gives the same one."""
    with torch.no_grad():
        states = final_states(model, batch)
    torch.manual_seed(seed)
    readout = Readout(states, classes, causal=causal)
    readout.to(states[0].device)
    return readout


def is_causal(model: PreTrainedModel) -> bool:
    """Whether each position sees only what stands before it, so that only the last one sees all."""
    if model.config.is_encoder_decoder or model.main_input_name != "input_ids":
        return False
    words = torch.full((2, 4), FIRST_ORDINARY_TOKEN, device=model.device)
    words[1, -1] += 1
    with torch.no_grad():
        (states, *_) = final_states(model.eval(), Batch({"input_ids": words}))
    first, other = states[:, 0]
    return bool(torch.equal(first, other))


def loss_of(scores: list[Tensor], classes: Tensor) -> Tensor:
    """Return the mean of the losses of all stacks."""
    return torch.stack([nn.functional.cross_entropy(one, classes) for one in scores]).mean()


def accuracy_of(scores: list[Tensor], classes: Tensor) -> float:
    """Return the accuracy of the worst stack."""
    return min(float((one.argmax(dim=1) == classes).float().mean()) for one in scores)
