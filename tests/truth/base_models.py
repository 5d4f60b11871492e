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
    VOCABULARY,
    WIDE,
    Recipe,
)
from tests.truth.shapes import recipe_of

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
    recipe = recipe_of(name)
    if recipe.prefix in PLUGIN_TYPES and Version(adapters.__version__) < Version("1.2"):
        raise Unavailable(name)
    try:
        model = _model_class(recipe)(_config(recipe, hidden))
        adapters.init(model)
    except (AttributeError, ImportError, StopIteration, ValueError) as error:
        raise Unavailable(name) from error
    _draw_weights(model)
    return model, draw_batch(recipe.batch, getattr(model.config, "hidden_size", hidden))


def draw_batch(kind: str, hidden: int = HIDDEN_SIZE) -> Batch:
    """Draw a batch of `text`, `text with states`, `text to text`, `image`, `text and image` or `speech`.

    The last text is padded.

    Args:
        kind: which of them.
        hidden: the hidden size of the model.
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
        "text with states": {**text, "encoder_hidden_states": torch.randn(BATCH, LENGTH, hidden)},
        "text to text": {**text, **answer},
        "image": image,
        "text and image": {**text, **image},
        "speech": {**speech, **answer},
    }[kind]


def without_adapters(model: torch.nn.Module, batch: Batch) -> torch.Tensor:
    """Run a model that has no adapters.

    Raises:
        Unavailable: it does not run; some drawn shapes are none that transformers can run.
    """
    model.eval()
    try:
        with torch.no_grad():
            return hidden_states(model, batch)
    except Exception as error:  # whatever it is, there is nothing to add an adapter to
        raise Unavailable from error


def hidden_states(model: torch.nn.Module, batch: Batch) -> torch.Tensor:
    """Run a model and return all that it computes last, flattened."""
    output = model(**batch)
    towers = [getattr(output, tower, None) for tower in ("text_model_output", "vision_model_output")]
    states = [tower.last_hidden_state for tower in towers if tower is not None] or [output[0]]
    return torch.cat([state.flatten() for state in states])


def _model_class(recipe: Recipe) -> type[torch.nn.Module]:
    """Return the class of a model, the bare one where an architecture does not have it."""
    named = (one.format(recipe.prefix) for one in (recipe.model_class, Recipe.model_class))
    return next(
        getattr(library, name) for name in named for library in (transformers, adapters) if hasattr(library, name)
    )


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
