"""Adapterlint reports the options that have no effect in the library, and no others."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.truth.effects import Effect, effects, load, recorded
from tests.truth.record import MEASURED

FOUND_AT_LEAST = 0.98
WITHOUT_EFFECT_AT_LEAST = 70
"""Fewer would prove little."""


@pytest.fixture(scope="module", params=recorded(), ids=lambda path: path.name)
def measured(request) -> list[Effect]:
    path: Path = request.param
    return effects(load(path))


def test_every_release_is_measured() -> None:
    assert {path.name.removesuffix(".jsonl.gz") for path in recorded()} == set(MEASURED)


def test_no_option_with_an_effect_is_called_ignored(measured: list[Effect]) -> None:
    wrong = [effect for effect in measured if effect.wrongly_claimed]
    assert not wrong, wrong


def test_options_without_effect_are_found(measured: list[Effect]) -> None:
    idle = [effect for effect in measured if effect.none]
    missed = [effect.pair for effect in idle if not effect.reported]
    assert len(idle) >= WITHOUT_EFFECT_AT_LEAST
    assert len(missed) <= (1 - FOUND_AT_LEAST) * len(idle), missed
