"""Much-used checkpoints of the Hub, whose configurations need not be looked up."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from adapterlint.base_models.configs import Described, from_description
from adapterlint.base_models.model import BaseModel


def from_checkpoint(name: str) -> BaseModel | None:
    """Return the model of a checkpoint by its exact name on the Hub; None if it is not in the table."""
    description = checkpoints().get(name)
    return from_description(description) if description else None


@cache
def checkpoints() -> Mapping[str, Described]:
    """Return the table: by name, what is in the config.json as far as a linter needs it."""
    raw: list[dict[str, Any]] = json.loads(files(__package__).joinpath("checkpoints.json").read_text(encoding="utf-8"))
    return {name: Described(entry["model_type"], entry.get("config", {})) for entry in raw for name in entry["names"]}
