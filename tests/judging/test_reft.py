import pytest

from adapterlint import Severity, check_config
from adapterlint.base_models import from_config
from adapterlint.facts import Argument, Call
from adapterlint.space.releases import snapshot
from adapterlint.space.resolution import resolve
from adapterlint.subjects import Context, survey
from adapterlint.subjects.reft import Reft
from adapterlint.values import Known

BERT = {"model_type": "bert", "num_hidden_layers": 2, "hidden_size": 64}
HALF = {**BERT, "torch_dtype": "bfloat16"}
T5 = {"model_type": "t5", "num_layers": 2, "d_model": 64}
CLIP = {
    "model_type": "clip",
    "text_config": {"hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4},
    "vision_config": {"hidden_size": 96, "num_hidden_layers": 2, "num_attention_heads": 4},
}


def claims(config: str, arguments: dict[str, object], **circumstances: object) -> list[tuple[str, str, str]]:
    """The code, phase and exception of every failure, the first one first."""
    found = check_config(config, arguments, **circumstances)
    return [(finding.code, finding.claim.phase, finding.claim.raises) for finding in found if finding.claim]


def codes(config: str, arguments: dict[str, object], **circumstances: object) -> list[str]:
    return [finding.code for finding in check_config(config, arguments, **circumstances)]


@pytest.mark.parametrize("base_model", [None, BERT, T5, "vit", "gpt2"])
@pytest.mark.parametrize("config", ["LoReftConfig", "NoReftConfig"])
def test_the_defaults_are_healthy(config: str, base_model: object) -> None:
    assert check_config(config, base_model=base_model) == []


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"layers": "0;1"}, ("ADL171", "add_adapter", "TypeError")),
        ({"layers": 5}, ("ADL171", "add_adapter", "TypeError")),
        ({"dtype": "fp16"}, ("ADL172", "add_adapter", "AttributeError")),
        ({"dtype": 1}, ("ADL172", "add_adapter", "TypeError")),
        ({"init_weights_seed": "x"}, ("ADL128", "add_adapter", "ValueError")),
        ({"r": None}, ("ADL174", "add_adapter", "TypeError")),
        ({"r": -1}, ("ADL174", "add_adapter", "RuntimeError")),
        ({"dtype": "int8"}, ("ADL174", "add_adapter", "RuntimeError")),
        ({"dtype": "float8_e5m2"}, ("ADL174", "add_adapter", "NotImplementedError")),
        ({"dtype": "cuda", "r": -1}, ("ADL174", "add_adapter", "TypeError")),
        ({"non_linearity": "elu"}, ("ADL124", "add_adapter", "KeyError")),
        ({"non_linearity": 1}, ("ADL124", "add_adapter", "AttributeError")),
        ({"dropout": None}, ("ADL126", "add_adapter", "TypeError")),
        ({"dropout": float("nan")}, ("ADL127", "forward", "RuntimeError")),
        ({"suffix_positions": None}, ("ADL178", "forward", "TypeError")),
        ({"prefix_positions": 2.0}, ("ADL178", "forward", "TypeError")),
    ],
)
def test_a_value_that_raises(options: dict[str, object], expected: tuple[str, str, str]) -> None:
    assert claims("LoReftConfig", options, base_model=BERT, adapters=">=1.2")[0] == expected


def test_values_are_checked_in_the_order_of_the_library() -> None:
    wrong = {"dropout": 2, "non_linearity": "elu", "r": "1", "init_weights_seed": "x", "dtype": "fp16"}
    found = claims("LoReftConfig", wrong, base_model=BERT, adapters="1.3.0")
    assert [code for code, _, _ in found] == ["ADL172", "ADL128", "ADL174", "ADL124", "ADL126"]


@pytest.mark.parametrize("options", [{"layers": [7]}, {"layers": []}, {"output_reft": False}])
def test_values_are_not_looked_at_where_nothing_is_placed(options: dict[str, object]) -> None:
    found = check_config("LoReftConfig", {"r": -1, **options}, base_model=BERT)
    assert found[0].code == "ADL404"
    assert not any(finding.claim for finding in found)


