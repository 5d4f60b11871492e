"""How every supported family of models names its sizes, tiny models of them, and where adapters go in one."""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from unittest import mock

import adapters
import torch
from adapters.methods.bottleneck import BottleneckLayer
from adapters.methods.lora import LoRALayer, LoRAMergedLinear
from adapters.methods.prefix_tuning import PrefixTuningLayer, PrefixTuningPool
from adapters.methods.reft import ReftLayer
from transformers import (
    AutoConfig,
    AutoModel,
    EncoderDecoderConfig,
    EncoderDecoderModel,
    PretrainedConfig,
    PreTrainedModel,
)
from transformers.models.auto.configuration_auto import CONFIG_MAPPING

if TYPE_CHECKING:
    from adapters.methods.adapter_layer_base import AdapterLayerBase

Json = dict[str, Any]
HIDDEN, HEADS, TOKENS, VOCABULARY, IMAGE = 40, 4, 6, 99, 8
INTERMEDIATE, DECODER_INTERMEDIATE, KEY_VALUE_HEADS, HEAD_SIZE, DECODER_HEADS = 56, 68, 2, 12, 5
"""Sizes such that no product of them is another, so that it can be told what a width comes from."""

SIZES = ("hidden_size", "embedding_size", "num_attention_heads", "num_key_value_heads", "intermediate_size")
EVERYWHERE = adapters.BnConfig(
    mh_adapter=True, output_adapter=True, cross_adapter=True, reduction_factor=2, non_linearity="relu"
)
TINY_SIZES = {"num_attention_heads": HEADS, "num_key_value_heads": HEADS, "intermediate_size": INTERMEDIATE}
OPTIONAL_METHODS = {
    "invertible": adapters.SeqBnInvConfig(mh_adapter=False, output_adapter=False),
    "prompt_tuning": adapters.PromptTuningConfig(prompt_length=2),
}


@dataclass(frozen=True)
class Recipe:
    """How a family names its sizes, and what else a tiny model of it needs.

    Attributes:
        stacks: the stacks of layers in the library's order, and the fields whose product is the depth of each.
        sizes: the fields for sizes that are not under the usual name.
        widths: further fields that the widths of matrices come from.
        fallbacks: where a field that is None takes its value from, a formula.
        cross: whether a layer gets a second place for adapters when the model is built with cross-attention.
        parts: the fields that hold the configurations of submodels, and the model types of those.
    """

    stacks: Mapping[str, Sequence[str]] = field(default_factory=lambda: {"layers": ["num_hidden_layers"]})
    sizes: Mapping[str, str] = field(default_factory=dict)
    widths: Sequence[str] = ()
    fallbacks: Mapping[str, str] = field(default_factory=dict)
    tiny: Mapping[str, Any] = field(default_factory=dict)
    cross: bool = False
    parts: Mapping[str, tuple[str, str]] = field(default_factory=dict)


