"""Walking down syntax trees, past what only formats the code."""

from __future__ import annotations

import dataclasses
from collections.abc import Hashable, Iterator, Sequence
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
        kind: type = type(part)
        if kind is tuple or kind is list:
            yield from (item for item in part if _is_syntax(item.__class__))
        elif _is_syntax(kind):
            yield part


def below(nodes: Sequence[cst.CSTNode], *closed: type) -> Iterator[cst.CSTNode]:
    """Yield syntax and all that is below it, in the order of the source, but not below the closed types."""
    pending = list(reversed(nodes))
    is_closed: dict[type, bool] = {}
    while pending:
        node = pending.pop()
        yield node
        kind = type(node)
        if kind not in is_closed:
            is_closed[kind] = issubclass(kind, closed)
        if not is_closed[kind]:
            pending.extend(reversed(list(children(node))))


@cache
def _is_syntax(kind: Hashable) -> bool:
    """Do what `isinstance` does, which is slow for a type with a metaclass of its own."""
    return isinstance(kind, type) and issubclass(kind, cst.CSTNode)


@cache
def _parts(kind: type[cst.CSTNode]) -> tuple[str, ...]:
    names = (field.name for field in dataclasses.fields(kind))
    return tuple(name for name in names if not name.startswith(_FORMATTING))


def dotted_name(node: cst.BaseExpression) -> str | None:
    """Return `a.b.c` as text; None for anything but names and attributes."""
    match node:
        case cst.Name(value=name):
            return name
        case cst.Attribute(value=value, attr=attr):
            below = dotted_name(value)
            return f"{below}.{attr.value}" if below else None
        case _:
            return None
