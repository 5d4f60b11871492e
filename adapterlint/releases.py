"""Releases of adapters: which a requirement admits, which have something, and how to name them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import lru_cache

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

from adapterlint.space.releases import RELEASES, Snapshot, snapshot

_PACKAGE = re.compile(r"\A\s*adapters\b\s*", re.IGNORECASE)
_BEGINNING = re.compile(r"\s*\d+(\.\d+)*\.\*\s*")


@lru_cache(maxsize=256)
def admitted(specifier: str | None) -> tuple[str, ...]:
    """Return the supported releases that a specifier admits; all of them for None.

    Args:
        specifier: PEP 440, `">=1.0,<1.2"`; a bare version means exactly that one, `1.0.*` each that begins so. The
            name of the package may stand before it.

    Raises:
        ValueError: it is no specifier, or admits no supported release.
    """
    if specifier is None:
        return RELEASES
    wanted = _parse(specifier)
    releases = tuple(release for release in RELEASES if wanted.contains(Version(release), prereleases=True))
    if not releases:
        raise ValueError(f"`{specifier}` admits no supported release of adapters ({RELEASES[0]} to {RELEASES[-1]})")
    return releases


def nearest(specifier: str) -> tuple[str, ...]:
    """Return the supported releases that a project's own requirement admits, or the nearest one if it admits none.

    Args:
        specifier: PEP 440; for `==1.4`, newer than every supported release, the newest is returned.
    """
    try:
        return admitted(specifier)
    except ValueError:
        mentioned = [Version(one.version.removesuffix(".*")) for one in _parse(specifier)]
        return (RELEASES[0],) if all(one < Version(RELEASES[0]) for one in mentioned) else (RELEASES[-1],)


def _parse(specifier: str) -> SpecifierSet:
    constraint = _PACKAGE.sub("", specifier)
    try:
        return SpecifierSet(f"=={Version(constraint)}")
    except InvalidVersion:
        pass
    try:
        return SpecifierSet(f"=={constraint}" if _BEGINNING.fullmatch(constraint) else constraint)
    except InvalidSpecifier as error:
        raise ValueError(f"`{specifier}` is neither a version nor a PEP 440 specifier") from error


def releases_with(has: Callable[[Snapshot], bool]) -> str:
    """Say in words which supported releases have something, `from adapters 1.2.0 on`; empty if none has."""
    having = [release for release in RELEASES if has(snapshot(release))]
    return in_words(having, RELEASES) if having else ""


def in_words(releases: Collection[str], among: Collection[str]) -> str:
    """Name some of the releases in question: `before adapters 1.1.0`, `from adapters 1.2.0 on`.

    Args:
        releases: those that are meant, at least one.
        among: all that are in question.
    """
    order = sorted(among, key=Version)
    meant = [release in releases for release in order]
    first, last = meant.index(True), len(meant) - 1 - meant[::-1].index(True)
    if not all(meant[first : last + 1]):
        return f"with adapters {', '.join(release for release in order if release in releases)}"
    if last == len(meant) - 1:
        return f"from adapters {order[first]} on"
    return f"before adapters {order[last + 1]}" if first == 0 else f"with adapters {order[first]} to {order[last]}"
