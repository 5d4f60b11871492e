"""What is printed, and on what kind of terminal."""

from __future__ import annotations

import os
import sys
from typing import Literal

import click

ColorChoice = Literal["auto", "always", "never"]


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


def write(text: str) -> None:
    """Print text that is coloured already, or not at all; a reader that stops reading (`| head`) is no failure."""
    try:
        click.echo(text, nl=False, color=True)
    except BrokenPipeError:
        # The interpreter flushes once more when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
