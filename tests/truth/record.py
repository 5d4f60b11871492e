"""Records what a release does with random configurations.

    python -m tests.truth.record --release 1.3.0 --seed 1 --cases 600 --family lora

Needs the environment of that release, which `scripts/environments.py` builds.
"""

from __future__ import annotations

import argparse
import gzip
import json
import subprocess
import sys
import time
from pathlib import Path

from tests.truth import cases, lora_cases
from tests.truth.recipes import NAMES
from tests.truth.recordings import RECORDED, path_of

PROJECT = Path(__file__).resolve().parents[2]
FAMILIES = {"bottleneck": cases.draw, "lora": lora_cases.draw}
"""What draws the cases of each family of methods."""


def main() -> None:
    """Record one release."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--release", required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cases", type=int, default=600)
    parser.add_argument("--family", choices=FAMILIES, default="bottleneck")
    parser.add_argument("--into", type=Path, default=RECORDED, help="the folder to write to")
    arguments = parser.parse_args()
    started = time.monotonic()
    path = path_of(arguments.release, arguments.into, arguments.family)
    lines = record(arguments.release, arguments.seed, arguments.cases, arguments.family)
    header = {"release": arguments.release, "seed": arguments.seed, "cases": arguments.cases, **json.loads(lines[0])}
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file, gzip.GzipFile(fileobj=file, mode="wb", filename="", mtime=0) as zipped:
        zipped.write("\n".join([json.dumps(header), *lines[1:], ""]).encode())
    sys.stdout.write(f"{path}: {len(lines) - 1} lines in {time.monotonic() - started:.0f} s\n")


def record(release: str, seed: int, count: int, family: str) -> list[str]:
    """Draw cases and run them in the environment of a release."""
    drawn = FAMILIES[family](seed, count, release, NAMES)
    python = PROJECT / ".environments" / release / "bin" / "python"
    run = subprocess.run(
        [str(python), "-m", "tests.truth.run"],
        input="".join(json.dumps(case.to_json()) + "\n" for case in drawn),
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        cwd=PROJECT,
        check=True,
    )
    return run.stdout.splitlines()


if __name__ == "__main__":
    main()
