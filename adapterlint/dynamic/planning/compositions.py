"""What compositions demand of a model and of its input, and which of the adapters in them are used."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator, Sequence
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from adapters.composition import Fuse
from torch import nn

from adapterlint.dynamic.models.constructing import construct, resolved
from adapterlint.dynamic.models.demands import Demands, demands_of
from adapterlint.dynamic.models.inputs import ROWS
from adapterlint.dynamic.models.sizes import POSITIONS
from adapterlint.dynamic.models.twin import TwinError
from adapterlint.dynamic.planning.episodes import Episode, added_by, configuration_of
from adapterlint.dynamic.planning.recipes import Construct, Plain

if TYPE_CHECKING:
    from transformers import PreTrainedModel

ROWS_AT_MOST = 64
_FUSIONS = "adapter_fusion_layer"
"""Where layers keep their fusions, by name; elsewhere things are kept by the names of adapters."""
_HEADS = "heads"


def demands_of_all(episodes: Sequence[Episode]) -> Demands:
    """Return what all adapters of a model demand of it; a text is as long as it is split among them.

    Raises:
        TwinError: it is longer than a small model takes.
    """
    demands = reduce(or_, [demands_of(resolved(construct(configuration_of(step)))) for step in added_by(episodes)])
    tokens = max((_total(split, "splits") for split in blocks(episodes, "Split")), default=demands.tokens)
    if tokens > POSITIONS:
        message = f"a text of {tokens} tokens is too long for a small model"
        raise TwinError(message)
    return dataclasses.replace(demands, tokens=tokens)


def rows_of(episodes: Sequence[Episode]) -> int:
    """Return how many rows a batch has.

    Raises:
        TwinError: it has more than a small model is given.
    """
    rows = max((_total(split, "batch_sizes") for split in blocks(episodes, "BatchSplit")), default=ROWS)
    if rows > ROWS_AT_MOST:
        message = f"a batch of {rows} rows is too large for a small model"
        raise TwinError(message)
    return rows


def blocks(episodes: Sequence[Episode], kind: str) -> Iterator[Construct]:
    """Yield the compositions of one kind that are activated or trained."""
    pending: list[Plain] = [step for episode in episodes for step in episode]
    while pending:
        match pending.pop():
            case Construct(name, positional, keywords) as block:
                pending.extend((*positional, *keywords.values()))
                if name == kind:
                    yield block
            case _:
                pass


def _total(split: Construct, option: str) -> int:
    match split.keywords.get(option):
        case int() as each:
            return each * len(split.positional)
        case list() as parts if all(isinstance(part, int) for part in parts):
            return sum(part for part in parts if isinstance(part, int))
        case _:
            return 0


def unused_adapters(model: PreTrainedModel, alive: Collection[str]) -> tuple[str, ...]:
    """Return the adapters that are trained without a gradient for any of their tensors.

    Args:
        alive: the parameters that had one.
    """
    trained: dict[str, bool] = {}
    for name, container, parameter in _held(model):
        if container not in (_FUSIONS, _HEADS) and model.get_parameter(parameter).requires_grad:
            trained[name] = trained.get(name, False) or parameter in alive
    return tuple(name for name, is_used in trained.items() if not is_used)


def frozen_fusions(model: PreTrainedModel) -> tuple[str, ...]:
    """Return the fusions that are active and not trained, while adapters that they fuse are."""
    trains: dict[str, bool] = {}
    trained_adapters: set[str] = set()
    for name, container, parameter in _held(model):
        trained = model.get_parameter(parameter).requires_grad
        if container == _FUSIONS:
            trains[name] = trains.get(name, False) or trained
        elif trained and container != _HEADS:
            trained_adapters.add(name)
    return tuple(
        fusion
        for fusion, members in _active_fusions(model.active_adapters)
        if trains.get(fusion) is False and trained_adapters & members
    )


def _active_fusions(setup: object) -> Iterator[tuple[str, set[str]]]:
    if isinstance(setup, Fuse):
        yield setup.name, setup.flatten()
    for child in getattr(setup, "children", ()):
        yield from _active_fusions(child)


def _held(model: nn.Module) -> Iterator[tuple[str, str, str]]:
    """Yield the parameters that belong to an adapter, fusion or head: its name, what it is kept in, and their paths."""
    for path, module in model.named_modules():
        if isinstance(module, nn.ModuleDict):
            for name, inner in module.items():
                for parameter, _ in inner.named_parameters():
                    yield name, path.rpartition(".")[2], f"{path}.{name}.{parameter}"
