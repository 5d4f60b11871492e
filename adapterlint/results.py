"""What a run of the linter yields: findings, and how much of the project it understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from adapterlint.findings import Finding, Related

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
class Report:
    """Everything that one run has to say.

    Attributes:
        sources: the text of every document that a finding points into, for code frames.
        unseen: what the run could not see, and where: `**kwargs` of a call, a value read at run time.
        sites: the configurations that were read.
        runs: what dynamic mode showed of them; None without it.
    """

    findings: tuple[Finding, ...] = ()
    summary: Summary = field(default_factory=Summary)
    adapters: Adapters = field(default_factory=Adapters)
    sources: Mapping[SourceKey, str] = field(default_factory=dict)
    unseen: tuple[Related, ...] = ()
    sites: tuple[Site, ...] = ()
    runs: Runs | None = None


def by_place(finding: Finding) -> tuple[str, int, int, int]:
    """Sort findings by place; at one place the order of judging, the first failure first, is kept."""
    span = finding.span
    return (span.path, span.cell or 0, span.line, span.column) if span else ("", 0, 0, 0)
