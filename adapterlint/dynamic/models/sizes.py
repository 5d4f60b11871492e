"""Makes the configuration of a model small, and keeps everything that decides on its structure."""

from __future__ import annotations

import copy
import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

from adapterlint.dynamic.models.demands import WIDTH_AT_LEAST, WIDTH_STEP, Demands

if TYPE_CHECKING:
    from transformers import PretrainedConfig

LAYERS = 4
HEADS = 4
VOCABULARY = 128
POSITIONS = 512
PATCH = 8
MEL_BINS = 16

_WIDTH = ("hidden_size", "d_model", "n_embd", "dim")
_LAYERS = (
    "num_hidden_layers",
    "num_layers",
    "num_decoder_layers",
    "encoder_layers",
    "decoder_layers",
    "n_layer",
    "n_layers",
)
_HEADS = ("num_attention_heads", "num_heads", "encoder_attention_heads", "decoder_attention_heads", "n_head", "n_heads")
_INNER = ("intermediate_size", "d_ff", "n_inner", "hidden_dim", "encoder_ffn_dim", "decoder_ffn_dim")
_HEAD_WIDTH = ("head_dim", "d_kv")
_POSITIONS = ("max_position_embeddings", "n_positions", "max_target_positions")
_UNUSED_POSITIONS = 2
"""Some models count positions from behind that of the padding."""
_EMBEDDING = ("embedding_size", "pooler_hidden_size", "projection_dim")


def made_small(config: PretrainedConfig, demands: Demands) -> PretrainedConfig:
    """Return a small copy of a model's configuration on which a configuration meets the same verdicts."""
    small = copy.deepcopy(config)
    parts = parts_of(small)
    widths = _widths([width_of(part) for part in parts or [small]], demands)
    for part in parts or [small]:
        _shrink(part, demands, widths[width_of(part)])
    _cap(small, "projection_dim", 32)
    return small


def forbid_dropout(config: PretrainedConfig) -> None:
    """Let a model compute in training what it does in evaluation, so that only the adapter makes a difference."""
    for part in [config, *parts_of(config)]:
        for name, value in part.to_dict().items():
            if "drop" in name and isinstance(value, (int, float)) and not isinstance(value, bool):
                setattr(part, name, 0.0)


def parts_of(config: PretrainedConfig) -> list[PretrainedConfig]:
    """Return the configurations of the towers of a model; none if it has a single one."""
    return [part for part in (getattr(config, name, None) for name in ("text_config", "vision_config")) if part]


def width_of(config: PretrainedConfig) -> int:
    """Return how wide the hidden states of a model are; of its text part where it has two."""
    part = getattr(config, "text_config", None) or config
    return int(next(getattr(part, name) for name in _WIDTH if hasattr(part, name)))


def layers_of(config: PretrainedConfig) -> int:
    """Return how many layers the first stack of a model has."""
    part = getattr(config, "text_config", None) or config
    return int(next(getattr(part, name) for name in _LAYERS if hasattr(part, name)))


def longest_text(config: PretrainedConfig, wanted: int) -> int:
    """Return how long a text can be in a model, if no longer than wanted."""
    part = getattr(config, "text_config", None) or config
    positions = [at_most for name in _POSITIONS if isinstance(at_most := getattr(part, name, None), int)]
    return max(1, min([wanted, *(at_most - _UNUSED_POSITIONS for at_most in positions)]))


def _widths(originals: Iterable[int], demands: Demands) -> dict[int, int]:
    """Return the small width for each original one; parts of different widths keep different ones."""
    widths: dict[int, int] = {}
    at_least = WIDTH_AT_LEAST
    for original in sorted(set(originals)):
        widths[original] = demands.width(original, at_least)
        at_least = widths[original] + WIDTH_STEP
    return widths


def _shrink(config: PretrainedConfig, demands: Demands, width: int) -> None:
    original = width_of(config)
    heads = next(int(getattr(config, name)) for name in _HEADS if hasattr(config, name))
    if width != original or width % WIDTH_STEP == 0:
        _shrink_width(config, original, width, heads)
    for name in _LAYERS:
        if not demands.every_layer:
            _cap(config, name, LAYERS)
    _shrink_inputs(config, demands)
    forbid_dropout(config)


def _shrink_width(config: PretrainedConfig, original: int, width: int, heads: int) -> None:
    """Set the width and what is measured by it; what equals the width still does, and what does not, does not."""
    small_heads = min(heads, HEADS)
    if isinstance(groups := getattr(config, "num_key_value_heads", None), int):
        config.num_key_value_heads = small_heads if groups == heads else min(groups, max(1, small_heads // 2))
    for name in _HEAD_WIDTH:
        if isinstance(head := getattr(config, name, None), int):
            setattr(config, name, width // small_heads * (1 if head * heads == original else 2))
    for sizes, other in ((_INNER, 2 * width), (_EMBEDDING, WIDTH_STEP)):
        for name in sizes:
            if isinstance(size := getattr(config, name, None), int):
                setattr(config, name, width if size == original else other)
    for name in _WIDTH:
        _replace(config, name, width)
    for name in _HEADS:
        _replace(config, name, small_heads)
    _cap(config, "rotary_dim", width // small_heads)


def _shrink_inputs(config: PretrainedConfig, demands: Demands) -> None:
    if isinstance(getattr(config, "vocab_size", None), int):
        _cap(config, "vocab_size", VOCABULARY)
        for name, value in config.to_dict().items():
            if name.endswith("_token_id") and isinstance(value, int) and value >= VOCABULARY:
                setattr(config, name, 0 if name == "pad_token_id" else VOCABULARY - 1)
    if not getattr(config, "rope_scaling", None):
        for name in _POSITIONS:
            _cap(config, name, POSITIONS)
    if isinstance(getattr(config, "image_size", None), int):
        config.patch_size = PATCH
        config.image_size = PATCH * math.ceil(math.sqrt(demands.tokens))
    if hasattr(config, "max_source_positions"):
        config.max_source_positions = demands.tokens
        _cap(config, "num_mel_bins", MEL_BINS)
    if layer_types := getattr(config, "layer_types", None):
        config.layer_types = layer_types[: layers_of(config)]
    if languages := getattr(config, "languages", None):
        config.languages = languages[:2]
        config.default_language = config.default_language or languages[0]


def _replace(config: PretrainedConfig, name: str, value: int) -> None:
    if isinstance(getattr(config, name, None), int):
        setattr(config, name, value)


def _cap(config: PretrainedConfig, name: str, limit: int) -> None:
    if isinstance(value := getattr(config, name, None), int):
        setattr(config, name, min(value, limit))
