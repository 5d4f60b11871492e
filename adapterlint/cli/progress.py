"""How far dynamic mode is, drawn on standard error if that is a terminal."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, TextIO

from adapterlint.cli.terminal import has_blocks
from adapterlint.rules import RuleBook

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress as Bar
    from rich.text import Text

    from adapterlint.dynamic import Outcome, Progress, Run

IMPORTING: Final = "importing the library"
RECENT: Final = 4
"""How many of the runs that ended are shown."""


@contextmanager
def drawn_progress(book: RuleBook) -> Iterator[Callable[[Progress], None] | None]:
    """Draw what was run last and a bar while the block runs, and remove both at the end.

    Args:
        book: the rules that judge runs.

    Yields:
        What to call at each step; None where there is no terminal.
    """
    stream: TextIO | None = sys.stderr  # None if it was closed before the start
    if stream is None or not stream.isatty():
        yield None
        return
    from rich.console import Console, Group
    from rich.live import Live

    console = Console(stderr=True)
    bar = _bar(console)
    board = _Board(book, unicode=has_blocks(stream))
    with Live(console=console, transient=True, get_renderable=lambda: Group(*board.lines, bar)):
        task = bar.add_task(IMPORTING, total=None)

        def draw(step: Progress) -> None:
            if step.run and step.outcome:
                board.add(step.run, step.outcome)
            label = board.tally if step.run else IMPORTING
            bar.update(task, completed=step.done, total=step.total, description=label)

        yield draw


class _Board:
    """What has been run.

    Attributes:
        lines: the last runs, a line each.
    """

    def __init__(self, book: RuleBook, *, unicode: bool) -> None:
        self._book = book
        self._unicode = unicode
        self._counts: Counter[str] = Counter()
        self.lines: tuple[Text, ...] = ()

    def add(self, run: Run, outcome: Outcome) -> None:
        """Take notice of a run that has ended."""
        from rich.text import Text

        from adapterlint.recording import verdict_of
        from adapterlint.report.printable import on_one_line
        from adapterlint.report.runs_table import COLORS
        from adapterlint.report.sparkline import sparkline

        verdict, reasons = verdict_of(run, outcome, self._book)
        self._counts[verdict] += 1
        line = Text(f"{verdict:8}", style=COLORS[verdict], no_wrap=True, overflow="ellipsis")
        curve = sparkline(outcome.curves.get("candidate", ()), unicode=self._unicode)
        rest = (on_one_line(run.label), curve, on_one_line("; ".join(reasons)))
        line.append("  ".join(filter(None, rest)), style="default")
        # Replaced, not changed: another thread draws them.
        self.lines = (*self.lines, line)[-RECENT:]

    @property
    def tally(self) -> str:
        """How many runs have each verdict."""
        from adapterlint.runs import VERDICTS

        return ", ".join(f"{self._counts[verdict]} {verdict}" for verdict in VERDICTS if self._counts[verdict])


def _bar(console: Console) -> Bar:
    from rich import progress

    return progress.Progress(
        progress.SpinnerColumn(),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        progress.TimeElapsedColumn(),
        progress.TextColumn("{task.description}", markup=False),
        console=console,
    )
