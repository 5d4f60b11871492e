"""What runs say of what was predicted: the same, or the contrary."""

import pytest

from adapterlint import rules
from adapterlint.confirmation import contradict
from adapterlint.dynamic import DynamicReport, Installation, Outcome, Run, Skipped
from adapterlint.dynamic.planning.originals import Original, assumed
from adapterlint.dynamic.planning.plan import Place
from adapterlint.findings import Certainty, Claim, Finding, Severity, Span

SPAN = Span("train.py", 3, 1, 3, 9)
INSTALLED = Installation("1.3.0", "4.57.6", "2.13.0", "cpu")
RAISES = Finding(
    "ADL210", "raises", Severity.ERROR, Certainty.CERTAIN, "it raises", SPAN, claim=Claim("forward", "RuntimeError")
)
LOSES = Finding("ADL401", "skip-connection-lost", Severity.ERROR, Certainty.CERTAIN, "it is lost", SPAN)
CAME_THROUGH = Outcome(phase="steps", trainable=8, gap=0.01, starts_as_base=True)


def contradicted(finding, *outcomes, original=Original("bert"), skipped=(), releases=("1.2.0", "1.3.0")):  # noqa: B008
    pairs = tuple((Run("seq_bn", original, (Place(SPAN),)), outcome) for outcome in outcomes)
    report = DynamicReport(pairs, skipped, INSTALLED)
    (marked,) = contradict([finding], report, rules.load(), lambda _: releases)
    return marked.refuted


@pytest.mark.parametrize("finding", [RAISES, LOSES])
def test_a_run_that_comes_through_contradicts_a_certain_error(finding):
    expected = (
        "the run of 'seq_bn' in bert with adapters 1.3.0 came through, at a relative gap of 0.01 to the base model"
    )
    assert contradicted(finding, CAME_THROUGH) == expected


@pytest.mark.parametrize(
    "outcome",
    [
        Outcome(phase="forward", raised="RuntimeError"),
        Outcome(phase="add_adapter", raised="ValueError"),
        Outcome(phase="", died="it was killed by SIGKILL"),
        Outcome(phase="steps", inconclusive="the model does not run"),
    ],
)
def test_a_run_that_does_not_come_to_its_end_contradicts_nothing(outcome):
    assert contradicted(RAISES, outcome) is None
    assert contradicted(RAISES, CAME_THROUGH, outcome) is None


def test_a_lost_skip_connection_is_only_contradicted_by_a_healthy_start():
    assert contradicted(LOSES, Outcome(phase="steps", gap=1.4, starts_as_base=True)) is None
    assert contradicted(LOSES, Outcome(phase="steps", gap=0.01, starts_as_base=False)) is None


def test_a_run_with_another_release_or_model_contradicts_nothing():
    assert contradicted(RAISES, CAME_THROUGH, releases=("1.0.1",)) is None
    assert contradicted(RAISES, CAME_THROUGH, original=assumed("not known")) is None
    unsized = Outcome(phase="steps", depends_on_size=True)
    assert contradicted(RAISES, unsized, original=Original("bert", sized=False)) is None
    assert contradicted(RAISES, CAME_THROUGH, skipped=(Skipped(SPAN, "more than 8 alternatives"),)) is None


def test_what_is_only_possible_is_not_contradicted():
    possible = Finding("ADL210", "raises", Severity.WARNING, Certainty.POSSIBLE, "it may raise", SPAN)
    assert contradicted(possible, CAME_THROUGH) is None
