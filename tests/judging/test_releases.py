"""Releases that answer alike are judged once, and what is found is the same as if each were judged."""

from __future__ import annotations

import pytest
from packaging.version import Version

from adapterlint import check_config
from adapterlint.space.releases import RELEASES
from adapterlint.space.releases.questions import Questioned, as_snapshot
from tests.truth.families import FAMILIES

BASE_MODELS = ["bert", "gpt2", "llama", "t5"]


@pytest.mark.parametrize("family", ["bottleneck", "lora", "prefix_tuning", "reft", "unions"])
def test_what_is_found_is_what_every_release_alone_shows(family, monkeypatch):
    drawn = [case for case in FAMILIES[family](2, 20, "1.3.0", BASE_MODELS) if case.script is None]
    data = [(case.class_name, case.arguments) if case.text is None else (case.text, None) for case in drawn]
    asked = [(one, {"base_model": case.base_model}) for one, case in zip(data, drawn, strict=True)]
    together = [check_config(*one, **setting) for one, setting in asked]
    monkeypatch.setattr(Questioned, "answers_like", lambda self, release: self.questioned == release)
    assert together == [check_config(*one, **setting) for one, setting in asked]
    assert any(together)


def test_whatever_is_asked_counts():
    for field, ask in {
        "an entry": lambda offered: offered.configs.get("DoRAConfig"),
        "whether there is one": lambda offered: "DoRAConfig" in offered.configs,
        "all of them": lambda offered: list(offered.identifiers),
        "how many": lambda offered: len(offered.activations),
        "the release": lambda offered: offered.release,
        "a member": lambda offered: "mtllora" in offered.models or offered.models.get("eat"),
        "a comparison": lambda offered: offered.meets(">=1.3"),
    }.items():
        questioned = Questioned("1.2.0")
        assert all(questioned.answers_like(release) for release in RELEASES)
        ask(as_snapshot(questioned))
        assert questioned.answers_like("1.2.0")
        assert not questioned.answers_like("1.3.0"), field


def test_releases_are_compared_as_pep_440_does():
    for release in RELEASES:
        for other in RELEASES:
            offered = as_snapshot(Questioned(release))
            assert offered.meets(f">={other}") == (Version(release) >= Version(other))
            assert offered.meets(f"<{other}") == (Version(release) < Version(other))
