"""JSON with places. The standard library's decoder says what is wrong with it, and this one where everything stands."""

from __future__ import annotations

import bisect
import json
import re
from typing import Any

from adapterlint.data.nodes import DEEPEST, Entry, Items, Node, Scalar, Table, TooDeepError
from adapterlint.findings import Span

_BLANK = re.compile(r"[ \t\n\r]*")
_SCALAR = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[^\s,\]}:"]+')


def parse_json(text: str, path: str) -> Node:
    """Return the document.

    Raises:
        ValueError: it is no JSON; the message says where.
        TooDeepError: it is nested too deeply.
    """
    try:
        json.loads(text)
    except RecursionError as error:
        raise TooDeepError("nested too deeply") from error
    return _Decoder(text, path).node(0)[0]


class _Decoder:
    """Walks through JSON that is known to be well-formed."""

    def __init__(self, text: str, path: str) -> None:
        self._text = text
        self._path = path
        self._lines = [0, *(match.end() for match in re.finditer("\n", text))]

    def node(self, start: int, depth: int = 0) -> tuple[Node, int]:
        """Return the node that begins at an offset, after blanks, and the offset behind it."""
        if depth > DEEPEST:
            raise TooDeepError("nested too deeply")
        start = self._skip(start)
        match self._text[start]:
            case "{":
                return self._table(start, depth)
            case "[":
                return self._items(start, depth)
            case _:
                value, end = self._scalar(start)
                return Scalar(value, self._span(start, end)), end

    def _scalar(self, start: int) -> tuple[Any, int]:
        """Return the text, number or word that begins at an offset, and the offset behind it."""
        written = _SCALAR.match(self._text, start)
        end = written.end() if written else start
        return json.loads(self._text[start:end]), end

    def _items(self, start: int, depth: int) -> tuple[Items, int]:
        items: list[Node] = []
        position = self._skip(start + 1)
        while self._text[position] != "]":
            item, position = self.node(position, depth + 1)
            items.append(item)
            position = self._next(position)
        return Items(tuple(items), self._span(start, position + 1)), position + 1

    def _table(self, start: int, depth: int) -> tuple[Table, int]:
        entries: list[Entry] = []
        position = self._skip(start + 1)
        while self._text[position] != "}":
            key, end = self._scalar(position)
            value, end = self.node(self._skip(end) + 1, depth + 1)
            entries.append(Entry(key, value, self._span(position, end)))
            position = self._next(end)
        return Table(tuple(entries), self._span(start, position + 1)), position + 1

    def _skip(self, position: int) -> int:
        blank = _BLANK.match(self._text, position)
        return blank.end() if blank else position

    def _next(self, position: int) -> int:
        """Return where the next part begins, or where the closing bracket stands."""
        position = self._skip(position)
        return self._skip(position + 1) if self._text[position] == "," else position

    def _span(self, start: int, end: int) -> Span:
        return Span(self._path, *self._place(start), *self._place(end))

    def _place(self, offset: int) -> tuple[int, int]:
        line = bisect.bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1
