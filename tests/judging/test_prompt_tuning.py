import pytest

from adapterlint import Severity, check_config

BERT = {"model_type": "bert", "num_hidden_layers": 2, "hidden_size": 64}


def claims(config: str, arguments: dict[str, object], **circumstances: object) -> list[tuple[str, str, str]]:
    """The code, phase and exception of every failure, the first one first."""
    found = check_config(config, arguments, **circumstances)
    return [(finding.code, finding.claim.phase, finding.claim.raises) for finding in found if finding.claim]


@pytest.mark.parametrize("base_model", [None, BERT, "vit", "albert"])
def test_the_default_is_healthy(base_model: object) -> None:
    assert check_config("prompt_tuning", base_model=base_model) == []


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"prompt_length": "10"}, ("ADL166", "add_adapter", "TypeError")),
        ({"prompt_length": True}, ("ADL166", "add_adapter", "TypeError")),
        ({"prompt_length": -1}, ("ADL166", "add_adapter", "RuntimeError")),
        ({"prompt_init": "random"}, ("ADL167", "add_adapter", "ValueError")),
        ({"prompt_init": "from_string"}, ("ADL168", "add_adapter", "AttributeError")),
        ({"prompt_init": "from_string", "prompt_init_text": "good"}, ("ADL168", "add_adapter", "AttributeError")),
        ({"combine": "suffix"}, ("ADL169", "add_adapter", "ValueError")),
        ({"init_weights_seed": [1]}, ("ADL128", "add_adapter", "TypeError")),
        ({"random_uniform_scale": 0.1}, ("ADL101", "construct", "TypeError")),
    ],
)
def test_a_value_that_raises(options: dict[str, object], expected: tuple[str, str, str]) -> None:
    assert claims("PromptTuningConfig", options, base_model=BERT, adapters=">=1.2") == [expected]


def test_values_are_checked_in_the_order_of_the_library() -> None:
    wrong = {"combine": None, "prompt_init": None, "init_weights_seed": "x", "prompt_length": None}
    found = claims("PromptTuningConfig", wrong, base_model=BERT, adapters="1.3.0")
    assert [code for code, _, _ in found] == ["ADL166", "ADL128", "ADL167", "ADL169"]


class TestBaseModelWithoutPrompts:
    def test_is_refused(self) -> None:
        expected = ("ADL520", "add_adapter", "ValueError")
        assert claims("PromptTuningConfig", {"prompt_length": -1}, base_model="gpt2", adapters=">=1.2") == [expected]

    def test_is_refused_in_a_union(self) -> None:
        parts = {"configs": [("LoRAConfig", {}), ("PromptTuningConfig", {})]}
        expected = ("ADL520", "add_adapter", "ValueError")
        assert claims("ConfigUnion", parts, base_model="t5", adapters=">=1.2") == [expected]

    def test_gets_nothing_in_older_releases(self) -> None:
        options = {"prompt_length": -1}
        findings = check_config("PromptTuningConfig", options, base_model="gpt2", adapters="1.1.1")
        assert [(one.code, one.severity) for one in findings] == [
            ("ADL404", Severity.ERROR),
            ("ADL111", Severity.WARNING),
            ("ADL522", Severity.WARNING),
        ]
        assert not claims("PromptTuningConfig", options, base_model="gpt2", adapters="1.1.1")

    def test_may_be_unknown(self) -> None:
        assert check_config("PromptTuningConfig", {"prompt_length": 20}) == []


@pytest.mark.parametrize(
    ("model_type", "release", "fails"),
    [("bert", "0.2.2", True), ("bert", "1.0.1", False), ("electra", "1.3.0", True), ("xmod", "1.0.1", True)],
)
def test_decoders_may_have_no_room_for_a_prompt(model_type: str, release: str, *, fails: bool) -> None:
    decoder = {"model_type": model_type, "is_decoder": True}
    expected = [("ADL524", "forward", "RuntimeError")] if fails else []
    assert claims("PromptTuningConfig", {}, base_model=decoder, adapters=release) == expected


@pytest.mark.parametrize(
    ("options", "expected"),
    [({"prompt_init_text": "good"}, ["ADL338"]), ({"prompt_length": 0}, ["ADL404", "ADL439"])],
)
def test_what_has_no_effect_is_told(options: dict[str, object], expected: list[str]) -> None:
    assert [finding.code for finding in check_config("PromptTuningConfig", options, base_model=BERT)] == expected
