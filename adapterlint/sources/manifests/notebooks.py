"""`!pip install adapters==…` in a notebook's own cells."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from adapterlint.sources.manifests.declaration import PACKAGES, Declaration
from adapterlint.sources.manifests.shell import installed, logical_lines
from adapterlint.sources.notebooks import MalformedError, code_sources

_SHELL_CELL = re.compile(r"\s*%%(?:bash|sh|script\s+(?:ba|z)?sh|!)[^\n]*\n")
_SHELL_LINE = re.compile(r"\s*(?:!{1,2}|%(?:sx|system)\s|%(?=(?:pip|conda|mamba|micromamba)\s))(?P<command>.*)")


def read(text: str) -> Iterator[Declaration]:
    """Yield what is installed in the end, for each package; lines count within the cell's source.

    A later install replaces an earlier one, except that one which asks for no release is satisfied with what is there.
    """
    if "adapter" not in text:
        return
    in_force: dict[str, Declaration] = {}
    for found, upgrades in _installs(text):
        if found.specifier or upgrades or found.package not in in_force:
            in_force[found.package] = found
    yield from (in_force[package] for package in PACKAGES if package in in_force)


def _installs(text: str) -> Iterator[tuple[Declaration, bool]]:
    try:
        sources = list(code_sources(json.loads(text)))
    except (MalformedError, ValueError, RecursionError):
        return
    for source in sources:
        if source is None or "adapter" not in source:
            continue
        if heading := _SHELL_CELL.match(source):
            yield from installed(source[heading.end() :], heading.group().count("\n") + 1)
            continue
        for number, line in logical_lines(source):
            if command := _SHELL_LINE.match(line):
                yield from installed(command["command"], number)
