"""How far dynamic mode is, drawn on standard error if that is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from adapterlint.dynamic import Progress

IMPORTING = "importing the library"


@contextmanager
def drawn_progress() -> Iterator[Callable[[Progress], None] | None]:
    """Draw a bar while the block runs, and remove it at the end.

    Yields:
        What to call at each step; None where there is no terminal.
    """
    stream: TextIO | None = sys.stderr  # None if it was closed before the start
    if stream is None or not stream.isatty():
        yield None
        return
    from rich import progress
    from rich.console import Console

    columns = (
        progress.SpinnerColumn(),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        progress.TimeElapsedColumn(),
        progress.TextColumn("{task.description}", markup=False),
    )
    with progress.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(IMPORTING, total=None)

        def draw(step: Progress) -> None:
            label = step.run.label if step.run else IMPORTING
            bar.update(task, completed=step.done, total=step.total, description=label)

        yield draw
