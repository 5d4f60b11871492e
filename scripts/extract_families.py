"""Find out where adapters go in every supported family of models, by building a tiny model of each.

    .venv/bin/python scripts/extract_families.py

Writes `families.json`: fields and defaults of the configuration, places for adapters of all methods in the
library's order, and what is supported. How a family names its sizes is said in `tiny_models.py`; all else is observed.
"""

# ruff: noqa: E402

from __future__ import annotations

import itertools
import logging
import sys
import warnings
from collections.abc import Container
from pathlib import Path

warnings.simplefilter("ignore")  # before the imports: the libraries warn while they are imported

import torch
from adapters.methods.lora import LoRAMergedLinear
from json_text import dump
from tiny_models import (
    RECIPES,
    Json,
    Recipe,
    attribute_map,
    build,
    defaults_of,
    depth,
    describe_optional_methods,
    field_for,
    formula_for,
    observed_blocks,
    sizes_of,
    tiny_config,
    tiny_inputs,
    with_adapters,
)
from transformers import PretrainedConfig, PreTrainedModel

TARGET = Path(__file__).resolve().parent.parent / "adapterlint" / "base_models" / "families.json"


def main() -> None:
    """Write the file."""
    logging.disable()
    torch.manual_seed(0)
    families = {model_type: describe_family(model_type, recipe) for model_type, recipe in RECIPES.items()}
    TARGET.write_text(dump(families) + "\n", encoding="utf-8")


def describe_family(model_type: str, recipe: Recipe) -> Json:
    """Describe a family: how its configuration is read, and what adapters does with it."""
    model = build(tiny_config(model_type))
    parameters = {name for name, _ in model.named_parameters()}
    with_adapters(model)
    config_class = type(model.config)
    description: Json = {"config_class": config_class.__name__, **describe_support(model)}
    description["merged_without_bias"] = gains_bias(model, parameters)
    if recipe.parts:
        return {**description, "parts": describe_parts(config_class, recipe), "ids_restart": ids_restart(model)}
    sizes = sizes_of(model_type)
    stacks = describe_stacks(model_type, recipe, model)
    fields = {*sizes.values(), *recipe.widths, *itertools.chain(*(stack["depth"] for stack in stacks.values()))}
    description["sizes"] = sizes
    description["defaults"] = {name: default for name, default in defaults_of(config_class).items() if name in fields}
    description["fallbacks"] = {"embedding_size": sizes["hidden_size"], **recipe.fallbacks}
    description["aliases"] = {name: target for name, target in attribute_map(config_class).items() if target in fields}
    return {**description, "stacks": stacks}


def describe_parts(config_class: type[PretrainedConfig], recipe: Recipe) -> Json:
    """Describe the submodels: where the configuration of each is, and its model type if the class fixes it."""
    fixed = {name: getattr(one, "model_type", None) for name, one in config_class.sub_configs.items()}
    return {name: {"field": source, "model_type": fixed.get(source)} for name, (source, _) in recipe.parts.items()}


def describe_support(model: PreTrainedModel) -> Json:
    """Describe which methods a model supports, and its kind."""
    config = model.config
    return {
        "encoder_decoder": bool(config.is_encoder_decoder),
        "causal": is_causal(model),
        **describe_optional_methods(model),
        "merged_qkv": any(isinstance(module, LoRAMergedLinear) for module in model.modules()),
    }


def gains_bias(model: PreTrainedModel, before: Container[str]) -> bool:
    """Tell whether a merged projection has a bias that the base model did not have."""
    merged = (name for name, module in model.named_modules() if isinstance(module, LoRAMergedLinear))
    return any(f"{name}.bias" not in before for name in merged)


def is_causal(model: PreTrainedModel) -> bool:
    """Tell whether a token sees only those before it, in a model of one stack: the last does not change the first."""
    inputs = tiny_inputs(model)
    if set(inputs) != {"input_ids"}:
        return False
    other = inputs["input_ids"].clone()
    other[0, -1] += 1
    with torch.no_grad():
        first, second = (model(input_ids=ids).last_hidden_state[0, 0] for ids in (inputs["input_ids"], other))
    return bool(torch.allclose(first, second, atol=1e-6))


def describe_stacks(model_type: str, recipe: Recipe, model: PreTrainedModel) -> Json:
    """Describe each stack of layers: what its depth depends on, and the places for adapters in a layer."""
    depths = {name: [field_for(one, model_type) for one in fields] for name, fields in recipe.stacks.items()}
    stacks: Json = {name: {"depth": depths[name], "places": one} for name, one in places(model, recipe).items()}
    if recipe.cross:
        decoder = build(tiny_config(model_type, is_decoder=True, add_cross_attention=True))
        with_cross = places(with_adapters(decoder), recipe)
        for name, stack in stacks.items():
            stack["places_with_cross_attention"] = with_cross[name]
    return stacks


def places(model: PreTrainedModel, recipe: Recipe) -> dict[str, list[Json]]:
    """Return the places for adapters in a layer of each stack, which must be the same in all of its layers."""
    blocks = observed_blocks(model)
    found = {}
    for number, (name, fields) in enumerate(recipe.stacks.items()):
        size = depth(number) ** len(fields)
        stack, blocks = blocks[:size], blocks[size:]
        if len(stack) != size or any(block != stack[0] for block in stack):
            raise ValueError(f"the layers of {name} differ: {stack}")
        found[name] = [with_formulas(place, model.config) for place in stack[0]]
    if blocks:
        raise ValueError(f"more layers than expected: {blocks}")
    return found


def with_formulas(place: Json, config: PretrainedConfig) -> Json:
    """Return a place with what its sizes come from, instead of what they are in this model."""
    sizes = {name: formula_for(size, config) for name, size in place.get("sizes", {}).items()}
    return {**place, "sizes": sizes} if sizes else place


def ids_restart(model: PreTrainedModel) -> bool:
    """Tell whether the layers of each part are counted from 0."""
    ids = [layer for layer, _ in model.iter_layers()]
    return len(ids) != len(set(ids))


if __name__ == "__main__":
    sys.exit(main())
