"""Much-used checkpoints of the Hub, whose configurations need not be looked up."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final

from adapterlint.base_models.configs import Described, from_description
from adapterlint.base_models.counting import count_parameters
from adapterlint.base_models.families import family_named
from adapterlint.base_models.fields import Fields
from adapterlint.base_models.model import BaseModel


@lru_cache(maxsize=256)
def from_checkpoint(name: str) -> BaseModel | None:
    """Return the model of a checkpoint by its exact name on the Hub; None if it is not in the table."""
    description = checkpoints().get(name)
    model = from_description(description) if description else None
    return replace(model, parameters=_parameters(name, description)) if model and description else None


SIZES: Final = frozenset(
    {
        *("d_ff", "d_model", "decoder_layers", "dim", "encoder_layers", "hidden_dim", "hidden_size"),
        *("intermediate_size", "n_embd", "n_head", "n_heads", "n_layer", "n_layers", "num_attention_heads"),
        *("num_decoder_layers", "num_heads", "num_hidden_layers", "num_key_value_heads", "num_layers"),
    }
)
"""The fields of configurations that the table is complete for."""
_DEPTH_OF_ENCODER: Final = "encoder_layers"
"""What the classes of BART, mBART, PLBart and Whisper set `num_hidden_layers` to."""


def size_of_checkpoint(name: str, size: str) -> int | None:
    """Return one of `SIZES` as the configuration of a checkpoint has it; None if it is not known."""
    description = checkpoints().get(name)
    family = family_named(description.model_type) if description else None
    if description is None or family is None or family.submodels or size not in SIZES:
        return None
    fields = Fields(family, description.config)
    found = fields.number(size)
    return fields.number(_DEPTH_OF_ENCODER) if found is None and size == "num_hidden_layers" else found


def model_type_of_checkpoint(name: str) -> str | None:
    """Return the model type of a checkpoint; None if it is not known."""
    description = checkpoints().get(name)
    return description.model_type if description else None


def _parameters(name: str, description: Described) -> int | None:
    """Return how many parameters a checkpoint has; None unless the rest of its config.json is in the table too."""
    rest = _rests().get(name)
    if rest is None or description.config is None:
        return None
    return count_parameters({"model_type": description.model_type, **description.config, **rest})


@cache
def _rests() -> Mapping[str, Mapping[str, Any]]:
    """Return what is in the config.json of some checkpoints beside what places for adapters depend on."""
    text = files(__package__).joinpath("whole_checkpoints.json").read_text(encoding="utf-8")
    raw: list[dict[str, Any]] = json.loads(text)
    return {name: entry.get("config", {}) for entry in raw for name in entry["names"]}


@cache
def checkpoints() -> Mapping[str, Described]:
    """Return the table: by name, what is in the config.json as far as a linter needs it."""
    raw: list[dict[str, Any]] = json.loads(files(__package__).joinpath("checkpoints.json").read_text(encoding="utf-8"))
    return {name: Described(entry["model_type"], entry.get("config", {})) for entry in raw for name in entry["names"]}
