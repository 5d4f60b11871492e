"""What a run of the linter yields: findings, and how much of the project it understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from adapterlint.findings import Finding, Related

SourceKey: TypeAlias = "tuple[str, int | None]"
"""A path as given on the command line, and the number of a notebook cell."""


@dataclass(frozen=True, slots=True)
class Adapters:
    """The releases of adapters that the configurations were judged against.

    Attributes:
        specifier: `<1.1`; None where nothing was declared, which means every supported release.
        source: what declares it: `--adapters-version`, `requirements.txt:3`; None where nothing does.
    """

    specifier: str | None = None
    source: str | None = None


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
    """

    findings: tuple[Finding, ...] = ()
    summary: Summary = field(default_factory=Summary)
    adapters: Adapters = field(default_factory=Adapters)
    sources: Mapping[SourceKey, str] = field(default_factory=dict)
    unseen: tuple[Related, ...] = ()
