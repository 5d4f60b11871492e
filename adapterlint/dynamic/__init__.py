"""Runs configurations in the real library: small models, a few steps, each run in a process of its own.

Nothing here imports torch; the process that does is started by `adapterlint.dynamic.client`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from adapterlint.dynamic.availability import availability
from adapterlint.dynamic.client import Server, ServerError, can_fork, perform_one_by_one, processors
from adapterlint.dynamic.originals import named
from adapterlint.dynamic.outcome import Outcome
from adapterlint.dynamic.plan import Plan, Run, Skipped, plan
from adapterlint.dynamic.wire import Installation, Settings
from adapterlint.facts import Site

__all__ = [
    "Device",
    "DynamicReport",
    "Installation",
    "Outcome",
    "Plan",
    "Progress",
    "Run",
    "ServerError",
    "Settings",
    "Skipped",
    "availability",
    "plan",
    "run_plan",
    "run_sites",
]

Device = Literal["auto", "cpu", "cuda", "mps"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the runs are.

    Attributes:
        installation: what runs are performed with; None while it is being imported.
        run: the run that has just ended; None before the first has.
    """

    done: int
    total: int
    installation: Installation | None = None
    run: Run | None = None
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class DynamicReport:
    """What the runs showed.

    Attributes:
        outcomes: each run and its outcome, in the order of the plan.
        skipped: configurations that were not run, and runs that say nothing about theirs.
        installation: what they were performed with; None if there was nothing to run.
    """

    outcomes: tuple[tuple[Run, Outcome], ...] = ()
    skipped: tuple[Skipped, ...] = ()
    installation: Installation | None = None


def run_sites(  # noqa: PLR0913 - each is an option of the command line
    sites: Iterable[Site],
    *,
    base_model: str | None = None,
    device: Device = "auto",
    timeout: float = 60.0,
    memory: int | None = 4096,
    jobs: int | None = None,
    probes: Literal["quick", "full"] = "quick",
    pretrained: Path | None = None,
    checkpoint: Path | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> DynamicReport:
    """Run the configurations of some sites.

    Args:
        sites: what the static part read.
        base_model: a checkpoint, model type or config.json to run all in; None for what each script shows.
        device: where to run; `auto` takes a GPU where there is one.
        timeout: seconds for one run.
        memory: megabytes for one run, on top of the library itself; None for no limit.
        jobs: how many runs at a time; None for one on each processor.
        probes: how much each run looks at; `full` takes longer.
        pretrained: the folder in which pre-trained small models are kept; None to make them anew for each run.
        checkpoint: a folder of real weights to run all in; None for small models.
        progress: called when the import of the library begins, and when a run has ended.

    Raises:
        ServerError: the library cannot be run here.
    """
    settings = Settings(
        device,
        timeout,
        memory,
        jobs or processors(),
        inline=not can_fork(device),
        probes=probes,
        pretrained=None if pretrained is None else str(pretrained),
        checkpoint=None if checkpoint is None else str(checkpoint.resolve()),
    )
    return run_plan(plan(sites, named(base_model) if base_model else None), settings, progress)


def run_plan(planned: Plan, settings: Settings, progress: Callable[[Progress], None] | None = None) -> DynamicReport:
    """Perform the runs of a plan; see `run_sites`."""
    if not planned.runs:
        return DynamicReport(skipped=planned.skipped)
    if (missing := availability()) is not None:
        raise ServerError(missing)
    tell = progress or (lambda _: None)
    total = len(planned.runs)
    tell(Progress(0, total))
    outcomes: dict[int, Outcome] = {}
    with Server(settings) as server:
        installation = server.installation
        tell(Progress(0, total, installation=installation))
        performed = perform_one_by_one(planned.runs, settings) if settings.inline else server.perform(planned.runs)
        for run, outcome in performed:
            outcomes[id(run)] = outcome
            tell(Progress(len(outcomes), total, installation, run, outcome))
    pairs = tuple((run, outcomes[id(run)]) for run in planned.runs)
    return DynamicReport(pairs, (*planned.skipped, *_saying_nothing(pairs)), installation)


def _saying_nothing(pairs: Iterable[tuple[Run, Outcome]]) -> Iterator[Skipped]:
    for run, outcome in pairs:
        if outcome.inconclusive is not None:
            yield from (Skipped(place.span, outcome.inconclusive) for place in run.places)
