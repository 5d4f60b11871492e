"""The linter agrees with what the library was seen to do."""

import json

import pytest

from tests.truth import cases, encoding, lora_cases
from tests.truth.compare import (
    FAR_FROM_BASE,
    NOTHING_TRAINS,
    Outcome,
    compare,
    detection,
    disagreements,
    is_far_from_base,
    nothing_trains,
    told,
)
from tests.truth.recipes import NAMES
from tests.truth.recordings import Recording, load, recorded, releases

EXACT_AT_LEAST = 0.995


@pytest.fixture(
    scope="module", params=[path for release in releases() for path in recorded(release)], ids=lambda path: path.name
)
def recording(request) -> Recording:
    return load(request.param)


@pytest.fixture(scope="module")
def comparisons(recording):
    return compare(recording)


def test_no_configuration_that_runs_is_called_an_error(comparisons):
    wrong = [comparison for comparison in comparisons if comparison.outcome is Outcome.FALSE_ERROR]
    assert not wrong, listing(wrong)


def test_crashes_are_predicted_with_phase_and_exception(comparisons):
    crashes = [comparison for comparison in comparisons if comparison.observation.raises]
    wrong = [comparison for comparison in crashes if comparison.outcome is not Outcome.AGREES]
    assert len(wrong) <= (1 - EXACT_AT_LEAST) * len(crashes), listing(wrong)


def test_what_trains_nothing_is_told(comparisons):
    _, said_only, happened_only = detection(comparisons, nothing_trains, told(*NOTHING_TRAINS))
    assert (said_only, happened_only) == (0, 0)


def test_a_broken_skip_connection_shows_in_the_output(comparisons):
    _, said_only, _ = detection(comparisons, is_far_from_base, told(*FAR_FROM_BASE))
    assert said_only == 0


def test_every_phase_is_recorded(recording):
    seen = {observation.phase for observation in recording.observations}
    assert seen - {"backward"} == {"construct", "add_adapter", "forward", "ok"}  # LoRA never fails in backward


def test_half_of_what_is_recorded_runs(recording):
    runs = sum(observation.phase == "ok" for observation in recording.observations)
    assert 0.35 < runs / len(recording.observations) < 0.65


@pytest.mark.parametrize(
    "case", [*cases.draw(7, 200, "1.3.0", NAMES), *lora_cases.draw(7, 200, "1.3.0", NAMES)], ids=range(400)
)
def test_a_case_survives_being_written_and_read(case):
    written = case.to_json()
    assert cases.Case.from_json(json.loads(json.dumps(written))).to_json() == written


@pytest.mark.parametrize(
    "value",
    [(1, (2,)), {1, 2}, frozenset({3}), range(2, 9, 3), {0: {"a": 1.5}}, {"$tuple": []}, float("inf"), [None, True]],
    ids=repr,
)
def test_literals_survive_being_encoded(value):
    assert encoding.decode(json.loads(json.dumps(encoding.encode(value)))) == value


def listing(comparisons):
    return "\n".join(
        f"{len(group)} {kind}\n    {group[0].observation.case.to_json()}"
        for kind, group in disagreements(comparisons).items()
    )
