"""Base models of drawn shapes: `llama~7` is a Llama whose sizes and switches the seed 7 has drawn."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from tests.truth.recipes import NAMES, RECIPES, UNUSUAL, WIDE, Recipe

MARK = "~"
"""Between the name of a recipe and the seed."""
CLASSES = (
    *("{}AdapterModel", "{}ForSequenceClassification", "{}ForCausalLM", "{}ForConditionalGeneration"),
    *("{}ForTokenClassification", "{}ForQuestionAnswering", "{}ForMaskedLM", "{}ForPreTraining", "{}LMHeadModel"),
    *("{}ForImageClassification", "{}ModelWithProjection", "{}EncoderModel"),
)
"""Model classes other than the bare one; an architecture has only some of them."""
ANOTHER_CLASS = 0.5
SHAPES = 14
"""How many of the base models that a seed draws from are of drawn shapes."""

Config = dict[str, Any]

_FLAG = (False, True)
_DECODER_SWITCHES = {"is_decoder": _FLAG, "add_cross_attention": _FLAG}
_POSITIONS = {"position_embedding_type": ("absolute", "absolute", "relative_key", "relative_key_query")}
_RELATIVE = {
    "relative_attention": (True, True, False),
    "pos_att_type": (["c2p", "p2c"], ["c2p"], ["p2c"], []),
    "position_biased_input": _FLAG,
}
SWITCHES: Mapping[str, Mapping[str, Sequence[Any]]] = {
    "Bert": {**_DECODER_SWITCHES, **_POSITIONS},
    "BertGeneration": _DECODER_SWITCHES,
    "Roberta": {**_DECODER_SWITCHES, **_POSITIONS},
    "XLMRoberta": {**_DECODER_SWITCHES, **_POSITIONS},
    "Electra": {**_DECODER_SWITCHES, **_POSITIONS, "embedding_size": (16, 32, 33, 96)},
    "Xmod": {
        **_DECODER_SWITCHES,
        "languages": (["en_XX"], ["de_DE", "en_XX"]),
        "pre_norm": _FLAG,
        "adapter_layer_norm": _FLAG,
        "adapter_reuse_layer_norm": _FLAG,
        "ln_before_adapter": _FLAG,
        "adapter_reduction_factor": (2, 4),
    },
    "Albert": {**_POSITIONS, "embedding_size": (16, 33, 96), "num_hidden_groups": (1, 2, 3), "inner_group_num": (1, 2)},
    "DistilBert": {"sinusoidal_pos_embds": _FLAG, "activation": ("gelu", "relu")},
    "Deberta": _RELATIVE,
    "DebertaV2": {
        **_RELATIVE,
        "share_att_key": _FLAG,
        "norm_rel_ebd": ("none", "layer_norm"),
        "conv_kernel_size": (0, 3),
        "position_buckets": (-1, 4),
    },
    "ViT": {"qkv_bias": _FLAG},
    "Beit": {
        "layer_scale_init_value": (0.5, 0.0),
        "use_relative_position_bias": _FLAG,
        "use_absolute_position_embeddings": _FLAG,
        "use_mean_pooling": _FLAG,
    },
    "GPT2": {"n_inner": (None, 48), "scale_attn_by_inverse_layer_idx": _FLAG, "add_cross_attention": _FLAG},
    "GPTJ": {"n_inner": (None, 48), "rotary_dim": (2, 4)},
    "T5": {"feed_forward_proj": ("relu", "gated-gelu"), "num_decoder_layers": (None, 1, 3), "d_kv": (8, 16, 20)},
    "MT5": {"feed_forward_proj": ("relu", "gated-gelu"), "num_decoder_layers": (None, 1, 3), "d_kv": (8, 16, 20)},
    "Bart": {"scale_embedding": _FLAG},
    "MBart": {"scale_embedding": _FLAG},
    "PLBart": {"scale_embedding": _FLAG},
    "Whisper": {"scale_embedding": _FLAG},
    "Llama": {"attention_bias": _FLAG, "mlp_bias": _FLAG, "tie_word_embeddings": _FLAG},
    "Mistral": {"sliding_window": (None, 4)},
    "Qwen2": {"use_sliding_window": _FLAG, "sliding_window": (4,), "max_window_layers": (1,)},
    "Qwen3": {"attention_bias": _FLAG, "use_sliding_window": _FLAG, "sliding_window": (4,), "max_window_layers": (1,)},
    "Gemma2": {"attention_bias": _FLAG, "sliding_window": (4,)},
    "Gemma3": {"attention_bias": _FLAG, "sliding_window": (4,)},
    "Phi": {"partial_rotary_factor": (0.5, 1.0)},
    "ModernBert": {
        "attention_bias": _FLAG,
        "mlp_bias": _FLAG,
        "norm_bias": _FLAG,
        "global_attn_every_n_layers": (1, 2),
    },
}
"""What each architecture may have otherwise, beyond its sizes."""


def names(seed: object) -> tuple[str, ...]:
    """Return the names of the base models that a seed draws from: some of those there are, and some shapes."""
    source = random.Random(f"{seed}")  # noqa: S311 - no secrets are drawn
    usual = [name for name in RECIPES if name not in UNUSUAL]
    shapes = (f"{name}{MARK}{source.randrange(10**6)}" for name in source.sample(usual, SHAPES))
    return (*source.sample(NAMES, len(NAMES) // 5), *shapes)


def recipe_of(name: str) -> Recipe:
    """Return how to build a base model."""
    return _shaped(name) if MARK in name else RECIPES[name.removesuffix(WIDE)]


def kind_of(name: str) -> str:
    """Return the usual name of a base model of any shape."""
    return name.partition(MARK)[0]


def _shaped(name: str) -> Recipe:
    base = kind_of(name)
    recipe, source = RECIPES[base], random.Random(name)  # noqa: S311 - no secrets are drawn
    config = {**recipe.config, **_shape(recipe.config, source)}
    config |= {key: source.choice(values) for key, values in SWITCHES.get(recipe.prefix, {}).items()}
    if recipe.prefix == "Albert":
        config["num_hidden_layers"] = config["num_hidden_groups"] * config["inner_group_num"] * source.choice((1, 2))
    if not config.get("is_decoder", recipe.prefix == "GPT2"):
        config.pop("add_cross_attention", None)
    crossed = config.get("add_cross_attention")
    batch = "text with states" if crossed else "text" if recipe.batch == "text with states" else recipe.batch
    usual = recipe.config_class == Recipe.config_class
    model_class = source.choice(CLASSES) if usual and source.random() < ANOTHER_CLASS else recipe.model_class
    return replace(recipe, batch=batch, config=config, model_class=model_class)


def _shape(config: Mapping[str, Any], source: random.Random) -> Config:
    """Draw the sizes of a configuration, by the names that it has for them."""
    for name, draw in _SHAPES.items():
        if name in config:
            return draw(config, source)
    raise ValueError(config)


def _heads(source: random.Random) -> tuple[int, int]:
    """Draw a number of heads, and how wide one is; even, because of rotary embeddings."""
    return source.choice((1, 2, 3, 4, 5, 6)), source.choice((4, 6, 8, 10, 14, 16, 24))


def _towers(config: Mapping[str, Any], source: random.Random) -> Config:
    return {name: {**config[name], **_shape(config[name], source)} for name in ("text_config", "vision_config")}


def _halves(config: Mapping[str, Any], source: random.Random) -> Config:
    return {name: {**config[name], **_encoder(config[name], source)} for name in ("encoder", "decoder")}


def _t5(_: Mapping[str, Any], source: random.Random) -> Config:
    heads, size = _heads(source)
    return {"d_model": heads * size, "d_ff": source.choice((40, 64)), "num_layers": _depth(source), "num_heads": heads}


def _encoder_decoder(_: Mapping[str, Any], source: random.Random) -> Config:
    heads, size = _heads(source)
    return {
        "d_model": heads * size,
        "encoder_attention_heads": heads,
        "decoder_attention_heads": source.choice((1, heads, heads)),
        "encoder_ffn_dim": source.choice((40, 64, 128)),
        "decoder_ffn_dim": source.choice((40, 64, 128)),
        "encoder_layers": _depth(source),
        "decoder_layers": _depth(source),
    }


def _gpt(_: Mapping[str, Any], source: random.Random) -> Config:
    heads, size = _heads(source)
    return {"n_embd": heads * size, "n_head": heads, "n_layer": _depth(source)}


def _distilbert(_: Mapping[str, Any], source: random.Random) -> Config:
    heads, size = _heads(source)
    return {"dim": heads * size, "hidden_dim": source.choice((40, 128)), "n_heads": heads, "n_layers": _depth(source)}


def _decoder(_: Mapping[str, Any], source: random.Random) -> Config:
    heads, size = _heads(source)
    return {
        **_widths(heads, size, source),
        "num_key_value_heads": source.choice([one for one in range(1, heads + 1) if heads % one == 0]),
        "head_dim": source.choice((size, size, 8, 32)),
        "num_hidden_layers": _depth(source),
    }


def _encoder(_: Mapping[str, Any], source: random.Random) -> Config:
    return {**_widths(*_heads(source), source), "num_hidden_layers": _depth(source)}


def _widths(heads: int, size: int, source: random.Random) -> Config:
    return {
        "hidden_size": heads * size,
        "intermediate_size": source.choice((40, 64, 128)),
        "num_attention_heads": heads,
    }


def _depth(source: random.Random) -> int:
    return source.choice((1, 2, 2, 3, 4, 6))


_SHAPES: Mapping[str, Callable[[Mapping[str, Any], random.Random], Config]] = {
    "text_config": _towers,
    "decoder": _halves,
    "d_kv": _t5,
    "d_model": _encoder_decoder,
    "n_embd": _gpt,
    "dim": _distilbert,
    "num_key_value_heads": _decoder,
    "hidden_size": _encoder,
}
"""How the sizes are drawn of a configuration that has such a field; the first one counts."""
