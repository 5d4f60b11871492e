"""What variables of shell hold where commands branch, loop, run in a shell of their own, or do not run at all."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from adapterlint.sources.shell.words import Raw

Variables = dict[str, list[Raw]]
"""What a variable may stand for: several words if a loop or a branch decides."""

OPENING = {"if": "fi", "case": "esac", "{": "}", "for": "done", "while": "done", "until": "done", "select": "done"}
"""What begins a compound command, with what ends it."""
CLOSING = frozenset(OPENING.values())
_OPERATOR = re.compile(r"\|\||&&|;;|[|&;()]")


class Left(NamedTuple):
    """How commands are left before their end: by `exit`, `return`, or `continue` and `break` of so many loops."""

    by: str
    loops: int = 1


@dataclass(slots=True)
class _Compound:
    """A compound command that is not ended yet, with how it was before it.

    Attributes:
        ways: what its branches that have ended leave.
        is_decided: whether a branch before is run for certain, so that no further one is.
        subject: what a `case` compares, if that is known.
        patterns: those of a branch of a `case` that are read by now; None behind them.
    """

    begins: str
    ends: str
    before: Variables
    was_alive: bool
    chain: Variables | None
    is_piped: bool
    ways: list[Mapping[str, list[Raw]]] = field(default_factory=list)
    has_else: bool = False
    is_decided: bool = False
    subject: str | None = None
    patterns: list[str | None] | None = None


class Scopes:
    """Follows where in the structure of a text its commands are.

    Attributes:
        alive: whether the commands here can run.
        is_piped: whether the command here runs in a shell of its own, since it reads from a pipe.
        answer: whether the command before succeeded; None if that is not known.
        left: how the commands were left, where they were.
    """

    def __init__(self, variables: Variables, *, in_loop: bool = False) -> None:
        """Take the variables, which are changed in place, and whether all of it runs several times."""
        self._variables = variables
        self._compounds: list[_Compound] = []
        self._chain: Variables | None = None
        self._skipped_at: int | None = None
        self._is_inside_loop = in_loop
        self.alive = True
        self.is_piped = False
        self.answer: bool | None = None
        self.left: Left | None = None

    @property
    def in_loop(self) -> bool:
        """Whether the commands here run several times."""
        return self._is_inside_loop or any(compound.ends == "done" for compound in self._compounds)

    @property
    def at_pattern(self) -> bool:
        """Whether the words here are a pattern of a `case`."""
        return bool(self._compounds) and self._compounds[-1].patterns is not None

    @property
    def is_certain(self) -> bool:
        """Whether the command here runs whenever its block does."""
        return self._chain is None

    def join(self, operators: str) -> None:
        """Go over what stands between two commands."""
        for operator in _OPERATOR.findall(operators):
            if self.at_pattern:
                if operator == ")":
                    self._choose()
                continue
            self.is_piped = operator == "|"
            match operator:
                case "&&" | "||":
                    self._join_chain(operator)
                case "(":
                    self.open("(", ")")
                case ")":
                    self.close(")")
                case "|":
                    self.answer = None
                case _:
                    self._end_chain()
                    if operator == ";;" and self._compounds and self._compounds[-1].begins == "case":
                        self.branch()

    def _join_chain(self, operator: str) -> None:
        """Go over `&&` or `||`: what follows is run, is not run, or may be run."""
        self._end_skipping()
        is_and = operator == "&&"
        if self._chain is None and self.answer is not None:
            if self.answer != is_and and self.alive:
                self.alive, self._skipped_at = False, len(self._compounds)
            return
        if not is_and:
            self._end_chain()
        self._chain = self._copy() if self._chain is None else self._chain

    def _end_skipping(self) -> None:
        if self._skipped_at == len(self._compounds):
            self.alive, self._skipped_at = True, None

    def open(self, begins: str, ends: str) -> None:
        """Begin a compound command."""
        compound = _Compound(begins, ends, self._copy(), self.alive, self._chain, self.is_piped)
        self._compounds.append(compound)
        self._chain, self.is_piped = None, False

    def open_case(self, subject: str | None, first: list[str | None]) -> None:
        """Begin a `case`, behind whose `in` a pattern may stand already."""
        self.open("case", "esac")
        self._compounds[-1].subject = subject
        self._compounds[-1].patterns = first

    def take_pattern(self, texts: list[str | None]) -> None:
        """Take in words of a pattern."""
        if self._compounds and self._compounds[-1].patterns is not None:
            self._compounds[-1].patterns += texts

    def _choose(self) -> None:
        """Begin the branch of a `case` whose patterns are read."""
        compound = self._compounds[-1]
        patterns, compound.patterns = compound.patterns or [], None
        if "*" in patterns:
            compound.is_decided = True
        elif compound.subject is not None and None not in patterns:
            matches = any(fnmatch.fnmatchcase(compound.subject, pattern or "") for pattern in patterns)
            compound.is_decided |= matches
            self.alive = self.alive and matches

    def decide(self) -> None:
        """Begin what an `if` runs if the commands before succeeded."""
        if self._compounds and self._compounds[-1].begins == "if":
            self._compounds[-1].is_decided |= self.answer is True and self.alive
            self.alive = self.alive and self.answer is not False

    def branch(self, *, is_else: bool = False) -> None:
        """Begin another branch of the innermost `if` or `case`."""
        if not self._compounds or self._compounds[-1].begins not in {"if", "case"}:
            return
        compound = self._compounds[-1]
        if self.alive:
            compound.ways.append(self._copy())
        compound.has_else = is_else
        compound.patterns = [] if compound.begins == "case" else None
        self._set(compound.before)
        self.alive = compound.was_alive and not compound.is_decided

    def close(self, ends: str, *, is_piped: bool = False) -> None:
        """End the innermost compound command that ends so; nothing if there is none."""
        if not any(compound.ends == ends for compound in self._compounds):
            return
        compound = self._compounds.pop()
        while compound.ends != ends:
            compound = self._compounds.pop()
        ways = [*compound.ways, self._copy()] if self.alive else compound.ways
        is_certain = compound.begins in {"{", "for", "select"} or compound.has_else or compound.is_decided
        if not is_certain or (compound.chain is not None and not ways):
            ways = [compound.before, *ways]
        own_shell = ends == ")" or compound.is_piped or is_piped
        self._set(compound.before if own_shell or not ways else merged(ways))
        self.alive = compound.was_alive and (bool(ways) or own_shell or ends == "done")
        self._chain = compound.chain
        self.answer = self.answer if compound.begins == "{" and self.is_certain else None

    def leave(self, by: str, loops: int = 1) -> None:
        """Run nothing more of these commands, unless another branch goes on."""
        self.alive, self.left = False, Left(by, loops)

    def _end_chain(self) -> None:
        self._end_skipping()
        if self._chain is not None:
            self._set(merged([self._chain, self._variables]))
            self.answer = None
        self._chain = None

    def _copy(self) -> Variables:
        return dict(self._variables)

    def _set(self, variables: Mapping[str, list[Raw]]) -> None:
        held = dict(variables)
        self._variables.clear()
        self._variables.update(held)


def merged(ways: Iterable[Mapping[str, list[Raw]]]) -> Variables:
    """Return what variables may be after one of several ways."""
    found: Variables = {}
    for variables in ways:
        for name, values in variables.items():
            known = found.get(name)
            if known is None:
                found[name] = values
            elif known is not values:
                found[name] = list(dict.fromkeys([*known, *values]))
    return found
