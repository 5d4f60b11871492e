"""The module that is the first to compute NaN or infinity."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

import torch
from torch import Tensor

if TYPE_CHECKING:
    from transformers import PreTrainedModel


def first_offender(model: PreTrainedModel, run: Callable[[], object]) -> str:
    """Run a model again, and return the path of the module in which the first value that is not finite appears.

    A module counts if its inputs are finite and its output is not; modules within it end before it does.
    Empty if no module is to blame: what is not finite was given to the model, or computed behind it.
    """
    offenders: list[str] = []

    def watching(name: str) -> Callable[[object, object, object, object], None]:
        def watch(_: object, positional: object, keywords: object, output: object) -> None:
            if not offenders and _spoiled(output) and not _spoiled((positional, keywords)):
                offenders.append(name)

        return watch

    hooks = [
        module.register_forward_hook(watching(name), with_kwargs=True) for name, module in model.named_modules() if name
    ]
    try:
        run()
    finally:
        for hook in hooks:
            hook.remove()
    return offenders[0] if offenders else ""


def _spoiled(value: object) -> bool:
    """Whether a value contains NaN or +inf; -inf is what masks are made of."""
    return any(
        bool(torch.isnan(tensor).any() or torch.isposinf(tensor).any())
        for tensor in _tensors(value)
        if tensor.is_floating_point()
    )


def _tensors(value: object) -> Iterator[Tensor]:
    if isinstance(value, Tensor):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _tensors(item)
    elif isinstance(value, (list, tuple)):
        yield from _each(value)


def _each(values: Iterable[object]) -> Iterator[Tensor]:
    for value in values:
        yield from _tensors(value)
