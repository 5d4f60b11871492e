"""What the linter reports: findings, where they point, and how they can be mended."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class Severity(str, Enum):
    """How bad the found thing is."""

    ERROR = "error"
    """It raises, or it cannot learn."""
    WARNING = "warning"
    """It is ignored, or it does harm."""
    ADVICE = "advice"
    """It works; there is a better way."""

    def __str__(self) -> str:
        return self.value


class Certainty(str, Enum):
    """Whether the finding holds whatever the script does."""

    CERTAIN = "certain"
    """True for every value that the code, or the declared release, admits."""
    POSSIBLE = "possible"
    """True for some alternative that is written in the code or some admitted release, and not for others."""

    def __str__(self) -> str:
        return self.value


class Safety(str, Enum):
    """Whether a fix may be applied without a look."""

    SAFE = "safe"
    """Keeps what the program does today."""
    UNSAFE = "unsafe"
    """Changes what the program does, as the user most likely meant it."""
    DISPLAY = "display"
    """Only shown: there is more than one way, and the user has to choose."""

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a source file. Lines and columns count from 1, columns in characters; the end is exclusive.

    Attributes:
        path: the file, as it was given on the command line.
        cell: the number of the notebook cell, from 1; lines then count within it. None outside notebooks.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    cell: int | None = None

    def holds(self, other: Span) -> bool:
        """Tell whether a stretch lies in this one, or is the same."""
        return (
            (self.path, self.cell) == (other.path, other.cell)
            and (self.line, self.column) <= (other.line, other.column)
            and (other.end_line, other.end_column) <= (self.end_line, self.end_column)
        )


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that explains a finding: where a value comes from, what it collides with."""

    message: str
    span: Span


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace what `span` covers by `text`; an empty span inserts."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A way to mend a finding.

    Attributes:
        title: what it does, in the imperative.
        set: the arguments of the configuration that it sets.
        edits: the same as changes to the source; empty where the source does not show the place.
        remove: the arguments of the configuration that it takes out, those of them that are given.
    """

    title: str
    safety: Safety
    set: Mapping[str, object] = field(default_factory=dict)
    edits: tuple[Edit, ...] = ()
    remove: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """What the real library does with the configuration.

    Attributes:
        phase: where it happens: `construct`, `add_adapter`, `forward` or `backward`.
        raises: the name of the exception.
    """

    phase: str
    raises: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the linter has to say.

    Attributes:
        message: one line that stands alone; values stand in backticks.
        when: the alternatives in the source under which it holds, all of them, for each choice that decides; empty
            where it does not depend on any.
        span: where the configuration is written; None for a configuration that was not read from a file.
        claim: the exception that the library raises; only on certain errors.
        confirmed: what a run in the real library showed of it; None if it was not run.
        refuted: what a run in the real library showed against it; None if none did.
        help: what to do about it.
    """

    code: str
    name: str
    severity: Severity
    certainty: Certainty
    message: str
    span: Span | None = None
    help: str | None = None
    related: tuple[Related, ...] = ()
    claim: Claim | None = None
    confirmed: str | None = None
    refuted: str | None = None
    fixes: tuple[Fix, ...] = ()
    when: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """A short hash that stays the same when lines move: of file, rule and message."""
        path = self.span.path if self.span else ""
        return hashlib.sha256(f"{path}\0{self.code}\0{self.message}".encode()).hexdigest()[:16]
