from __future__ import annotations

import json
import math
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapterlint import Finding, Severity, check_config, lint_source
from adapterlint.findings import Certainty
from adapterlint.space.releases import RELEASES, snapshot

VIT = {"model_type": "vit", "num_hidden_layers": 2, "hidden_size": 64}
BERT = {"model_type": "bert", "num_hidden_layers": 2, "hidden_size": 64}
OPTIONS = list(snapshot("1.3.0").configs["BnConfig"].fields)
CLASSES = ["BnConfig", "SeqBnConfig", "ParBnConfig", "CompacterConfig", "AdapterPlusConfig", "DoubleSeqBnInvConfig"]


def codes(findings: list[Finding]) -> list[str]:
    return [finding.code for finding in findings]


MAM_INIT_WITH_LN_BEFORE = {"ln_before": True, "init_weights": "mam_adapter"}


class TestFirstFoundingMistake:
    def test_is_an_error_before_the_release_that_mends_it(self) -> None:
        (finding,) = check_config("SeqBnConfig", MAM_INIT_WITH_LN_BEFORE, adapters="<1.1")
        assert (finding.code, finding.severity, finding.certainty) == ("ADL201", Severity.ERROR, Certainty.CERTAIN)
        assert finding.claim is not None
        assert (finding.claim.phase, finding.claim.raises) == ("add_adapter", "ValueError")

    def test_is_a_warning_where_the_release_is_not_known(self) -> None:
        (finding,) = check_config("SeqBnConfig", MAM_INIT_WITH_LN_BEFORE)
        assert (finding.severity, finding.certainty, finding.claim) == (Severity.WARNING, Certainty.POSSIBLE, None)
        assert "before adapters 1.1.0" in finding.message

    def test_is_a_warning_where_only_some_admitted_releases_fail(self) -> None:
        (finding,) = check_config("SeqBnConfig", MAM_INIT_WITH_LN_BEFORE, adapters=">=1.0,<1.2")
        assert finding.severity is Severity.WARNING

    def test_is_mended(self) -> None:
        assert check_config("SeqBnConfig", MAM_INIT_WITH_LN_BEFORE, adapters=">=1.1") == []

    def test_needs_only_one_option_where_the_class_brings_the_other(self) -> None:
        assert codes(check_config("ParBnConfig", {"ln_before": True}, adapters="==1.0.1")) == ["ADL201"]

    def test_its_fix_mends_it(self) -> None:
        (finding,) = check_config("SeqBnConfig", MAM_INIT_WITH_LN_BEFORE, adapters="==1.0.1")
        assert (
            check_config("SeqBnConfig", {**MAM_INIT_WITH_LN_BEFORE, **finding.fixes[0].set}, adapters="==1.0.1") == []
        )


class TestSecondFoundingMistake:
    @pytest.mark.parametrize("base_model", [None, "vit", "google/vit-base-patch16-224", VIT, BERT, "bert-base-uncased"])
    @pytest.mark.parametrize(
        "options", [{"original_ln_after": False}, {"original_ln_before": False, "original_ln_after": False}]
    )
    def test_is_an_error_in_every_base_model(self, base_model: object, options: dict[str, object]) -> None:
        (finding,) = check_config("SeqBnConfig", options, base_model=base_model)  # type: ignore[arg-type]
        assert (finding.code, finding.severity, finding.claim) == ("ADL401", Severity.ERROR, None)

    def test_shows_the_block_before_and_after(self) -> None:
        (finding,) = check_config("SeqBnConfig", {"original_ln_after": False}, base_model=VIT)
        assert "`x + h` becomes `A(x + h) + x`" in finding.message

    def test_offers_both_ways_out_and_both_mend_it(self) -> None:
        (finding,) = check_config("SeqBnConfig", {"original_ln_after": False}, base_model=VIT)
        ways = [dict(fix.set) for fix in finding.fixes]
        assert ways == [{"original_ln_after": True}, {"original_ln_before": True, "residual_before_ln": False}]
        for way in ways:
            assert check_config("SeqBnConfig", {"original_ln_after": False, **way}, base_model=VIT) == []

    @pytest.mark.parametrize(
        ("name", "options"),
        [
            ("AdapterPlusConfig", {}),
            ("SeqBnConfig", {"original_ln_after": False, "residual_before_ln": False}),
            ("SeqBnConfig", {}),
            ("ParBnConfig", {}),
            ("DoubleSeqBnConfig", {}),
        ],
    )
    def test_healthy_twins_are_silent(self, name: str, options: dict[str, object]) -> None:
        assert check_config(name, options, base_model=VIT) == []

    def test_an_adapter_that_is_only_invertible_has_no_block_to_harm(self) -> None:
        options = {"output_adapter": False, "original_ln_after": False}
        found = check_config("SeqBnInvConfig", options, base_model=BERT)
        assert [finding.code for finding in found] == ["ADL362"]

    def test_of_what_trains_nothing_no_single_option_is_told(self) -> None:
        found = check_config("SeqBnConfig", {"output_adapter": False, "scaling": 4.0}, base_model=BERT)
        assert [finding.code for finding in found] == ["ADL404"]


