"""What the linter calls clean is accepted and trains; what it calls an error fails as claimed.

    ADAPTERLINT_SEED=739942 python -m pytest tests/truth/test_property.py

takes the examples of another day.
"""

from __future__ import annotations

import contextlib
import sys
from importlib.metadata import version

import pytest
from hypothesis import HealthCheck, assume, given, note, seed, settings

from adapterlint.findings import Severity
from adapterlint.space.releases import RELEASES
from tests.truth.compare import NOTHING_TRAINS, Outcome, compare, counts, nothing_trains, told
from tests.truth.model_cases import cases
from tests.truth.record import Library
from tests.truth.recordings import understand
from tests.truth.today import SEED

RELEASE = version("adapters")
EXAMPLES = 60

pytestmark = pytest.mark.skipif(RELEASE not in RELEASES, reason="no snapshot of the installed release")


@pytest.fixture(scope="module")
def library():
    with contextlib.closing(Library(sys.executable)) as library:
        yield library


@seed(SEED)
@settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases())
def test_what_is_said_of_a_configuration_is_what_happens(library, case):
    note(f"ADAPTERLINT_SEED={SEED}")
    header = {"release": RELEASE, "seed": SEED, "cases": 1, **library.versions}
    compared = compare(understand(header, library.ask(case)))
    assume(compared)
    (comparison,) = compared
    happened = comparison.observation
    note(f"{happened.phase} {happened.raises}: {happened.details.get('message')}; said: {comparison.findings}")
    runs = happened.phase == "ok"
    if not comparison.findings:
        assert runs
        assert not nothing_trains(happened)
    if comparison.claimed and comparison.claimed.severity is Severity.ERROR:
        assert comparison.outcome is Outcome.AGREES
    if happened.raises:
        assert comparison.outcome is Outcome.AGREES
    if runs:
        assert nothing_trains(happened) == told(*NOTHING_TRAINS)(comparison)
        assert counts(compared) == (1, [])
