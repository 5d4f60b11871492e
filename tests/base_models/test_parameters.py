"""The number of a base model's parameters is the library's, or it is not known."""

from __future__ import annotations

import inspect
import json
from pathlib import Path

import pytest
import torch
from transformers import AutoConfig, AutoModel, PretrainedConfig
from transformers.models.auto.configuration_auto import CONFIG_MAPPING

from adapterlint.base_models import checkpoints, from_checkpoint
from adapterlint.base_models.counting import count_parameters
from tests.base_models.tiny_models import FAMILIES, encoder_decoder_config, tiny_config

pytestmark = pytest.mark.filterwarnings("ignore:.*torch.jit.*:DeprecationWarning")

DATA = Path(checkpoints.__file__).parent
DEFAULTS = json.loads((DATA / "defaults.json").read_text(encoding="utf-8"))
WHOLE = {
    name: entry.get("config", {})
    for entry in json.loads((DATA / "whole_checkpoints.json").read_text(encoding="utf-8"))
    for name in entry["names"]
}
SMALLER = [
    name for name in WHOLE if not any(part in name for part in ("large", "-xl", "openai-community", "FacebookAI"))
]
PUBLISHED = {
    "bert-base-uncased": 109_482_240,
    "bert-base-cased": 108_310_272,
    "bert-base-multilingual-cased": 177_853_440,
    "bert-large-uncased": 335_141_888,
    "roberta-base": 124_645_632,
    "roberta-large": 355_359_744,
    "xlm-roberta-base": 278_043_648,
    "distilbert-base-uncased": 66_362_880,
    "albert-base-v2": 11_683_584,
    "microsoft/deberta-v3-base": 183_831_552,
    "gpt2": 124_439_808,
    "gpt2-xl": 1_557_611_200,
    "t5-base": 222_903_552,
    "facebook/bart-large": 406_291_456,
    "openai/whisper-small": 241_734_912,
    "meta-llama/Llama-2-7b-hf": 6_738_415_616 - 32_000 * 4096,
    "mistralai/Mistral-7B-v0.1": 7_241_732_096 - 32_000 * 4096,
}
"""What the Hub says of the weights, without the vocabulary projection where it is a matrix of its own."""
SETTINGS = {
    "bert": {"is_decoder": True, "add_cross_attention": True},
    "beit": {"use_relative_position_bias": True, "use_mask_token": True, "layer_scale_init_value": 0},
    "clip_vision_model": {"image_size": 30, "patch_size": 7},
    "deberta": {"relative_attention": True, "pos_att_type": ["c2p", "p2c"], "type_vocab_size": 2},
    "deberta-v2": {"relative_attention": True, "pos_att_type": "p2c", "position_buckets": 5, "conv_kernel_size": 3},
    "electra": {"embedding_size": 16},
    "gpt2": {"add_cross_attention": True},
    "llama": {"attention_bias": True, "mlp_bias": True},
    "modernbert": {"norm_bias": True, "attention_bias": True, "mlp_bias": True},
    "phi": {"qk_layernorm": True},
    "t5": {"feed_forward_proj": "gated-gelu", "relative_attention_num_buckets": 7},
    "vit": {"qkv_bias": False, "pooler_output_size": 5, "num_channels": 1},
    "xmod": {"languages": ["en_XX", "de_DE"], "adapter_layer_norm": True, "pre_norm": True},
}


def built(config: PretrainedConfig) -> int:
    with torch.device("meta"):
        return sum(one.numel() for one in AutoModel.from_config(config).parameters())


@pytest.mark.parametrize("model_type", FAMILIES)
def test_every_family_is_counted_as_it_is_built(model_type: str) -> None:
    config = tiny_config(model_type, 1)
    assert count_parameters(config.to_dict()) == built(config)
    assert count_parameters({**config.to_diff_dict(), "model_type": model_type}) == built(config)


@pytest.mark.parametrize("model_type", SETTINGS)
def test_settings_that_change_the_structure_count(model_type: str) -> None:
    config = tiny_config(model_type, 0, **SETTINGS[model_type])
    assert count_parameters(config.to_dict()) == built(config)


@pytest.mark.parametrize("name", SMALLER)
def test_checkpoints_are_counted_as_they_are_built(name: str) -> None:
    described = checkpoints.checkpoints()[name]
    config = AutoConfig.for_model(described.model_type, **described.config, **WHOLE[name])
    assert from_checkpoint(name).parameters == built(config)


@pytest.mark.parametrize(("name", "published"), PUBLISHED.items())
def test_checkpoints_have_as_many_as_is_published(name: str, published: int) -> None:
    assert from_checkpoint(name).parameters == published


@pytest.mark.parametrize(
    "config",
    [
        {},
        {"model_type": "opt"},
        {"model_type": "bert", "vocab_size": "many"},
        {"model_type": "bert", "hidden_size": None},
        {"model_type": "bert", "num_hidden_layers": 10**9},
        {"model_type": "llama", "num_local_experts": 8},
        {"model_type": "vit", "image_size": [224, 448]},
        {"model_type": "clip", "text_config": 3},
    ],
)
def test_what_is_not_known_is_not_guessed(config: dict) -> None:
    assert count_parameters(config) is None


def test_a_model_with_a_head_in_it_is_not_counted() -> None:
    assert count_parameters(encoder_decoder_config("bert", "bert").to_dict()) is None


def test_of_most_checkpoints_not_enough_is_known() -> None:
    assert from_checkpoint("bert-base-german-cased").parameters is None


@pytest.mark.parametrize("model_type", DEFAULTS)
def test_defaults_are_those_of_the_library(model_type: str) -> None:
    parameters = inspect.signature(CONFIG_MAPPING[model_type]).parameters
    expected = {name: one.default for name, one in parameters.items() if name in DEFAULTS[model_type]["defaults"]}
    assert json.loads(json.dumps(expected)) == DEFAULTS[model_type]["defaults"]
