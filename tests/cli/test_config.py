"""`adapterlint config`."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest


def test_shows_options_places_block_and_parameters(run):
    result = run("config", "seq_bn[reduction_factor=16]", "--base-model", "roberta-base")
    assert result.code == 0
    assert "  reduction_factor              16\n" in result.out
    assert "  non_linearity                 'relu'  (default)\n" in result.out
    assert "put into: output_adapter of layers 0 to 11\n" in result.out
    assert "block: LN(x + h) becomes LN(A(LN(x + h)) + x + h) (skip connection preserved)\n" in result.out
    assert "[ adapter: 768 → 48 → 768, relu ]" in result.out
    # 12 layers of 768 x 48 + 48 and 48 x 768 + 768
    assert "trainable parameters: 894,528, 0.718% of the 124,645,632 of the base model" in result.out


def test_shows_what_is_wrong(run):
    result = run("config", "SeqBnConfig", "original_ln_after=False", "--base-model", "vit")
    assert result.code == 1
    assert "error[ADL401]: the adapter loses the skip connection" in result.out


def test_options_are_python_literals_or_text(run):
    options = ("leave_out=[0, 1]", "non_linearity=gelu")
    out = run("config", "SeqBnConfig", *options, "--base-model", "bert-base-uncased").out
    assert "output_adapter of layers 2 to 11" in out
    assert "'gelu'" in out


@pytest.mark.parametrize("config", ["static", "StaticAdapterFusionConfig"])
def test_shows_the_options_of_a_fusion(run, config):
    result = run("config", config)
    assert result.code == 0
    assert "  value                 False  (default)\n" in result.out


def test_a_share_of_an_unknown_number_is_not_told(run):
    out = run("config", "seq_bn", "--base-model", "bert-base-german-cased").out
    assert "trainable parameters: 894,528; how many the base model has is not known\n" in out


def test_an_unknown_base_model_leaves_sizes_open(run):
    out = run("config", "par_bn").out
    assert "base model not known" in out
    assert "trainable parameters: not known" in out


@pytest.mark.parametrize(
    ("arguments", "cause"),
    [
        (("SeqBnConfig", "nonsense"), "OPTION=VALUE"),
        (("seq_bn", "--base-model", "no-such-model"), "no-such-model"),
        (("seq_bn", "--adapters-version", "9"), "9"),
        (("LoRAConfig", "r=8", "r=16"), "`r` is given twice"),
        (("seq_bn|lora", "r=8"), "configuration string"),
        (("seq_bm",), "did you mean `seq_bn`?"),
        (("BertFusionConfig",), "did you mean `AdapterFusionConfig`?"),
        (("no such thing",), "`adapterlint schema` lists the classes"),
        (("lora", "--base-model", "bert-base-uncased", "--svg", "lora.svg"), "no bottleneck adapter"),
    ],
)
def test_wrong_use_is_refused(run, arguments, cause):
    result = run("config", *arguments)
    assert result.code == 2
    assert cause in result.err


@pytest.mark.parametrize("config", ["seq_bn", "par_bn", "double_seq_bn", "seq_bn[residual_before_ln='post_add']"])
def test_draws_the_block_as_svg(run, project, config):
    run("config", config, "--base-model", "bert-base-uncased", "--svg", "block.svg")
    drawing = ET.parse(project / "block.svg").getroot()  # noqa: S314 - our own file
    labels = [text.text for text in drawing.iter("{http://www.w3.org/2000/svg}text")]
    assert labels[0] == "h"
    assert labels[-1] == "out"
    assert any("adapter" in label for label in labels)
