"""A requirement on the library as one file declares it."""

from __future__ import annotations

import re
from dataclasses import dataclass

PACKAGES = ("adapters", "adapter-transformers")

_REPOSITORY = re.compile(
    r"git\+\S+/(?P<name>adapter[\w-]*)(?:\.git)?(?:/)?@(?P<tag>[^#\s@]+)(?:\#.*)?",
    re.IGNORECASE,
)
_RELEASE_TAG = re.compile(r"v?(?P<version>\d+(?:\.\d+)+(?:(?:a|b|rc|\.post)\d+)?)")


@dataclass(frozen=True, slots=True)
class Declaration:
    """A package of the library, the releases of it that will do, and the line that says so."""

    package: str
    specifier: str
    line: int


def package_named(name: str) -> str | None:
    """Return the library's package of that name, however it is spelled (PEP 503); None for other packages."""
    normal = re.sub(r"[-_.]+", "-", name).lower()
    return normal if normal in PACKAGES else None


def declaration(requirement: str, line: int) -> Declaration | None:
    """Read one requirement as in PEP 508, or a URL of git; None if it is about another package or not readable."""
    if repository := _REPOSITORY.fullmatch(requirement.strip()):
        return _tagged(package_named(repository["name"]), repository["tag"], line)
    if not re.match(r"\s*adapter", requirement, re.IGNORECASE):
        return None
    from packaging.requirements import InvalidRequirement, Requirement

    try:
        read = Requirement(requirement)
    except InvalidRequirement:
        return None
    package = package_named(read.name)
    if package and read.url and (repository := _REPOSITORY.fullmatch(read.url)):
        return _tagged(package, repository["tag"], line) or Declaration(package, "", line)
    return Declaration(package, str(read.specifier), line) if package else None


def _tagged(package: str | None, tag: str, line: int) -> Declaration | None:
    """Make the declaration of a commit that is tagged as a release; None for branches and other commits."""
    release = _RELEASE_TAG.fullmatch(tag)
    return Declaration(package, f"=={release['version']}", line) if package and release else None


def pinned(name: object, version: object, line: int) -> Declaration | None:
    """Make the declaration of a lock file's entry."""
    if not isinstance(name, str) or not isinstance(version, str):
        return None
    package = package_named(name)
    return Declaration(package, f"=={version}", line) if package else None


def line_of(text: str, pattern: str) -> int:
    """Return the number of the first line that matches a pattern, 1 if none does."""
    found = re.search(pattern, text, re.MULTILINE | re.IGNORECASE)
    return text.count("\n", 0, found.start()) + 1 if found else 1
