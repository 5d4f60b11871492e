"""Where a piece of syntax stands in its file."""

from __future__ import annotations

import re
from collections.abc import Mapping
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


@dataclass(frozen=True, slots=True)
class _Placed:
    cell: Cell
    lines: list[str]
    ranges: Mapping[cst.CSTNode, Any]


class Positions:
    """The places of all syntax of a document's cells."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._cells: list[_Placed] = []

    def add(self, module: cst.Module, cell: Cell) -> None:
        """Take in the syntax of a cell.

        Raises:
            RecursionError: it is nested too deeply.
        """
        wrapper = MetadataWrapper(module, unsafe_skip_copy=True)
        # What `wrapper.resolve` does, without its second walk over the tree, which takes as long again.
        ranges = PositionProvider()._gen(wrapper)  # noqa: SLF001
        self._cells.append(_Placed(cell, _NEWLINE.split(cell.text), ranges))

    def span(self, node: cst.CSTNode) -> Span:
        """Return the place of some syntax, without the parentheses around it."""
        placed, found = self._find(node)
        indent = placed.cell.indent
        return Span(
            self._path,
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
        """Say in words on which line some syntax begins."""
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
                return placed, found
        raise LookupError(f"{type(node).__name__} is not of this document")