class TestOrder:
    def test_the_first_failure_comes_first_and_the_others_follow(self) -> None:
        found = check_config("SeqBnConfig", {"scaling": 1, "reduction_factor": 0, "dropout": 2.0}, adapters="==1.3.0")
        assert codes(found) == ["ADL123", "ADL125", "ADL126"]

    def test_what_fails_in_an_early_layer_comes_before_a_later_layer(self) -> None:
        found = check_config(
            "SeqBnConfig", {"reduction_factor": {"0": 8}, "scaling": 1}, base_model=BERT, adapters="==1.3.0"
        )
        assert codes(found) == ["ADL125", "ADL122"]

    def test_nothing_that_is_never_built_fails(self) -> None:
        options = {"output_adapter": False, "reduction_factor": 0}
        found = check_config("SeqBnInvConfig", options, base_model=BERT, adapters="==1.3.0")
        assert all(finding.claim is None for finding in found)

    def test_in_a_string_construction_happens_inside_add_adapter(self) -> None:
        (finding,) = check_config("seq_bn[reduction_facter=8]", adapters="==1.3.0")
        assert finding.claim is not None
        assert (finding.claim.phase, finding.claim.raises) == ("add_adapter", "TypeError")


class TestReleases:
    def test_an_option_of_some_releases_says_which_are_meant(self) -> None:
        assert check_config("SeqBnConfig", {"init_weights_seed": 3}) == []

    def test_a_declared_release_without_the_option_is_an_error(self) -> None:
        assert codes(check_config("SeqBnConfig", {"init_weights_seed": 3}, adapters="==1.1.1")) == ["ADL102"]

    def test_a_declared_range_that_admits_such_a_release_is_a_warning(self) -> None:
        (finding,) = check_config("SeqBnConfig", {"init_weights_seed": 3}, adapters=">=1.0")
        assert (finding.code, finding.severity) == ("ADL102", Severity.WARNING)

    @pytest.mark.parametrize("specifier", ["==9.9", "nonsense", ">=2"])
    def test_a_specifier_that_admits_nothing_is_refused(self, specifier: str) -> None:
        with pytest.raises(ValueError, match=specifier):
            check_config("SeqBnConfig", adapters=specifier)


def test_what_is_not_known_of_the_environment_is_not_held_against_it() -> None:
    assert check_config("AdapterPlusConfig", {}, installed={}) == []
    (finding,) = check_config("AdapterPlusConfig", {}, installed={"torchvision": False})
    assert finding.claim is not None
    assert finding.claim.raises == "ImportError"


def test_arguments_do_not_go_with_a_string() -> None:
    with pytest.raises(ValueError, match="configuration string"):
        check_config("seq_bn|lora", {"reduction_factor": 8})


def test_parts_of_unions_are_judged_one_by_one() -> None:
    parts = [
        ("SeqBnConfig", {"original_ln_after": False}),
        ("ParBnConfig", {"mh_adapter": True, "output_adapter": False}),
    ]
    assert codes(check_config("ConfigUnion", {"configs": parts}, base_model=BERT)) == ["ADL401"]


