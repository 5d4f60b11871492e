"""Commands in shell: words with their places, variables that are assigned before, and loops over words.

This is no shell. What it does not understand it makes a word that is not known.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from adapterlint.sources.shell.builtins import set_elsewhere
from adapterlint.sources.shell.conditions import answer, with_tests_apart
from adapterlint.sources.shell.documents import without_shown
from adapterlint.sources.shell.environments import without_setting_up
from adapterlint.sources.shell.expansion import WAYS_AT_MOST, Expanded, expanded, only_text
from adapterlint.sources.shell.functions import split
from adapterlint.sources.shell.job_arrays import task_numbers
from adapterlint.sources.shell.loops import ROUNDS_AT_MOST, Loop, ends_of_loops, loop_between, variable_of
from adapterlint.sources.shell.scopes import CLOSING, OPENING, Left, Scopes, Variables, merged
from adapterlint.sources.shell.variables import (
    arguments_of,
    assign,
    assignment,
    environment,
    export,
    is_argument,
    without_arguments,
)
from adapterlint.sources.shell.words import Raw, SimpleCommand, plain, simple_commands

CALLS_AT_MOST = 512
"""So many calls of functions are followed."""

_EXPORTING = frozenset({"export", "ENV"})
"""What puts variables into the environment, in shell and in Dockerfiles."""
_DECLARING = _EXPORTING | {"local", "readonly", "declare", "typeset"}
_TRANSPARENT = frozenset({"do", "!", "time", "exec", "nohup"})
_LEAVING = frozenset({"exit", "return", "continue", "break"})


def commands(text: str) -> Iterator[tuple[Expanded, ...]]:
    """Yield each simple command, once for each combination of the words of loops around it.

    What is set in its environment comes first, as words `NAME=value`.
    The commands of a function come where it is called, with what it is given, and of one that is not, at the end.
    """
    text = without_setting_up(without_shown(text))
    outside, functions = split(text, with_tests_apart(simple_commands(text)))
    shell = _Shell(functions)
    yield from shell.run(outside, task_numbers(text))
    for name in [name for name in functions if name not in shell.called]:
        yield from shell.run(functions[name], {})


@dataclass(frozen=True, slots=True)
class _Within:
    """What commands are in.

    Attributes:
        functions: the names of those that are called.
        rounds: how often loops around them are gone through.
        in_loop: whether they run several times, in whichever order.
    """

    functions: frozenset[str] = frozenset()
    rounds: int = 1
    in_loop: bool = False


_OUTSIDE = _Within()
_Run = Generator[tuple[Expanded, ...], None, Left | None]
"""Commands, and how they were left where they do not come to their end."""


@dataclass(frozen=True, slots=True)
class _Shell:
    """Goes through the commands of a text.

    Attributes:
        called: the functions that were called, in order.
    """

    functions: Mapping[str, Sequence[SimpleCommand]]
    called: list[str] = field(default_factory=list)

    def run(self, simple: Sequence[SimpleCommand], variables: Variables, within: _Within = _OUTSIDE) -> _Run:
        """Yield commands with their variables put in."""
        scopes = Scopes(variables, in_loop=within.in_loop)
        ends = ends_of_loops(simple)
        at = 0
        while at < len(simple):
            command = simple[at]
            after = simple[at + 1].operators if at + 1 < len(simple) else ""
            scopes.join(command.operators)
            loop = (
                loop_between(simple, at, ends[at], variables, ROUNDS_AT_MOST // within.rounds) if at in ends else None
            )
            if loop is None:
                yield from self._command(command, after, variables, scopes, within)
                at += 1
                continue
            _entered(loop.lead, variables, scopes, is_piped=False)
            if scopes.alive:
                ends_before = loop.end + 1 < len(simple) and _is_pipe(simple[loop.end + 1].operators)
                yield from self._rounds(loop, variables, scopes, within, own_shell=ends_before or scopes.is_piped)
            at = loop.end + 1
        return None if scopes.alive else scopes.left

    def _command(
        self, command: SimpleCommand, after: str, variables: Variables, scopes: Scopes, within: _Within
    ) -> Iterator[tuple[Expanded, ...]]:
        if scopes.at_pattern and plain(command.words[0]) != "esac":
            scopes.take_pattern([plain(word) for word in command.words])
            return
        is_piped = _is_pipe(after)
        rest = _entered(command.words, variables, scopes, is_piped=is_piped)
        if not scopes.alive or not rest:
            return
        own = dict(variables) if is_piped or scopes.is_piped else variables
        answers = all(map(assignment, rest)) or answer(rest, own)
        yield from self._simple(rest, own, scopes, within)
        if any(plain(word) == "!" for word in command.words[: -len(rest)]):
            answers = None if answers is None else not answers
        scopes.answer = answers if scopes.is_certain else None

    def _rounds(
        self, loop: Loop, variables: Variables, scopes: Scopes, within: _Within, *, own_shell: bool
    ) -> Iterator[tuple[Expanded, ...]]:
        """Yield the commands of a loop, round by round."""
        held = dict(variables) if own_shell else variables
        inside = replace(
            within, rounds=min(within.rounds * max(len(loop.rounds), 2), ROUNDS_AT_MOST), in_loop=scopes.in_loop
        )
        scopes.answer = None
        for word in loop.rounds:
            held[loop.name] = [word]
            left = yield from self.run(loop.body, held, inside)
            match left:
                case Left("continue", 1) | None:
                    continue
                case Left("break", 1):
                    return
                case Left("continue" | "break" as by, loops):
                    scopes.leave(by, loops - 1)
                case Left(by):
                    if not own_shell:
                        scopes.leave(by)
            return

    def _simple(
        self, words: Sequence[Raw], variables: Variables, scopes: Scopes, within: _Within
    ) -> Iterator[tuple[Expanded, ...]]:
        rest = list(words)
        if plain(rest[0]) in _DECLARING:
            assign([word for word in rest if assignment(word)], variables, in_loop=scopes.in_loop)
            if plain(rest[0]) in _EXPORTING or "-x" in map(plain, rest):
                export(rest[1:], variables)
            return
        assigning = list(itertools.takewhile(assignment, rest))
        rest = rest[len(assigning) :]
        if not rest:
            assign(assigning, variables, in_loop=scopes.in_loop)
            return
        name = plain(rest[0])
        if name in _LEAVING and scopes.is_certain:
            count = only_text(rest[1], variables) if rest[1:] and name in {"continue", "break"} else None
            scopes.leave(name or "", int(count) if count and count.isdecimal() else 1)
        elif name == "shift":
            for argument in filter(is_argument, list(variables)):
                del variables[argument]
        elif name is not None and name in self.functions and name not in within.functions:
            yield from self._call(name, rest[1:], variables, within, assigning)
        else:
            given = [replace(word, splits=False) for word in assigning]
            at_most = min(WAYS_AT_MOST, ROUNDS_AT_MOST // within.rounds)
            yield from expanded(rest, variables, [*environment(variables), *given], at_most)
            set_elsewhere(rest, variables)

    def _call(
        self, name: str, given: Sequence[Raw], variables: Variables, within: _Within, assigning: Sequence[Raw]
    ) -> Iterator[tuple[Expanded, ...]]:
        self.called.append(name)
        outcomes: list[Variables] = []
        for arguments in expanded(given, variables) if len(self.called) < CALLS_AT_MOST else ():
            inside = without_arguments(variables) | arguments_of(arguments)
            assign(assigning, inside, in_loop=False)
            yield from self.run(self.functions[name], inside, replace(within, functions=within.functions | {name}))
            outcomes.append(without_arguments(inside))
        own = {found[0] for word in assigning if (found := assignment(word))} | _local(self.functions[name])
        for variable, ways in merged(outcomes).items():
            if variable not in own:
                variables[variable] = ways


def _entered(words: Sequence[Raw], variables: Variables, scopes: Scopes, *, is_piped: bool) -> list[Raw]:
    """Go over the words of a command that begin and end others, and return what is left of it."""
    rest = list(words)
    while rest:
        match plain(rest[0]):
            case "for" | "select" as begins:
                scopes.open(begins, "done")
                if (head := variable_of(rest, variables)) is not None:
                    variables[head[0]] = head[1]
                return []
            case "case":
                subject = only_text(rest[1], variables) if rest[1:] else None
                scopes.open_case(subject, [plain(word) for word in rest[3:]])
                return []
            case str() as begins if begins in OPENING:
                scopes.open(begins, OPENING[begins])
                scopes.alive = scopes.alive and (begins, *map(plain, rest[1:])) != ("while", "false")
            case "else" | "elif" as word:
                scopes.branch(is_else=word == "else")
            case "then":
                scopes.decide()
            case str() as ends if ends in CLOSING:
                scopes.close(ends, is_piped=is_piped)
            case word if word not in _TRANSPARENT:
                return rest
            case _:
                pass
        rest.pop(0)
    return []


def _is_pipe(operators: str) -> bool:
    return operators.startswith("|") and not operators.startswith("||")


def _local(body: Sequence[SimpleCommand]) -> set[str]:
    """Return the variables that a function has for itself."""
    declaring = [command.words for command in body if plain(command.words[0]) in {"local", "declare", "typeset"}]
    found = (re.match(r"\w+", str(word.parts[0])) for words in declaring for word in words[1:])
    return {name.group() for name in found if name}
