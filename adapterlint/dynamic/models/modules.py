"""Imports the modules of a base model ahead, where runs are forked from a process that has them."""

from __future__ import annotations

import contextlib
import importlib
from functools import cache
from typing import TYPE_CHECKING

from adapters.wrappers.model import get_module_name
from transformers import CONFIG_MAPPING, MODEL_MAPPING

if TYPE_CHECKING:
    from adapterlint.dynamic.planning.originals import Original


def import_ahead(original: Original) -> None:
    """Import what runs in a model would import, each for itself; what cannot be imported they tell."""
    if original.model_type:
        _import_for(original.model_type)


@cache
def _import_for(model_type: str) -> None:
    with contextlib.suppress(Exception):
        _ = MODEL_MAPPING[CONFIG_MAPPING[model_type]]
        name = get_module_name(model_type)
        importlib.import_module(f"adapters.models.{name}.modeling_{name}")
