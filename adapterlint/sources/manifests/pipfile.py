"""Pipfile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from adapterlint.sources.manifests.declaration import Declaration, declaration, line_of, package_named
from adapterlint.sources.manifests.toml_files import parsed, table


def read(text: str) -> Iterator[Declaration]:
    """Yield what a Pipfile declares."""
    tree = parsed(text)
    for section in ("packages", "dev-packages"):
        for name, wanted in table(tree, section).items():
            version = wanted.get("version") if isinstance(wanted, Mapping) else wanted
            if package_named(name) and isinstance(version, str):
                specifier = "" if version == "*" else version
                found = declaration(f"{name}{specifier}", line_of(text, rf"^\s*[\"']?{name}[\"']?\s*="))
                if found:
                    yield found
