"""The header of a script that lists its own dependencies (PEP 723)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from adapterlint.sources.manifests.declaration import Declaration, declaration
from adapterlint.sources.manifests.toml_files import parsed

_HEADER = re.compile(r"^# /// script\s*$\n(?P<content>(?:^#(?:| .*)$\n)+?)^# ///\s*$", re.MULTILINE)


def read(text: str) -> Iterator[Declaration]:
    """Yield what the header of a script declares."""
    text = text.replace("\r\n", "\n")
    header = _HEADER.search(text)
    if header is None:
        return
    content = "".join(line[2:] + "\n" for line in header["content"].splitlines())
    dependencies = parsed(content).get("dependencies")
    for requirement in dependencies if isinstance(dependencies, list) else []:
        found = declaration(requirement, _line(text, requirement)) if isinstance(requirement, str) else None
        if found:
            yield found


def _line(text: str, requirement: str) -> int:
    at = text.find(requirement)
    return text.count("\n", 0, at) + 1 if at >= 0 else 1
