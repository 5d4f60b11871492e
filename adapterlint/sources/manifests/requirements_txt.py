"""requirements.txt as pip reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from adapterlint.sources.manifests.declaration import Declaration, declaration

_OPTIONS = re.compile(r"\s+--?[a-z][\w-]*[= ].*$")
_COMMENT = re.compile(r"(?:^|\s)#.*$")


def read(text: str) -> Iterator[Declaration]:
    """Yield what the lines of a requirements file declare; files that it includes are found by their own names."""
    for number, line in _logical_lines(text):
        requirement = _OPTIONS.sub("", _COMMENT.sub("", line)).strip()
        found = declaration(requirement, number)
        if found:
            yield found


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Join lines that end in a backslash, with the number of the first."""
    start, joined = 1, ""
    for number, line in enumerate(text.splitlines(), start=1):
        if not joined:
            start = number
        if line.endswith("\\"):
            joined += line[:-1] + " "
            continue
        yield start, joined + line
        joined = ""
    if joined:
        yield start, joined