junk = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=5),
        st.sampled_from(["bert", "mam_adapter", "nice", "glow", "post_add", "learned", "normal", "relu", math.nan]),
    ),
    lambda items: st.one_of(st.lists(items, max_size=3), st.dictionaries(st.text(max_size=3), items, max_size=2)),
    max_leaves=4,
)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(CLASSES),
    st.dictionaries(st.one_of(st.sampled_from(OPTIONS), st.text(max_size=6)), junk, max_size=6),
    st.sampled_from([None, VIT, "t5", {"model_type": "clip"}, {"model_type": "what"}, {"hidden_size": "x"}]),
    st.sampled_from([None, *(f"=={release}" for release in RELEASES)]),
)
def test_any_arguments_are_judged_and_claims_come_with_certain_errors_only(
    name: str, options: dict[str, object], base_model: object, adapters: str | None
) -> None:
    for finding in check_config(name, options, base_model=base_model, adapters=adapters):  # type: ignore[arg-type]
        if finding.claim:
            assert (finding.severity, finding.certainty) == (Severity.ERROR, Certainty.CERTAIN)
        assert "\n" not in finding.message


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=30))
def test_any_string_is_judged(text: str) -> None:
    check_config(text)


class TestOddArguments:
    RECURSIVE: ClassVar[list[object]] = []
    RECURSIVE.append(RECURSIVE)

    @pytest.mark.parametrize(
        "value",
        [
            pytest.param(RECURSIVE, id="recursive list"),
            pytest.param({"0": RECURSIVE}, id="recursive list in a dictionary"),
            pytest.param(10**5000, id="huge integer"),
            pytest.param({"0": 10**5000}, id="huge integer in a dictionary"),
            pytest.param(range(10**12), id="huge range"),
            pytest.param([0] * 10**5, id="huge list"),
            pytest.param(object(), id="object"),
            pytest.param([object()], id="object in a list"),
            pytest.param(int, id="class"),
        ],
    )
    @pytest.mark.parametrize("option", ["reduction_factor", "init_weights_seed", "leave_out", "non_linearity"])
    def test_what_is_no_literal_is_unknown(self, option: str, value: object) -> None:
        assert check_config("SeqBnConfig", {option: value}, base_model=BERT) == []

    def test_what_cannot_be_compared_is_unknown(self) -> None:
        class Array:
            def __eq__(self, other: object) -> bool:
                raise ValueError("the truth value of an array is ambiguous")

            __hash__ = None  # type: ignore[assignment]

            def __repr__(self) -> str:
                raise ValueError("cannot be shown")

        assert check_config("SeqBnConfig", {"leave_out": Array()}, base_model=BERT) == []
        with pytest.raises(TypeError, match="a value of type Array"):
            check_config("SeqBnConfig", base_model=Array())  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        ("config", "arguments", "cause"),
        [
            ("SeqBnConfig", {1: 2}, "1 is no name"),
            ("SeqBnConfig", [1, 2], "a mapping of names to values, not a value of type list"),
            (None, None, "not an object of NoneType"),
            (dict, None, "not the class dict"),
            (RELEASES, None, "not an object of tuple"),
            ("ConfigUnion", {"configs": 3}, "a list of pairs"),
            ("ConfigUnion", {"configs": [(3, {})]}, "3 is no name"),
        ],
    )
    def test_what_is_no_configuration_is_refused(self, config: str, arguments: dict[str, object], cause: str) -> None:
        with pytest.raises(TypeError, match=cause):
            check_config(config, arguments)

    @pytest.mark.parametrize(
        ("config", "arguments", "cause"),
        [
            ("SeqBnConfg", {"ln_before": True}, "class `SeqBnConfg`; did you mean `SeqBnConfig`"),
            ("ConfigUnion", {"configs": [("SeqBnConfg", {})]}, "did you mean `SeqBnConfig`"),
            ("seq_bn", {"ln_before": True}, "that of `seq_bn` is `SeqBnConfig`"),
        ],
    )
    def test_arguments_of_an_unknown_class_are_refused(
        self, config: str, arguments: dict[str, object], cause: str
    ) -> None:
        with pytest.raises(ValueError, match=cause):
            check_config(config, arguments)

    def test_a_union_that_holds_itself_is_refused(self) -> None:
        parts: list[object] = []
        parts.append(("ConfigUnion", {"configs": parts}))
        with pytest.raises(ValueError, match="nested too deeply"):
            check_config("ConfigUnion", {"configs": parts})

    def test_an_unknown_name_without_arguments_is_a_string(self) -> None:
        assert codes(check_config("SeqBnConfg")) == ["ADL106"]

    @pytest.mark.parametrize("adapters", [1.3, [], RELEASES])
    def test_releases_are_text(self, adapters: object) -> None:
        with pytest.raises(TypeError, match="adapters has to be a version specifier"):
            check_config("SeqBnConfig", adapters=adapters)  # type: ignore[arg-type]


