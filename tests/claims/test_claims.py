"""What sheets claim of the library is what the library does.

For the installed release the claims are run here; for the others what `tests.claims.record` recorded is checked.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from functools import cache
from importlib.metadata import version

import pytest

from adapterlint.dynamic.outcomes.thresholds import CHANGED_START, EXPLOSION, SAME_OUTPUT
from tests.claims.examples import Claimed, claimed_for
from tests.claims.record import PROJECT, RECORDED

INSTALLED = version("adapters")
RECORDINGS = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(RECORDED.glob("*.json"))}
OTHERS = [release for release in RECORDINGS if release != INSTALLED]
ALLOWED_TO_BE_MISSING = 0.02
"""Sheets change more often than old releases are run again."""

CLAIMED = {release: tuple(claimed_for(release)) for release in (INSTALLED, *OTHERS)}
CLAIMS = [
    pytest.param(release, claimed, id=f"{release}-{claimed.name}-{'bad' if claimed.example.bad else 'good'}")
    for release, all_claimed in CLAIMED.items()
    for claimed in all_claimed
    if release == INSTALLED or claimed.key in RECORDINGS[release]
]


@cache
def outcomes_in(release: str) -> dict[str, dict]:
    """Run the claims in the installed release; read what was recorded of another."""
    if release != INSTALLED:
        return RECORDINGS[release]
    command = [sys.executable, "-m", "tests.claims.run"]
    ran = subprocess.run(command, cwd=PROJECT, check=True, capture_output=True, text=True)
    return json.loads(ran.stdout)


@pytest.mark.parametrize(("release", "claimed"), CLAIMS)
def test_the_library_does_what_the_sheet_claims(release: str, claimed: Claimed) -> None:
    outcomes = outcomes_in(release)
    outcome = outcomes[claimed.key]
    assert not outcome["inconclusive"]
    if claimed.example.bad:
        SHOWS[claimed.rule.effect.kind](claimed, outcome, outcomes)
    else:
        assert outcome["raised"] is None, outcome
        assert outcome["trainable"] > 0
        assert len(outcome["dead_parameters"]) < outcome["parameters"]
        assert not outcome["starts_as_base"] or outcome["gap"] < CHANGED_START
        assert claimed.rule.effect.kind != "changed-start" or outcome["gap"] <= SAME_OUTPUT
        assert claimed.rule.effect.kind != "explosion" or outcome["leap"] <= EXPLOSION


BUT_ROUNDING = frozenset({"ADL325"})
"""Rules whose sheets say that rounding is left: a single weight is multiplied, and divided by itself."""
ROUNDING = 1e-6


def raises(claimed: Claimed, outcome: dict, _: dict) -> None:
    claim = next(finding.claim for finding in claimed.findings if finding.code == claimed.rule.code)
    assert (outcome["phase"], outcome["raised"]) == (claim.phase, claim.raises), outcome
    assert re.search(claimed.rule.effect.match or "", outcome["raised_message"])


def trains_nothing(_: Claimed, outcome: dict, __: dict) -> None:
    assert outcome["trainable"] == 0


def has_dead_parameters(_: Claimed, outcome: dict, __: dict) -> None:
    assert outcome["dead_parameters"]


def harms_the_skip_connection(_: Claimed, outcome: dict, __: dict) -> None:
    assert outcome["gap"] > CHANGED_START


def starts_elsewhere(_: Claimed, outcome: dict, __: dict) -> None:
    assert outcome["gap"] > SAME_OUTPUT


def computes_no_numbers(_: Claimed, outcome: dict, __: dict) -> None:
    assert outcome["non_finite"]


def explodes(_: Claimed, outcome: dict, __: dict) -> None:
    assert outcome["gap"] < CHANGED_START
    assert outcome["leap"] > EXPLOSION


def has_no_effect(claimed: Claimed, outcome: dict, outcomes: dict) -> None:
    without = outcomes[f"{claimed.key}-without"]
    if claimed.rule.code in BUT_ROUNDING:
        figures = {name: shown for name, shown in outcome.items() if isinstance(shown, float)}
        assert figures == pytest.approx({name: without[name] for name in figures}, rel=ROUNDING)
        without = {**without, **figures}
    assert outcome == without


SHOWS = {
    "raises": raises,
    "nothing-trainable": trains_nothing,
    "dead-parameters": has_dead_parameters,
    "skip-connection": harms_the_skip_connection,
    "changed-start": starts_elsewhere,
    "non-finite": computes_no_numbers,
    "explosion": explodes,
    "no-effect": has_no_effect,
}


@pytest.mark.parametrize("release", OTHERS)
def test_what_sheets_claim_of_other_releases_is_recorded(release: str) -> None:
    keys = [claimed.key for claimed in CLAIMED[release]]
    missing = [key for key in keys if key not in RECORDINGS[release]]
    assert len(missing) <= ALLOWED_TO_BE_MISSING * len(keys), (
        f"run `python -m tests.claims.record {release}`: {missing}"
    )
