"""Code frames: the lines of a source that labels point at, with underlines and what the labels say below them.

A label on one line is underlined, the primary one with carets. The lines of a primary label
that spans several are marked in the margin.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from adapterlint.findings import Span
from adapterlint.report.printable import printable, width

LINES_OF_A_LABEL = 12
"""A label that spans more lines than this is cut in its middle."""
COLUMNS_OF_A_LINE = 160
"""A longer line is cut on both sides of what a label points at."""
CUT = "..."


@dataclass(frozen=True, slots=True)
class Label:
    """What to point at, and what to say there."""

    span: Span
    text: str = ""
    primary: bool = False

    @property
    def on_one_line(self) -> bool:
        """Whether it can be underlined."""
        return self.span.line == self.span.end_line


Paint = Callable[[str, Label], str]
"""Colours what is drawn for a label."""


def draw(source: str, labels: Sequence[Label], paint: Paint) -> list[str]:
    """Draw the frame of labels that all point into one source.

    Returns:
        Its lines; none where the source has no such lines.
    """
    lines = [line.rstrip("\r") for line in source.split("\n")]
    shown = sorted({number for label in labels for number in _lines_of(label) if number <= len(lines)})
    if not shown:
        return []
    digits = len(str(shown[-1]))
    bar = f"  {'':{digits}} |"
    rows = [bar]
    previous = shown[0] - 1
    for number in shown:
        if number == previous + 2:
            rows += _rows(lines[number - 2], number - 1, (), digits, paint)
        elif number > previous + 1:
            rows.append(f"  {CUT}")
        here = [label for label in labels if label.span.line <= number <= label.span.end_line]
        rows += _rows(lines[number - 1], number, here, digits, paint)
        previous = number
    return [*rows, bar]


def _lines_of(label: Label) -> Sequence[int]:
    first, last = label.span.line, label.span.end_line
    if last - first < LINES_OF_A_LABEL:
        return range(first, last + 1)
    half = LINES_OF_A_LABEL // 2
    return [*range(first, first + half), *range(last - half + 1, last + 1)]


def _rows(line: str, number: int, labels: Sequence[Label], digits: int, paint: Paint) -> list[str]:
    """Return a line of the source, and below it what its labels say."""
    underlined = [label for label in labels if label.on_one_line]
    start = min((label.span.column for label in underlined), default=1) - 1
    line, cut = _clipped(line, start)
    around = next((label for label in labels if label.primary and not label.on_one_line), None)
    margin = paint(">", around) if around else " "
    rows = [f"{margin} {number:{digits}} | {printable(line)}".rstrip()]
    for label in sorted(underlined, key=lambda label: not label.primary):
        begin, end = label.span.column - 1 - cut, label.span.end_column - 1 - cut
        marks = ("^" if label.primary else "-") * max(1, width(printable(line[begin:end])))
        indent = " " * width(printable(line[:begin]))
        rows.append(f"  {'':{digits}} | {indent}{paint(f'{marks} {label.text}'.rstrip(), label)}")
    ending = (label for label in labels if label.text and not label.on_one_line and number == label.span.end_line)
    return [*rows, *(f"  {'':{digits}} | {paint(f'- {label.text}', label)}" for label in ending)]


def _clipped(line: str, start: int) -> tuple[str, int]:
    """Cut a long line around a column.

    Returns:
        The line, and by how much its columns moved to the left.
    """
    if len(line) <= COLUMNS_OF_A_LINE:
        return line, 0
    begin = max(0, min(start - COLUMNS_OF_A_LINE // 4, len(line) - COLUMNS_OF_A_LINE))
    end = begin + COLUMNS_OF_A_LINE
    left, right = CUT if begin else "", CUT if end < len(line) else ""
    return left + line[begin:end] + right, begin - len(left)
