"""Encoders with decoders."""

from __future__ import annotations

from typing import Final

from adapterlint.base_models.counting import pieces
from adapterlint.base_models.counting.fields import Count, CountedFields


def _t5(fields: CountedFields) -> int:
    width, heads = fields.size("d_model"), fields.size("num_heads")
    attention = 4 * width * heads * fields.size("d_kv")
    matrices = 3 if fields.text("feed_forward_proj").startswith("gated-") else 2
    feed_forward = matrices * width * fields.size("d_ff")
    depth = fields.size("num_layers")
    encoder = depth * (attention + feed_forward + 2 * width)
    decoder = fields.size("num_decoder_layers", default=depth) * (2 * attention + feed_forward + 3 * width)
    positions = 2 * fields.size("relative_attention_num_buckets") * heads
    return fields.size("vocab_size") * width + encoder + decoder + positions + 2 * width


def _bart_stacks(fields: CountedFields, *, unbiased: int = 0) -> int:
    """Return the layers of both stacks; `unbiased` projections in each attention have no bias."""
    width = fields.size("d_model")
    attention = 4 * pieces.linear(width, width) - unbiased * width + pieces.norm(width)
    encoder = attention + pieces.feed_forward(width, fields.size("encoder_ffn_dim")) + pieces.norm(width)
    decoder = 2 * attention + pieces.feed_forward(width, fields.size("decoder_ffn_dim")) + pieces.norm(width)
    return fields.size("encoder_layers") * encoder + fields.size("decoder_layers") * decoder


def _bart(fields: CountedFields) -> int:
    width = fields.size("d_model")
    # Two rows of the positions are never used.
    tables = fields.size("vocab_size") + 2 * (fields.size("max_position_embeddings") + 2)
    return tables * width + _bart_stacks(fields) + 2 * pieces.norm(width)


def _mbart(fields: CountedFields) -> int:
    return _bart(fields) + 2 * pieces.norm(fields.size("d_model"))


def _whisper(fields: CountedFields) -> int:
    width = fields.size("d_model")
    convolutions = 3 * (fields.size("num_mel_bins") + width) * width + 2 * width
    tables = sum(fields.size(table) for table in ("max_source_positions", "max_target_positions", "vocab_size"))
    return convolutions + tables * width + _bart_stacks(fields, unbiased=1) + 2 * pieces.norm(width)


FAMILIES: Final[dict[str, Count]] = {
    "bart": _bart,
    "mbart": _mbart,
    "mt5": _t5,
    "plbart": _bart,
    "t5": _t5,
    "whisper": _whisper,
}