BERT = Recipe(cross=True)
VISION = Recipe(tiny={"image_size": IMAGE, "patch_size": 4})
GROUPED_QUERY = Recipe(
    sizes={"num_key_value_heads": "num_key_value_heads"},
    widths=["head_dim"],
    fallbacks={"num_key_value_heads": "num_attention_heads", "head_dim": "hidden_size // num_attention_heads"},
    tiny={"pad_token_id": 0, "num_key_value_heads": KEY_VALUE_HEADS, "head_dim": HEAD_SIZE},
)
GPT = Recipe(sizes={"intermediate_size": "n_inner"}, fallbacks={"n_inner": "4 * n_embd"}, tiny={"rotary_dim": 4})
T5 = Recipe(
    stacks={"encoder": ["num_layers"], "decoder": ["num_decoder_layers"]},
    sizes={"intermediate_size": "d_ff"},
    widths=["d_kv"],
    fallbacks={"num_decoder_layers": "num_layers"},
    tiny={"d_kv": HEAD_SIZE},
)
BART = Recipe(
    stacks={"encoder": ["encoder_layers"], "decoder": ["decoder_layers"]},
    sizes={"intermediate_size": "encoder_ffn_dim"},
    widths=["decoder_ffn_dim", "decoder_attention_heads"],
    tiny={"decoder_attention_heads": DECODER_HEADS, "decoder_ffn_dim": DECODER_INTERMEDIATE},
)
RECIPES: dict[str, Recipe] = {
    "albert": Recipe(
        stacks={"layers": ["num_hidden_groups", "inner_group_num"]}, tiny={"embedding_size": 16, "num_hidden_layers": 9}
    ),
    "bart": BART,
    "beit": Recipe(tiny={**VISION.tiny, "out_indices": [0, 1, 2, 3]}),
    "bert": BERT,
    "bert-generation": BERT,
    "clip": Recipe(
        parts={"text": ("text_config", "clip_text_model"), "vision": ("vision_config", "clip_vision_model")}
    ),
    "clip_text_model": Recipe(),
    "clip_vision_model": VISION,
    "deberta": Recipe(),
    "deberta-v2": Recipe(),
    "distilbert": Recipe(sizes={"intermediate_size": "hidden_dim"}),
    "electra": BERT,
    "encoder-decoder": Recipe(parts={"encoder": ("encoder", "bert"), "decoder": ("decoder", "bert")}),
    "gemma2": GROUPED_QUERY,
    "gemma3_text": GROUPED_QUERY,
    "gpt2": replace(GPT, cross=True),
    "gptj": GPT,
    "llama": GROUPED_QUERY,
    "mbart": BART,
    "mistral": GROUPED_QUERY,
    "modernbert": Recipe(tiny={"pad_token_id": 0}),
    "mt5": T5,
    "phi": GROUPED_QUERY,
    "plbart": BART,
    "qwen2": GROUPED_QUERY,
    "qwen3": GROUPED_QUERY,
    "roberta": BERT,
    "t5": T5,
    "vit": VISION,
    "whisper": Recipe(
        stacks=BART.stacks,
        sizes=BART.sizes,
        widths=BART.widths,
        tiny={**BART.tiny, "num_mel_bins": 8, "max_source_positions": 20, "pad_token_id": 0},
    ),
    "xlm-roberta": BERT,
    "xmod": Recipe(cross=True, tiny={"languages": ["en_XX"], "default_language": "en_XX"}),
}


# Configurations


def sizes_of(model_type: str) -> dict[str, str]:
    """Return the field that holds each size: that of the recipe, or the usual one by the name the class gives it."""
    own = RECIPES[model_type].sizes
    sizes = {size: own.get(size) or field_for(size, model_type) for size in SIZES}
    return {**sizes, "num_key_value_heads": own.get("num_key_value_heads", sizes["num_attention_heads"])}


def field_for(name: str, model_type: str) -> str:
    """Return what the configuration of a family calls a field: `n_layer` for `num_hidden_layers` in GPT-2."""
    return attribute_map(CONFIG_MAPPING[model_type]).get(name, name)


ATTRIBUTE_MAPS: dict[type[PretrainedConfig], dict[str, str]] = {}


def attribute_map(config_class: type[PretrainedConfig]) -> dict[str, str]:
    """Return the other names that a class accepts for its fields, as they are before adapters adds to them."""
    return ATTRIBUTE_MAPS.setdefault(config_class, dict(config_class.attribute_map))


def defaults_of(config_class: type[PretrainedConfig]) -> Json:
    """Return the defaults in the constructor: what a field is that a config.json leaves out."""
    parameters = inspect.signature(config_class).parameters.items()
    return {name: parameter.default for name, parameter in parameters if parameter.default is not parameter.empty}


# Tiny models


def depth(number: int) -> int:
    """Return how many layers the stack of this number has, in a tiny model."""
    return 3 + number


def tiny_config(model_type: str, **more: object) -> PretrainedConfig:
    """Return the configuration of a tiny model; its stacks differ in depth."""
    recipe = RECIPES[model_type]
    if model_type == EncoderDecoderConfig.model_type:
        decoder = tiny_config("bert", is_decoder=True, add_cross_attention=True)
        return EncoderDecoderConfig.from_encoder_decoder_configs(tiny_config("bert"), decoder)
    if recipe.parts:
        return AutoConfig.for_model(
            model_type, **{source: tiny_config(kind).to_dict() for source, kind in recipe.parts.values()}
        )
    values: Json = {name: TINY_SIZES.get(size, HIDDEN) for size, name in sizes_of(model_type).items()}
    for number, fields in enumerate(recipe.stacks.values()):
        values |= {field_for(one, model_type): depth(number) for one in fields}
    defaults = defaults_of(CONFIG_MAPPING[model_type])
    values = {name: value for name, value in {**values, "vocab_size": VOCABULARY}.items() if name in defaults}
    return AutoConfig.for_model(model_type, **{**values, **recipe.tiny, **more})


