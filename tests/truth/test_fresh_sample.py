"""The linter agrees with the installed library on configurations that nobody has seen: others each day.

    ADAPTERLINT_SEED=739942 python -m pytest tests/truth/test_fresh_sample.py

takes those of another day. The generators leave out what depends on the data of a run.
"""

from __future__ import annotations

import itertools
import random
import sys

import pytest

pytest.importorskip("adapters")

import adapters

from adapterlint.findings import Severity
from adapterlint.space.releases import RELEASES
from tests.truth.compare import (
    FAR_FROM_BASE,
    NOTHING_TRAINS,
    Comparison,
    Outcome,
    compare,
    counts,
    detection,
    is_far_from_base,
    nothing_trains,
    told,
)
from tests.truth.families import FAMILIES, families_of
from tests.truth.record import run
from tests.truth.recordings import understand
from tests.truth.shapes import names
from tests.truth.today import SEED

RELEASE = adapters.__version__
OF_EACH_FAMILY = 10
BASE_MODELS = 12

pytestmark = [
    pytest.mark.skipif(RELEASE not in RELEASES, reason="no snapshot of the installed release"),
    pytest.mark.parametrize("comparisons", [SEED], ids=[f"ADAPTERLINT_SEED={SEED}"], indirect=True, scope="module"),
]


@pytest.fixture(scope="module")
def comparisons(request) -> list[Comparison]:
    sys.stdout.write(f"ADAPTERLINT_SEED={request.param}\n")
    chosen = random.Random(request.param).sample(names(request.param), BASE_MODELS)  # noqa: S311 - no secrets are drawn
    drawn = [FAMILIES[family](request.param, OF_EACH_FAMILY, RELEASE, chosen) for family in families_of(RELEASE)]
    cases = list(itertools.chain.from_iterable(drawn))
    versions, *lines = run(sys.executable, cases)
    compared = compare(understand({"release": RELEASE, "seed": request.param, "cases": len(cases), **versions}, lines))
    assert len(compared) > len(cases) / 2
    return compared


def test_no_configuration_that_runs_is_called_an_error(comparisons):
    assert_none(each for each in comparisons if each.outcome is Outcome.FALSE_ERROR)


def test_what_is_clean_is_accepted_and_trains(comparisons):
    clean = [each for each in comparisons if not each.findings]
    assert_none(each for each in clean if each.observation.phase != "ok" or nothing_trains(each.observation))


def test_what_is_claimed_happens(comparisons):
    certain = [each for each in comparisons if each.claimed and each.claimed.severity is Severity.ERROR]
    assert_none(each for each in certain if each.outcome is not Outcome.AGREES)


def test_crashes_are_predicted_with_phase_and_exception(comparisons):
    assert_none(each for each in comparisons if each.observation.raises and each.outcome is not Outcome.AGREES)


def test_what_trains_nothing_is_told(comparisons):
    _, said_only, happened_only = detection(comparisons, nothing_trains, told(*NOTHING_TRAINS))
    assert (said_only, happened_only) == (0, 0), f"ADAPTERLINT_SEED={SEED}"


def test_parameters_are_counted(comparisons):
    assert_none(counts(comparisons)[1])


def test_a_broken_skip_connection_shows_in_the_output(comparisons):
    _, said_only, _ = detection(comparisons, is_far_from_base, told(*FAR_FROM_BASE))
    assert said_only == 0, f"ADAPTERLINT_SEED={SEED}"


def assert_none(wrong):
    lines = [
        f"{each.observation.case.to_json()}\n    {each.observation.phase} {each.observation.raises}, "
        f"{each.observation.details.get('trainable')} parameters; said: {each.findings}, {each.parameters} parameters"
        for each in wrong
    ]
    assert not lines, "\n".join([f"ADAPTERLINT_SEED={SEED}", *lines])
