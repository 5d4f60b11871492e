"""Which releases the configurations of a file are judged for, and who says so."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from adapterlint.results import Adapters, Judged
from adapterlint.settings import Settings
from adapterlint.sources import Requirement

if TYPE_CHECKING:
    from adapterlint.facts import Site
    from adapterlint.judging import Circumstances


def circumstances_of(settings: Settings, requirement: Requirement | None) -> Circumstances | None:
    """Return what to judge against; None where the project is for another library."""
    from adapterlint.checking import find_base_model
    from adapterlint.judging import Circumstances
    from adapterlint.releases import admitted, nearest

    declared = None if requirement is None else requirement.specifier or None
    if settings.adapters is None and requirement is not None and requirement.package != "adapters":
        return None
    releases = admitted(settings.adapters)
    if settings.adapters is None and declared is not None:
        releases = nearest(declared)
    return Circumstances(
        releases=releases,
        declared=settings.adapters is not None or declared is not None,
        base_model=find_base_model(settings.base_model),
        installed={str(package): there for package, there in settings.installed.items()},
    )


def adapters_of(settings: Settings, requirement: Requirement | None) -> Adapters:
    """Return what is said about the releases, and where."""
    if settings.adapters is not None:
        return Adapters(settings.adapters, "settings")
    if requirement is None:
        return Adapters()
    name = "" if requirement.package == "adapters" else requirement.package
    specifier = f"{name}{requirement.specifier}" or None
    return Adapters(specifier, _from_here(requirement.source), None if name else _instead(requirement.specifier))


def judged_for(
    site: Site, circumstances: Circumstances | None, settings: Settings, requirement: Requirement | None
) -> Judged:
    """Return a configuration with what it is judged for; no circumstances where the project is for another library."""
    from adapterlint.judging import releases_for, saved_with

    adapters = adapters_of(settings, requirement)
    if circumstances is None:
        return Judged(site, adapters=adapters)
    saved = saved_with(site, circumstances)
    evidence = None if saved is None else f"saved with {saved}"
    return Judged(site, releases_for(site, circumstances), adapters, evidence, settings.base_model)


def _instead(specifier: str) -> str | None:
    """Return the release that is judged for in place of a requirement that admits none that is known."""
    from packaging.specifiers import SpecifierSet

    from adapterlint.releases import nearest

    (*_, newest) = nearest(specifier) if specifier else ("",)
    return newest if specifier and not SpecifierSet(specifier).contains(newest, prereleases=True) else None


def _from_here(source: str) -> str:
    """Shorten the path of a file below the current folder."""
    return str(Path(source).relative_to(Path.cwd())) if Path(source).is_relative_to(Path.cwd()) else source