def build(config: PretrainedConfig) -> PreTrainedModel:
    """Build the bare model of a configuration."""
    if isinstance(config, EncoderDecoderConfig):
        return EncoderDecoderModel(config)
    return AutoModel.from_config(config)


def with_adapters(model: PreTrainedModel) -> PreTrainedModel:
    """Prepare a model for adapters, and put one everywhere."""
    adapters.init(model)
    model.eval()
    model.add_adapter("everywhere", config=EVERYWHERE)
    model.set_active_adapters("everywhere")
    return model


def tiny_inputs(model: PreTrainedModel) -> dict[str, torch.Tensor]:
    """Return inputs for whatever the model takes."""
    config = model.config
    kinds = {
        "input_ids": torch.arange(TOKENS)[None] + 5,
        "pixel_values": torch.rand(1, 3, IMAGE, IMAGE),
        "input_features": torch.rand(1, 8, 2 * getattr(config, "max_source_positions", 0)),
    }
    inputs = {model.main_input_name: kinds[model.main_input_name]}
    if hasattr(config, "vision_config"):
        inputs["pixel_values"] = kinds["pixel_values"]
    if config.is_encoder_decoder:
        inputs["decoder_input_ids"] = kinds["input_ids"]
    if getattr(config, "add_cross_attention", False):
        inputs["encoder_hidden_states"] = torch.rand(1, TOKENS, HIDDEN)
        config.use_cache = False  # BertGenerationEncoder cannot build one for cross-attention
    return inputs


# Observing


def adapter_layers(model: PreTrainedModel) -> list[tuple[int, AdapterLayerBase]]:
    """Return the places for adapters of all methods, in the order that the library visits them."""
    found: list[tuple[int, AdapterLayerBase]] = []
    model.apply_to_adapter_layers(lambda layer, module: found.append((layer, module)))
    return found


def bottleneck_layers(model: PreTrainedModel) -> list[tuple[int, BottleneckLayer]]:
    """Return the places for bottleneck adapters."""
    return [(layer, module) for layer, module in adapter_layers(model) if isinstance(module, BottleneckLayer)]


def observed_blocks(model: PreTrainedModel) -> list[list[Json]]:
    """Return, layer by layer, the places for adapters, and what the library reads or hands over at each."""
    handed, prefixes = handed_over(model), prefix_sizes(model)
    rows = [(layer, describe_place(module, handed, prefixes)) for layer, module in adapter_layers(model)]
    return [[place for _, place in group] for _, group in itertools.groupby(rows, key=lambda row: row[0])]


def describe_place(module: AdapterLayerBase, handed: Mapping[int, Json], prefixes: Mapping[int, Json]) -> Json:
    """Describe a place for adapters; its sizes are those of this very model."""
    match module:
        case BottleneckLayer():
            return {"method": "bottleneck", "name": module.location_key, **handed[id(module)]}
        case LoRALayer():
            merged = isinstance(module, LoRAMergedLinear)
            sizes = {"in_features": module.in_features, "out_features": module.out_features}
            facts = {"matrix": "qkv" if merged else module.attn_key, "conv1d": module.fan_in_fan_out}
            return {"method": "lora", "name": module.location_key, **facts, "sizes": sizes}
        case PrefixTuningLayer():
            key = module.location_key
            switched = key.startswith(("encoder", "cross"))  # PrefixTuningLayer.add_adapter
            facts = {"name": key if switched else None, "key": key}
            return {"method": "prefix_tuning", **facts, "sizes": prefixes[id(module)]}
        case ReftLayer():
            sizes = {"hidden_size": module.model_config.hidden_size}
            return {"method": "reft", "name": module.location_key, "sizes": sizes}
        case _:
            raise TypeError(module)


def handed_over(model: PreTrainedModel) -> dict[int, Json]:
    """Return what a forward pass hands to each bottleneck layer."""
    handed: dict[int, Json] = {}
    original = BottleneckLayer.bottleneck_layer_forward

    def observe(
        self: BottleneckLayer,
        hidden_states: torch.Tensor,
        residual_input: torch.Tensor | None,
        layer_norm: torch.nn.Module | None,
    ) -> torch.Tensor:
        handed[id(self)] = {"norm": layer_norm is not None, "residual": residual_input is not None}
        return original(self, hidden_states, residual_input, layer_norm)

    with mock.patch.object(BottleneckLayer, "bottleneck_layer_forward", observe), torch.no_grad():
        model(**tiny_inputs(model))
    return handed


