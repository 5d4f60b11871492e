"""What is printed, and on what kind of terminal."""

from __future__ import annotations

import os
import shutil
import sys
from typing import Literal, TextIO

import click

COLUMNS_OF_A_FILE = 160
"""How wide a table is where standard output is no terminal."""

ColorChoice = Literal["auto", "always", "never"]


class OutputError(click.ClickException):
    """Standard output takes nothing."""


def use_color(choice: ColorChoice = "auto") -> bool:
    """Whether to colour standard output.

    The option decides; then NO_COLOR (https://no-color.org), FORCE_COLOR, and whether it is a terminal.
    """
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def columns() -> int:
    """Return how wide standard output may be filled: COLUMNS, the terminal, or what a file is still read in."""
    return shutil.get_terminal_size((COLUMNS_OF_A_FILE, 0)).columns


def has_blocks(stream: TextIO) -> bool:
    """Whether a stream can show the block elements of a sparkline."""
    try:
        "▁█…".encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def write(text: str) -> None:
    """Print text that is coloured already, or not at all; a reader that stops reading (`| head`) is no failure.

    Raises:
        OutputError: it cannot be written.
    """
    try:
        click.echo(text, nl=False, color=True)
    except BrokenPipeError:
        discard(sys.stdout)
    except OSError as error:
        discard(sys.stdout)
        raise OutputError(f"the output cannot be written: {error.strerror or error}") from error


def complain(text: str) -> None:
    """Print a line on standard error; where there is none, or it is full, the exit code has to tell."""
    try:
        click.echo(text, err=True)
    except OSError:
        discard(sys.stderr)


def discard(stream: TextIO) -> None:
    """Let a stream lead nowhere: the interpreter flushes it once more when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
