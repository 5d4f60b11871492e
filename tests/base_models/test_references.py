"""What a script shows of its base model: class, checkpoint, configuration, or part of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from adapterlint.base_models import BaseModel, from_checkpoint, from_reference, from_saved
from adapterlint.facts import Argument, BaseModelReference, Call
from adapterlint.values import Choice, Known, OneOf, Unknown, Value


def known_to_be(
    class_name: str | None = None, checkpoint: Value | str | None = None, config: Call | None = None
) -> BaseModel | None:
    value = Known(checkpoint) if isinstance(checkpoint, str) else checkpoint
    return from_reference(BaseModelReference(class_name, value, config))


def call(class_name: str, opaque: str | None = None, **values: object) -> Call:
    arguments = {
        name: Argument(value if isinstance(value, (Known, Unknown)) else Known(value)) for name, value in values.items()
    }
    return Call(class_name, keywords=arguments, opaque=opaque)


@pytest.mark.parametrize(
    "class_name", ["AutoAdapterModel", "AutoModel", "BertForSequenceClassification", "MyBert", None]
)
def test_class_and_checkpoint_agree(class_name: str | None) -> None:
    named = from_checkpoint("bert-base-uncased")
    assert named is not None
    shown = known_to_be(class_name, "bert-base-uncased")
    assert shown is not None
    told_by_class = {name: getattr(shown, name) for name in ("parameters", "head", "bare", "trains_head")}
    assert shown == replace(named, **told_by_class)
    assert shown.trains_head is (class_name == "BertForSequenceClassification")


@pytest.mark.parametrize(
    ("class_name", "tied", "trains"),
    [
        ("LlamaForCausalLM", False, True),
        ("LlamaForCausalLM", True, False),
        ("LlamaForSequenceClassification", True, True),
        ("LlamaModel", False, False),
        ("T5ForConditionalGeneration", False, False),
    ],
)
def test_some_classes_have_a_head_that_is_trained(class_name: str, *, tied: bool, trains: bool) -> None:
    model_type = class_name.partition("For")[0].removesuffix("Model").lower()
    saved = {"model_type": model_type, "architectures": [class_name], "tie_word_embeddings": tied}
    model = from_saved(saved)

    assert model is not None
    assert model.trains_head is trains


@pytest.mark.parametrize("checkpoint", ["./my-model", Unknown("read from a file"), None])
def test_the_class_alone_tells_the_family(checkpoint: Value | str | None) -> None:
    model = known_to_be("ViTForImageClassification", checkpoint)

    assert model is not None
    assert (model.model_type, model.hidden_size, model.blocks) == ("vit", None, None)
    bottlenecks = [place.name for place in model.locations if place.method == "bottleneck"]
    assert bottlenecks == ["output_adapter", "mh_adapter"]


@pytest.mark.parametrize(
    ("class_name", "checkpoint", "layers"),
    [
        ("T5EncoderModel", "t5-small", 6),
        ("T5ForConditionalGeneration", "t5-small", 12),
        ("AutoModelForSeq2SeqLM", "t5-small", 12),
        ("AutoModelForCausalLM", "facebook/bart-base", 6),
        ("WhisperForAudioClassification", "openai/whisper-tiny", 4),
        ("CLIPModel", "openai/clip-vit-base-patch32", 24),
        ("CLIPTextModel", "openai/clip-vit-base-patch32", 12),
    ],
)
def test_some_classes_build_a_part_of_the_model(class_name: str, checkpoint: str, layers: int) -> None:
    model = known_to_be(class_name, checkpoint)

    assert model is not None
    assert len(model.blocks or ()) == layers
    assert model.encoder_decoder == (layers == 12 and checkpoint == "t5-small")


def test_a_tower_of_clip_has_its_own_sizes() -> None:
    model = known_to_be("CLIPVisionModelWithProjection", "openai/clip-vit-large-patch14")

    assert model is not None
    assert (model.model_type, model.hidden_size, len(model.blocks or ())) == ("clip_vision_model", 1024, 24)


def test_a_decoder_alone_supports_other_methods() -> None:
    whole, decoder = (
        known_to_be("BartModel", "facebook/bart-base"),
        known_to_be("BartForCausalLM", "facebook/bart-base"),
    )

    assert whole is not None
    assert decoder is not None
    assert (whole.invertible, whole.prompt_tuning, whole.causal) == (True, False, False)
    assert (decoder.invertible, decoder.prompt_tuning, decoder.causal) == (False, True, True)


def test_a_configuration_in_the_script_decides() -> None:
    config = call("ViTConfig", hidden_size=32, num_hidden_layers=Unknown("an argument"), num_attention_heads=4)
    model = known_to_be("ViTModel", "google/vit-base-patch16-224", config)

    assert model is not None
    assert (model.hidden_size, model.blocks, model.intermediate_size) == (32, None, 3072)


@pytest.mark.parametrize("config", [call("BertConfig", opaque="**kwargs"), Call("BertConfig", (Argument(Known(99)),))])
def test_what_a_configuration_does_not_show_is_not_known(config: Call) -> None:
    model = known_to_be("BertModel", config=config)

    assert model is not None
    assert (model.hidden_size, model.blocks) == (None, None)


def test_a_configuration_names_the_family_by_itself() -> None:
    model = known_to_be("AutoModelForCausalLM", config=call("GPT2Config", n_embd=64, n_layer=2))

    assert model is not None
    assert (model.model_type, model.hidden_size, len(model.blocks or ())) == ("gpt2", 64, 2)


@pytest.mark.parametrize(
    "reference",
    [
        {},
        {"class_name": "AutoAdapterModel"},
        {"class_name": "AutoAdapterModel", "checkpoint": Known(3)},
        {"class_name": "AutoModel", "checkpoint": OneOf(Choice("c", ("a", "b")), (Known("gpt2"), Known("t5-small")))},
        {"class_name": "CLIPForImageClassification", "checkpoint": Known("openai/clip-vit-base-patch32")},
        {"class_name": "", "config": call("NoConfig", hidden_size=3)},
        {"class_name": "EncoderDecoderModel"},
        {"class_name": "Gemma3ForConditionalGeneration"},
    ],
)
def test_what_does_not_show_a_family_is_unknown(reference: dict[str, Any]) -> None:
    assert from_reference(BaseModelReference(**reference)) is None


def test_a_checkpoint_of_another_family_tells_no_sizes() -> None:
    model = known_to_be("RobertaModel", "bert-large-uncased")

    assert model is not None
    assert (model.model_type, model.hidden_size) == ("roberta", None)
