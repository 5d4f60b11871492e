"""Holds adapterlint against the recordings.

python -m tests.truth.compare                  # all recorded releases
python -m tests.truth.compare 1.3.0 --show 5   # with five cases of each kind of disagreement
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

from adapterlint import Finding, check_config, lint_source
from adapterlint.checking import find_base_model, written
from adapterlint.reading import read
from adapterlint.sources import Document
from adapterlint.sources import load as load_document
from adapterlint.space.releases import snapshot
from adapterlint.space.resolution import resolve
from adapterlint.subjects import Context, survey
from adapterlint.subjects.together import Setup
from adapterlint.values import Known
from tests.truth.cases import Case
from tests.truth.recordings import RECORDED, Observation, Recording, load, recorded, releases

NOTICEABLE_GAP = 0.1
PHASES = ("construct", "add_adapter", "forward", "backward")
SCRIPT = "/nowhere/script.py"
NOTHING_TRAINS = ("nothing-to-train",)
FAR_FROM_BASE = (
    "skip-connection-lost",
    "parallel-skip-connection-lost",
    "skip-connection-doubled",
    "original-norm-skipped",
)
"""The names of the rules that say so."""


class Outcome(str, Enum):
    """How a verdict and an observation agree."""

    AGREES = "agrees"
    FALSE_ERROR = "false error"
    """An exception is claimed, and none is raised."""
    MISSED = "missed"
    """An exception is raised, and none is claimed."""
    WRONG = "wrong exception"
    """Another exception is raised than the one that is claimed, or elsewhere."""


@dataclass(frozen=True)
class Comparison:
    """What adapterlint says about a case, beside what the library did."""

    observation: Observation
    findings: list[Finding]
    parameters: int | None
    """How many parameters it trains, as far as adapterlint knows."""

    @property
    def claimed(self) -> Finding | None:
        """The finding that claims the first exception: findings are sorted by place, and only at one place by time."""
        claims = [(PHASES.index(finding.claim.phase), finding) for finding in self.findings if finding.claim]
        return min(claims, key=lambda claim: claim[0], default=(0, None))[1]

    @property
    def outcome(self) -> Outcome:
        """Whether the claim is what the library did, phase and exception."""
        claim = self.claimed.claim if self.claimed else None
        if self.observation.raises is None:
            return Outcome.AGREES if claim is None else Outcome.FALSE_ERROR
        if claim is None:
            return Outcome.MISSED
        exact = (claim.phase, claim.raises) == (self.observation.phase, self.observation.raises)
        return Outcome.AGREES if exact else Outcome.WRONG

    def codes(self) -> set[str]:
        """The codes of all findings."""
        return {finding.code for finding in self.findings}


def compare(recording: Recording) -> list[Comparison]:
    """Ask adapterlint about every recorded case."""
    return [
        Comparison(
            observation,
            findings_on(observation.case, recording),
            parameters_of(observation.case, recording) if "trainable" in observation.details else None,
        )
        for observation in recording.observations
    ]


def findings_on(case: Case, recording: Recording) -> list[Finding]:
    """Ask adapterlint about one case, told what the recording knew: release, base model and torchvision."""
    release, installed = f"=={recording.release}", {"torchvision": case.torchvision}
    config = recording.base_models[case.base_model]
    if case.script is not None:
        saved = saved_config(json.dumps(config))
        return lint_source(case.script, SCRIPT, adapters=release, base_model=str(saved), installed=installed)
    return check_config(*_as_data(case), base_model=config, adapters=release, installed=installed)


def _as_data(case: Case) -> tuple[str, dict[str, Any] | None]:
    return (str(case.class_name), case.arguments) if case.text is None else (case.text, None)


@cache
def saved_config(text: str) -> Path:
    """Write a `config.json`, which is all that `lint_source` can be told of a base model."""
    path = Path(_folder().name, f"{hashlib.sha256(text.encode()).hexdigest()}.json")
    path.write_text(text, encoding="utf-8")
    return path


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory()


def parameters_of(case: Case, recording: Recording) -> int | None:
    """Count the parameters that a configuration trains without the library; None if adapterlint does not know."""
    configuration = written(*_as_data(case)) if case.script is None else added_by(case.script)
    offered = snapshot(recording.release)
    context = Context(offered, find_base_model(recording.base_models[case.base_model]))
    subjects = survey(resolve(configuration, offered).stages[-1], context)
    setup = next((subject for subject in subjects if isinstance(subject, Setup)), None)
    counted = setup.look_up("trainable_parameters") if setup else None
    return counted if isinstance(counted, int) else None


def added_by(script: str) -> object:
    """Return the configuration that a script adds to its model, as it is read; None if it is not known."""
    document = load_document(Path(SCRIPT), script.encode())
    if not isinstance(document, Document):
        return None
    added = [site.configuration for site in read(document).sites if site.inserted_at]
    return added[-1].value if added and isinstance(added[-1], Known) else None


def summary(comparisons: list[Comparison]) -> str:
    """Count outcomes, as one line."""
    outcomes = Counter(comparison.outcome for comparison in comparisons)
    crashes = [comparison for comparison in comparisons if comparison.observation.raises]
    exact = sum(comparison.outcome is Outcome.AGREES for comparison in crashes)
    rest = ", ".join(f"{outcomes[outcome]} {outcome.value}" for outcome in list(Outcome)[1:])
    return (
        f"{_share(outcomes[Outcome.AGREES], len(comparisons))} agree; "
        f"{_share(exact, len(crashes))} crashes with phase and exception; {rest}"
    )


def disagreements(comparisons: Iterable[Comparison]) -> dict[str, list[Comparison]]:
    """Group the cases that do not agree by what happened and what was claimed, the largest group first."""
    groups: dict[str, list[Comparison]] = defaultdict(list)
    for comparison in comparisons:
        if comparison.outcome is not Outcome.AGREES:
            observation, claimed = comparison.observation, comparison.claimed
            happened = f"{observation.phase} {observation.raises or ''} {observation.details.get('message', '')[:70]!r}"
            said = f"{claimed.code} {claimed.claim.phase} {claimed.claim.raises}" if claimed and claimed.claim else "-"
            groups[f"{comparison.outcome.value}: {happened}; claimed: {said}"].append(comparison)
    return dict(sorted(groups.items(), key=lambda group: -len(group[1])))


def detection(
    comparisons: Iterable[Comparison],
    happened: Callable[[Observation], bool],
    said: Callable[[Comparison], bool],
) -> tuple[int, int, int]:
    """Count, among the cases that ran: happened and said, said only, happened only."""
    ran = [comparison for comparison in comparisons if comparison.observation.phase == "ok"]
    pairs = Counter((happened(comparison.observation), said(comparison)) for comparison in ran)
    return pairs[True, True], pairs[False, True], pairs[True, False]


def counts(comparisons: Iterable[Comparison]) -> tuple[int, list[Comparison]]:
    """Compare numbers of trainable parameters where both are known.

    Returns:
        How many are the same, and what differs.
    """
    known = [comparison for comparison in comparisons if comparison.parameters is not None]
    wrong = [each for each in known if each.parameters != each.observation.details["trainable"]]
    return len(known) - len(wrong), wrong


def nothing_trains(observation: Observation) -> bool:
    """Whether training the adapter trains nothing."""
    return bool(observation.details["trainable"] == 0)


def is_far_from_base(observation: Observation) -> bool:
    """Whether a new adapter changes noticeably what the base model computes."""
    return not observation.details["gap"] <= NOTICEABLE_GAP


def told(*rules: str) -> Callable[[Comparison], bool]:
    """Return whether a case gets a finding of one of these rules, given by name or by code."""
    wanted = set(rules)
    return lambda comparison: any({finding.code, finding.name} & wanted for finding in comparison.findings)


def main() -> None:
    """Compare, and write what disagrees."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("releases", nargs="*")
    parser.add_argument("--records", type=Path, default=RECORDED, help="the folder of the recordings")
    parser.add_argument("--show", type=int, default=1, help="how many cases of each kind of disagreement")
    options = parser.parse_args()
    for release in options.releases or releases(options.records):
        for path in recorded(release, options.records):
            comparisons = compare(load(path))
            name = path.name.removesuffix(".jsonl.gz")
            sys.stdout.writelines(f"{line}\n" for line in report(name, comparisons, options.show))


def report(release: str, comparisons: list[Comparison], show: int) -> Iterator[str]:
    """Say how well adapterlint knows a release, and show some cases that it gets wrong."""
    yield f"adapters {release}: {summary(comparisons)}"
    for title, happened, rules in (
        ("nothing trains", nothing_trains, NOTHING_TRAINS),
        (f"gap above {NOTICEABLE_GAP}", is_far_from_base, FAR_FROM_BASE),
    ):
        both, said_only, happened_only = detection(comparisons, happened, told(*rules))
        yield f"  {title}: {both} found, {said_only} false, {happened_only} missed"
    same, different = counts(comparisons)
    yield f"  trainable parameters: {same} the same, {len(different)} not"
    for comparison in different[:show]:
        yield f"        {comparison.parameters}: {comparison.observation.details['trainable']}"
        yield f"        {comparison.observation.case.to_json()}"
    for kind, group in disagreements(comparisons).items():
        yield f"  {len(group):3} {kind}"
        yield from (f"        {comparison.observation.case.to_json()}" for comparison in group[:show])


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({part / whole:.1%})" if whole else "none of 0"


if __name__ == "__main__":
    main()
