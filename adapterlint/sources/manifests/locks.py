"""Lock files: uv.lock, poetry.lock, pdm.lock, pylock.toml (PEP 751), Pipfile.lock."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from adapterlint.sources.manifests.declaration import Declaration, line_of, pinned
from adapterlint.sources.manifests.toml_files import parsed


def read_toml(text: str) -> Iterator[Declaration]:
    """Yield the pins of lock files that list `[[package]]` tables, or `[[packages]]` as in PEP 751."""
    tree = parsed(text)
    packages = tree.get("package", tree.get("packages"))
    for package in packages if isinstance(packages, list) else []:
        if isinstance(package, Mapping):
            name = package.get("name")
            found = pinned(name, package.get("version"), line_of(text, rf'^name = "{name}"'))
            if found:
                yield found


def read_pipfile_lock(text: str) -> Iterator[Declaration]:
    """Yield the pins of Pipfile.lock."""
    try:
        tree = json.loads(text)
    except (ValueError, RecursionError):
        return
    for section in tree.values() if isinstance(tree, dict) else []:
        for name, entry in section.items() if isinstance(section, dict) else []:
            version = entry.get("version") if isinstance(entry, dict) else None
            exact = version.removeprefix("==") if isinstance(version, str) else None
            found = pinned(name, exact, line_of(text, rf'^\s*"{name}"'))
            if found:
                yield found
