"""The code that a file holds: a script as one cell, a notebook as its code cells."""

from __future__ import annotations

import io
import tokenize
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from adapterlint.sources.amount import too_many_pieces
from adapterlint.sources.command_lines import CommandLine
from adapterlint.sources.problems import Problem

LARGEST_FILE = 50_000_000
"""Files with more bytes than this are not read; notebooks carry pictures."""
LARGEST_CODE = 1_000_000
"""A script, or the cells of a notebook, with more code than this are generated: reading them takes long."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A stretch of code that is parsed by itself.

    Attributes:
        text: Python, with as many lines as the source; IPython's own syntax is replaced line by line.
        number: counts the code cells of a notebook from 1; None in a script.
        indent: how many characters were taken from the left of each line.
    """

    text: str
    number: int | None = None
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """What a file holds. Its cells share one namespace, in order.

    Attributes:
        problems: the cells that could not be read.
        command_lines: how the project runs it.
    """

    path: Path
    cells: tuple[Cell, ...]
    problems: tuple[Problem, ...] = ()
    command_lines: tuple[CommandLine, ...] = ()


def load(path: Path, data: bytes) -> Document | Problem:
    """Decode a script, or take the code from a notebook (by its suffix, `.ipynb`)."""
    if path.suffix.lower() == ".ipynb":
        from adapterlint.sources.notebooks import load_notebook

        return load_notebook(path, data)
    if len(data) > LARGEST_CODE:
        return Problem(path, too_large(LARGEST_CODE))
    try:
        text = decode(data)
    except (SyntaxError, UnicodeError, LookupError) as error:
        return Problem(path, f"cannot be decoded: {error}")
    problem = too_much([text])
    return Problem(path, problem) if problem else Document(path, (Cell(text),))


def too_much(texts: Sequence[str]) -> str:
    """Say why some code is more than can be read in reasonable time and memory; empty if it is not."""
    return too_large(LARGEST_CODE) if sum(map(len, texts)) > LARGEST_CODE else too_many_pieces(texts)


def too_large(limit: int) -> str:
    """Say that something has more bytes than can be read in reasonable time."""
    return f"larger than {limit:,} bytes, not read"


def decode(data: bytes) -> str:
    """Decode a script as Python does: byte order mark, PEP 263 comment, or UTF-8.

    Raises:
        SyntaxError: the declared encoding is unknown.
        UnicodeError: the bytes do not fit the encoding.
    """
    encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    text = data.decode(encoding)
    if not isinstance(text, str):  # a codec that yields bytes, such as hex
        raise LookupError(f"`{encoding}` is not an encoding of text")  # noqa: TRY004 - as for an unknown encoding
    return text