class TestBaseModels:
    @pytest.mark.parametrize("name", ["roberta-bse", "", "x" * 10**6, "null\0", "\ud800", Path("missing")])
    def test_an_unknown_name_is_refused(self, name: str) -> None:
        with pytest.raises(ValueError, match=r"base model `.*` is not known"):
            check_config("SeqBnConfig", base_model=name)

    @pytest.mark.parametrize("base_model", [3, [], 1.5, object()])
    def test_what_is_no_base_model_is_refused(self, base_model: object) -> None:
        with pytest.raises(TypeError, match="base_model has to be"):
            check_config("SeqBnConfig", base_model=base_model)  # type: ignore[arg-type]

    def test_a_model_type_that_adapters_does_not_know_is_unknown(self) -> None:
        assert check_config("SeqBnConfig", base_model={"model_type": "mamba"}) == []

    def test_a_path_can_be_given(self, tmp_path: Path) -> None:
        (tmp_path / "config.json").write_text(json.dumps(BERT))
        for path in (tmp_path, tmp_path / "config.json", str(tmp_path)):
            assert codes(check_config("SeqBnConfig", {"leave_out": [0, 1]}, base_model=path)) == ["ADL404"]


def test_long_values_are_not_quoted_at_length():
    (finding,) = check_config("SeqBnConfig", {"non_linearity": "x" * 5000}, adapters="==1.3.0")
    assert "non_linearity='xxx" in finding.message
    assert "x…x" in finding.message
    assert len(finding.message) < 400


def test_a_package_that_no_rule_asks_about_tells_nothing():
    assert not check_config("SeqBnConfig", installed={"numpy": True}, adapters="==1.3.0")


def test_what_is_ignored_in_old_releases_only_is_said_where_they_are_declared():
    arguments = {"alpha": 16, "r": 8}
    assert not check_config("LoRAConfig", arguments, base_model="roberta-base")
    assert [one.code for one in check_config("LoRAConfig", arguments, base_model="roberta-base", adapters=">=1.0")] == [
        "ADL321"
    ]


@pytest.mark.parametrize("part", ["'prefix_tuning'", "LoRAConfig()", "MAMConfig()"])
def test_a_part_of_another_kind_fails_the_assertion(part):
    script = f"from adapters import LoRAConfig, MAMConfig, ParBnConfig\nMAMConfig({part}, ParBnConfig())"
    finding, *_ = lint_source(script, adapters="==1.3.0")
    assert (finding.code, finding.claim.raises) == ("ADL209", "AssertionError")


def test_a_class_of_peft_is_named_as_adapters_calls_its_own():
    (finding,) = lint_source("from adapters import LoraConfig\nLoraConfig(r=8)")
    assert finding.code == "ADL701"
    assert "`LoRAConfig`" in finding.message


def test_a_class_of_adapter_transformers_is_named_as_adapters_calls_it():
    (finding,) = check_config("PfeifferConfig", {"reduction_factor": 8})
    assert finding.code == "ADL701"
    assert "`SeqBnConfig`" in finding.message


@pytest.mark.parametrize(("name", "meant"), [("TrainerConfig", ""), ("LoraConfig", "LoRAConfig")])
def test_a_class_that_does_not_exist_is_refused(name: str, meant: str):
    with pytest.raises(ValueError, match=f"did you mean `{meant}`" if meant else "no configuration class") as caught:
        check_config(name, {})
    assert ("did you mean" in str(caught.value)) == bool(meant)
