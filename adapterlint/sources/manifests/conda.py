"""environment.yml, read line by line: conda's list of packages and the pip list inside it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from adapterlint.sources.manifests import declaration as pip
from adapterlint.sources.manifests.caret import to_pep440
from adapterlint.sources.manifests.declaration import Declaration, package_named

_ITEM = re.compile(r"\s*-\s*(?P<quote>[\"']?)(?P<item>[^\"'#]+)(?P=quote)")
_CONDA = re.compile(r"(?:[\w.-]+::)?(?P<name>[\w.-]+)\s*=(?P<version>[\d.*]+)(?:=\S*)?$")


def read(text: str) -> Iterator[Declaration]:
    """Yield what the list items of an environment file declare."""
    for number, line in enumerate(text.splitlines(), start=1):
        item = _ITEM.match(line)
        if item is None:
            continue
        written = item["item"].strip()
        found = pip.declaration(written, number) or declaration(written, number)
        if found:
            yield found


def declaration(written: str, line: int) -> Declaration | None:
    """Read conda's `name=1.0`, which admits every release that begins so."""
    match = _CONDA.match(written)
    package = package_named(match["name"]) if match else None
    if match is None or package is None:
        return None
    version = match["version"].rstrip(".*")
    specifier = to_pep440(f"=={version}.*")
    return Declaration(package, specifier, line) if specifier is not None else None
