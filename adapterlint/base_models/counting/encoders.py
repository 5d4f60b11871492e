"""Encoders of text."""

from __future__ import annotations

from typing import Final

from adapterlint.base_models.counting import pieces
from adapterlint.base_models.counting.fields import Count, CountedFields


def _bert_layer(fields: CountedFields) -> int:
    width = fields.size("hidden_size")
    attention = 4 * pieces.linear(width, width) + pieces.norm(width)
    crossed = fields.flag("is_decoder") and fields.flag("add_cross_attention")
    inner = pieces.feed_forward(width, fields.size("intermediate_size")) + pieces.norm(width)
    return attention * (2 if crossed else 1) + inner


def _embeddings(fields: CountedFields, width: int, *tables: str) -> int:
    return sum(fields.size(table) for table in ("vocab_size", *tables)) * width + pieces.norm(width)


def _bert_without_pooler(fields: CountedFields) -> int:
    width = fields.size("hidden_size")
    embeddings = _embeddings(fields, width, "max_position_embeddings", "type_vocab_size")
    return embeddings + fields.size("num_hidden_layers") * _bert_layer(fields)


def _bert(fields: CountedFields) -> int:
    width = fields.size("hidden_size")
    return _bert_without_pooler(fields) + pieces.linear(width, width)


def _bert_generation(fields: CountedFields) -> int:
    embeddings = _embeddings(fields, fields.size("hidden_size"), "max_position_embeddings")
    return embeddings + fields.size("num_hidden_layers") * _bert_layer(fields)


def _electra(fields: CountedFields) -> int:
    width, narrow = fields.size("hidden_size"), fields.size("embedding_size")
    embeddings = _embeddings(fields, narrow, "max_position_embeddings", "type_vocab_size")
    projection = pieces.linear(narrow, width) if narrow != width else 0
    return embeddings + projection + fields.size("num_hidden_layers") * _bert_layer(fields)


def _albert(fields: CountedFields) -> int:
    width, narrow = fields.size("hidden_size"), fields.size("embedding_size")
    embeddings = _embeddings(fields, narrow, "max_position_embeddings", "type_vocab_size")
    layers = fields.size("num_hidden_groups") * fields.size("inner_group_num")
    fields.ignore("num_hidden_layers")
    layer = (
        4 * pieces.linear(width, width)
        + pieces.feed_forward(width, fields.size("intermediate_size"))
        + 2 * pieces.norm(width)
    )
    return embeddings + pieces.linear(narrow, width) + layers * layer + pieces.linear(width, width)


def _distilbert(fields: CountedFields) -> int:
    width = fields.size("dim")
    layer = (
        4 * pieces.linear(width, width) + pieces.feed_forward(width, fields.size("hidden_dim")) + 2 * pieces.norm(width)
    )
    fields.ignore("sinusoidal_pos_embds")
    return _embeddings(fields, width, "max_position_embeddings") + fields.size("n_layers") * layer


def _xmod(fields: CountedFields) -> int:
    width, layers = fields.size("hidden_size"), fields.size("num_hidden_layers")
    narrow = width // fields.size("adapter_reduction_factor")
    adapters = fields.length("languages") * pieces.feed_forward(width, narrow) - fields.length("languages") * (
        0 if narrow else width
    )
    norm = pieces.norm(width) if fields.flag("adapter_layer_norm") else 0
    fields.ignore("adapter_reuse_layer_norm", "ln_before_adapter", "default_language")
    last = pieces.norm(width) if fields.flag("pre_norm") else 0
    return _bert(fields) + layers * (adapters + norm) + last


def _deberta_embeddings(fields: CountedFields) -> int:
    width = fields.size("hidden_size")
    narrow = fields.size("embedding_size", default=width)
    types = fields.size("type_vocab_size", at_least=0)
    positions = fields.size("max_position_embeddings") if fields.flag("position_biased_input") else 0
    projection = narrow * width if narrow != width else 0
    return (fields.size("vocab_size") + types + positions) * narrow + projection + pieces.norm(width)


def _relative_positions(fields: CountedFields) -> int:
    given = fields.size("max_relative_positions", at_least=-1)
    return given if given >= 1 else fields.size("max_position_embeddings")


def _deberta(fields: CountedFields) -> int:
    width = fields.size("hidden_size")
    attention = 3 * width * width + 2 * width + pieces.linear(width, width) + pieces.norm(width)
    if fields.flag("talking_head"):
        attention += 2 * fields.size("num_attention_heads") ** 2
    shared = 0
    if fields.flag("relative_attention"):
        shared = 2 * _relative_positions(fields) * width
        attention += width * width if fields.names("pos_att_type", "c2p") else 0
        attention += pieces.linear(width, width) if fields.names("pos_att_type", "p2c") else 0
    fields.ignore("max_relative_positions", "pos_att_type", "position_biased_input")
    layer = attention + pieces.feed_forward(width, fields.size("intermediate_size")) + pieces.norm(width)
    return _deberta_embeddings(fields) + shared + fields.size("num_hidden_layers") * layer


def _deberta_v2(fields: CountedFields) -> int:
    width = fields.size("hidden_size")
    attention = 4 * pieces.linear(width, width) + pieces.norm(width)
    shared = 0
    if fields.flag("relative_attention"):
        buckets = fields.size("position_buckets", at_least=-1, default=-1)
        shared = 2 * (buckets if buckets > 0 else _relative_positions(fields)) * width
        shared += pieces.norm(width) if fields.names("norm_rel_ebd", "layer_norm") else 0
        if not fields.flag("share_att_key"):
            attention += sum(
                pieces.linear(width, width) for kind in ("c2p", "p2c") if fields.names("pos_att_type", kind)
            )
    if kernel := fields.size("conv_kernel_size", at_least=0, default=0):
        groups = fields.size("conv_groups", default=1)
        shared += width * (width // groups) * kernel + width + pieces.norm(width)
    fields.ignore("max_relative_positions", "pos_att_type", "position_buckets", "norm_rel_ebd", "share_att_key")
    layer = attention + pieces.feed_forward(width, fields.size("intermediate_size")) + pieces.norm(width)
    return _deberta_embeddings(fields) + shared + fields.size("num_hidden_layers") * layer


def _modernbert(fields: CountedFields) -> int:
    width, layers = fields.size("hidden_size"), fields.size("num_hidden_layers")
    norm = pieces.norm(width) if fields.flag("norm_bias") else width
    attention_bias, bias = fields.flag("attention_bias"), fields.flag("mlp_bias")
    attention = pieces.linear(width, 3 * width, bias=attention_bias) + pieces.linear(width, width, bias=attention_bias)
    inner = fields.size("intermediate_size")
    layer = attention + pieces.linear(width, 2 * inner, bias=bias) + pieces.linear(inner, width, bias=bias) + 2 * norm
    fields.ignore("global_attn_every_n_layers", "layer_types")
    # The first layer has no norm before its attention; the embeddings have one, and so has the end.
    return fields.size("vocab_size") * width + layers * layer + (1 if layers else 2) * norm


FAMILIES: Final[dict[str, Count]] = {
    "albert": _albert,
    "bert": _bert,
    "bert-generation": _bert_generation,
    "deberta": _deberta,
    "deberta-v2": _deberta_v2,
    "distilbert": _distilbert,
    "electra": _electra,
    "modernbert": _modernbert,
    "roberta": _bert,
    "xlm-roberta": _bert,
    "xmod": _xmod,
}
