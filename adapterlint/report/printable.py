"""Text from the outside, made safe to print."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from adapterlint.findings import Span

TAB = "    "


def printable(text: str) -> str:
    """Return text without control characters and tabs: source code must not steer a terminal."""
    return "".join(
        TAB if char == "\t" else char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text
    )


def on_one_line(text: str) -> str:
    """Return text as one printable line."""
    return printable(" ".join(text.split()))


def width(text: str) -> int:
    """Return how many columns of a terminal a printable text takes."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )


def location(span: Span) -> str:
    """Return where a span begins: `path:line:column`, in notebooks `path:cell N:line:column`."""
    cell = "" if span.cell is None else f"cell {span.cell}:"
    return f"{printable(span.path)}:{cell}{span.line}:{span.column}"


def counted(number: int, noun: str) -> str:
    """Return a number and its noun: `1 file`, `2 files`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def layers_in_words(layers: Sequence[int]) -> str:
    """Return numbers of layers, at least one: `layer 3`, `layers 0 to 11`, `layers 1, 3`."""
    if len(layers) > 1 and list(layers) == list(range(layers[0], layers[-1] + 1)):
        return f"layers {layers[0]} to {layers[-1]}"
    return f"layer{'s' if len(layers) > 1 else ''} {', '.join(map(str, layers))}"
