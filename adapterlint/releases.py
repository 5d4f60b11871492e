"""Which releases of adapters a requirement admits."""

from __future__ import annotations

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

from adapterlint.space.releases import RELEASES


def admitted(specifier: str | None) -> tuple[str, ...]:
    """Return the supported releases that a specifier admits; all of them for None.

    Args:
        specifier: PEP 440, `">=1.0,<1.2"`; a bare version means exactly that one.

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


def _parse(specifier: str) -> SpecifierSet:
    try:
        return SpecifierSet(f"=={Version(specifier)}")
    except InvalidVersion:
        pass
    try:
        return SpecifierSet(specifier)
    except InvalidSpecifier as error:
        raise ValueError(f"`{specifier}` is neither a version nor a PEP 440 specifier") from error
