"""requirements.txt as pip reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from adapterlint.sources.manifests.declaration import Declaration, declaration
from adapterlint.sources.manifests.shell import logical_lines

_OPTIONS = re.compile(r"\s+--?[a-z][\w-]*[= ].*$")
_INCLUDED = re.compile(r"(?:-r|-c|--requirement|--constraint)[\s=]*(?P<file>\S.*)")
_EDITABLE = re.compile(r"(?:-e|--editable)[\s=]+")
_COMMENT = re.compile(r"(?:^|\s)#.*$")


def read(text: str) -> Iterator[Declaration]:
    """Yield what the lines of a requirements file declare."""
    for number, line in logical_lines(text):
        requirement = _EDITABLE.sub("", _COMMENT.sub("", line).strip())
        found = declaration(_OPTIONS.sub("", requirement).strip(), number)
        if found:
            yield found


def included(text: str) -> Iterator[str]:
    """Yield the files that `-r` and `-c` name, as written: relative to the file at hand."""
    for _, line in logical_lines(text):
        include = _INCLUDED.fullmatch(_COMMENT.sub("", line).strip())
        if include:
            yield include["file"]
