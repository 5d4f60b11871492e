"""The linter agrees with what the library was seen to do."""

import datetime as dt
import json
from functools import cache
from pathlib import Path

import pytest

from tests.truth import cases, encoding
from tests.truth.compare import (
    FAR_FROM_BASE,
    NOTHING_TRAINS,
    Comparison,
    Outcome,
    compare,
    counts,
    detection,
    disagreements,
    is_far_from_base,
    nothing_trains,
    told,
)
from tests.truth.families import FAMILIES, families_of
from tests.truth.publish import DATE, PAGE, page
from tests.truth.recipes import NAMES
from tests.truth.record import MEASURED
from tests.truth.recordings import Recording, family_of, load, recorded, releases

RECORDINGS = [path for release in releases() for path in recorded(release)]


@pytest.fixture(scope="module", params=RECORDINGS, ids=lambda path: path.name)
def path(request) -> Path:
    return request.param


@pytest.fixture(scope="module")
def recording(path) -> Recording:
    return load(path)


@pytest.fixture(scope="module")
def comparisons(path) -> list[Comparison]:
    return compared(path)


@cache
def compared(path: Path) -> list[Comparison]:
    return compare(load(path))


def test_no_configuration_that_runs_is_called_an_error(comparisons):
    wrong = [comparison for comparison in comparisons if comparison.outcome is Outcome.FALSE_ERROR]
    assert not wrong, listing(wrong)


def test_crashes_are_predicted_with_phase_and_exception(comparisons):
    crashes = [comparison for comparison in comparisons if comparison.observation.raises]
    wrong = [comparison for comparison in crashes if comparison.outcome is not Outcome.AGREES]
    assert not wrong, listing(wrong)


def test_what_trains_nothing_is_told(comparisons):
    _, said_only, happened_only = detection(comparisons, nothing_trains, told(*NOTHING_TRAINS))
    assert (said_only, happened_only) == (0, 0)


def test_a_broken_skip_connection_shows_in_the_output(comparisons):
    _, said_only, _ = detection(comparisons, is_far_from_base, told(*FAR_FROM_BASE))
    assert said_only == 0


def test_parameters_are_counted(path, comparisons):
    same, different = counts(comparisons)
    assert not different, "\n".join(f"{each.parameters}: {each.observation}" for each in different)
    unknown = sum("trainable" in each.observation.details for each in comparisons) - same
    assert unknown <= (2 if family_of(path) == "forms" else 0)


@pytest.mark.parametrize("release", MEASURED)
def test_every_phase_is_recorded(release):
    seen = {each.observation.phase for path in recorded(release) for each in compared(path)}
    assert seen == {"construct", "add_adapter", "forward", "backward", "ok"}


def test_half_of_what_is_recorded_runs(recording):
    runs = sum(observation.phase == "ok" for observation in recording.observations)
    assert 0.35 < runs / len(recording.observations) < 0.7


@pytest.mark.parametrize("release", MEASURED)
def test_every_family_is_recorded(release):
    assert {family_of(path) for path in recorded(release)} == set(families_of(release))


def test_the_published_page_is_of_these_recordings_and_this_linter():
    everything = [(family_of(path), load(path), compared(path)) for path in RECORDINGS]
    anew = page(everything, dt.datetime.now(tz=dt.timezone.utc).date())
    assert undated(PAGE.read_text(encoding="utf-8")) == undated(anew), "python -m tests.truth.publish writes it anew"


def undated(text):
    return [line for line in text.splitlines() if not line.startswith(DATE)]


@pytest.mark.parametrize(
    "case",
    [case for draw in FAMILIES.values() for case in draw(7, 100, "1.3.0", NAMES)],
    ids=range(100 * len(FAMILIES)),
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
