"""The table of checkpoints holds what it says, and nothing is guessed from a name."""

from __future__ import annotations

import pytest

from adapterlint.base_models import from_checkpoint
from adapterlint.base_models.checkpoints import checkpoints, size_of_checkpoint
from adapterlint.base_models.families import families

HEADS_OF_OWN_WIDTH = {"gemma2", "gemma3_text", "qwen3", "mistral", "t5", "mt5"}
"""Families in which the width of a head is a size of its own."""


@pytest.mark.parametrize("name", checkpoints())
def test_every_checkpoint_is_plausible(name: str) -> None:
    model = from_checkpoint(name)
    described = checkpoints()[name]

    assert model is not None
    if described.config is None:
        assert model.blocks is None
        return
    assert model.blocks
    if model.model_type != "clip":
        assert model.hidden_size
        assert model.num_attention_heads
        assert model.num_key_value_heads
        assert model.num_attention_heads % model.num_key_value_heads == 0
        assert model.model_type in HEADS_OF_OWN_WIDTH or model.hidden_size % model.num_attention_heads == 0


def test_every_field_in_the_table_is_one_that_its_family_reads() -> None:
    for name, described in checkpoints().items():
        family = families()[described.model_type]
        read = {*family.defaults, *(part.field for part in family.submodels.values())}
        others = {"decoder_attention_heads", "decoder_ffn_dim", "conv_kernel_size", "num_hidden_layers"}
        assert set(described.config or {}) - others <= read, name


@pytest.mark.parametrize(
    ("name", "hidden", "embedding", "layers"),
    [
        ("bert-base-uncased", 768, 768, 12),
        ("google-bert/bert-large-cased", 1024, 1024, 24),
        ("google/electra-small-discriminator", 256, 128, 12),
        ("albert-base-v2", 768, 128, 1),
        ("google/byt5-small", 1472, 1472, 16),
        ("sshleifer/distilbart-cnn-12-6", 1024, 1024, 18),
        ("openai/whisper-large-v3-turbo", 1280, 1280, 36),
        ("openai/clip-vit-base-patch32", None, 512, 24),
        ("meta-llama/Llama-3.2-1B", 2048, 2048, 16),
        ("Qwen/Qwen2.5-0.5B-Instruct", 896, 896, 24),
    ],
)
def test_sizes_of_checkpoints(name: str, hidden: int | None, embedding: int, layers: int) -> None:
    model = from_checkpoint(name)

    assert model is not None
    assert (model.hidden_size, model.embedding_size, len(model.blocks or ())) == (hidden, embedding, layers)


@pytest.mark.parametrize("name", ["", "bert-base-uncased-my-finetune", "someone/roberta-base", "facebook/deit-base"])
def test_a_name_that_is_not_in_the_table_is_unknown(name: str) -> None:
    assert from_checkpoint(name) is None


@pytest.mark.parametrize(
    ("name", "layers"),
    [("albert-base-v2", 12), ("albert-large-v2", 24), ("facebook/bart-base", 6), ("openai/whisper-tiny", 4)],
)
def test_layers_are_counted_as_the_configuration_does(name: str, layers: int) -> None:
    assert size_of_checkpoint(name, "num_hidden_layers") == layers


@pytest.mark.parametrize("name", ["bart", "mbart", "plbart", "whisper"])
def test_layers_of_an_encoder_are_those_of_the_model(name: str) -> None:
    transformers = pytest.importorskip("transformers")
    config = getattr(transformers, families()[name].config_class)(encoder_layers=5, decoder_layers=3)
    assert config.num_hidden_layers == 5
