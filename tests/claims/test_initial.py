"""Which base models `adapters.init` changes, or does not support, is what the sheets say, in every release."""

from __future__ import annotations

import json
import sys
from importlib.metadata import version

import pytest
from packaging.version import Version

from adapterlint import check_config
from adapterlint.base_models.families import families
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


NOT_MEASURABLE = frozenset({"clip_text_model", "clip_vision_model", "mt5"})
"""Where these are not recorded, building the model by itself may be what failed."""


@pytest.mark.parametrize("release", RECORDINGS)
def test_the_sheets_name_the_models_that_a_release_does_not_support(release: str) -> None:
    missing = RECORDINGS[max(RECORDINGS, key=Version)].keys() - RECORDINGS[release].keys()
    said = {model for model in families().keys() - {"encoder-decoder"} if said_to_be_unsupported(model, release)}
    assert said <= missing
    assert missing - said <= NOT_MEASURABLE


def said_to_be_unsupported(model_type: str, release: str) -> bool:
    return "unsupported" in effects(model_type, release)


def said_to_change(model_type: str, release: str) -> bool:
    return "changed-by-init" in effects(model_type, release)


def effects(model_type: str, release: str) -> set[str]:
    findings = check_config("SeqBnConfig", {}, base_model=model_type, adapters=f"=={release}")
    return {load()[finding.code].effect.kind for finding in findings}


def test_the_installed_release_does_what_is_recorded() -> None:
    recorded = RECORDINGS[version("adapters")]
    measured = measured_by(sys.executable, "bert", "deberta", "modernbert", "xmod")
    for model_type, gaps in measured.items():
        assert gaps == pytest.approx(recorded[model_type], abs=1e-3), model_type
