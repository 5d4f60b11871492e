"""The code that a file holds: a script as one cell, a notebook as its code cells."""

from __future__ import annotations

import io
import tokenize
from dataclasses import dataclass
from pathlib import Path

from adapterlint.sources.command_lines import CommandLine
from adapterlint.sources.problems import Problem

LARGEST_SCRIPT = 2_000_000
"""Scripts with more bytes than this are data, not code."""
LARGEST_NOTEBOOK = 50_000_000
"""Notebooks carry pictures; with more bytes than this they are not read."""


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
    limit = largest(path)
    if len(data) > limit:
        return Problem(path, f"larger than {limit:,} bytes, not read")
    if _is_notebook(path):
        from adapterlint.sources.notebooks import load_notebook

        return load_notebook(path, data)
    try:
        return Document(path, (Cell(decode(data)),))
    except (SyntaxError, UnicodeError, LookupError) as error:
        return Problem(path, f"cannot be decoded: {error}")


def largest(path: Path) -> int:
    """Return how many bytes a file may have to be read."""
    return LARGEST_NOTEBOOK if _is_notebook(path) else LARGEST_SCRIPT


def _is_notebook(path: Path) -> bool:
    return path.suffix.lower() == ".ipynb"


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
