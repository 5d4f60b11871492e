"""What is read from a configuration is what the library does with a model of that configuration."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

import pytest

pytest.importorskip("adapters")

import transformers
from transformers import PretrainedConfig, PreTrainedModel

from adapterlint.base_models import BaseModel, from_config, from_model_type, from_reference
from adapterlint.base_models.families import families
from adapterlint.facts import Argument, BaseModelReference, Call
from adapterlint.space.releases import snapshot
from adapterlint.values import Known
from tests.base_models import tiny_models
from tests.base_models.tiny_models import FAMILIES, INTERMEDIATE, Place

# transformers and torch warn of themselves when the module of a family is first imported.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning", "ignore::UserWarning")

ToDict = Callable[[PretrainedConfig], dict[str, Any]]
WRITTEN: list[ToDict] = [PretrainedConfig.to_dict, PretrainedConfig.to_diff_dict]


def predicted_places(model: BaseModel) -> list[Place]:
    assert model.blocks is not None
    return [(block.layer, one) for block in model.blocks for one in block.locations]


def predicted_widths(model: BaseModel) -> list[tuple[int, int | None]]:
    blocks = model.blocks or ()
    adapted = ((block, one) for block in blocks for one in block.locations if one.method == "bottleneck")
    return [(block.layer, block.hidden_size) for block, _ in adapted]


def without_sizes(model: BaseModel) -> set[tuple[object, ...]]:
    return {
        (location.method, location.name, getattr(location, "matrix", None), getattr(location, "norm", None))
        for location in model.locations
    }


def read(model: PreTrainedModel, to_dict: ToDict) -> BaseModel:
    known = from_config(to_dict(model.config))
    assert known is not None
    return known


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("model_type", FAMILIES)
def test_layers_and_places_are_those_of_the_library(model_type: str, seed: int) -> None:
    model = tiny_models.build(tiny_models.tiny_config(model_type, seed))
    actual = tiny_models.places(model)
    inverted = tiny_models.invertible_width(model)
    prompts = tiny_models.takes_prompt_tuning(model)

    for to_dict in WRITTEN:
        known = read(model, to_dict)
        assert predicted_places(known) == actual
        assert predicted_widths(known) == tiny_models.widths(model)
        assert set(known.locations) == {place for _, place in actual}
        assert list(known.first_locations) == [place for _, place in actual[: len(known.first_locations)]]
        assert known.invertible == (inverted is not None)
        assert inverted in {None, known.embedding_size}
        assert known.prompt_tuning == prompts
        assert known.merged_without_bias == tiny_models.gains_bias(model)
        assert known.plugin == (getattr(model, "adapter_interface", None) is not None)
        assert known.encoder_decoder == model.config.is_encoder_decoder


@pytest.mark.parametrize("model_type", [one for one in FAMILIES if one != "clip"])
def test_sizes_are_those_of_the_configuration(model_type: str) -> None:
    config = tiny_models.tiny_config(model_type, seed=3)
    model = tiny_models.build(config)
    known = read(model, PretrainedConfig.to_diff_dict)

    assert known.hidden_size == config.hidden_size
    assert known.num_attention_heads == config.num_attention_heads
    assert known.num_key_value_heads == getattr(config, "num_key_value_heads", config.num_attention_heads)
    dimensions = {size for parameter in model.parameters() for size in parameter.shape}
    assert known.intermediate_size in dimensions
    assert known.intermediate_size == INTERMEDIATE or model_type in {"gpt2", "gptj"}


@pytest.mark.parametrize("model_type", ["bert", "roberta", "xlm-roberta", "electra", "xmod", "bert-generation"])
def test_a_bert_with_cross_attention_has_a_place_for_mh_adapter_twice(model_type: str) -> None:
    model = tiny_models.build(tiny_models.tiny_config(model_type, 1, **tiny_models.CROSS_ATTENTION))
    actual = tiny_models.places(model)

    assert predicted_places(read(model, PretrainedConfig.to_diff_dict)) == actual
    bottlenecks = [place.name for _, place in actual if place.method == "bottleneck"]
    assert bottlenecks[:3] == ["mh_adapter", "mh_adapter", "output_adapter"]


@pytest.mark.parametrize("is_decoder", [True, False])
def test_a_gpt2_with_cross_attention_has_prefixes_there(is_decoder: bool) -> None:
    model = tiny_models.build(tiny_models.tiny_config("gpt2", 1, is_decoder=is_decoder, add_cross_attention=True))

    assert predicted_places(read(model, PretrainedConfig.to_diff_dict)) == tiny_models.places(model)


@pytest.mark.parametrize(("encoder", "decoder"), [("bert", "bert"), ("roberta", "bert"), ("electra", "roberta")])
def test_the_layers_of_a_composed_encoder_decoder_are_counted_twice_from_zero(encoder: str, decoder: str) -> None:
    model = tiny_models.build(tiny_models.encoder_decoder_config(encoder, decoder))

    for to_dict in WRITTEN:
        known = read(model, to_dict)
        assert predicted_places(known) == tiny_models.places(model)
        assert [block.layer for block in known.blocks or ()] == [0, 1, 0, 1, 2]


PARTIAL = ["T5EncoderModel", "MT5ForTokenClassification", "BartForCausalLM", "PLBartForCausalLM", "WhisperForCausalLM"]
WHOLE = ["WhisperForConditionalGeneration", "BertForSequenceClassification", "CLIPModel", "Qwen2ForCausalLM"]


@pytest.mark.parametrize("class_name", [*PARTIAL, "WhisperForAudioClassification", *WHOLE])
def test_a_class_builds_the_parts_that_it_is_known_for(class_name: str) -> None:
    model_class = getattr(transformers, class_name)
    config = tiny_models.tiny_config(model_class.config_class.model_type, seed=1)
    given = {name: Argument(Known(value)) for name, value in config.to_diff_dict().items()}
    known = from_reference(BaseModelReference(class_name, config=Call(type(config).__name__, keywords=given)))
    model = tiny_models.with_adapters(model_class(config))

    assert known is not None
    assert predicted_widths(known) == tiny_models.widths(model)
    assert [(layer, place.name or place.key.rpartition(".")[2]) for layer, place in predicted_places(known)] == [
        (layer, module.location_key) for layer, module in tiny_models.adapter_layers(model)
    ]
    assert known.invertible == (tiny_models.invertible_width(model) is not None)
    assert known.prompt_tuning == tiny_models.takes_prompt_tuning(model)


def test_submodels_of_different_width_have_no_common_one() -> None:
    config = tiny_models.tiny_config("clip", seed=1)
    known = from_config(config.to_diff_dict())

    assert known is not None
    assert known.hidden_size is None
    assert known.submodel_hidden_sizes == (config.text_config.hidden_size, config.vision_config.hidden_size)


def test_generic_names_of_fields_are_understood() -> None:
    config = {"model_type": "gpt2", "hidden_size": 64, "num_hidden_layers": 3, "num_attention_heads": 2}
    known = from_config(config)

    assert known is not None
    assert (known.hidden_size, len(known.blocks or ()), known.num_attention_heads) == (64, 3, 2)
    assert known.intermediate_size == 4 * 64


@pytest.mark.parametrize("model_type", FAMILIES)
def test_a_model_type_alone_tells_the_places(model_type: str) -> None:
    structure = from_model_type(model_type)
    known = from_config({"model_type": model_type})

    assert structure is not None
    assert known is not None
    assert structure.blocks is structure.hidden_size is structure.embedding_size is None
    assert without_sizes(structure) == without_sizes(known)


@pytest.mark.parametrize("junk", [None, "768", 1.5, float("nan"), True, -3, 0, [], {}, object()])
@pytest.mark.parametrize("model_type", [one for one in FAMILIES if one != "clip"])
def test_junk_is_not_known(model_type: str, junk: object) -> None:
    config = dict.fromkeys([*tiny_models.tiny_config(model_type, seed=1).to_dict(), "hidden_size"], junk)
    known = from_config({**config, "model_type": model_type})

    assert known is not None
    assert known.hidden_size is known.embedding_size is known.num_attention_heads is None
    assert not known.blocks


@pytest.mark.parametrize(
    "config",
    [{}, {"model_type": None}, {"model_type": "gemma3"}, {"model_type": []}, {"model_type": "encoder-decoder"}],
)
def test_an_unknown_family_is_none(config: Mapping[str, object]) -> None:
    assert from_config(config) is None


@pytest.mark.parametrize("junk", ["768", [], 3, {"hidden_size": "768", "num_hidden_layers": None}])
def test_junk_in_place_of_a_submodel_is_not_known(junk: object) -> None:
    known = from_config({"model_type": "clip", "text_config": junk, "vision_config": {}})

    assert known is not None
    assert known.submodel_hidden_sizes == (None, 768)
    assert known.blocks is None


def test_absurdly_many_layers_are_not_believed() -> None:
    known = from_config({"model_type": "bert", "num_hidden_layers": 10**9})

    assert known is not None
    assert known.blocks is None


@pytest.mark.parametrize(
    ("model_type", "first"), [("bert", "0.1.0"), ("mt5", "0.1.2"), ("mistral", "1.0.0"), ("qwen2", "1.2.0")]
)
def test_support_begins_with_a_release(model_type: str, first: str) -> None:
    known = from_model_type(model_type)

    assert known is not None
    releases = ("0.1.0", "0.1.1", "0.1.2", "0.2.2", "1.0.0", "1.1.1", "1.2.0", "1.3.0")
    assert next(release for release in releases if known.supported_in(snapshot(release))) == first


def test_defaults_are_those_of_the_configuration_classes() -> None:
    for family in families().values():
        parameters = inspect.signature(getattr(transformers, family.config_class)).parameters
        assert {name: parameters[name].default for name in family.defaults} == family.defaults
