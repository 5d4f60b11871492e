"""Tiny models of every supported family, random in depth and width, and what the library does with them."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any
from unittest import mock

import adapters
import torch
from adapters.methods.bottleneck import BottleneckLayer
from adapters.methods.lora import LoRALayer, LoRAMergedLinear
from adapters.methods.modeling import NICECouplingBlock
from adapters.methods.prefix_tuning import PrefixTuningLayer
from transformers import (
    AutoConfig,
    AutoModel,
    EncoderDecoderConfig,
    EncoderDecoderModel,
    PretrainedConfig,
    PreTrainedModel,
)

from adapterlint.base_models import BottleneckLocation, Location, LoRALocation, PrefixLocation, ReftLocation

Options = dict[str, Any]
Place = tuple[int, Location]
"""The layer that the library counts, and a place for adapters of any method in it."""

EVERYWHERE = adapters.BnConfig(
    mh_adapter=True, output_adapter=True, cross_adapter=True, reduction_factor=2, non_linearity="relu"
)
INTERMEDIATE = 52
"""A width that nothing else in these models has."""


def usual(dice: random.Random) -> Options:
    heads = dice.choice([2, 4])
    return {
        "hidden_size": heads * dice.choice([8, 12]),
        "num_hidden_layers": dice.choice([2, 3]),
        "num_attention_heads": heads,
        "intermediate_size": INTERMEDIATE,
        "vocab_size": 99,
    }


def vision(dice: random.Random) -> Options:
    options = usual(dice)
    del options["vocab_size"]
    return {**options, "image_size": 8, "patch_size": 4}


def electra(dice: random.Random) -> Options:
    return {**usual(dice), "embedding_size": 20}


def albert(dice: random.Random) -> Options:
    return {**electra(dice), "num_hidden_layers": 4, "num_hidden_groups": 2, "inner_group_num": dice.choice([1, 2])}


def distilbert(dice: random.Random) -> Options:
    return {"dim": 24, "n_layers": dice.choice([2, 3]), "n_heads": 4, "hidden_dim": INTERMEDIATE, "vocab_size": 99}


def xmod(dice: random.Random) -> Options:
    return {**usual(dice), "languages": ["en_XX"], "default_language": "en_XX", "pre_norm": dice.random() < 0.5}


def gpt(dice: random.Random) -> Options:
    options = {"n_embd": 32, "n_layer": dice.choice([2, 3]), "n_head": 4, "rotary_dim": 4, "vocab_size": 99}
    return {**options, "n_inner": INTERMEDIATE} if dice.random() < 0.5 else options


def t5(dice: random.Random) -> Options:
    heads = {"d_kv": dice.choice([12, 16]), "feed_forward_proj": dice.choice(["relu", "gated-gelu"])}
    options = {
        **heads,
        "d_model": 24,
        "num_layers": dice.choice([1, 2]),
        "num_heads": 2,
        "d_ff": INTERMEDIATE,
        "vocab_size": 99,
    }
    return {**options, "num_decoder_layers": 3} if dice.random() < 0.5 else options


def bart(dice: random.Random) -> Options:
    heads = {"encoder_attention_heads": 4, "decoder_attention_heads": 2}
    layers = {"encoder_layers": dice.choice([1, 2]), "decoder_layers": dice.choice([2, 3])}
    return {"d_model": 24, **layers, **heads, "encoder_ffn_dim": INTERMEDIATE, "decoder_ffn_dim": 36, "vocab_size": 99}


def whisper(dice: random.Random) -> Options:
    return {**bart(dice), "num_mel_bins": 8, "max_source_positions": 20, "pad_token_id": 0}


def grouped_query(dice: random.Random) -> Options:
    options = {**usual(dice), "num_key_value_heads": dice.choice([1, 2]), "pad_token_id": 0}
    return {**options, "head_dim": 20} if dice.random() < 0.5 else options


def modernbert(dice: random.Random) -> Options:
    return {**usual(dice), "pad_token_id": 0}


def clip(dice: random.Random) -> Options:
    return {"text_config": usual(dice), "vision_config": {**vision(dice), "hidden_size": 40}}


FAMILIES: dict[str, Callable[[random.Random], Options]] = {
    "albert": albert,
    "bart": bart,
    "beit": vision,
    "bert": usual,
    "bert-generation": usual,
    "clip": clip,
    "clip_text_model": usual,
    "clip_vision_model": vision,
    "deberta": usual,
    "deberta-v2": usual,
    "distilbert": distilbert,
    "electra": electra,
    "gemma2": grouped_query,
    "gemma3_text": grouped_query,
    "gpt2": gpt,
    "gptj": gpt,
    "llama": grouped_query,
    "mbart": bart,
    "mistral": grouped_query,
    "modernbert": modernbert,
    "mt5": t5,
    "phi": grouped_query,
    "plbart": bart,
    "qwen2": grouped_query,
    "qwen3": grouped_query,
    "roberta": usual,
    "t5": t5,
    "vit": vision,
    "whisper": whisper,
    "xlm-roberta": usual,
    "xmod": xmod,
}
CROSS_ATTENTION = {"is_decoder": True, "add_cross_attention": True, "use_cache": False}


def tiny_config(model_type: str, seed: int, **more: Any) -> PretrainedConfig:
    return AutoConfig.for_model(model_type, **{**FAMILIES[model_type](random.Random(seed)), **more})  # noqa: S311


def encoder_decoder_config(encoder: str, decoder: str) -> EncoderDecoderConfig:
    config = {"encoder": tiny_config(encoder, 0, num_hidden_layers=2, hidden_size=32, num_attention_heads=4)}
    config["decoder"] = tiny_config(decoder, 1, num_hidden_layers=3, hidden_size=32, num_attention_heads=4)
    return EncoderDecoderConfig.from_encoder_decoder_configs(config["encoder"], config["decoder"])


def build(config: PretrainedConfig) -> PreTrainedModel:
    model = EncoderDecoderModel(config) if isinstance(config, EncoderDecoderConfig) else AutoModel.from_config(config)
    return with_adapters(model)


def with_adapters(model: PreTrainedModel) -> PreTrainedModel:
    adapters.init(model)
    model.eval()
    model.add_adapter("everywhere", config=EVERYWHERE)
    model.set_active_adapters("everywhere")
    return model


def inputs(model: PreTrainedModel) -> dict[str, torch.Tensor]:
    config, tokens = model.config, torch.arange(6)[None] + 5
    pixels, features = torch.rand(1, 3, 8, 8), torch.rand(1, 8, 40)
    given = {
        model.main_input_name: {"pixel_values": pixels, "input_features": features}.get(model.main_input_name, tokens)
    }
    if hasattr(config, "vision_config"):
        given["pixel_values"] = pixels
    if config.is_encoder_decoder:
        given["decoder_input_ids"] = tokens
    if getattr(config, "add_cross_attention", False):
        given["encoder_hidden_states"] = torch.rand(1, 6, config.hidden_size)
    return given


def adapter_layers(model: PreTrainedModel) -> list[tuple[int, Any]]:
    found: list[tuple[int, Any]] = []
    model.apply_to_adapter_layers(lambda layer, module: found.append((layer, module)))
    return found


def bottleneck_layers(model: PreTrainedModel) -> list[tuple[int, BottleneckLayer]]:
    return [(layer, module) for layer, module in adapter_layers(model) if isinstance(module, BottleneckLayer)]


def widths(model: PreTrainedModel) -> list[tuple[int, int]]:
    """Return the layers that bottleneck adapters are in, and the width of each adapter."""
    return [(layer, module.adapters["everywhere"].input_size) for layer, module in bottleneck_layers(model)]


def places(model: PreTrainedModel) -> list[Place]:
    """Return the places for adapters in the library's order, and what a forward pass hands to bottleneck adapters."""
    handed: dict[int, tuple[bool, bool]] = {}
    original = BottleneckLayer.bottleneck_layer_forward

    def observe(self: Any, hidden_states: Any, residual_input: Any, layer_norm: Any) -> Any:
        handed[id(self)] = (layer_norm is not None, residual_input is not None)
        return original(self, hidden_states, residual_input, layer_norm)

    with mock.patch.object(BottleneckLayer, "bottleneck_layer_forward", observe), torch.no_grad():
        model(**inputs(model))
    paths = {id(module): path for path, module in model.named_modules()}
    return [(layer, location(model, paths[id(module)], module, handed)) for layer, module in adapter_layers(model)]


