"""The families of methods, and what draws the cases of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from packaging.version import Version

from tests.truth import cases, form_cases, fusion_cases, lora_cases, union_cases
from tests.truth.cases import Case
from tests.truth.prefix_cases import PREFIX_TUNING
from tests.truth.prompt_cases import PROMPT_TUNING
from tests.truth.reft_cases import REFT

Draw = Callable[[int, int, str, Sequence[str]], list[Case]]
"""Draws from a seed so many cases for a release and base models."""

FAMILIES: dict[str, Draw] = {
    "bottleneck": cases.draw,
    "forms": form_cases.draw,
    "fusion": fusion_cases.draw,
    "lora": lora_cases.draw,
    "prefix_tuning": PREFIX_TUNING.draw,
    "prompt_tuning": PROMPT_TUNING.draw,
    "reft": REFT.draw,
    "unions": union_cases.draw,
}
CASES = {
    "bottleneck": 600,
    "forms": 200,
    "fusion": 60,
    "lora": 500,
    "prefix_tuning": 300,
    "prompt_tuning": 300,
    "reft": 300,
    "unions": 300,
}
"""How many cases are recorded of each: more of those with more fields."""
_SINCE = {"reft": Version("1.0.0")}


def families_of(release: str) -> list[str]:
    """Return the families that a release has."""
    return [name for name in FAMILIES if _SINCE.get(name, Version("0")) <= Version(release)]
