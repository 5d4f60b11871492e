"""A batch for every kind of model, the last text padded, and the final hidden states that it leads to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from adapterlint.dynamic.models.sizes import longest_text

if TYPE_CHECKING:
    from transformers import PreTrainedModel
    from transformers.utils import ModelOutput

ROWS = 4
PADDED = 2
"""How many tokens of the last row are padding."""
FIRST_ORDINARY_TOKEN = 5
"""Smaller ids are special in most vocabularies."""


@dataclass(frozen=True, slots=True)
class Batch:
    """The input of a model.

    Attributes:
        mask: which tokens of the text count; None without text.
    """

    inputs: Mapping[str, Tensor]
    mask: Tensor | None = None


def batch_for(model: PreTrainedModel, tokens: int, device: str, *, padded: bool = True, rows: int = ROWS) -> Batch:
    """Return a batch of random text, images or sounds, whatever the model takes.

    Args:
        tokens: how long a text is, if the model has positions for so many.
    """
    generator = torch.Generator().manual_seed(0)
    config = model.config
    tokens = longest_text(config, tokens)
    inputs: dict[str, Tensor] = {}
    mask = None
    vision = getattr(config, "vision_config", config)
    if hasattr(vision, "image_size"):
        size = (rows, vision.num_channels, vision.image_size, vision.image_size)
        inputs["pixel_values"] = torch.randn(size, generator=generator)
    if hasattr(config, "max_source_positions"):
        # Two frames become one position.
        frames = (rows, config.num_mel_bins, 2 * config.max_source_positions)
        inputs["input_features"] = torch.randn(frames, generator=generator)
    elif model.main_input_name == "input_ids":
        text = getattr(config, "text_config", config)
        inputs["input_ids"] = torch.randint(
            FIRST_ORDINARY_TOKEN, text.vocab_size - 1, (rows, tokens), generator=generator
        )
        mask = torch.ones(rows, tokens, dtype=torch.long)
        if padded:
            mask[-1, -PADDED:] = 0
        inputs["attention_mask"] = mask
    if config.is_encoder_decoder:
        ids = torch.randint(FIRST_ORDINARY_TOKEN, config.vocab_size - 1, (rows, tokens), generator=generator)
        inputs["decoder_input_ids"] = ids
    return Batch(
        {name: tensor.to(device) for name, tensor in inputs.items()}, None if mask is None else mask.bool().to(device)
    )


def final_states(model: PreTrainedModel, batch: Batch) -> list[Tensor]:
    """Run a model and return what its stacks end in: a decoder and its encoder, or a text and an image tower."""
    return [_unpadded(states, batch.mask) for states in _states(model(**batch.inputs))]


def _states(output: ModelOutput) -> Iterator[Tensor]:
    for tower in ("text_model_output", "vision_model_output"):
        if tower in output:
            yield from _states(output[tower])
    for name in ("last_hidden_state", "encoder_last_hidden_state"):
        if name in output:
            yield output[name]


def _unpadded(states: Tensor, mask: Tensor | None) -> Tensor:
    """Leave out what stands on padding, which no one reads."""
    if mask is None or states.shape[:2] != mask.shape or bool(mask.all()):
        return states
    return states[mask]
