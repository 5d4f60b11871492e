"""Where a piece of syntax stands in its file."""

from __future__ import annotations

import re
from bisect import bisect_right
from copy import copy
from dataclasses import dataclass
from functools import cached_property

import libcst as cst

from adapterlint.findings import Span
from adapterlint.reading.syntax.extents import Extent, extents_of
from adapterlint.sources import Cell

_BOM = "\ufeff"
_NEWLINE = re.compile(r"\r\n?|\n")
LONGEST_CODE = 60
"""Code quoted in a message is cut after so many characters."""
_QUOTED_AT_MOST = 2_000
"""And is looked for in so many."""


@dataclass(frozen=True, eq=False)
class _Placed:
    """A cell of a document.

    Attributes:
        module: its syntax; as long as it is kept, no other syntax gets the same `id`.
        base: the number of the first character, counted through all cells.
    """

    path: str
    cell: Cell
    module: cst.Module
    base: int

    @cached_property
    def text(self) -> str:
        return self.cell.text.removeprefix(_BOM)

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(found.end() for found in _NEWLINE.finditer(self.text))]

    def line_and_column(self, at: int) -> tuple[int, int]:
        """Return the line and column of a character, both counted from 1."""
        line = bisect_right(self._starts, at - self.base)
        return line, at - self.base - self._starts[line - 1] + 1 + self.cell.indent

    def quoted(self, start: int, end: int) -> str:
        return self.text[start - self.base : min(end, start + _QUOTED_AT_MOST) - self.base]


class Positions:
    """The places of all syntax of documents."""

    def __init__(self) -> None:
        self._home: str | None = None
        self._cells: list[_Placed] = []
        self._bases: list[int] = []
        self._extents: dict[int, Extent] = {}
        self._spans: dict[int, Span] = {}
        self._codes: dict[int, str] = {}
        self._end = 0

    def seen_from(self, path: str | None) -> Positions:
        """Return the same places, in words of someone who reads one of the documents; None for one who reads none."""
        seen = copy(self)
        seen._home = path  # noqa: SLF001 - of its own class
        return seen

    def add(self, module: cst.Module, path: str, cell: Cell) -> None:
        """Take in the syntax of a cell of a document.

        Raises:
            RecursionError: it is nested too deeply.
        """
        placed = _Placed(path, cell, module, self._end)
        self._cells.append(placed)
        self._bases.append(self._end)
        self._extents.update(extents_of(module, self._end))
        self._end += len(cell.text) + 2  # libcst writes a newline where the last one is missing

    def span(self, node: cst.CSTNode) -> Span:
        """Return the place of some syntax, without the parentheses around it."""
        span = self._spans.get(id(node))
        if span is None:
            placed, (start, end) = self._find(node)
            ends = (*placed.line_and_column(start), *placed.line_and_column(end))
            span = self._spans[id(node)] = Span(placed.path, *ends, placed.cell.number)
        return span

    def before_end(self, node: cst.CSTNode) -> Span:
        """Return the empty span before the last character of some syntax."""
        span = self.span(node)
        end = (span.end_line, span.end_column - 1)
        return Span(span.path, *end, *end, span.cell)

    def line(self, node: cst.CSTNode) -> str:
        """Say in words on which line some syntax begins, and in which file if that is another one."""
        placed, _ = self._find(node)
        return self.line_here(node) if placed.path == self._home else self.line_of_file(node)

    def line_of_file(self, node: cst.CSTNode) -> str:
        """Say in words on which line of which file some syntax begins."""
        placed, _ = self._find(node)
        return f"{self.line_here(node)} of {placed.path}"

    def line_here(self, node: cst.CSTNode) -> str:
        """Say in words on which line of its file some syntax begins."""
        placed, (start, _) = self._find(node)
        line = f"line {placed.line_and_column(start)[0]}"
        return line if placed.cell.number is None else f"cell {placed.cell.number}, {line}"

    def code(self, node: cst.CSTNode) -> str:
        """Return syntax as written, on one line, cut if it is long."""
        code = self._codes.get(id(node))
        if code is None:
            placed, (start, end) = self._find(node)
            lines = _NEWLINE.split(placed.quoted(start, end))
            text = " ".join(line.strip() for line in lines[:4])
            code = self._codes[id(node)] = text if len(text) <= LONGEST_CODE else text[: LONGEST_CODE - 1] + "…"
        return code

    def mentions(self, node: cst.CSTNode, pattern: re.Pattern[str]) -> bool:
        """Tell whether syntax as written, its comments included, has something that matches."""
        placed, (start, end) = self._find(node)
        return pattern.search(placed.text, start - placed.base, end - placed.base) is not None

    def _find(self, node: cst.CSTNode) -> tuple[_Placed, Extent]:
        extent = self._extents[id(node)]
        return self._cells[bisect_right(self._bases, extent[0]) - 1], extent
