import pytest

from adapterlint import Finding, Severity, check_config
from adapterlint.base_models import from_config
from adapterlint.facts import Argument, Call
from adapterlint.space.releases import snapshot
from adapterlint.space.resolution import resolve
from adapterlint.subjects import Context, survey
from adapterlint.subjects.prefix_tuning import PrefixTuning
from adapterlint.values import Known

BERT = {"model_type": "bert", "num_hidden_layers": 2, "hidden_size": 64, "num_attention_heads": 4}
T5 = {"model_type": "t5", "num_layers": 2, "d_model": 64, "num_heads": 4, "d_kv": 16, "d_ff": 128}
GROUPED = {
    "model_type": "llama",
    "num_hidden_layers": 2,
    "hidden_size": 64,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
}


def codes(findings: list[Finding]) -> list[str]:
    return [finding.code for finding in findings]


def first(config: str, arguments: dict[str, object], **circumstances: object) -> tuple[str, str, str] | None:
    """The code, phase and exception of the first failure."""
    found = (finding for finding in check_config(config, arguments, **circumstances) if finding.claim)
    finding = next(found, None)
    return (finding.code, finding.claim.phase, finding.claim.raises) if finding and finding.claim else None


class TestDefaults:
    @pytest.mark.parametrize("base_model", [None, BERT, T5, "vit", "distilbert"])
    @pytest.mark.parametrize("config", ["prefix_tuning", "prefix_tuning_flat", "mam"])
    def test_are_healthy(self, config: str, base_model: object) -> None:
        assert check_config(config, base_model=base_model) == []


class TestValues:
    @pytest.mark.parametrize(
        ("options", "expected"),
        [
            ({"prefix_length": "30"}, ("ADL160", "add_adapter", "TypeError")),
            ({"prefix_length": True}, ("ADL160", "add_adapter", "TypeError")),
            ({"prefix_length": -1}, ("ADL160", "add_adapter", "RuntimeError")),
            ({"prefix_length": -1, "flat": True}, ("ADL160", "add_adapter", "RuntimeError")),
            ({"prefix_length": [4], "flat": True}, ("ADL160", "add_adapter", "RuntimeError")),
            ({"prefix_length": [True], "flat": True}, ("ADL160", "add_adapter", "TypeError")),
            ({"prefix_length": 10**20}, ("ADL160", "add_adapter", "TypeError")),
            ({"prefix_length": 2**50}, ("ADL160", "add_adapter", "RuntimeError")),
            ({"bottleneck_size": None}, ("ADL161", "add_adapter", "TypeError")),
            ({"bottleneck_size": -1}, ("ADL161", "add_adapter", "RuntimeError")),
            ({"non_linearity": "elu"}, ("ADL124", "add_adapter", "KeyError")),
            ({"non_linearity": None}, ("ADL124", "add_adapter", "AttributeError")),
            ({"dropout": 2}, ("ADL126", "add_adapter", "ValueError")),
            ({"init_weights_seed": "x"}, ("ADL128", "add_adapter", "ValueError")),
            ({"dropout": float("nan")}, ("ADL127", "forward", "RuntimeError")),
            ({"leave_out": 1}, ("ADL121", "add_adapter", "TypeError")),
        ],
    )
    def test_that_raise(self, options: dict[str, object], expected: tuple[str, str, str]) -> None:
        assert first("PrefixTuningConfig", options, base_model=BERT, adapters=">=1.2") == expected

    @pytest.mark.parametrize("options", [{"prefix_length": True}, {"bottleneck_size": None}, {"non_linearity": "elu"}])
    def test_of_the_mlp_do_no_harm_to_flat_prefixes(self, options: dict[str, object]) -> None:
        assert first("PrefixTuningConfig", {"flat": True, **options}, base_model=BERT) is None

    def test_are_checked_in_the_order_of_the_library(self) -> None:
        wrong = {"dropout": 2, "non_linearity": "elu", "bottleneck_size": -1, "prefix_length": "1"}
        findings = check_config("PrefixTuningConfig", wrong, base_model=BERT)
        assert codes(findings)[:4] == ["ADL160", "ADL161", "ADL124", "ADL126"]

    def test_are_not_looked_at_where_no_prefix_is_placed(self) -> None:
        options = {"prefix_length": -1, "leave_out": [0, 1]}
        assert first("PrefixTuningConfig", options, base_model=BERT) == ("ADL236", "add_adapter", "ValueError")

    def test_are_judged_in_unions(self) -> None:
        parts = {"prefix_tuning": ("PrefixTuningConfig", {"bottleneck_size": "800"})}
        assert first("MAMConfig", parts, base_model=BERT) == ("ADL161", "add_adapter", "TypeError")


