"""Which options have no effect in the library, and which of them adapterlint reports.

    python -m tests.truth.effects --seed 1                      # records every measured release
    python -m tests.truth.effects --release 1.3.0 --pairs 50

Each option is given once and left out once, in the same base model and with the same random seeds; it has no effect if
all outputs and gradients of some steps are the same bit by bit, and the number of trainable parameters too. Pairs that
differ by no more than rounding are left out.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adapterlint import Finding
from adapterlint.rules import load as load_rules
from tests.truth.cases import Case
from tests.truth.compare import findings_on
from tests.truth.effect_cases import Pair, draw
from tests.truth.record import MEASURED, PROJECT, run
from tests.truth.recordings import RECORDED, Observation, Recording, understand
from tests.truth.shapes import names

PAIRS = 700
"""How many pairs are drawn for each release."""
ROUNDING = 1e-5
FOLDER = RECORDED / "effects"
ABOUT_ENTRIES = frozenset({"unknown-matrix-ignored", "leave-out-beyond-layers", "reft-layers-beyond-model"})
"""Rules that say of single entries of a list that they are ignored."""
_CONDITIONS = re.compile(r" (?:with|without|unless|apart from) ")
"""What follows in a message of such a finding is why the option has no effect."""


@dataclass(frozen=True)
class Effect:
    """What became of an option in the library, and what adapterlint says.

    Attributes:
        none: whether the library computes the same with and without it.
        reported: the findings that say so, and are not there without it.
    """

    pair: Pair
    none: bool
    reported: tuple[Finding, ...]

    @property
    def wrongly_claimed(self) -> bool:
        """Whether a finding says that the option is ignored, not only entries of it, and it is not."""
        return not self.none and any(finding.name not in ABOUT_ENTRIES for finding in self.reported)


def main() -> None:
    """Record what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--release", choices=MEASURED, help="every measured one, if none is given")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pairs", type=int, default=PAIRS)
    parser.add_argument("--into", type=Path, default=FOLDER, help="the folder to write to")
    arguments = parser.parse_args()
    for release in [arguments.release] if arguments.release else MEASURED:
        drawn_from = names((arguments.seed, release, "effects"))
        header, lines = record(release, arguments.seed, arguments.pairs, drawn_from)
        arguments.into.mkdir(parents=True, exist_ok=True)
        path = arguments.into / f"{release}.jsonl.gz"
        with path.open("wb") as file, gzip.GzipFile(fileobj=file, mode="wb", filename="", mtime=0) as zipped:
            zipped.write("".join(json.dumps(line) + "\n" for line in (header, *lines)).encode())
        sys.stdout.write(f"{path}: {len(lines)} lines\n")


def record(
    release: str, seed: int, count: int, base_models: Sequence[str]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Draw pairs, run them in the environment of a release, and keep those of which both can be trained."""
    pairs = draw(seed, count, release, base_models)
    interpreter = str(PROJECT / ".environments" / release / "bin" / "python")
    versions, *lines = run(
        interpreter, [case for pair in pairs for case in (pair.without, pair.changed)], "fingerprint"
    )
    watched = {json.dumps(line["case"]): line for line in lines if line.get("moving")}
    found = [line for line in lines if "config" in line]
    for pair in pairs:
        first, second = (watched.get(json.dumps(case.to_json())) for case in (pair.without, pair.changed))
        if first and second and not _differ_by_rounding(first, second):
            none = all(first[name] == second[name] for name in ("computed", "trainable"))
            found.append(
                {
                    "case": pair.changed.to_json(),
                    "without": pair.without.to_json(),
                    "phase": "ok",
                    "option": pair.option,
                    "none": none,
                }
            )
    return {"release": release, "seed": seed, "cases": count, **versions}, found


def _differ_by_rounding(first: dict[str, Any], second: dict[str, Any]) -> bool:
    """Tell whether two runs are so close that it is not sure whether they compute the same."""
    if first["computed"] == second["computed"] or len(first["figures"]) != len(second["figures"]):
        return False
    pairs = zip(first["figures"], second["figures"], strict=True)
    return all(math.isclose(one, other, rel_tol=ROUNDING) for one, other in pairs)


def recorded() -> list[Path]:
    """Return the recordings."""
    return sorted(FOLDER.glob("*.jsonl.gz"))


def load(path: Path) -> Recording:
    """Read a recording."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        header, *lines = (json.loads(line) for line in file)
    return understand(header, lines)


def effects(recording: Recording) -> list[Effect]:
    """Ask adapterlint about every option that was recorded."""
    return [_effect(observation, recording) for observation in recording.observations]


def _effect(observation: Observation, recording: Recording) -> Effect:
    pair = Pair(Case.from_json(observation.details["without"]), observation.case, observation.details["option"])
    reported = reports(findings_on(pair.changed, recording), pair.option)
    if reported:
        anyway = reports(findings_on(pair.without, recording), pair.option)
        new = Counter(finding.message for finding in reported) - Counter(finding.message for finding in anyway)
        reported = tuple(finding for finding in reported if finding.message in new)
    return Effect(pair, observation.details["none"], reported)


def reports(findings: Iterable[Finding], option: str) -> tuple[Finding, ...]:
    """Return the findings that say of an option that it has no effect."""
    rules = load_rules()
    silent = (finding for finding in findings if rules[finding.code].effect.kind == "no-effect")
    return tuple(
        finding
        for finding in silent
        if re.search(f"`{option}[=`]", _CONDITIONS.split(finding.message)[0])
        or rules[finding.code].concerns == (option,)
    )


if __name__ == "__main__":
    main()
