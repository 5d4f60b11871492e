"""Runs configurations in the real library: small models, a few steps, each run in a process of its own.

Nothing here imports torch; the process that does is started by `adapterlint.dynamic.processes.client`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from adapterlint.dynamic.availability import availability
from adapterlint.dynamic.outcomes.outcome import Outcome
from adapterlint.dynamic.performing import Progress, perform
from adapterlint.dynamic.planning.originals import named
from adapterlint.dynamic.planning.plan import Plan, Run, Skipped, plan
from adapterlint.dynamic.processes.client import ServerError, can_fork, processors
from adapterlint.dynamic.processes.wire import Installation, Probes, Settings
from adapterlint.facts import Site

__all__ = [
    "Device",
    "DynamicReport",
    "Installation",
    "Outcome",
    "Plan",
    "Probes",
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
class DynamicReport:
    """What the runs showed.

    Attributes:
        outcomes: each run and its outcome, in the order of the plan.
        skipped: configurations that were not run, and runs that say nothing about theirs.
        installation: what they were performed with; None if there was nothing to run.
        recalled: how many of them had been made before, and were found in the cache.
        notes: what was wrong with the cache.
    """

    outcomes: tuple[tuple[Run, Outcome], ...] = ()
    skipped: tuple[Skipped, ...] = ()
    installation: Installation | None = None
    recalled: int = 0
    notes: tuple[str, ...] = ()


def run_sites(  # noqa: PLR0913 - each is an option of the command line
    sites: Iterable[Site],
    *,
    base_model: str | None = None,
    probes: Probes = "quick",
    device: Device = "auto",
    timeout: float = 60.0,
    memory: int | None = 4096,
    jobs: int | None = None,
    checkpoint: Path | None = None,
    executor: Executor | None = None,
    cache: Path | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> DynamicReport:
    """Run the configurations of some sites.

    Args:
        sites: what the static part read.
        base_model: a checkpoint, model type or config.json to run all in; None for what each script shows.
        probes: how much each run looks at; `full` takes longer.
        device: where to run; `auto` takes a GPU where there is one.
        timeout: seconds for one run.
        memory: megabytes for one run, on top of the library itself; None for no limit.
        jobs: how many runs at a time; None for one on each processor. An executor decides that by itself.
        checkpoint: a folder of real weights to run all in; None for small models.
        executor: where to run, if not here; its workers need adapterlint and the library.
        cache: the folder in which outcomes and pre-trained models are kept; None to make all anew.
        progress: called when the import of the library begins, and when a run has ended.

    Raises:
        ServerError: the library cannot be run here, or there.
    """
    settings = Settings(
        device=device,
        seconds=timeout,
        megabytes=memory,
        jobs=jobs or processors(),
        inline=not can_fork(device),
        probes=probes,
        pretrained=str(cache / "models") if cache else None,
        checkpoint=None if checkpoint is None else str(checkpoint.resolve()),
    )
    planned = plan(sites, named(base_model) if base_model else None)
    return run_plan(planned, settings, executor=executor, cache=cache, progress=progress)


def run_plan(
    planned: Plan,
    settings: Settings,
    progress: Callable[[Progress], None] | None = None,
    *,
    executor: Executor | None = None,
    cache: Path | None = None,
) -> DynamicReport:
    """Perform the runs of a plan; see `run_sites`."""
    if not planned.runs:
        return DynamicReport(skipped=planned.skipped)
    if executor is None and (missing := availability()) is not None:
        raise ServerError(missing)
    performed = perform(planned.runs, settings, progress or (lambda _: None), executor=executor, folder=cache)
    return DynamicReport(
        outcomes=tuple(performed.pairs),
        skipped=(*planned.skipped, *_saying_nothing(performed.pairs)),
        installation=performed.installation,
        recalled=performed.recalled,
        notes=performed.notes,
    )


def _saying_nothing(pairs: Iterable[tuple[Run, Outcome]]) -> Iterator[Skipped]:
    for run, outcome in pairs:
        if outcome.inconclusive is not None:
            yield from (Skipped(place.span, outcome.inconclusive) for place in run.places)
