"""Walking down syntax trees, past what only formats the code."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from functools import cache

import libcst as cst

_FORMATTING = (
    "asynchronous",
    "comma",
    "colon",
    "dot",
    "equal",
    "footer",
    "header",
    "indent",
    "leading_lines",
    "lines_after_decorators",
    "lbrace",
    "lbracket",
    "lpar",
    "newline",
    "rbrace",
    "rbracket",
    "relative",
    "rpar",
    "semicolon",
    "trailing",
    "whitespace",
)


def children(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Yield what a piece of syntax consists of, in the order of the source."""
    for name in _parts(type(node)):
        part = getattr(node, name)
        if isinstance(part, cst.CSTNode):
            yield part
        elif isinstance(part, (list, tuple)):
            yield from (item for item in part if isinstance(item, cst.CSTNode))


def below(nodes: Sequence[cst.CSTNode], *closed: type) -> Iterator[cst.CSTNode]:
    """Yield syntax and all that is below it, in the order of the source, but not below the closed types."""
    pending = list(reversed(nodes))
    while pending:
        node = pending.pop()
        yield node
        if not isinstance(node, closed):
            pending.extend(reversed(list(children(node))))


@cache
def _parts(kind: type[cst.CSTNode]) -> tuple[str, ...]:
    names = (field.name for field in dataclasses.fields(kind))
    return tuple(name for name in names if not name.startswith(_FORMATTING))
