"""The bytes of a file, if it is one that can be read in bounded time."""

from __future__ import annotations

import stat
from pathlib import Path

from adapterlint.sources import documents
from adapterlint.sources.problems import Problem, reason_of

NOT_REGULAR = "is not a regular file"


def read_file(path: Path, at_most: int | None = None) -> bytes | Problem:
    """Read a file; what is no regular one, or far too large, is a problem.

    Args:
        at_most: how many bytes it may have; None for as many as a notebook.
    """
    limit = documents.LARGEST_FILE if at_most is None else at_most
    problem = Problem(path, documents.too_large(limit))
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return Problem(path, NOT_REGULAR)
        if status.st_size > limit:
            return problem
        with path.open("rb") as file:
            data = file.read(limit + 1)  # some files of the system are longer than they say
    except OSError as error:
        return Problem(path, reason_of(error))
    except ValueError as error:
        return Problem(path, str(error))
    return problem if len(data) > limit else data


def is_special(path: Path) -> bool:
    """Tell whether a path leads to a pipe, a socket or a device; False where there is nothing."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))
