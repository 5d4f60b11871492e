"""How many parameters a base model has, as `AutoModel` builds it: without heads.

Each function adds up the modules of a family, in the words of its configuration; what has to be known for that and is
not, or is nothing that a function knows of, leaves the number unknown. Sources: `transformers/models/*/modeling_*.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from adapterlint.base_models.counted_fields import CountedFields, NotCountedError
from adapterlint.base_models.fields import Config


def count_parameters(config: Config) -> int | None:
    """Return the number of parameters of the model that a whole configuration describes.

    Args:
        config: a config.json, or `config.to_dict()`; a field that is left out has the default of its class.

    Returns:
        None for families, and settings, that nothing is known of; and for a model of two others, whose decoder comes
        with a head.
    """
    try:
        return _count(CountedFields.of(config))
    except NotCountedError:
        return None


def _count(fields: CountedFields) -> int:
    family = _FAMILIES.get(fields.model_type)
    if family is None:
        raise NotCountedError(fields.model_type)
    count = family(fields)
    fields.check_the_rest()
    return count


def _linear(inputs: int, outputs: int, *, bias: bool = True) -> int:
    return inputs * outputs + (outputs if bias else 0)


def _feed_forward(width: int, inner: int, *, bias: bool = True) -> int:
    return _linear(width, inner, bias=bias) + _linear(inner, width, bias=bias)


def _norm(width: int) -> int:
    return 2 * width


# Encoders of text


def _bert_layer(fields: CountedFields) -> int:
    width = fields.size("hidden_size")
    attention = 4 * _linear(width, width) + _norm(width)
    crossed = fields.flag("is_decoder") and fields.flag("add_cross_attention")
    inner = _feed_forward(width, fields.size("intermediate_size")) + _norm(width)
    return attention * (2 if crossed else 1) + inner


def _embeddings(fields: CountedFields, width: int, *tables: str) -> int:
    return sum(fields.size(table) for table in ("vocab_size", *tables)) * width + _norm(width)


def _bert_without_pooler(fields: CountedFields) -> int:
    width = fields.size("hidden_size")
    embeddings = _embeddings(fields, width, "max_position_embeddings", "type_vocab_size")
    return embeddings + fields.size("num_hidden_layers") * _bert_layer(fields)


def _bert(fields: CountedFields) -> int:
    width = fields.size("hidden_size")
    return _bert_without_pooler(fields) + _linear(width, width)


def _bert_generation(fields: CountedFields) -> int:
    embeddings = _embeddings(fields, fields.size("hidden_size"), "max_position_embeddings")
    return embeddings + fields.size("num_hidden_layers") * _bert_layer(fields)


def _electra(fields: CountedFields) -> int:
    width, narrow = fields.size("hidden_size"), fields.size("embedding_size")
    embeddings = _embeddings(fields, narrow, "max_position_embeddings", "type_vocab_size")
    projection = _linear(narrow, width) if narrow != width else 0
    return embeddings + projection + fields.size("num_hidden_layers") * _bert_layer(fields)


def _albert(fields: CountedFields) -> int:
    width, narrow = fields.size("hidden_size"), fields.size("embedding_size")
    embeddings = _embeddings(fields, narrow, "max_position_embeddings", "type_vocab_size")
    layers = fields.size("num_hidden_groups") * fields.size("inner_group_num")
    fields.ignore("num_hidden_layers")
    layer = 4 * _linear(width, width) + _feed_forward(width, fields.size("intermediate_size")) + 2 * _norm(width)
    return embeddings + _linear(narrow, width) + layers * layer + _linear(width, width)


def _distilbert(fields: CountedFields) -> int:
    width = fields.size("dim")
    layer = 4 * _linear(width, width) + _feed_forward(width, fields.size("hidden_dim")) + 2 * _norm(width)
    fields.ignore("sinusoidal_pos_embds")
    return _embeddings(fields, width, "max_position_embeddings") + fields.size("n_layers") * layer


def _xmod(fields: CountedFields) -> int:
    width, layers = fields.size("hidden_size"), fields.size("num_hidden_layers")
    narrow = width // fields.size("adapter_reduction_factor")
    adapters = fields.length("languages") * _feed_forward(width, narrow) - fields.length("languages") * (
        0 if narrow else width
    )
    norm = _norm(width) if fields.flag("adapter_layer_norm") else 0
    fields.ignore("adapter_reuse_layer_norm", "ln_before_adapter", "default_language")
    last = _norm(width) if fields.flag("pre_norm") else 0
    return _bert(fields) + layers * (adapters + norm) + last


def _deberta_embeddings(fields: CountedFields) -> int:
    width = fields.size("hidden_size")
    narrow = fields.size("embedding_size", default=width)
    types = fields.size("type_vocab_size", at_least=0)
    positions = fields.size("max_position_embeddings") if fields.flag("position_biased_input") else 0
    projection = narrow * width if narrow != width else 0
    return (fields.size("vocab_size") + types + positions) * narrow + projection + _norm(width)


def _relative_positions(fields: CountedFields) -> int:
    given = fields.size("max_relative_positions", at_least=-1)
    return given if given >= 1 else fields.size("max_position_embeddings")


def _deberta(fields: CountedFields) -> int:
    width = fields.size("hidden_size")
    attention = 3 * width * width + 2 * width + _linear(width, width) + _norm(width)
    if fields.flag("talking_head"):
        attention += 2 * fields.size("num_attention_heads") ** 2
    shared = 0
    if fields.flag("relative_attention"):
        shared = 2 * _relative_positions(fields) * width
        attention += width * width if fields.names("pos_att_type", "c2p") else 0
        attention += _linear(width, width) if fields.names("pos_att_type", "p2c") else 0
    fields.ignore("max_relative_positions", "pos_att_type", "position_biased_input")
    layer = attention + _feed_forward(width, fields.size("intermediate_size")) + _norm(width)
    return _deberta_embeddings(fields) + shared + fields.size("num_hidden_layers") * layer


def _deberta_v2(fields: CountedFields) -> int:
    width = fields.size("hidden_size")
    attention = 4 * _linear(width, width) + _norm(width)
    shared = 0
    if fields.flag("relative_attention"):
        buckets = fields.size("position_buckets", at_least=-1, default=-1)
        shared = 2 * (buckets if buckets > 0 else _relative_positions(fields)) * width
        shared += _norm(width) if fields.names("norm_rel_ebd", "layer_norm") else 0
        if not fields.flag("share_att_key"):
            attention += sum(_linear(width, width) for kind in ("c2p", "p2c") if fields.names("pos_att_type", kind))
    if kernel := fields.size("conv_kernel_size", at_least=0, default=0):
        groups = fields.size("conv_groups", default=1)
        shared += width * (width // groups) * kernel + width + _norm(width)
    fields.ignore("max_relative_positions", "pos_att_type", "position_buckets", "norm_rel_ebd", "share_att_key")
    layer = attention + _feed_forward(width, fields.size("intermediate_size")) + _norm(width)
    return _deberta_embeddings(fields) + shared + fields.size("num_hidden_layers") * layer


def _modernbert(fields: CountedFields) -> int:
    width, layers = fields.size("hidden_size"), fields.size("num_hidden_layers")
    norm = _norm(width) if fields.flag("norm_bias") else width
    attention_bias, bias = fields.flag("attention_bias"), fields.flag("mlp_bias")
    attention = _linear(width, 3 * width, bias=attention_bias) + _linear(width, width, bias=attention_bias)
    inner = fields.size("intermediate_size")
    layer = attention + _linear(width, 2 * inner, bias=bias) + _linear(inner, width, bias=bias) + 2 * norm
    fields.ignore("global_attn_every_n_layers", "layer_types")
    # The first layer has no norm before its attention; the embeddings have one, and so has the end.
    return fields.size("vocab_size") * width + layers * layer + (1 if layers else 2) * norm


# Decoders of text


def _gpt2(fields: CountedFields) -> int:
    width = fields.size("n_embd")
    inner = fields.size("n_inner", default=4 * width)
    layer = 2 * _norm(width) + _linear(width, 3 * width) + _linear(width, width) + _feed_forward(width, inner)
    if fields.flag("add_cross_attention"):
        layer += _norm(width) + _linear(width, 2 * width) + 2 * _linear(width, width)
    tables = fields.size("vocab_size") + fields.size("n_positions")
    return tables * width + fields.size("n_layer") * layer + _norm(width)


def _gptj(fields: CountedFields) -> int:
    width = fields.size("n_embd")
    inner = fields.size("n_inner", default=4 * width)
    layer = _norm(width) + 4 * width * width + _feed_forward(width, inner)
    fields.ignore("n_positions")
    return fields.size("vocab_size") * width + fields.size("n_layer") * layer + _norm(width)


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
    attention = _linear(width, heads * head, bias=bias) + 2 * _linear(width, key_value, bias=bias)
    attention += _linear(heads * head, width, bias=bias_of_output) + (2 * head if norms_heads else 0)
    feed_forward = _feed_forward(width, inner, bias=bias_of_feed_forward)
    gate = _linear(width, inner, bias=bias_of_feed_forward)
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
    attention = _linear(width, heads * head) + 2 * _linear(width, key_value) + _linear(heads * head, width)
    attention += 2 * _norm(width // heads) if fields.flag("qk_layernorm") else 0
    layer = attention + _feed_forward(width, fields.size("intermediate_size")) + _norm(width)
    fields.ignore("max_position_embeddings")
    return fields.size("vocab_size") * width + fields.size("num_hidden_layers") * layer + _norm(width)


# Encoders with decoders


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
    attention = 4 * _linear(width, width) - unbiased * width + _norm(width)
    encoder = attention + _feed_forward(width, fields.size("encoder_ffn_dim")) + _norm(width)
    decoder = 2 * attention + _feed_forward(width, fields.size("decoder_ffn_dim")) + _norm(width)
    return fields.size("encoder_layers") * encoder + fields.size("decoder_layers") * decoder


def _bart(fields: CountedFields) -> int:
    width = fields.size("d_model")
    # Two rows of the positions are never used.
    tables = fields.size("vocab_size") + 2 * (fields.size("max_position_embeddings") + 2)
    return tables * width + _bart_stacks(fields) + 2 * _norm(width)


def _mbart(fields: CountedFields) -> int:
    return _bart(fields) + 2 * _norm(fields.size("d_model"))


def _whisper(fields: CountedFields) -> int:
    width = fields.size("d_model")
    convolutions = 3 * (fields.size("num_mel_bins") + width) * width + 2 * width
    tables = sum(fields.size(table) for table in ("max_source_positions", "max_target_positions", "vocab_size"))
    return convolutions + tables * width + _bart_stacks(fields, unbiased=1) + 2 * _norm(width)


# Images


def _patches(fields: CountedFields) -> tuple[int, int]:
    """Return how many patches an image has, and the parameters that embed one, without bias."""
    side = fields.size("patch_size")
    number = (fields.size("image_size") // side) ** 2
    return number, fields.size("num_channels") * side * side * fields.size("hidden_size")


def _vit(fields: CountedFields) -> int:
    width = fields.size("hidden_size")
    number, patch = _patches(fields)
    attention = 3 * _linear(width, width, bias=fields.flag("qkv_bias")) + _linear(width, width)
    layer = attention + _feed_forward(width, fields.size("intermediate_size")) + 2 * _norm(width)
    pooler = _linear(width, fields.size("pooler_output_size", default=width))
    fields.ignore("encoder_stride")
    layers = fields.size("num_hidden_layers") * layer
    return width + (number + 1) * width + patch + width + layers + _norm(width) + pooler


def _beit(fields: CountedFields) -> int:
    width = fields.size("hidden_size")
    number, patch = _patches(fields)
    side = fields.size("image_size") // fields.size("patch_size")
    distances = ((2 * side - 1) ** 2 + 3) * fields.size("num_attention_heads")
    tokens = 2 if fields.flag("use_mask_token") else 1
    positions = number + 1 if fields.flag("use_absolute_position_embeddings") else 0
    layer = 4 * _linear(width, width) - width + _feed_forward(width, fields.size("intermediate_size"))
    layer += 2 * _norm(width) + (2 * width if fields.number("layer_scale_init_value") > 0 else 0)
    layer += distances if fields.flag("use_relative_position_bias") else 0
    shared = distances if fields.flag("use_shared_relative_position_bias") else 0
    fields.ignore("use_mean_pooling")
    layers = fields.size("num_hidden_layers") * layer
    return (tokens + positions) * width + patch + width + layers + shared + _norm(width)


def _clip_layers(fields: CountedFields) -> int:
    width = fields.size("hidden_size")
    layer = 4 * _linear(width, width) + _feed_forward(width, fields.size("intermediate_size")) + 2 * _norm(width)
    fields.ignore("projection_dim")
    return fields.size("num_hidden_layers") * layer


def _clip_text(fields: CountedFields) -> int:
    width = fields.size("hidden_size")
    tables = fields.size("vocab_size") + fields.size("max_position_embeddings")
    return tables * width + _clip_layers(fields) + _norm(width)


def _clip_vision(fields: CountedFields) -> int:
    width = fields.size("hidden_size")
    number, patch = _patches(fields)
    return width + patch + (number + 1) * width + _clip_layers(fields) + 2 * _norm(width)


def _clip(fields: CountedFields) -> int:
    text, vision = fields.submodel("text"), fields.submodel("vision")
    projections = fields.size("projection_dim") * (text.size("hidden_size") + vision.size("hidden_size"))
    return _count(text) + _count(vision) + projections + 1


_FAMILIES: Final[dict[str, Callable[[CountedFields], int]]] = {
    "albert": _albert,
    "bart": _bart,
    "beit": _beit,
    "bert": _bert,
    "bert-generation": _bert_generation,
    "clip": _clip,
    "clip_text_model": _clip_text,
    "clip_vision_model": _clip_vision,
    "deberta": _deberta,
    "deberta-v2": _deberta_v2,
    "distilbert": _distilbert,
    "electra": _electra,
    "gemma2": _gemma2,
    "gemma3_text": _gemma3,
    "gpt2": _gpt2,
    "gptj": _gptj,
    "llama": _llama,
    "mbart": _mbart,
    "mistral": _mistral,
    "modernbert": _modernbert,
    "mt5": _t5,
    "phi": _phi,
    "plbart": _bart,
    "qwen2": _qwen2,
    "qwen3": _qwen3,
    "roberta": _bert,
    "t5": _t5,
    "vit": _vit,
    "whisper": _whisper,
    "xlm-roberta": _bert,
    "xmod": _xmod,
}
