"""Find out which class builds which family of models, or a part of it, by building a tiny model of each class.

    .venv/bin/python scripts/extract_classes.py

Writes `classes.json`, with `families.json` (see `extract_families.py`) to compare with.
"""

# ruff: noqa: E402, SLF001

from __future__ import annotations

import importlib
import inspect
import itertools
import json
import logging
import sys
import warnings
from collections.abc import Iterator, Mapping

warnings.simplefilter("ignore")  # before the imports: the libraries warn while they are imported

import adapters
import torch
from adapters.models.auto.adapter_model import ADAPTER_MODEL_MAPPING_NAMES
from adapters.wrappers.model import get_module_name
from extract_families import TARGET as FAMILIES
from json_text import dump
from tiny_models import RECIPES, Json, bottleneck_layers, depth, describe_optional_methods, tiny_config, with_adapters
from transformers import PreTrainedModel
from transformers.models.auto import modeling_auto
from transformers.models.auto.auto_factory import _BaseAutoModelClass

TARGET = FAMILIES.parent / "classes.json"


def main() -> None:
    """Write the file."""
    logging.disable()
    torch.manual_seed(0)
    families = json.loads(FAMILIES.read_text(encoding="utf-8"))
    classes = {"models": model_classes(families), "auto": auto_classes(families)}
    TARGET.write_text(dump(classes) + "\n", encoding="utf-8")


def model_classes(families: Mapping[str, Json]) -> dict[str, Json | None]:
    """Describe every class of transformers and adapters that builds a model of a supported family.

    A class that `adapters.init` cannot handle is there without a description.
    """
    return {
        one.__name__: describe_class(one, families)
        for one in sorted({*transformers_classes(), *flexible_classes()}, key=lambda one: one.__name__)
    }


def transformers_classes() -> Iterator[type[PreTrainedModel]]:
    """Yield the public model classes in the modules of the supported families."""
    for module_name in sorted({get_module_name(model_type) for model_type in RECIPES}):
        module = importlib.import_module(f"transformers.models.{module_name}.modeling_{module_name}")
        for name in module.__all__:
            member = getattr(module, name)
            if inspect.isclass(member) and getattr(member, "config_class", None) and "pretrained" not in name.lower():
                yield member


def flexible_classes() -> Iterator[type[PreTrainedModel]]:
    """Yield the classes of adapters with flexible heads."""
    yield from (getattr(adapters, name) for name in ADAPTER_MODEL_MAPPING_NAMES.values())


def describe_class(model_class: type[PreTrainedModel], families: Mapping[str, Json]) -> Json | None:
    """Describe which family a class builds, and which parts of it if not all."""
    model_type = model_class.config_class.model_type
    try:
        model = with_adapters(model_class(tiny_config(model_type)))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        print(f"{model_class.__name__} is not supported: {error}"[:160])
        return None
    family = families[model_type]
    description: Json = {"model_type": model_type}
    parts = built_parts(model, model_type, families)
    if parts != part_names(family):
        description["parts"] = parts
    if head := describe_head(model_class, model_type):
        description["head"] = head
    support = describe_optional_methods(model)
    return {**description, **{method: one for method, one in support.items() if one != family[method]}}


def describe_head(model_class: type[PreTrainedModel], model_type: str) -> str | None:
    """Tell when a class has a head that stays trainable while the base model is frozen."""
    trains = {}
    for tied in (False, True):
        config = tiny_config(model_type)
        config.tie_word_embeddings = tied
        model = with_adapters(model_class(config))
        model.freeze_model(freeze=True)
        trains[tied] = any(parameter.requires_grad for parameter in model.parameters())
    return "always" if trains[True] else "untied" if trains[False] else None


def part_names(family: Json) -> list[str]:
    """Return the names of the submodels or stacks of a family."""
    return list(family.get("parts") or family["stacks"])


def built_parts(model: PreTrainedModel, model_type: str, families: Mapping[str, Json]) -> list[str]:
    """Return the parts of its family that a tiny model has, judged by its places for adapters."""
    found = [module.location_key for _, module in bottleneck_layers(model)]
    names = part_names(families[model_type])
    for size in range(len(names), -1, -1):
        for parts in itertools.combinations(names, size):
            if found == [place for part in parts for place in places_of_part(model_type, part, families)]:
                return list(parts)
    raise ValueError(f"{type(model).__name__} has places in no known order: {found}")


def places_of_part(model_type: str, part: str, families: Mapping[str, Json], key: str = "places") -> list[str]:
    """Return the places for adapters in one part of a tiny model."""
    recipe, family = RECIPES[model_type], families[model_type]
    if recipe.parts:
        key = "places_with_cross_attention" if part == "decoder" else "places"
        return places_of_part(recipe.parts[part][1], "layers", families, key)
    layers = depth(list(recipe.stacks).index(part)) ** len(recipe.stacks[part])
    return layers * [place["name"] for place in family["stacks"][part][key] if place["method"] == "bottleneck"]


def auto_classes(families: Mapping[str, Json]) -> dict[str, dict[str, str]]:
    """Return which class each auto class chooses for a supported model type."""
    chosen = {"AutoAdapterModel": {name: one for name, one in ADAPTER_MODEL_MAPPING_NAMES.items() if name in families}}
    for name, auto_class in inspect.getmembers(modeling_auto, inspect.isclass):
        if issubclass(auto_class, _BaseAutoModelClass) and auto_class._model_mapping and not name.startswith("_"):
            names = auto_class._model_mapping._model_mapping
            chosen[name] = {
                model_type: one
                for model_type, one in sorted(names.items())
                if model_type in families and isinstance(one, str)
            }
    return {name: mapping for name, mapping in sorted(chosen.items()) if mapping}


if __name__ == "__main__":
    sys.exit(main())
