"""Context: with prefixes in front of it, a text still sees what stands before."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import torch

from adapterlint.dynamic.models.demands import parts_of
from adapterlint.dynamic.models.inputs import Batch
from adapterlint.dynamic.probes import NotJudgedError
from adapterlint.dynamic.probes.states import untrained_states

if TYPE_CHECKING:
    from transformers import PreTrainedModel

_TEXTS = ("decoder_input_ids", "input_ids")
_GATE, _GATES = "gate", "prefix_gates"
"""What the library calls a gate, and what it keeps those of prefixes in."""


def reach_of_first(model: PreTrainedModel, batch: Batch) -> torch.Tensor:
    """Return which tokens of the first text another first token makes a difference to.

    Raises:
        NotJudgedError: there is no text, or there are more states than tokens.
    """
    name = next((name for name in _TEXTS if name in batch.inputs), None)
    if name is None:
        raise NotJudgedError("there is no text")
    words = batch.inputs[name].clone()
    words[0, 0] += 1
    changed = dataclasses.replace(batch, inputs={**batch.inputs, name: words}, mask=None)
    before, *_ = untrained_states(model, dataclasses.replace(batch, mask=None))
    after, *_ = untrained_states(model, changed)
    if before.shape[:2] != words.shape:
        raise NotJudgedError("the method changes how long the text is")
    return (before[0] != after[0]).any(dim=-1)


def hidden_tokens(model: PreTrainedModel, batch: Batch, without: torch.Tensor, configuration: object) -> int:
    """Return how many tokens the first one makes a difference to without prefixes, and not with them.

    Args:
        without: which tokens it reaches in the base model.

    Raises:
        NotJudgedError: the configuration puts nothing in front of the text.
    """
    if not any(getattr(part, "architecture", None) == "prefix_tuning" for part in parts_of(configuration)):
        raise NotJudgedError("there are no prefixes")
    with _gates_held_still(model):
        return int((without & ~reach_of_first(model, batch)).sum())


@contextmanager
def _gates_held_still(model: PreTrainedModel) -> Iterator[None]:
    """Let gates not depend on the text: each is a mean over all tokens, through which one reaches all others."""

    def still(_: torch.nn.Module, __: object, output: torch.Tensor) -> torch.Tensor:
        return torch.zeros_like(output)

    paths = ((path.split("."), module) for path, module in model.named_modules())
    hooks = [
        module.register_forward_hook(still) for path, module in paths if _GATE in path[-1:] or _GATES in path[-2:-1]
    ]
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()
