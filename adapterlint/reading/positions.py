"""Where a piece of syntax stands in its file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider

from adapterlint.findings import Span
from adapterlint.sources import Cell

if TYPE_CHECKING:
    import libcst as cst

_NEWLINE = re.compile(r"\r\n?|\n")
LONGEST_CODE = 60
"""Code quoted in a message is cut after so many characters."""


@dataclass(frozen=True, slots=True, eq=False)
class _Placed:
    path: str
    cell: Cell
    lines: list[str]
    ranges: Mapping[cst.CSTNode, Any]


class Positions:
    """The places of all syntax of documents."""

    def __init__(self) -> None:
        self._home: str | None = None
        self._cells: list[_Placed] = []

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
        wrapper = MetadataWrapper(module, unsafe_skip_copy=True)
        # What `wrapper.resolve` does, without its second walk over the tree, which takes as long again.
        ranges = PositionProvider()._gen(wrapper)  # noqa: SLF001
        self._cells.append(_Placed(path, cell, _NEWLINE.split(cell.text), ranges))

    def span(self, node: cst.CSTNode) -> Span:
        """Return the place of some syntax, without the parentheses around it."""
        placed, found = self._find(node)
        indent = placed.cell.indent
        return Span(
            placed.path,
            found.start.line,
            found.start.column + 1 + indent,
            found.end.line,
            found.end.column + 1 + indent,
            placed.cell.number,
        )

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
        placed, found = self._find(node)
        line = f"line {found.start.line}"
        return line if placed.cell.number is None else f"cell {placed.cell.number}, {line}"

    def code(self, node: cst.CSTNode) -> str:
        """Return syntax as written, on one line, cut if it is long."""
        placed, found = self._find(node)
        start, end = found.start, found.end
        lines = placed.lines[start.line - 1 : end.line]
        if not lines:
            return ""
        lines[-1] = lines[-1][: end.column]
        lines[0] = lines[0][start.column :]
        text = " ".join(line.strip() for line in lines[:4])
        return text if len(text) <= LONGEST_CODE else text[: LONGEST_CODE - 1] + "…"

    def _find(self, node: cst.CSTNode) -> tuple[_Placed, CodeRange]:
        for placed in reversed(self._cells):
            found = placed.ranges.get(node)
            if found is not None:
                if placed is not self._cells[-1]:  # what is asked for next is most likely there too
                    self._cells.remove(placed)
                    self._cells.append(placed)
                return placed, found
        raise LookupError(f"{type(node).__name__} is not of these documents")
