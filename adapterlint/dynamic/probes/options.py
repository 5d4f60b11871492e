"""Options without effect: the same steps with an option's default lead to the same numbers, bit for bit."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields, is_dataclass
from typing import TYPE_CHECKING

import adapters
import torch
from torch import Tensor

from adapterlint.dynamic.models.constructing import ADAPTER
from adapterlint.dynamic.models.demands import parts_of
from adapterlint.dynamic.models.inputs import Batch
from adapterlint.dynamic.models.twin import SEED
from adapterlint.dynamic.planning.recipes import Construct, Load, Recipe
from adapterlint.dynamic.probes.states import untrained_states
from adapterlint.dynamic.probes.training import Training
from adapterlint.space.strings import ConfigStringError, parse_config_string

if TYPE_CHECKING:
    from transformers import PreTrainedModel

STEPS = 2
OPTIONS_AT_MOST = 12
"""Each costs a run of its own; of more, the first ones are looked at."""
_SIZES = frozenset({"reduction_factor", "inv_adapter_reduction_factor", "prefix_positions", "suffix_positions"})
"""In a small model, two of them may lead to the same size that do not in the true one."""


@dataclass(frozen=True, slots=True)
class Trace:
    """Everything that an adapter does to a model: its output at first, and its parameters after some steps."""

    states: list[Tensor]
    losses: list[float]
    parameters: dict[str, Tensor]

    def equals(self, other: Trace) -> bool:
        """Whether both are the same, bit for bit."""
        return (
            self.losses == other.losses
            and self.parameters.keys() == other.parameters.keys()
            and all(map(torch.equal, self.states, other.states))
            and all(torch.equal(tensor, other.parameters[name]) for name, tensor in self.parameters.items())
        )


@dataclass(frozen=True, slots=True)
class Option:
    """An option that a script gives another value than its default.

    Attributes:
        part: the number of the configuration in a union that it belongs to.
    """

    part: int
    name: str
    value: object
    default: object

    def __str__(self) -> str:
        return f"{self.name}={self.value!r}"


def options_given(recipe: Recipe, configuration: object) -> list[Option]:
    """Return the options that a script gives and that change what would be there without them.

    Args:
        configuration: the configuration object that the recipe leads to.
    """
    parts = [*parts_of(configuration)]
    named = [*_names_given(recipe)]
    if len(named) != len(parts):
        return []
    return [
        Option(number, name, getattr(part, name), default)
        for number, (part, names) in enumerate(zip(parts, named, strict=True))
        for name, default in _defaults(type(part)).items()
        if name in names and name not in _SIZES and not _same(getattr(part, name), default)
    ]


def without(configuration: object, option: Option) -> object:
    """Return a configuration in which an option has its default."""
    changed = copy.deepcopy(configuration)
    object.__setattr__([*parts_of(changed)][option.part], option.name, copy.deepcopy(option.default))
    return changed


def traced(base: PreTrainedModel, batch: Batch, configuration: object) -> Trace:
    """Put a configuration into a copy of a base model, and note what it does.

    Raises:
        Exception: whatever the library raises.
    """
    model = copy.deepcopy(base)
    torch.manual_seed(SEED)
    adapters.init(model)
    torch.manual_seed(SEED)
    model.add_adapter(ADAPTER, config=configuration)
    model.train_adapter(ADAPTER)
    model.to(next(base.parameters()).device)
    states = untrained_states(model, batch)
    torch.manual_seed(SEED)
    training = Training(model, batch, states)
    losses = []
    for _ in range(STEPS):
        loss = training.forward()
        training.backward(loss)
        losses.append(training.step(loss).loss)
    parameters = {name: tensor.detach().clone() for name, tensor in model.named_parameters() if tensor.requires_grad}
    return Trace(states, losses, parameters)


def _names_given(recipe: Recipe) -> Iterator[frozenset[str]]:
    """Yield the names of the options that each part of a configuration is given."""
    match recipe:
        case str():
            try:
                yield from (frozenset(chunk.options or ()) for chunk in parse_config_string(recipe))
            except ConfigStringError:
                return
        case Construct(_, positional, keywords):
            inner = [part for part in (*positional, *keywords.values()) if isinstance(part, (Construct, Load))]
            if inner:
                for part in inner:
                    yield from _names_given(part)
            else:
                yield frozenset(keywords)
        case Load(source, keywords, _, replaced):
            entries = map(str, source) if isinstance(source, dict) else ()
            yield frozenset((*entries, *keywords, *replaced))
        case dict():
            yield frozenset(map(str, recipe))
        case _:
            yield frozenset()


def _defaults(configuration_class: type) -> dict[str, object]:
    if not is_dataclass(configuration_class):
        return {}
    found: dict[str, object] = {}
    for field in fields(configuration_class):
        if field.init and field.default is not MISSING:
            found[field.name] = field.default
        elif field.init and field.default_factory is not MISSING:
            found[field.name] = field.default_factory()
    return found


def _same(value: object, default: object) -> bool:
    """Whether a value means the same as the default, however it is written."""
    if isinstance(value, str) and isinstance(default, str):
        return value.lower() == default.lower()
    return type(value) is type(default) and value == default
