"""The snapshots of the releases are what `scripts/extract_release.py` finds, and load as what they are."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

from adapterlint.space.releases import RELEASES, snapshot

PROJECT = Path(__file__).resolve().parents[2]


def installed_release() -> str:
    try:
        return version("adapters")
    except PackageNotFoundError:
        return pytest.skip("adapters is not installed")


def test_snapshot_of_the_installed_release_is_up_to_date() -> None:
    stored = PROJECT / "adapterlint" / "space" / "releases" / f"{installed_release()}.json"
    script = PROJECT / "scripts" / "extract_release.py"
    extracted = subprocess.run([sys.executable, script, "--stdout"], check=True, capture_output=True, text=True).stdout
    assert extracted == stored.read_text(encoding="utf-8")


def test_fields_come_in_the_order_of_the_library() -> None:
    pytest.importorskip("adapters")
    import adapters.configuration as library

    for config_class in snapshot(installed_release()).configs.values():
        actual = getattr(library, config_class.name)
        if dataclasses.is_dataclass(actual):
            assert list(config_class.fields) == [field.name for field in dataclasses.fields(actual)]


def test_identifiers_stand_for_what_they_stand_for_in_the_library() -> None:
    library = pytest.importorskip("adapters")

    for name, identified in snapshot(installed_release()).identifiers.items():
        config = library.ADAPTER_CONFIG_MAP[name]
        parts = zip(identified.parts, config.configs, strict=True) if identified.parts else [(identified, config)]
        for described, actual in parts:
            assert getattr(library, described.class_name)(**described.changes).to_dict() == actual.to_dict()


def test_releases_are_ordered_by_version() -> None:
    assert RELEASES[0] == "0.1.0"
    assert RELEASES.index("0.2.2") < RELEASES.index("1.0.0") < RELEASES.index("1.3.0")


@pytest.mark.parametrize("release", RELEASES)
def test_every_snapshot_loads(release: str) -> None:
    loaded = snapshot(release)

    assert loaded.release == release
    assert loaded.default_identifier in loaded.identifiers
    assert {part.class_name for one in loaded.identifiers.values() for part in (one, *one.parts)} <= set(loaded.configs)
    assert {"bert", "t5", "vit", "clip_vision_model"} <= set(loaded.models)
    assert "relu" in loaded.activations
    assert loaded.configs["BnConfig"].fields["mh_adapter"].required


@pytest.mark.parametrize(
    ("class_name", "first"), [("ReftConfig", "1.0.0"), ("AdapterPlusConfig", "1.1.0"), ("VeraConfig", "1.2.0")]
)
def test_a_class_is_there_from_the_release_that_brought_it(class_name: str, first: str) -> None:
    assert next(release for release in RELEASES if class_name in snapshot(release).configs) == first


def test_an_unknown_release_is_an_error() -> None:
    with pytest.raises(KeyError, match=r"9\.9"):
        snapshot("9.9")
