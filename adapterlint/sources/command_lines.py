"""How a project runs its scripts, as its shell scripts and notebooks show it."""

from __future__ import annotations

from dataclasses import dataclass

from adapterlint.findings import Span


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a command; `text` is None where the shell puts in something that is not known."""

    text: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class CommandLine:
    """One run of a script: the arguments that it is given, and where the command is written.

    Attributes:
        environment: the variables that are set for it, each a word `NAME=value`.
    """

    words: tuple[Word, ...]
    span: Span
    environment: tuple[Word, ...] = ()
