"""Decoders of text."""

from __future__ import annotations

from typing import Final

from adapterlint.base_models.counting import pieces
from adapterlint.base_models.counting.fields import Count, CountedFields


def _gpt2(fields: CountedFields) -> int:
    width = fields.size("n_embd")
    inner = fields.size("n_inner", default=4 * width)
    layer = (
        2 * pieces.norm(width)
        + pieces.linear(width, 3 * width)
        + pieces.linear(width, width)
        + pieces.feed_forward(width, inner)
    )
    if fields.flag("add_cross_attention"):
        layer += pieces.norm(width) + pieces.linear(width, 2 * width) + 2 * pieces.linear(width, width)
    tables = fields.size("vocab_size") + fields.size("n_positions")
    return tables * width + fields.size("n_layer") * layer + pieces.norm(width)


def _gptj(fields: CountedFields) -> int:
    width = fields.size("n_embd")
    inner = fields.size("n_inner", default=4 * width)
    layer = pieces.norm(width) + 4 * width * width + pieces.feed_forward(width, inner)
    fields.ignore("n_positions")
    return fields.size("vocab_size") * width + fields.size("n_layer") * layer + pieces.norm(width)


def _llama_like(  # noqa: PLR0913 - how the families differ
    fields: CountedFields,
    *,
    bias: bool = False,
    bias_of_output: bool = False,
    bias_of_feed_forward: bool = False,
    norms: int = 2,
    norms_heads: bool = False,
) -> int:
    width, heads = fields.size("hidden_size"), fields.size("num_attention_heads")
    head = fields.size("head_dim", default=width // heads)
    key_value = fields.size("num_key_value_heads", default=heads) * head
    inner = fields.size("intermediate_size")
    attention = pieces.linear(width, heads * head, bias=bias) + 2 * pieces.linear(width, key_value, bias=bias)
    attention += pieces.linear(heads * head, width, bias=bias_of_output) + (2 * head if norms_heads else 0)
    feed_forward = pieces.feed_forward(width, inner, bias=bias_of_feed_forward)
    gate = pieces.linear(width, inner, bias=bias_of_feed_forward)
    layer = attention + feed_forward + gate + norms * width
    fields.ignore("max_position_embeddings", "layer_types", "max_window_layers", "query_pre_attn_scalar")
    return fields.size("vocab_size") * width + fields.size("num_hidden_layers") * layer + width


def _llama(fields: CountedFields) -> int:
    bias = fields.flag("attention_bias")
    return _llama_like(fields, bias=bias, bias_of_output=bias, bias_of_feed_forward=fields.flag("mlp_bias"))


def _mistral(fields: CountedFields) -> int:
    return _llama_like(fields)


def _qwen2(fields: CountedFields) -> int:
    return _llama_like(fields, bias=True)


def _qwen3(fields: CountedFields) -> int:
    bias = fields.flag("attention_bias")
    return _llama_like(fields, bias=bias, bias_of_output=bias, norms_heads=True)


def _gemma2(fields: CountedFields) -> int:
    bias = fields.flag("attention_bias")
    return _llama_like(fields, bias=bias, bias_of_output=bias, norms=4)


def _gemma3(fields: CountedFields) -> int:
    bias = fields.flag("attention_bias")
    return _llama_like(fields, bias=bias, bias_of_output=bias, norms=4, norms_heads=True)


def _phi(fields: CountedFields) -> int:
    width, heads = fields.size("hidden_size"), fields.size("num_attention_heads")
    head = fields.size("head_dim", default=width // heads)
    key_value = fields.size("num_key_value_heads", default=heads) * head
    attention = (
        pieces.linear(width, heads * head) + 2 * pieces.linear(width, key_value) + pieces.linear(heads * head, width)
    )
    attention += 2 * pieces.norm(width // heads) if fields.flag("qk_layernorm") else 0
    layer = attention + pieces.feed_forward(width, fields.size("intermediate_size")) + pieces.norm(width)
    fields.ignore("max_position_embeddings")
    return fields.size("vocab_size") * width + fields.size("num_hidden_layers") * layer + pieces.norm(width)


FAMILIES: Final[dict[str, Count]] = {
    "gemma2": _gemma2,
    "gemma3_text": _gemma3,
    "gpt2": _gpt2,
    "gptj": _gptj,
    "llama": _llama,
    "mistral": _mistral,
    "phi": _phi,
    "qwen2": _qwen2,
    "qwen3": _qwen3,
}
