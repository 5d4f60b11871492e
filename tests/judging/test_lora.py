"""LoRA and its kin: what fails first, and where."""

from __future__ import annotations

import pytest

from adapterlint import check_config
from adapterlint.base_models import LoRALocation, from_config
from adapterlint.space.releases import snapshot


def first_raised(class_name: str, options: dict[str, object]) -> str:
    findings = check_config(class_name, options, base_model="bert", adapters="==1.3.0")
    return next(finding.claim.raises for finding in findings if finding.claim)


def test_what_is_no_number_counts_before_a_rank_of_zero() -> None:
    assert first_raised("LoRAConfig", {"r": 0, "alpha": ""}) == "TypeError"
    assert first_raised("LoRAConfig", {"r": 0}) == "ZeroDivisionError"


@pytest.mark.parametrize(
    ("class_name", "option", "code", "phase"),
    [
        ("VeraConfig", "vera_d", "ADL147", "add_adapter"),
        ("IA3Config", "alpha", "ADL227", "forward"),
        ("MTLLoRAConfig", "weights_sharpness", "ADL151", "forward"),
    ],
)
def test_torch_calculates_with_no_integer_of_more_than_64_bits(class_name: str, option: str, code: str, phase: str):
    (finding, *_) = check_config(class_name, {option: 10**20}, base_model="bert", adapters=">=1.2")
    assert finding.claim is not None
    assert (finding.code, finding.claim.phase, finding.claim.raises) == (code, phase, "OverflowError")


@pytest.mark.parametrize(
    ("dtype", "expected"), [("uint8", "RuntimeError"), ("int4", "NotImplementedError"), ("FloatTensor", "TypeError")]
)
def test_the_magnitude_of_dora_is_of_the_dtype_too(dtype: str, expected: str) -> None:
    assert first_raised("DvoRAConfig", {"dtype": dtype}) == expected


@pytest.mark.parametrize(
    ("model_type", "release", "width"),
    [("llama", "1.0.0", 64), ("llama", "1.0.1", 128), ("mistral", "0.2.2", 64), ("mistral", "1.0.0", 128)],
)
def test_heads_are_as_wide_as_transformers_reads_it(model_type: str, release: str, width: int) -> None:
    sizes = {"hidden_size": 64, "num_attention_heads": 4, "num_hidden_layers": 2, "head_dim": 32}
    model = from_config({"model_type": model_type, **sizes})
    assert model is not None
    matrices = (one for one in model.in_release(snapshot(release)).locations if isinstance(one, LoRALocation))
    assert next(one.out_features for one in matrices if one.matrix == "q") == width