class TestPositions:
    def test_must_be_somewhere(self) -> None:
        nowhere = {"prefix_positions": 0}
        assert claims("LoReftConfig", nowhere, base_model=BERT) == [("ADL237", "backward", "RuntimeError")]

    def test_that_are_nowhere_raise_nothing_where_a_head_is_trained(self) -> None:
        with_head = {"model_type": "roberta", "architectures": ["RobertaForSequenceClassification"]}
        (finding,) = check_config("LoReftConfig", {"prefix_positions": 0}, base_model=with_head)
        assert (finding.code, finding.severity, finding.claim) == ("ADL237", Severity.ERROR, None)

    def test_that_are_nowhere_are_without_effect_beside_others(self) -> None:
        parts = [("LoRAConfig", {}), ("LoReftConfig", {"prefix_positions": 0})]
        assert codes("ConfigUnion", {"configs": parts}, base_model=BERT) == ["ADL340"]

    def test_on_one_side_leave_a_unit_unused(self) -> None:
        one_side = {"prefix_positions": 0, "suffix_positions": 3}
        (finding,) = check_config("LoReftConfig", one_side, base_model=BERT)
        assert (finding.code, finding.severity) == ("ADL436", Severity.ADVICE)
        assert check_config("LoReftConfig", {**one_side, **finding.fixes[0].set}, base_model=BERT) == []

    def test_at_the_end_of_a_decoder_are_those_of_the_source(self) -> None:
        assert codes("LoReftConfig", {"suffix_positions": 1}, base_model=T5) == ["ADL526"]
        assert codes("LoReftConfig", {"suffix_positions": 1, "layers": [0, 1]}, base_model=T5) == []

    def test_are_kept_from_one_tower_to_the_other(self) -> None:
        assert claims("LoReftConfig", {}, base_model=CLIP) == [("ADL525", "forward", "RuntimeError")]
        assert claims("LoReftConfig", {"layers": [0, 1]}, base_model=CLIP) == []
        assert claims("LoReftConfig", {"suffix_positions": 1}, base_model=CLIP) == []


class TestDtype:
    @pytest.mark.parametrize(
        ("config", "options", "base_model", "clashes"),
        [
            ("LoReftConfig", {"dtype": "float32"}, BERT, False),
            ("LoReftConfig", {"dtype": "bfloat16"}, None, True),
            ("NoReftConfig", {"dtype": "bfloat16"}, None, True),
            ("NoReftConfig", {"dtype": "bfloat16", "tied_weights": True}, None, True),
            ("NoReftConfig", {"dtype": "half", "suffix_positions": 1}, None, False),
            ("NoReftConfig", {"dtype": "half", "suffix_positions": 1}, BERT, True),
            ("NoReftConfig", {"dtype": "bfloat16", "suffix_positions": 1}, HALF, False),
            ("LoReftConfig", {"dtype": "bfloat16", "suffix_positions": 1}, HALF, True),
            ("NoReftConfig", {"dtype": "double", "tied_weights": True}, None, False),
            ("NoReftConfig", {"dtype": "complex64", "suffix_positions": 1}, None, True),
            ("LoReftConfig", {}, HALF, False),
        ],
    )
    def test_must_be_that_of_the_states(
        self, config: str, options: dict[str, object], base_model: object, *, clashes: bool
    ) -> None:
        expected = [("ADL238", "forward", "RuntimeError")] if clashes else []
        assert claims(config, options, base_model=base_model, adapters=">=1.1") == expected


@pytest.mark.parametrize(
    ("config", "options", "expected"),
    [
        ("LoReftConfig", {"layers": [0, -1]}, ["ADL339"]),
        ("LoReftConfig", {"dropout": 1.0}, ["ADL435"]),
        ("LoReftConfig", {"r": 65}, ["ADL437"]),
        ("LoReftConfig", {"r": 0}, ["ADL404", "ADL111"]),
        ("DiReftConfig", {}, ["ADL438"]),
    ],
)
def test_what_trains_badly_or_not_is_told(config: str, options: dict[str, object], expected: list[str]) -> None:
    assert codes(config, options, base_model=BERT) == expected


@pytest.mark.parametrize(
    ("options", "expected"),
    [({}, 516), ({"r": 4}, 2064), ({"layers": [1], "tied_weights": True}, 129), ({"non_linearity": "prelu"}, 520)],
)
def test_trainable_parameters_are_counted(options: dict[str, object], expected: int) -> None:
    """The numbers are those of the real library."""
    offered = snapshot("1.3.0")
    call = Call("LoReftConfig", keywords={name: Argument(Known(value)) for name, value in options.items()})
    subjects = survey(resolve(call, offered), Context(offered, from_config(BERT)))
    assert next(one for one in subjects if isinstance(one, Reft)).trainable_parameters == expected
