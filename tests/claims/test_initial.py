"""Which base models `adapters.init` alone changes is what the sheets say, in every release."""

from __future__ import annotations

import json
import sys
from importlib.metadata import version

import pytest

from adapterlint import check_config
from adapterlint.rules import load
from tests.claims.initial import RECORDED, measured_by

CHANGED = 0.01
"""Where nothing is changed, the recorded relative change is at most 0.0001."""
RECORDINGS = json.loads(RECORDED.read_text(encoding="utf-8"))


@pytest.mark.parametrize("release", RECORDINGS)
def test_the_sheets_name_exactly_the_models_that_init_changes(release: str) -> None:
    measured = {model for model, gaps in RECORDINGS[release].items() if max(gaps.values()) > CHANGED}
    said = {model for model in RECORDINGS[release] if said_to_change(model, release)}
    assert said == measured


def said_to_change(model_type: str, release: str) -> bool:
    findings = check_config("SeqBnConfig", {}, base_model=model_type, adapters=f"=={release}")
    return any(load()[finding.code].effect.kind == "changed-by-init" for finding in findings)


def test_the_installed_release_does_what_is_recorded() -> None:
    recorded = RECORDINGS[version("adapters")]
    measured = measured_by(sys.executable, "bert", "deberta", "modernbert", "xmod")
    for model_type, gaps in measured.items():
        assert gaps == pytest.approx(recorded[model_type], abs=1e-3), model_type
