"""What configurations are judged against: releases, a base model, an environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from packaging.version import Version

from adapterlint.base_models import BaseModel
from adapterlint.facts import Dictionary, Site
from adapterlint.space.releases import RELEASES
from adapterlint.space.saved import saved_with_release
from adapterlint.values import Known


@dataclass(frozen=True)
class Circumstances:
    """What configurations are judged against, the same for all of a project.

    Attributes:
        releases: the releases of adapters that are admitted.
        declared: whether the project says so, or nothing is known and every release is admitted.
        base_model: the base model to judge for, whatever the script shows; None for what it shows.
        installed: what is known of the environment.
    """

    releases: tuple[str, ...] = RELEASES
    declared: bool = False
    base_model: BaseModel | None = None
    installed: Mapping[str, bool] = field(default_factory=dict)


def saved_with(site: Site, circumstances: Circumstances) -> Version | None:
    """Return the release that a configuration was saved with; None if it was not, or if the project declares one.

    Where nothing is declared, what is saved with a release is loaded with that one or a later one.
    """
    match site.configuration:
        case Known(Dictionary(saved_with=str(version))) if not circumstances.declared:
            return saved_with_release(version)
        case _:
            return None


def releases_for(site: Site, circumstances: Circumstances) -> tuple[str, ...]:
    """Return the releases to judge a configuration for."""
    oldest = saved_with(site, circumstances) or Version("0")
    later = tuple(release for release in circumstances.releases if Version(release) >= oldest)
    return later or circumstances.releases[-1:]
