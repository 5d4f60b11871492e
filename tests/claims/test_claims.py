"""What sheets claim of the library is what the library does.

For the installed release the claims are run here; for the others what `tests.claims.record` recorded is checked.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from adapterlint.dynamic.outcome import CHANGED_START
from tests.claims.examples import Claimed, claimed_for
from tests.claims.record import PROJECT, RECORDED

INSTALLED = version("adapters")
RELEASES = [INSTALLED, *sorted(path.stem for path in RECORDED.glob("*.json") if path.stem != INSTALLED)]
CLAIMS = [
    pytest.param(release, claimed, id=f"{release}-{claimed.name}-{'bad' if claimed.example.bad else 'good'}")
    for release in RELEASES
    for claimed in claimed_for(release)
]


@pytest.fixture(scope="module")
def outcomes() -> dict[str, dict[str, dict]]:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.claims.run"], cwd=PROJECT, check=True, capture_output=True, text=True
    )
    found = {INSTALLED: json.loads(ran.stdout)["outcomes"]}
    for path in RECORDED.glob("*.json"):
        if path.stem != INSTALLED:
            found[path.stem] = json.loads(path.read_text(encoding="utf-8"))["outcomes"]
    return found


@pytest.mark.parametrize(("release", "claimed"), CLAIMS)
def test_the_library_does_what_the_sheet_claims(outcomes, release: str, claimed: Claimed) -> None:
    outcome = outcomes[release][claimed.name]
    if claimed.example.bad:
        SHOWS[claimed.rule.effect.kind](claimed, outcome, outcomes[release])
    else:
        assert outcome["raised"] is None, outcome
        assert outcome["trainable"] > 0
        assert len(outcome["dead_parameters"]) < outcome["parameters"]
        assert not outcome["starts_as_base"] or outcome["gap"] < CHANGED_START


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


def does_not_learn(_: Claimed, outcome: dict, __: dict) -> None:
    assert outcome["losses"][-1] >= outcome["losses"][0]


def has_no_effect(claimed: Claimed, outcome: dict, outcomes: dict) -> None:
    without = outcomes[f"{claimed.name}-without"]
    assert outcome == without


SHOWS = {
    "raises": raises,
    "nothing-trainable": trains_nothing,
    "dead-parameters": has_dead_parameters,
    "skip-connection": harms_the_skip_connection,
    "does-not-learn": does_not_learn,
    "no-effect": has_no_effect,
}


def test_claims_of_every_measured_release_are_recorded() -> None:
    assert {path.stem for path in RECORDED.glob("*.json")} >= {"0.2.2", "1.0.1", "1.1.1", "1.2.0"}
    assert Path(RECORDED).is_dir()
