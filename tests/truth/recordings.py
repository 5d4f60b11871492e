"""Reads what `record` has written."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.truth.cases import Case

RECORDED = Path(__file__).parent / "recorded"
INCONCLUSIVE = frozenset({"network", "timeout", "died", "evaluation", "training"})
"""Phases that say nothing about the configuration alone."""


@dataclass(frozen=True)
class Observation:
    """What a release did with a case.

    Attributes:
        phase: the first that failed, or `ok`.
        raises: the name of the exception; None if nothing failed.
        details: the rest of the record, see `observe`.
    """

    case: Case
    phase: str
    raises: str | None
    details: dict[str, Any]


@dataclass(frozen=True)
class Recording:
    """All observations of one release, and the `config.json` of every base model.

    Attributes:
        versions: what was installed, by package.
        seed, cases: what the cases were drawn with; those that the release has no class or base model for are left out.
    """

    release: str
    versions: dict[str, str]
    seed: int
    cases: int
    base_models: dict[str, dict[str, Any]]
    observations: list[Observation]


def path_of(release: str, folder: Path = RECORDED, family: str = "bottleneck") -> Path:
    """Return where the recording of a release and a family of methods lies."""
    return folder / f"{release}-{family}.jsonl.gz"


def family_of(path: Path) -> str:
    """Return the family of methods that a recording is of."""
    return path.name.removesuffix(".jsonl.gz").partition("-")[2]


def releases(folder: Path = RECORDED, family: str = "*") -> list[str]:
    """Return the releases that a folder has recordings of."""
    return sorted({path.name.split("-")[0] for path in folder.glob(f"*-{family}.jsonl.gz")})


def recorded(release: str, folder: Path = RECORDED) -> list[Path]:
    """Return the recordings of a release, of all families."""
    return sorted(folder.glob(f"{release}-*.jsonl.gz"))


def load(path: Path) -> Recording:
    """Read a recording, without what is inconclusive."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        header, *lines = (json.loads(line) for line in file)
    return understand(header, lines)


def understand(header: dict[str, Any], lines: list[dict[str, Any]]) -> Recording:
    """Make a recording of what `record` writes, without what is inconclusive."""
    return Recording(
        header["release"],
        header["versions"],
        header["seed"],
        header["cases"],
        {line["base_model"]: line["config"] for line in lines if "config" in line},
        [
            Observation(Case.from_json(line["case"]), line["phase"], line.get("raises"), line)
            for line in lines
            if "case" in line and line["phase"] not in INCONCLUSIVE
        ],
    )
