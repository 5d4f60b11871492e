"""How much code there is in a file, before anything is made of it.

What the parser makes of code takes room by its words and signs, not by its bytes: about 2.2 kB for each, and less than
1 kB for an empty line. People write six bytes for a word or sign; generated code can be all signs, or all lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

MOST_PIECES: Final = 250_000
"""Of a file with more words, signs and lines than this nothing is read; so many take about 600 MB."""

_PIECE: Final = re.compile(
    r"\#[^\r\n]*"
    r"|\"{3}(?:\\.|[^\\])*?\"{3}|'{3}(?:\\.|[^\\])*?'{3}"
    r"|\"(?:\\.|[^\"\\\r\n])*\"|'(?:\\.|[^'\\\r\n])*'"
    r"|\w+|[^\w\s]|\n",
    re.DOTALL,
)
"""A comment or a text counts once, however long it is."""


def too_many_pieces(texts: Sequence[str]) -> str:
    """Say that some code is more than there is room to read; empty if it is not."""
    if sum(map(len, texts)) <= MOST_PIECES or sum(1 for text in texts for _ in _PIECE.finditer(text)) <= MOST_PIECES:
        return ""
    return f"more than {MOST_PIECES:,} words, signs and lines, not read"
