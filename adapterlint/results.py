"""What a run of the linter yields: findings, and how much of the project it understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from adapterlint.findings import Finding, Related, Span

if TYPE_CHECKING:
    from adapterlint.facts import Site
    from adapterlint.runs import Runs

SourceKey: TypeAlias = "tuple[str, int | None]"
"""A path as given on the command line, and the number of a notebook cell."""


@dataclass(frozen=True, slots=True)
class Adapters:
    """The releases of adapters that the configurations were judged against.

    Attributes:
        specifier: `<1.1`; None where nothing was declared, which means every supported release.
        source: what declares it: `--adapters-version`, `requirements.txt:3`; None where nothing does.
        instead: the release that was judged for, where the declared one is newer than any that is known.
    """

    specifier: str | None = None
    source: str | None = None
    instead: str | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """How much there was, and how much of it was understood.

    Attributes:
        files: the Python files and notebooks that were found, with or without adapters in them.
        configurations: the configurations that were read.
        opaque: those of them that have parts which the source does not show.
        suppressed: the findings that comments silence.
    """

    files: int = 0
    configurations: int = 0
    opaque: int = 0
    suppressed: int = 0


@dataclass(frozen=True, slots=True)
class Judged:
    """A configuration, and what it was judged for.

    Attributes:
        releases: of adapters; none where the project is for another library.
        adapters: what the project says about them.
        evidence: what the configuration itself says about them, in words; None if nothing, or if it does not count.
        base_model: the model that the settings name; None for what the source shows.
    """

    site: Site
    releases: tuple[str, ...] = ()
    adapters: Adapters = field(default_factory=Adapters)
    evidence: str | None = None
    base_model: str | None = None

    @property
    def span(self) -> Span | None:
        """Where it is written, or else where it is added."""
        return self.site.span or self.site.inserted_at


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that one run has to say.

    Attributes:
        adapters: the releases that the first file was judged for.
        sources: the text of every document that a finding points into, for code frames.
        unseen: what the run could not see, and where: `**kwargs` of a call, a value read at run time.
        judged: the configurations that were read.
        runs: what dynamic mode showed of them; None without it.
    """

    findings: tuple[Finding, ...] = ()
    summary: Summary = field(default_factory=Summary)
    adapters: Adapters = field(default_factory=Adapters)
    sources: Mapping[SourceKey, str] = field(default_factory=dict)
    unseen: tuple[Related, ...] = ()
    judged: tuple[Judged, ...] = ()
    runs: Runs | None = None

    @property
    def sites(self) -> tuple[Site, ...]:
        """The configurations that were read."""
        return tuple(one.site for one in self.judged)

    @property
    def requirements(self) -> tuple[Adapters, ...]:
        """What the projects of the configurations say about releases, each once."""
        return tuple(dict.fromkeys(one.adapters for one in self.judged)) or (self.adapters,)


def by_place(found: Finding | Judged) -> tuple[str, int, int, int]:
    """Sort what was found by place; at one place the order of judging, the first failure first, is kept."""
    span = found.span
    return (span.path, span.cell or 0, span.line, span.column) if span else ("", 0, 0, 0)
