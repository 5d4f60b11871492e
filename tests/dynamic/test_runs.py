"""What the real library does, as the runs show it."""

import pytest

from adapterlint.dynamic.outcomes.verdicts import findings_of
from adapterlint.rules import load
from tests.dynamic.conftest import CASES, MODEL_TYPES

CHANGED_BY_INIT = ("deberta", "modernbert", "xmod")
HEALTHY = (
    "shape of AdapterPlus",
    "ln_before with mam init",
    "some layers left out",
    "norm of its own",
    "invertible",
    "compacter at 768",
    "compacter at 384",
    "dictionary",
    "default",
    "lora",
    "ia3",
    "loreft",
    "prefix_tuning",
    "compacter++",
    "unipelt",
    "par_bn",
    "mam in t5",
    "vera",
    "dead prefix, not in eager attention",
    *(f"seq_bn in {model_type}" for model_type in MODEL_TYPES if model_type not in CHANGED_BY_INIT),
)


@pytest.fixture(scope="module")
def codes(report):
    names = list(CASES)
    found = {name: [] for name in names}
    for finding in findings_of(report, load()):
        found[names[finding.span.line - 1]].append(finding.code)
    return found


@pytest.mark.parametrize("name", HEALTHY)
def test_sound_configurations_are_silent(codes, outcomes, name):
    assert codes[name] == [], outcomes[name]
    assert outcomes[name].phase == "steps"


@pytest.mark.parametrize("model_type", CHANGED_BY_INIT)
def test_a_model_that_the_library_changes_is_told_with_what_it_does(codes, outcomes, model_type):
    assert codes[f"seq_bn in {model_type}"] == ["ADL910"]
    assert outcomes[f"seq_bn in {model_type}"].init_gap > 0.05


def test_a_lost_skip_connection_is_measured(codes, outcomes):
    assert codes["lost skip connection"] == ["ADL905"]
    assert outcomes["lost skip connection"].gap == pytest.approx(1.4, abs=0.2)
    assert outcomes["shape of AdapterPlus"].gap < 0.04


@pytest.mark.parametrize(
    ("name", "phase", "raised"),
    [
        ("missing arguments", "construct", "TypeError"),
        ("missing class", "construct", "ImportError"),
        ("unknown name", "add_adapter", "ValueError"),
        ("compacter at 320", "add_adapter", "AssertionError"),
        ("fails in forward", "forward", "RuntimeError"),
        ("fails in backward", "backward", "RuntimeError"),
    ],
)
def test_an_exception_is_told_with_its_phase(codes, outcomes, name, phase, raised):
    assert (outcomes[name].phase, outcomes[name].raised) == (phase, raised)
    assert outcomes[name].raised_message
    assert codes[name] == ["ADL901"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("nothing trainable", "ADL902"),
        ("every layer left out", "ADL902"),
        ("half dead", "ADL903"),
        ("scaling of nan", "ADL904"),
        ("scaling of zero", "ADL908"),
        ("dead prefix", "ADL908"),
    ],
)
def test_silent_mistakes_are_found(codes, name, code):
    assert codes[name] == [code]


def test_what_the_library_itself_never_uses_is_told_and_is_no_mistake(codes, outcomes):
    check = next(check for check in outcomes["loreft"].checks if check.probe == "dead parameters")
    assert check.verdict == "pass"
    assert "unused by the library's own defaults: 12, such as `encoder.layer.0." in check.reason
    assert all(".units.1." in name for name in outcomes["loreft"].idle_parameters)


def test_a_model_that_cannot_be_built_is_no_finding_but_is_said(report, codes, outcomes):
    assert codes["no such model"] == []
    assert "no-such-model" in outcomes["no such model"].inconclusive
    assert [skipped.reason for skipped in report.skipped] == [outcomes["no such model"].inconclusive]


def test_steps_leave_the_base_model_alone_and_are_recorded(outcomes):
    assert not any(outcome.changed_base_weights for outcome in outcomes.values())
    assert len(outcomes["lora"].losses) == 4
    assert any("loras" in name and norm > 0 for name, norm in outcomes["lora"].gradient_norms.items())
    assert outcomes["lora"].gap == 0


def test_the_installation_is_named(report):
    assert report.installation.adapters
    assert report.installation.device == "cpu"
