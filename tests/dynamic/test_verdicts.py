"""From outcomes to findings."""

import json

import pytest

from adapterlint.dynamic import DynamicReport, Outcome, Run
from adapterlint.dynamic.outcomes.observations import Check
from adapterlint.dynamic.outcomes.outcome import from_json, to_json
from adapterlint.dynamic.outcomes.verdicts import findings_of
from adapterlint.dynamic.planning.originals import Original, assumed
from adapterlint.dynamic.planning.plan import Place
from adapterlint.findings import Certainty, Claim, Severity, Span
from adapterlint.rules import load

SPAN = Span("train.py", 3, 1, 3, 9)
RAISED = Outcome(phase="add_adapter", raised="ValueError", raised_message="no", depends_on_size=True)
MEASURED = Outcome(
    phase="steps",
    dead_parameters=("a", "b"),
    checks=(Check("gap", "pass", "0.01 of the base model's output"),),
    curves={"candidate": (2.0, 1.0), "control": (2.0, 0.5)},
    layer_gaps={"encoder.layer.0": 0.01},
    gradient_norms={"encoder.layer.0.output.adapters.adapterlint": 0.5},
)
SOUND = Outcome(phase="steps", trainable=8, parameters=2, gap=0.01, starts_as_base=True)


def found(*pairs):
    return findings_of(DynamicReport(tuple(pairs)), load())


BERT = Original("bert")


def run(original=BERT, *when):
    return Run("seq_bn", original, (Place(SPAN, when),))


def test_a_sound_run_is_silent():
    assert found((run(), SOUND)) == []


def test_an_exception_points_at_the_configuration_and_claims_what_it_saw():
    (finding,) = found((run(), RAISED))
    assert finding.span == SPAN
    assert finding.claim == Claim("add_adapter", "ValueError")
    assert (finding.code, finding.severity, finding.certainty) == ("ADL901", Severity.ERROR, Certainty.CERTAIN)


def test_what_holds_in_some_alternatives_is_possible_and_says_when():
    (finding,) = found((run(BERT, "fast is true"), RAISED), (run(BERT, "fast is false"), SOUND))
    assert finding.message.endswith("when fast is true")
    assert (finding.severity, finding.certainty) == (Severity.WARNING, Certainty.POSSIBLE)
    assert finding.claim is None


def test_what_holds_in_all_alternatives_is_certain_and_said_once():
    (finding,) = found((run(BERT, "fast is true"), RAISED), (run(BERT, "fast is false"), RAISED))
    assert finding.certainty is Certainty.CERTAIN
    assert "when" not in finding.message.removeprefix("`ValueError` in `add_adapter` when run")


def test_what_holds_in_all_alternatives_that_could_be_run_is_possible():
    in_part = Run("seq_bn", BERT, (Place(SPAN, ("fast is true",), in_part=True),))
    (finding,) = found((in_part, RAISED))
    assert finding.certainty is Certainty.POSSIBLE
    assert finding.message.endswith("when fast is true")


def test_a_guessed_size_makes_a_verdict_on_sizes_possible():
    (finding,) = found((run(assumed("no base model is linked")), RAISED))
    assert finding.certainty is Certainty.POSSIBLE
    assert "small BERT: no base model is linked" in finding.message


def test_an_outcome_survives_the_way_from_one_process_to_another():
    told = json.loads(json.dumps(to_json(MEASURED)))
    assert from_json(told) == MEASURED


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"trainable": 0, "parameters": 0}, "ADL902"),
        ({"dead_parameters": ("a",)}, "ADL903"),
        ({"dead_parameters": ("a", "b")}, "ADL908"),
        ({"dead_parameters": ("a",), "idle_parameters": ("b",)}, "ADL908"),
        ({"idle_parameters": ("b",)}, None),
        ({"non_finite": "the loss"}, "ADL904"),
        ({"gap": 0.14}, "ADL909"),
        ({"gap": 0.9}, "ADL905"),
        ({"changed_base_weights": ("w",)}, "ADL906"),
        ({"died": "it was killed by SIGKILL"}, "ADL907"),
        ({"gap": 0.14, "starts_as_base": False}, None),
        ({"raised": "ValueError", "inconclusive": "it needs the network"}, None),
    ],
)
def test_each_sheet_judges_its_field(changes, code):
    outcome = from_json(to_json(SOUND) | changes)
    assert [finding.code for finding in found((run(), outcome))] == ([code] if code else [])
