"""The folders that a script adds to `sys.path` before it imports from them, as far as it writes their names."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

_ADDED = re.compile(rb"sys\.path\.(?:append|insert|extend)\(([^\n]*)")
_TEXT = re.compile(rb"[\"']([^\"'\\\n]+)[\"']")


def added_folders(importer: Path, project: Sequence[str]) -> Iterator[str]:
    """Yield the folders that a file may mean, the likeliest first.

    Args:
        project: the folders around the file, absolute. Where a script computes the beginning of a path, or it is one
            of another machine, the rest of it is looked for in each of them.
    """
    for ending in _endings(importer):
        for folder in project:
            yield os.path.normpath(Path(folder) / ending)


@cache
def _endings(importer: Path) -> tuple[str, ...]:
    try:
        data = importer.read_bytes()
    except OSError:
        return ()
    added = [[text.decode(errors="replace") for text in _TEXT.findall(found)] for found in _ADDED.findall(data)]
    return tuple(dict.fromkeys(ending for texts in added if texts for ending in _ends_of(Path(*texts))))


def _ends_of(path: Path) -> Iterator[str]:
    """Yield a path; of an absolute one all that it ends with, the longest first."""
    if not path.is_absolute():
        yield str(path)
        return
    for start in range(1, len(path.parts)):
        yield str(Path(*path.parts[start:]))