def prefix_sizes(model: PreTrainedModel) -> dict[int, Json]:
    """Return the sizes that prefix tuning reads at each of its layers."""
    layers = [module for _, module in adapter_layers(model) if isinstance(module, PrefixTuningLayer)]
    if not layers:
        return {}
    told: list[Json] = []

    def observe(_: object, prefix_name: str, location_key: str, **sizes: int) -> int:  # noqa: ARG001 - its signature
        told.append(sizes)
        return 0

    model.adapters_config.add("prefix", config=adapters.PrefixTuningConfig(flat=True))
    with mock.patch.object(PrefixTuningPool, "indicate_prefix", observe):
        model.apply_to_adapter_layers(
            lambda layer, module: module.add_adapter("prefix", layer) if isinstance(module, PrefixTuningLayer) else None
        )
    attention = {id(child): parent for parent in model.modules() for child in parent.children()}
    return {
        id(module): {
            "heads": module.model_config.num_attention_heads,
            "attention_heads": heads_of(attention[id(module)], module.model_config),
            "key_value_heads": sizes["n_heads"],
            "head_size": sizes["n_embd_per_head"],
            "input_size": sizes["input_size"],
        }
        for module, sizes in zip(layers, told, strict=True)
    }


def heads_of(attention: torch.nn.Module, config: PretrainedConfig) -> int:
    """Return how many heads of queries an attention layer has, which may not be what the configuration names first."""
    names = ("num_heads", "n_heads", "num_attention_heads")
    return next((getattr(attention, name) for name in names if hasattr(attention, name)), config.num_attention_heads)


# Where widths come from


def formula_for(width: int, config: PretrainedConfig) -> str:
    """Return the simplest formula of the fields of a tiny model's configuration whose value is a width."""
    matching = [one for one in formulas(config.model_type) if evaluated(one, config) == width]
    simplest = [one for one in matching if len(one.split()) == min(len(other.split()) for other in matching)]
    if len(simplest) != 1:
        raise ValueError(f"{width} in {config.model_type} may be any of {simplest}")
    return simplest[0]


def formulas(model_type: str) -> Iterator[str]:
    """Yield what a width can come from: a field, a multiple of one, heads times their size, a share of the stream."""
    recipe, sizes = RECIPES[model_type], sizes_of(model_type)
    hidden, heads = sizes["hidden_size"], sizes["num_attention_heads"]
    yield from dict.fromkeys([*(name for size, name in sizes.items() if size != "embedding_size"), *recipe.widths])
    yield from (f"{number} * {name}" for number in (2, 3) for name in (hidden, sizes["intermediate_size"]))
    yield from (f"{count} * {size}" for size in recipe.widths for count in {heads, sizes["num_key_value_heads"]})
    yield f"{hidden} // {heads}"


def evaluated(formula: str, config: PretrainedConfig) -> int:
    """Return the value of a formula in a configuration."""
    first, *rest = formula.split()
    result = operand(first, config)
    for operator, name in zip(rest[::2], rest[1::2], strict=True):
        result = result * operand(name, config) if operator == "*" else result // operand(name, config)
    return result


def operand(name: str, config: PretrainedConfig) -> int:
    """Return a number or the value of a field."""
    value = int(name) if name.isdecimal() else getattr(config, name, None)
    return evaluated(RECIPES[config.model_type].fallbacks[name], config) if value is None else value


def describe_optional_methods(model: PreTrainedModel) -> dict[str, bool]:
    """Tell for the methods that not every family supports whether this model does."""
    return {method: accepts(model, method, config) for method, config in OPTIONAL_METHODS.items()}


def accepts(model: PreTrainedModel, name: str, config: adapters.AdapterConfig) -> bool:
    """Tell whether a model lets an adapter be added, and then has parameters for it.

    What `supports_adapter` says about a model with a head is not what `add_adapter` asks, which is its base model.
    """
    before = sum(1 for _ in model.parameters())
    try:
        model.add_adapter(name, config=config)
    except ValueError:
        return False
    return sum(1 for _ in model.parameters()) > before
