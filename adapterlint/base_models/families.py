"""The families of models that adapters supports, as `scripts/extract_families.py` found them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Final

from adapterlint.base_models.model import (
    BottleneckLocation,
    Location,
    LoRALocation,
    PrefixLocation,
    ReftLocation,
)

LOCATIONS: Final[Mapping[str, type[Location]]] = {
    one.method: one for one in (BottleneckLocation, LoRALocation, PrefixLocation, ReftLocation)
}


@dataclass(frozen=True, slots=True)
class Site:
    """A place for adapters in the layers of a stack, whatever the sizes of a model.

    Attributes:
        kind: what it becomes once the sizes are known.
        facts: what is the same in all models.
        sizes: what the configuration tells, as formulas of its fields: `num_key_value_heads * head_dim`.
    """

    kind: Callable[..., Location]
    facts: Mapping[str, Any]
    sizes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Stack:
    """A stack of equal layers.

    Attributes:
        depth: the fields of the configuration whose product is the number of layers.
        sites: the places for adapters in each layer.
        with_cross_attention: the places where the model is built as a decoder with cross-attention.
    """

    depth: tuple[str, ...]
    sites: tuple[Site, ...]
    with_cross_attention: tuple[Site, ...]


@dataclass(frozen=True, slots=True)
class Submodel:
    """A submodel: the field that holds its configuration, and its model type, None if that configuration tells."""

    field: str
    model_type: str | None


@dataclass(frozen=True, slots=True)
class Family:
    """What is the same in all models of a type, and how the configuration tells the rest.

    Attributes:
        config_class: the class of transformers that holds the configuration.
        sizes: the field of the configuration that holds each size.
        defaults: what a field is that is left out.
        fallbacks: where a field that is None takes its value from, a formula: `hidden_size // num_attention_heads`.
        aliases: other names that the configuration class accepts for its fields.
        stacks: the stacks of layers, or:
        submodels: the submodels that the model consists of, if there are any.
        ids_restart: whether the layers of each submodel are counted from 0.
    """

    model_type: str
    config_class: str
    encoder_decoder: bool
    causal: bool
    invertible: bool
    prompt_tuning: bool
    merged_qkv: bool
    merged_without_bias: bool = False
    sizes: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, object] = field(default_factory=dict)
    fallbacks: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    stacks: Mapping[str, Stack] = field(default_factory=dict)
    submodels: Mapping[str, Submodel] = field(default_factory=dict)
    ids_restart: bool = False

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of the stacks or submodels, in the library's order."""
        return tuple(self.submodels or self.stacks)


@cache
def families() -> Mapping[str, Family]:
    """Return all families by model type."""
    raw: dict[str, Any] = json.loads(files(__package__).joinpath("families.json").read_text(encoding="utf-8"))
    return {model_type: _family(model_type, entry) for model_type, entry in raw.items()}


def family_named(model_type: object) -> Family | None:
    """Return the family of a model type, which may be anything."""
    return families().get(model_type) if isinstance(model_type, str) else None


@cache
def family_of_config_class(name: str) -> Family | None:
    """Return the family whose configuration class has this name."""
    return next((one for one in families().values() if one.config_class == name), None)


def _family(model_type: str, entry: dict[str, Any]) -> Family:
    stacks = {name: _stack(stack) for name, stack in entry.pop("stacks", {}).items()}
    submodels = {name: Submodel(**part) for name, part in entry.pop("parts", {}).items()}
    return Family(model_type=model_type, stacks=stacks, submodels=submodels, **entry)


def _stack(entry: dict[str, Any]) -> Stack:
    sites = tuple(_site(place) for place in entry["places"])
    crossed = tuple(_site(place) for place in entry.get("places_with_cross_attention", ()))
    return Stack(tuple(entry["depth"]), sites, crossed or sites)


def _site(entry: dict[str, Any]) -> Site:
    facts = {name: value for name, value in entry.items() if name not in ("method", "sizes")}
    return Site(LOCATIONS[entry["method"]], facts, entry.get("sizes", {}))
