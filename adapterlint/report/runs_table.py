"""The runs of dynamic mode as a table in the terminal, the worst first."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from adapterlint.report.printable import location, on_one_line
from adapterlint.report.printable import width as columns_of
from adapterlint.report.sparkline import sparkline
from adapterlint.runs import VERDICTS, RunRecord, Runs, Verdict

if TYPE_CHECKING:
    from rich.console import Console

COLORS: Final[dict[Verdict, str]] = {"fail": "red", "warn": "yellow", "skipped": "dim", "pass": "green"}
NARROWEST: Final = 40
_BETWEEN: Final = 2
_CUT: Final = "…"


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of the table.

    Attributes:
        from_width: the narrowest terminal that it is shown in.
        share: its share of what is left over; 0 for as much as it needs.
        keeps_end: whether a text that is too long is cut at its beginning.
    """

    title: str
    text: Callable[[RunRecord, bool], str]
    from_width: int = 0
    share: int = 0
    keeps_end: bool = False


def _where(record: RunRecord, unicode: bool) -> str:  # noqa: ARG001, FBT001 - every column has the same signature
    if not record.places:
        return "-"
    first = record.places[0]
    others = f" +{len(record.places) - 1}" if len(record.places) > 1 else ""
    return location(first.span) + others


def _configuration(record: RunRecord, unicode: bool) -> str:  # noqa: ARG001, FBT001 - see above
    when = " and ".join(record.places[0].when) if record.places else ""
    return f"{record.configuration} when {when}" if when else record.configuration


def _gap(record: RunRecord, unicode: bool) -> str:  # noqa: ARG001, FBT001 - see above
    return "" if record.gap is None else f"{record.gap:.3g}"


def _loss(record: RunRecord, unicode: bool) -> str:  # noqa: FBT001 - see above
    curve = record.curves.get("candidate", ())
    return f"{sparkline(curve, unicode=unicode)} {curve[-1]:.3g}" if curve else ""


_COLUMNS: Final = (
    _Column("verdict", lambda record, _: record.verdict),
    _Column("where", _where, share=3, keeps_end=True),
    _Column("configuration", _configuration, 60, share=4),
    _Column("in", lambda record, _: record.base_model, 80),
    _Column("gap", _gap, 80),
    _Column("loss", _loss),
    _Column("why", lambda record, _: "; ".join(record.reasons), 100, share=4),
)


def draw(runs: Runs, *, color: bool, width: int, unicode: bool) -> str:
    """Draw a table of the runs.

    Args:
        color: whether to use ANSI escapes.
        width: of the terminal, in columns; below `NARROWEST` it is drawn that wide.
        unicode: whether the terminal has more than ASCII.

    Returns:
        Lines that end with a newline; nothing if nothing was run.
    """
    if not runs.records:
        return ""
    from rich.table import Table
    from rich.text import Text

    width = max(width, NARROWEST)
    columns = [column for column in _COLUMNS if column.from_width <= width]
    records = sorted(runs.records, key=lambda record: VERDICTS.index(record.verdict))
    cells = [[on_one_line(column.text(record, unicode)) for column in columns] for record in records]
    needed = [max(map(columns_of, (column.title, *texts))) for column, *texts in zip(columns, *cells, strict=True)]
    table = Table(box=None, padding=(0, _BETWEEN, 0, 0), pad_edge=False, header_style="bold")
    room = _fitted(columns, needed, width)
    for column, wide in zip(columns, room, strict=True):
        table.add_column(column.title, no_wrap=True, overflow="ellipsis", width=wide)
    for record, texts in zip(records, cells, strict=True):
        cut = [
            _end(text, wide) if column.keeps_end else text
            for column, text, wide in zip(columns, texts, room, strict=True)
        ]
        table.add_row(Text(cut[0], style=COLORS[record.verdict]), *map(Text, cut[1:]))
    lines = _printed(table, color=color, width=width)
    return lines if unicode else lines.replace(_CUT, "~")


def _fitted(columns: Sequence[_Column], needed: Sequence[int], width: int) -> list[int]:
    """Return how wide each column is drawn: those with a share divide what the others leave over."""
    fitted = dict(enumerate(needed))
    shares = {number: column.share for number, column in enumerate(columns) if column.share}
    left = width - _BETWEEN * len(columns) - sum(wide for number, wide in fitted.items() if number not in shares)
    # From the one that asks for the least: what it does not need is left to the others.
    for number in sorted(shares, key=lambda number: needed[number] / shares[number]):
        fitted[number] = max(1, min(needed[number], left * shares[number] // sum(shares.values())))
        left -= fitted[number]
        del shares[number]
    return list(fitted.values())


def _end(text: str, room: int) -> str:
    """Return the end of a text that is too long."""
    if columns_of(text) <= room:
        return text
    while columns_of(text) > room - 1:
        text = text[1:]
    return _CUT + text


def _printed(table: object, *, color: bool, width: int) -> str:
    from rich.console import Console

    printed = io.StringIO()
    console: Console = Console(
        file=printed,
        width=width,
        color_system="standard" if color else None,
        force_terminal=color,
        legacy_windows=False,
    )
    console.print(table)
    return "".join(f"{line.rstrip()}\n" for line in printed.getvalue().splitlines())
