"""Records what a release does with random configurations.

    python -m tests.truth.record --seed 1                               # everything
    python -m tests.truth.record --seed 1 --release 1.3.0 --family lora --cases 600

Needs the environments of the releases, which `scripts/environments.py` builds.
"""

from __future__ import annotations

import argparse
import gzip
import json
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from adapterlint.space.releases import RELEASES
from tests.truth.cases import Case
from tests.truth.families import CASES, FAMILIES, families_of
from tests.truth.recordings import RECORDED, path_of
from tests.truth.shapes import names

PROJECT = Path(__file__).resolve().parents[2]
MEASURED = ("0.2.2", "1.0.1", "1.1.1", "1.2.0", "1.3.0")

Record = dict[str, Any]


def main() -> None:
    """Record what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--release", choices=RELEASES, help="every one of `MEASURED`, if none is given")
    parser.add_argument("--family", choices=FAMILIES, help="every one that the release has, if none is given")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cases", type=int, help="how many of each family, instead of `families.CASES`")
    parser.add_argument("--into", type=Path, default=RECORDED, help="the folder to write to")
    arguments = parser.parse_args()
    for release in [arguments.release] if arguments.release else MEASURED:
        for family in [arguments.family] if arguments.family else families_of(release):
            started = time.monotonic()
            path = path_of(release, arguments.into, family)
            header, lines = record(release, arguments.seed, arguments.cases or CASES[family], family)
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file, gzip.GzipFile(fileobj=file, mode="wb", filename="", mtime=0) as zipped:
                zipped.write("".join(json.dumps(line) + "\n" for line in (header, *lines)).encode())
            sys.stdout.write(f"{path}: {len(lines)} lines in {time.monotonic() - started:.0f} s\n")


def record(release: str, seed: int, count: int, family: str) -> tuple[Record, list[Record]]:
    """Draw cases and run them in the environment of a release.

    Returns:
        What was installed and what was drawn; and the records.
    """
    python = PROJECT / ".environments" / release / "bin" / "python"
    versions, *lines = run(str(python), FAMILIES[family](seed, count, release, names((seed, release, family))))
    return {"release": release, "seed": seed, "cases": count, **versions}, lines


def run(python: str, cases: Iterable[Case], watching: str = "observe") -> list[Record]:
    """Run cases with an interpreter, and return all that it writes.

    Args:
        watching: what is written of each, see `tests.truth.run`.
    """
    ran = subprocess.run(
        [python, "-m", "tests.truth.run", watching],
        input="".join(_line(case) for case in sorted(cases, key=lambda case: case.base_model)),
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        cwd=PROJECT,
        check=True,
    )
    return [json.loads(line) for line in ran.stdout.splitlines()]


class Library:
    """The library beside an interpreter, asked about one case after another.

    Attributes:
        versions: what is installed, as a recording has it.
        base_models: the lines about the base models that were needed so far.
    """

    def __init__(self, python: str) -> None:
        command = [python, "-m", "tests.truth.run"]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, encoding="utf-8", cwd=PROJECT)
        self.versions = self._read()
        self.base_models: list[Record] = []

    def close(self) -> None:
        """Let it end."""
        self.process.communicate()

    def ask(self, case: Case) -> list[Record]:
        """Run a case that the release has the class and the base model for; return the lines of a recording of it."""
        assert self.process.stdin is not None
        self.process.stdin.write(_line(case))
        self.process.stdin.flush()
        while "case" not in (line := self._read()):
            self.base_models.append(line)
        return [*self.base_models, line]

    def _read(self) -> Record:
        assert self.process.stdout is not None
        return json.loads(self.process.stdout.readline())


def _line(case: Case) -> str:
    return json.dumps(case.to_json()) + "\n"


if __name__ == "__main__":
    main()