class TestPlaces:
    def test_of_an_encoder_decoder_model_can_all_be_switched_off_but_those_of_the_decoder(self) -> None:
        off = {"encoder_prefix": False, "cross_prefix": False}
        assert check_config("PrefixTuningConfig", off, base_model=T5) == []
        assert first("PrefixTuningConfig", {**off, "leave_out": [2, 3]}, base_model=T5) == (
            "ADL236",
            "add_adapter",
            "ValueError",
        )

    def test_that_a_model_does_not_have_cannot_be_switched_off(self) -> None:
        assert codes(check_config("PrefixTuningConfig", {"encoder_prefix": False}, base_model=BERT)) == ["ADL335"]

    def test_may_be_unknown(self) -> None:
        assert check_config("PrefixTuningConfig", {"encoder_prefix": False, "leave_out": [0]}) == []

    def test_cannot_be_shared_out_between_two_parts(self) -> None:
        parts = [("PrefixTuningConfig", {"leave_out": [0]}), ("PrefixTuningConfig", {"leave_out": [1]})]
        assert first("ConfigUnion", {"configs": parts}, base_model=BERT) == ("ADL235", "add_adapter", "ValueError")


class TestBaseModels:
    def test_with_plugin_interface_have_no_prefixes(self) -> None:
        assert first("PrefixTuningConfig", {}, base_model="qwen2", adapters=">=1.2") == (
            "ADL521",
            "add_adapter",
            "ValueError",
        )

    @pytest.mark.parametrize(
        ("release", "fails"), [("1.0.1", False), ("1.1.1", True), ("1.2.0", True), ("1.3.0", False)]
    )
    def test_with_grouped_queries_fail_in_some_releases(self, release: str, *, fails: bool) -> None:
        expected = ("ADL523", "forward", "RuntimeError") if fails else None
        assert first("PrefixTuningConfig", {}, base_model=GROUPED, adapters=release) == expected

    @pytest.mark.parametrize(("release", "fails"), [("0.2.2", False), ("1.0.1", True), ("1.3.0", True)])
    def test_with_heads_of_their_own_width_fail(self, release: str, *, fails: bool) -> None:
        wide = {**GROUPED, "num_key_value_heads": 4, "head_dim": 32}
        expected = ("ADL523", "forward", "RuntimeError") if fails else None
        assert first("PrefixTuningConfig", {}, base_model=wide, adapters=release) == expected


class TestAttention:
    @pytest.mark.parametrize(
        ("model_type", "release", "code"),
        [
            ("gpt2", "1.3.0", "ADL430"),
            ("mistral", "1.3.0", "ADL430"),
            ("gpt2", "1.1.1", "ADL431"),
            ("gpt2", "1.0.1", None),
            ("bart", "0.2.2", "ADL431"),
            ("mbart", "0.2.2", None),
            ("plbart", "1.2.0", None),
            ("plbart", "1.3.0", "ADL431"),
            ("gptj", "1.3.0", None),
            ("t5", "1.3.0", None),
        ],
    )
    def test_of_some_causal_models_is_spoilt(self, model_type: str, release: str, code: str | None) -> None:
        findings = check_config("prefix_tuning", base_model=model_type, adapters=release)
        assert codes(findings) == ([code] if code else [])
        assert all(finding.severity is Severity.WARNING for finding in findings)


class TestWithoutEffect:
    @pytest.mark.parametrize(
        ("options", "expected"),
        [
            ({"flat": True, "bottleneck_size": 4}, ["ADL336"]),
            ({"shared_gating": False}, ["ADL337"]),
            ({"shared_gating": False, "use_gating": True}, []),
            ({"prefix_length": 0}, ["ADL432"]),
            ({"prefix_length": 0, "flat": True}, ["ADL404", "ADL432"]),
            ({"bottleneck_size": 0}, ["ADL433"]),
            ({"dropout": 1.0}, ["ADL434"]),
        ],
    )
    def test_is_told(self, options: dict[str, object], expected: list[str]) -> None:
        assert codes(check_config("PrefixTuningConfig", options, base_model=BERT)) == expected


@pytest.mark.parametrize(
    ("base_model", "options", "release", "expected"),
    [
        (BERT, {}, "1.3.0", 166_528),
        (BERT, {"non_linearity": "xielu"}, "1.3.0", 166_530),
        (BERT, {"leave_out": [0]}, "0.2.2", 100_864),
        (BERT, {"flat": True, "prefix_length": 5, "use_gating": True, "shared_gating": False}, "1.3.0", 1540),
        (T5, {}, "1.0.1", 499_584),
        (GROUPED, {"flat": True}, "1.3.0", 3840),
        (GROUPED, {"flat": True}, "1.0.1", 7680),
    ],
)
def test_trainable_parameters_are_counted(
    base_model: dict[str, object], options: dict[str, object], release: str, expected: int
) -> None:
    """The numbers are those of the real library."""
    offered = snapshot(release)
    call = Call("PrefixTuningConfig", keywords={name: Argument(Known(value)) for name, value in options.items()})
    subjects = survey(resolve(call, offered), Context(offered, from_config(base_model)))
    assert next(one for one in subjects if isinstance(one, PrefixTuning)).trainable_parameters == expected
