"""What could not be read, and why."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Problem:
    """A file, or a part of one, that could not be read.

    Attributes:
        message: the cause, one line.
        cell: the number of the notebook cell; None if it is the whole file.
    """

    path: Path
    message: str
    cell: int | None = None


def reason_of(error: OSError) -> str:
    """Say in words why the system refused."""
    return (error.strerror or type(error).__name__).lower()