def location(model: PreTrainedModel, path: str, module: Any, handed: dict[int, tuple[bool, bool]]) -> Location:
    key: str = module.location_key
    if isinstance(module, BottleneckLayer):
        return BottleneckLocation(key, *handed[id(module)])
    config = module.model_config
    if isinstance(module, LoRALayer):
        matrix = "qkv" if isinstance(module, LoRAMergedLinear) else module.attn_key
        conv1d = tuple(module.weight.shape) != (module.out_features, module.in_features)
        return LoRALocation(key, matrix, module.in_features, module.out_features, conv1d)
    if isinstance(module, PrefixTuningLayer):
        heads, hidden_size = config.num_attention_heads, config.hidden_size
        key_value_heads = getattr(config, "num_key_value_heads", heads)
        head_size = getattr(config, "d_kv", hidden_size // heads)
        name = key if key in {"encoder_prefix", "cross_prefix"} else None
        attention = model.get_submodule(path.rpartition(".")[0])
        of_attention = next(
            (getattr(attention, one) for one in ("num_heads", "n_heads") if hasattr(attention, one)), heads
        )
        own = f"{path.partition('.')[0].removesuffix('_model')}.{key}" if model.config.sub_configs else key
        return PrefixLocation(name, own, heads, of_attention, key_value_heads, head_size, hidden_size)
    return ReftLocation(key, config.hidden_size)


def invertible_width(model: PreTrainedModel) -> int | None:
    """Return the width of an invertible adapter in the model, None if it refuses one."""
    config = adapters.SeqBnInvConfig(mh_adapter=False, output_adapter=False)
    try:
        model.add_adapter("invertible", config=config)
    except ValueError:
        return None
    block = next(module for module in model.modules() if isinstance(module, NICECouplingBlock))
    return int(block.split_len1 + block.split_len2)


def gains_bias(model: PreTrainedModel) -> bool:
    """Tell whether a merged projection has a bias that the model has not without adapters."""
    plain = {name for name, _ in AutoModel.from_config(model.config).named_parameters()}
    merged = (name for name, module in model.named_modules() if isinstance(module, LoRAMergedLinear))
    return any(f"{name}.bias" not in plain for name in merged)


def takes_prompt_tuning(model: PreTrainedModel) -> bool:
    try:
        model.add_adapter("prompt", config=adapters.PromptTuningConfig(prompt_length=2))
    except ValueError:
        return False
    return True
