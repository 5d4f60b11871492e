"""`!pip install adapters==…` in a notebook's own cells."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from adapterlint.sources.manifests.declaration import Declaration, declaration

_INSTALL = re.compile(
    r"^\s*[!%]\s*(?:\S*python[\d.]*\s+-m\s+|uv\s+)?(?:pip[\d.]*|conda|mamba)\s+install\s+(?P<arguments>.*)$"
)
_REQUIREMENT = re.compile(
    r"""(?P<quote>["']?)(?P<requirement>adapter[\w.-]*(?:\[[^\]]*\])?(?:\s*[=<>!~]=?[^\s"';&|]+)?)(?P=quote)"""
)


def read(text: str) -> Iterator[Declaration]:
    """Yield what the `pip install` lines of a notebook declare; lines count within the cell's source."""
    if "adapter" not in text:
        return
    for source in _sources(text):
        for number, line in enumerate(source.splitlines(), start=1):
            install = _INSTALL.match(line)
            words = install["arguments"] if install else ""
            for word in _REQUIREMENT.finditer(re.sub(r"(?<=\s)#.*", "", words)):
                if word.start() and words[word.start() - 1] not in " \t":
                    continue
                found = declaration(word["requirement"], number)
                if found:
                    yield found


def _sources(text: str) -> Iterator[str]:
    try:
        notebook = json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        return
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    for cell in cells if isinstance(cells, list) else []:
        source = cell.get("source") if isinstance(cell, dict) and cell.get("cell_type") == "code" else None
        if isinstance(source, str):
            yield source
        elif isinstance(source, list) and all(isinstance(line, str) for line in source):
            yield "".join(source)
