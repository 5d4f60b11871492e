"""Findings about the linter's own input: files, and parts of them, that could not be read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from adapterlint.findings import Certainty, Finding, Span
from adapterlint.settings import Settings
from adapterlint.sources import Problem

if TYPE_CHECKING:
    from adapterlint.rules import RuleBook

UNREADABLE = "ADL001"
SYNTAX_ERROR = "ADL002"
ABOUT_READING = (UNREADABLE, SYNTAX_ERROR)
"""What tells of files, or parts of them, that were not read."""


def rules_of(settings: Settings) -> RuleBook:
    """Return the rules that settings ask for."""
    from adapterlint.rules import load

    return load(settings.rules)


def about_problem(problem: Problem, settings: Settings) -> Finding:
    """Say that a file could not be read, or a cell of it."""
    place = beginning(problem.path, problem.cell)
    return _finding(SYNTAX_ERROR if problem.cell else UNREADABLE, problem.message, place, settings)


def about_syntax(cause: str, span: Span, settings: Settings) -> Finding:
    """Say that code is no Python."""
    return _finding(SYNTAX_ERROR, cause, span, settings)


def beginning(path: Path, cell: int | None = None) -> Span:
    """Return the place where a file or cell begins, which stands for the whole of it."""
    return Span(str(path), 1, 1, 1, 1, cell)


def _finding(code: str, cause: str, span: Span, settings: Settings) -> Finding:
    rule = rules_of(settings)[code]
    return Finding(
        code=code,
        name=rule.name,
        severity=rule.severity,
        certainty=Certainty.CERTAIN,
        message=rule.message.format(cause=cause),
        help=rule.help,
        span=span,
    )
