"""Loops of shell: the words that a `for` goes through, and those that are gone through round by round."""

from __future__ import annotations

import itertools
import operator
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from adapterlint.sources.shell.expansion import Ways, listed, only_text
from adapterlint.sources.shell.parts import Item, Part, Variable, computed
from adapterlint.sources.shell.words import Raw, SimpleCommand, is_plain, plain, unknown

ROUNDS_AT_MOST = 64
"""So many rounds of a loop, and of the loops around it, are gone through one by one."""

_LEADING = frozenset({"then", "do", "else", "elif", "if", "!", "time", "{"})
_BEGINNING = frozenset({"for", "select", "while", "until"})
_DECIDING = frozenset({"continue", "break", "[", "[[", "test", "case"})
_ASSIGNED = re.compile(r"(?P<name>[A-Za-z_]\w*)(?P<adds>\+?)=")
_COUNTING = re.compile(
    r"\(\(\s*(?P<name>[A-Za-z_]\w*)\s*=(?P<first>[^;=]+);\s*(?P=name)\s*(?P<sign><=?|>=?)(?P<last>[^;=<>]+);\s*"
    r"(?:(?P=name)\s*(?P<steps>\+\+|--)|(?P<before>\+\+|--)\s*(?P=name)|(?P=name)\s*(?P<by>[-+])=(?P<step>[^;=]+))\s*\)\)"
)
_SIGNS: dict[str, Callable[[int, int], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True, slots=True)
class Loop:
    """A `for` that is gone through round by round.

    Attributes:
        lead: the words before it, `do`, which belong to what is around it.
        end: the number of the command that ends it.
    """

    lead: Sequence[Raw]
    name: str
    rounds: Sequence[Raw]
    body: Sequence[SimpleCommand]
    end: int


def variable_of(words: Sequence[Raw], variables: Ways) -> tuple[str, list[Raw]] | None:
    """Return the variable of a `for`, and what it goes through; None if that is not understood.

    Args:
        words: those of its head, `for x in a b` or `for ((i = 0; i < 4; i++))`.
    """
    match [plain(word) for word in words[:3]]:
        case [_, str() as head] if found := _COUNTING.fullmatch(head):
            return found["name"], list(_counted(found, words[1], variables))
        case [_, str() as name, "in"]:
            return name, [one for word in words[3:] for one in listed(word, variables)]
        case [_, str() as name, *_]:
            return name, [unknown(words[1])]
        case _:
            return None


def _counted(found: re.Match[str], word: Raw, variables: Ways) -> Iterator[Raw]:
    """Yield the numbers that `((i = 0; i < 4; i++))` counts; one that is not known if they are not."""
    down = "-" in (found["steps"] or found["before"] or found["by"])
    written = (found["first"], found["last"], found["step"] or "1")
    texts = [only_text(Raw((computed(f"$(({one}))"),), 0, 0, splits=False), variables) for one in written]
    if None in texts or texts[2] in {"0", None} or str(texts[2]).startswith("-"):
        yield unknown(word)
        return
    first, last, step = (int(text or "") for text in texts)
    holds = _SIGNS[found["sign"]]
    numbers = itertools.takewhile(lambda number: holds(number, last), itertools.count(first, -step if down else step))
    counted = list(itertools.islice(numbers, ROUNDS_AT_MOST + 1))
    if len(counted) > ROUNDS_AT_MOST:
        yield unknown(word)
        return
    yield from (Raw((str(number),), word.start, word.end, splits=False) for number in counted)


def ends_of_loops(simple: Sequence[SimpleCommand]) -> dict[int, int]:
    """Return the numbers of the commands that begin loops, with those of the commands that end them."""
    ends: dict[int, int] = {}
    open_loops: list[int] = []
    for at, command in enumerate(simple):
        for text in _first_words(command):
            if text in _BEGINNING:
                open_loops.append(at)
            elif text == "done" and open_loops:
                ends[open_loops.pop()] = at
    return ends


def loop_between(
    simple: Sequence[SimpleCommand], at: int, end: int, variables: Ways, rounds_at_most: int
) -> Loop | None:
    """Return the loop between two commands, if its rounds are known, and differ in more than the loop's variable."""
    words = simple[at].words
    lead = len(list(itertools.takewhile(lambda word: plain(word) in _LEADING, words)))
    body = _without_do(list(simple[at + 1 : end]))
    if plain(words[lead]) != "for" or not _needs_rounds(body):
        return None
    head = variable_of(words[lead:], variables)
    if head is None or len(head[1]) > rounds_at_most or not all(map(is_plain, head[1])):
        return None
    return Loop(words[:lead], head[0], head[1], body, end)


def _first_words(command: SimpleCommand) -> Iterator[str | None]:
    """Yield the words that begin and end other commands, and the first one that does not."""
    for word in command.words:
        text = plain(word)
        yield text
        if text not in _LEADING:
            return


def _without_do(body: list[SimpleCommand]) -> list[SimpleCommand]:
    """Leave the `do` empty, so that every command keeps its number."""
    if body and plain(body[0].words[0]) == "do":
        body[0] = SimpleCommand(body[0].words[1:], ";")
    return body


def _needs_rounds(body: Sequence[SimpleCommand]) -> bool:
    return any(
        plain(word) in _DECIDING or _goes_on(word) or (plain(word) or "").startswith("((")
        for command in body
        for word in command.words
    )


def _goes_on(word: Raw) -> bool:
    """Tell whether a word adds to a variable, or assigns it what it held with something else."""
    first = word.parts[0] if word.parts else None
    found = _ASSIGNED.match(first) if isinstance(first, str) else None
    return found is not None and (bool(found["adds"]) or found["name"] in _named_in(word.parts))


def _named_in(parts: Sequence[Part]) -> Iterator[str]:
    for part in parts:
        match part:
            case Variable(name, default):
                yield name
                yield from _named_in(default or ())
            case Item(name, index):
                yield name
                yield from _named_in(index)
            case str() | None:
                pass
            case _:
                yield from _named_in((*part.parts, *part.given))
