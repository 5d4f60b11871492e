"""Builds tiny base models with random weights, and a batch for each.

The weights are drawn so that sub-layers and residuals are of the same size and no norm is the identity:
a lost residual, a doubled one and a norm in the wrong place then all show in the output.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import adapters
import torch
import transformers
from packaging.version import Version

from tests.truth.recipes import (
    FRAMES,
    HIDDEN_SIZE,
    IMAGE,
    MEL_BINS,
    PLUGIN_TYPES,
    RECIPES,
    VOCABULARY,
    WIDE,
    Recipe,
)

BATCH, LENGTH, PADDING = 3, 8, 2

Batch = dict[str, torch.Tensor]


class Unavailable(Exception):  # noqa: N818 - nothing went wrong
    """The installed release has no such base model."""


def build(name: str, seed: int = 0) -> tuple[torch.nn.Module, Batch]:
    """Build a base model, ready for adapters, and a batch for it.

    Raises:
        Unavailable: transformers or adapters does not know the architecture.
    """
    torch.manual_seed(seed)
    hidden = 2 * HIDDEN_SIZE if name.endswith(WIDE) else HIDDEN_SIZE
    recipe = RECIPES[name.removesuffix(WIDE)]
    if recipe.prefix in PLUGIN_TYPES and Version(adapters.__version__) < Version("1.2"):
        raise Unavailable(name)
    try:
        model = getattr(transformers, recipe.model_class.format(recipe.prefix))(_config(recipe, hidden))
        adapters.init(model)
    except (AttributeError, ImportError, ValueError) as error:
        raise Unavailable(name) from error
    _draw_weights(model)
    return model, draw_batch(recipe.batch)


def draw_batch(kind: str) -> Batch:
    """Draw a batch of `text`, `text with states`, `text to text`, `image`, `text and image` or `speech`.

    The last text is padded.
    """
    words = torch.randint(5, VOCABULARY, (BATCH, LENGTH))
    mask = torch.ones_like(words)
    words[-1, -PADDING:], mask[-1, -PADDING:] = 1, 0
    text = {"input_ids": words, "attention_mask": mask}
    image = {"pixel_values": torch.randn(BATCH, 3, IMAGE, IMAGE)}
    answer = {"decoder_input_ids": torch.randint(5, VOCABULARY, (BATCH, LENGTH - PADDING))}
    speech = {"input_features": torch.randn(BATCH, MEL_BINS, FRAMES)}
    return {
        "text": text,
        "text with states": {**text, "encoder_hidden_states": torch.randn(BATCH, LENGTH, HIDDEN_SIZE)},
        "text to text": {**text, **answer},
        "image": image,
        "text and image": {**text, **image},
        "speech": {**speech, **answer},
    }[kind]


def hidden_states(model: torch.nn.Module, batch: Batch) -> torch.Tensor:
    """Run a model and return all that it computes last, flattened."""
    output = model(**batch)
    towers = [getattr(output, tower, None) for tower in ("text_model_output", "vision_model_output")]
    states = [tower.last_hidden_state for tower in towers if tower is not None] or [output[0]]
    return torch.cat([state.flatten() for state in states])


def _config(recipe: Recipe, hidden: int) -> transformers.PretrainedConfig:
    config = getattr(transformers, recipe.config_class.format(recipe.prefix))(**_sized(recipe.config, hidden))
    if recipe.prefix == "GPT2" and Version(transformers.__version__) < Version("4.48"):
        # Its sdpa writes in place, and no torch of today can go back through that.
        config._attn_implementation = "eager"  # noqa: SLF001 - the only name it has in these releases
    return config


def _sized(value: Any, hidden: int) -> Any:
    """Fill the hidden size into what depends on it."""
    if isinstance(value, Mapping):
        return {key: _sized(item, hidden) for key, item in value.items()}
    return value(hidden) if callable(value) else value


def _draw_weights(model: torch.nn.Module) -> None:
    """Give matrices outputs of the size of their inputs, and norms and biases some spread."""
    with torch.no_grad():
        for module in model.modules():
            for parameter in module.parameters(recurse=False):
                if isinstance(module, torch.nn.Embedding):
                    parameter.normal_(std=0.5)
                elif parameter.dim() > 1:
                    parameter.normal_(std=1 / math.sqrt(parameter[0].numel()))
                else:
                    parameter.add_(0.2 * torch.randn_like(parameter))
