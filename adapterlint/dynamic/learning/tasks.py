"""A task that any small model learns in seconds: which two of eleven signals are in a text, an image or a sound.

A base model is pre-trained to tell all 30 pairs apart. What is learnt later is a task on the same signals, 10
classes of pairs: a model that kept what it knows needs a linear layer for it, and one that lost it starts anew.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from adapterlint.dynamic.models.inputs import FIRST_ORDINARY_TOKEN, Batch

if TYPE_CHECKING:
    from transformers import PretrainedConfig, PreTrainedModel

VERSION = 1
"""Part of the name of whatever is kept of a model that was pre-trained on it."""
FIRST, SECOND = 6, 5
"""How many signals there are to choose the one and the other of a pair from."""
PAIRS = FIRST * SECOND
CLASSES = 10
TOKENS = 12
_REPEATED = 3
"""How often each of the two signals stands in a text, beside one of each kind that misleads, and noise."""
_ANSWERED = 4
"""How many tokens the decoder of an encoder-decoder is given, all the same."""
_NOISE = 0.3
_LOUD = 2.0


@dataclass(frozen=True, slots=True)
class Lesson:
    """A batch, and which pair is in each row."""

    batch: Batch
    pairs: Tensor

    @property
    def classes(self) -> Tensor:
        """The classes of the second task."""
        return _CLASS_OF_PAIR.to(self.pairs.device)[self.pairs]


_CLASS_OF_PAIR = torch.randperm(PAIRS, generator=torch.Generator().manual_seed(5)) % CLASSES


def lessons(model: PreTrainedModel, rows: int, seed: int, device: str = "cpu") -> Iterator[Lesson]:
    """Yield batches without end; the same seed yields the same ones."""
    generator = torch.Generator().manual_seed(seed)
    while True:
        yield _lesson(model, rows, generator, device)


def _lesson(model: PreTrainedModel, rows: int, generator: torch.Generator, device: str) -> Lesson:
    config = model.config
    first = torch.randint(0, FIRST, (rows,), generator=generator)
    second = torch.randint(0, SECOND, (rows,), generator=generator)
    inputs: dict[str, Tensor] = {}
    vision = getattr(config, "vision_config", config)
    if hasattr(vision, "image_size"):
        inputs["pixel_values"] = _stripes(vision, first, second, generator)
    if hasattr(config, "max_source_positions"):
        inputs["input_features"] = _tones(config, first, second, generator)
    elif model.main_input_name == "input_ids":
        vocabulary = getattr(config, "text_config", config).vocab_size
        inputs["input_ids"] = _words(vocabulary, first, second, generator)
        inputs["attention_mask"] = torch.ones(rows, TOKENS, dtype=torch.long)
    if config.is_encoder_decoder:
        inputs["decoder_input_ids"] = torch.full((rows, _ANSWERED), FIRST_ORDINARY_TOKEN)
    on_device = {name: tensor.to(device) for name, tensor in inputs.items()}
    return Lesson(Batch(on_device), (first * SECOND + second).to(device))


def _words(vocabulary: int, first: Tensor, second: Tensor, generator: torch.Generator) -> Tensor:
    """Return texts in which the two signals are more frequent than any other."""
    rows = len(first)
    seconds_from = FIRST_ORDINARY_TOKEN + FIRST
    noise_from = seconds_from + SECOND
    words = torch.randint(noise_from, vocabulary - 1, (rows, TOKENS), generator=generator)
    misleading = (
        torch.randint(FIRST_ORDINARY_TOKEN, seconds_from, (rows,), generator=generator),
        torch.randint(seconds_from, noise_from, (rows,), generator=generator),
    )
    signals = [FIRST_ORDINARY_TOKEN + first] * _REPEATED + [seconds_from + second] * _REPEATED
    chosen = torch.stack([*signals, *misleading], dim=1)
    places = torch.rand(rows, TOKENS, generator=generator).argsort(dim=1)[:, : chosen.shape[1]]
    return words.scatter(1, places, chosen)


def _stripes(config: PretrainedConfig, first: Tensor, second: Tensor, generator: torch.Generator) -> Tensor:
    """Return images of stripes: the first signal is their direction, the second how narrow they are."""
    size = config.image_size
    along = torch.arange(size) / size
    down, across = torch.meshgrid(along, along, indexing="ij")
    direction = (first * math.pi / FIRST)[:, None, None]
    distance = torch.cos(direction) * across + torch.sin(direction) * down
    shift = torch.rand(len(first), 1, 1, generator=generator)
    waves = torch.sin(2 * math.pi * ((second + 2)[:, None, None] * distance + shift))
    noise = torch.randn(len(first), config.num_channels, size, size, generator=generator)
    return waves[:, None] + _NOISE * noise


def _tones(config: PretrainedConfig, first: Tensor, second: Tensor, generator: torch.Generator) -> Tensor:
    """Return spectrograms with a low tone, the first signal, and a high one, the second."""
    frames = 2 * config.max_source_positions
    sound = _NOISE * torch.randn(len(first), config.num_mel_bins, frames, generator=generator)
    rows = torch.arange(len(first))
    sound[rows, first] += _LOUD
    sound[rows, FIRST + second] += _LOUD
    return sound
