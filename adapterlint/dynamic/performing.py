"""From a plan to outcomes: what is known from before is recalled, and the rest is run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, as_completed
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from adapterlint.dynamic.availability import releases
from adapterlint.dynamic.cache import Entry, OutcomeCache
from adapterlint.dynamic.outcomes.outcome import Outcome
from adapterlint.dynamic.planning.plan import Run
from adapterlint.dynamic.processes.pools import opened
from adapterlint.dynamic.processes.wire import Installation, Settings

RUNS = "runs"
"""The folder of outcomes, in the one where all is that need not be made again."""


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


@dataclass(slots=True)
class Performed:
    """What came of some runs, and how.

    Attributes:
        pairs: each run and its outcome, in order.
        installation: what they were performed with; None where there was none.
        recalled: how many of them had been made before.
        notes: what was wrong with the cache.
    """

    pairs: list[tuple[Run, Outcome]] = field(default_factory=list)
    installation: Installation | None = None
    recalled: int = 0
    notes: tuple[str, ...] = ()


def perform(
    runs: Sequence[Run],
    settings: Settings,
    tell: Callable[[Progress], None],
    *,
    executor: Executor | None = None,
    folder: Path | None = None,
) -> Performed:
    """Perform some runs, as many at a time as there is room for.

    Args:
        executor: where; None for here.
        folder: in which there is one where outcomes are kept; None to keep none.

    Raises:
        ServerError: the library cannot be run there.
    """
    performed = Performed()
    outcomes: dict[str, Outcome] = {}

    def note(run: Run, outcome: Outcome) -> None:
        outcomes[run.request] = outcome
        tell(Progress(len(outcomes), len(runs), performed.installation, run, outcome))

    with ExitStack() as stack:
        pool = stack.enter_context(opened(settings, executor)) if executor is not None else None
        versions = releases() if pool is None else pool.installation.releases
        # Weights on disk can change behind the name of their folder.
        keeps = None if settings.checkpoint is not None else folder
        cache = OutcomeCache(keeps / RUNS, settings, versions) if keeps is not None else None
        for run in runs:
            if cache is not None and (entry := cache.find(run.request)) is not None:
                performed.installation = entry.installation
                performed.recalled += 1
                note(run, entry.outcome)
        if missing := [run for run in runs if run.request not in outcomes]:
            tell(Progress(len(outcomes), len(runs)))
            pool = pool or stack.enter_context(opened(settings, None))
            performed.installation = pool.installation
            tell(Progress(len(outcomes), len(runs), pool.installation))
            futures = {pool.submit(run.request): run for run in missing}
            for future in as_completed(futures):
                run, outcome = futures[future], future.result()
                if cache is not None:
                    cache.keep(run.request, Entry(outcome, pool.installation))
                note(run, outcome)
        if cache is not None:
            cache.shrink()
            performed.notes = tuple(cache.notes)
    performed.pairs = [(run, outcomes[run.request]) for run in runs]
    return performed
