"""Commands in shell: words with their places, variables that are assigned before, and loops over words.

This is no shell. What it does not understand it makes a word that is not known.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from adapterlint.sources.shell_functions import SimpleCommand, split
from adapterlint.sources.shell_words import Raw, Variable, is_plain, plain, simple_commands

WAYS_AT_MOST = 16
"""A command in loops is read for so many combinations of their words."""
CALLS_AT_MOST = 512
"""So many calls of functions are followed."""
DEEPEST_VARIABLE = 8
"""A variable that stands for another one, and so on, is followed so often."""

_ASSIGNED = re.compile(r"(?P<name>[A-Za-z_]\w*)\+?=")
_DECLARING = frozenset({"export", "local", "readonly", "declare", "typeset"})
_OPENING, _CLOSING = frozenset({"if", "case"}), frozenset({"fi", "esac"})
_TRANSPARENT = frozenset({"then", "else", "elif", "do", "{", "!", "time", "exec", "nohup"}) | _OPENING


@dataclass(frozen=True, slots=True)
class Expanded:
    """A word with its variables put in; None where it is not known as a whole."""

    text: str | None
    start: int
    end: int


Ways = Mapping[str, Sequence[Raw]]
"""What a variable may stand for: several words if a loop or a branch decides."""


def commands(text: str) -> Iterator[tuple[Expanded, ...]]:
    """Yield each simple command, once for each combination of the words of loops around it.

    The commands of a function come where it is called, with what it is given, and of one that is not, at the end.
    """
    outside, functions = split(text, simple_commands(text))
    shell = _Shell(functions)
    yield from shell.run(outside, {})
    for name in [name for name in functions if name not in shell.called]:
        yield from shell.run(functions[name], {})


@dataclass(frozen=True, slots=True)
class _Shell:
    """Goes through the commands of a text.

    Attributes:
        called: the functions that were called, in order.
    """

    functions: Mapping[str, Sequence[SimpleCommand]]
    called: list[str] = field(default_factory=list)

    def run(
        self, simple: Sequence[SimpleCommand], variables: dict[str, list[Raw]], within: frozenset[str] = frozenset()
    ) -> Iterator[tuple[Expanded, ...]]:
        """Yield commands with their variables put in; `within` names the functions that they are in."""
        depth = 0
        for words in simple:
            first = plain(words[0])
            depth += (first in _OPENING) - (first in _CLOSING)
            rest = list(words)
            while rest and plain(rest[0]) in _TRANSPARENT | _DECLARING:
                rest.pop(0)
            if rest and plain(rest[0]) == "for" and len(rest) > 3 and plain(rest[2]) == "in":  # noqa: PLR2004
                variables[plain(rest[1]) or ""] = [one for word in rest[3:] for one in _listed(word, variables)]
                continue
            rest = _after_assignments(rest, variables, is_branch=depth > 0)
            name = plain(rest[0]) if rest else None
            if name == "shift":
                variables = _without_arguments(variables)
            elif name == "unset":
                variables = {key: ways for key, ways in variables.items() if key not in map(plain, rest)}
            elif name is not None and name in self.functions and name not in within:
                yield from self._call(name, rest[1:], variables, within)
            elif rest:
                yield from _expanded(rest, variables)

    def _call(
        self, name: str, given: Sequence[Raw], variables: Ways, within: frozenset[str]
    ) -> Iterator[tuple[Expanded, ...]]:
        self.called.append(name)
        for arguments in _expanded(given, variables) if len(self.called) < CALLS_AT_MOST else ():
            inside = _without_arguments(variables) | _arguments(arguments)
            yield from self.run(self.functions[name], inside, within | {name})


def _after_assignments(words: Sequence[Raw], variables: dict[str, list[Raw]], *, is_branch: bool) -> list[Raw]:
    """Take in what the words of a command assign first, and return the others."""
    rest = list(words)
    while rest and (assigned := _assignment(rest[0])) is not None:
        name, value = assigned
        values = _appended(rest.pop(0), variables.get(name), value)
        for item in [key for key in variables if key.startswith(f"{name}[")]:
            del variables[item]
        if value.is_array and all(is_plain(way) for way in values):
            variables.update(_items(name, values[-1]))
        variables[name] = [*variables.get(name, ()), *values] if is_branch else values
    return rest


def _appended(word: Raw, before: Sequence[Raw] | None, value: Raw) -> list[Raw]:
    """Return what a variable may be once `name+=value` is done, or `name=value`."""
    found = _ASSIGNED.match(str(word.parts[0]))
    if found is None or "+" not in found.group():
        return [value]
    if not 0 < len(before or ()) <= WAYS_AT_MOST or any(way.is_array > value.is_array for way in before or ()):
        return [replace(value, parts=(None,))]
    between = (" ",) if value.is_array else ()
    return [replace(value, parts=(*way.parts, *between, *value.parts)) for way in before or ()]


def _without_arguments(variables: Ways) -> dict[str, list[Raw]]:
    return {name: list(ways) for name, ways in variables.items() if not _is_argument(name)}


def _is_argument(name: str) -> bool:
    return name == "@" or name.isdecimal()


def _arguments(given: Sequence[Expanded]) -> dict[str, list[Raw]]:
    """Return what a function is given as its variables: each under its number, and all together."""
    words = [Raw((word.text,), word.start, word.end, splits=False) for word in given]
    start, end = (given[0].start, given[-1].end) if given else (0, 0)
    parts = [part for word in given for part in (" ", word.text)]
    numbered = {str(number): [word] for number, word in enumerate(words, start=1)}
    return numbered | {"@": [Raw(tuple(parts), start, end, splits=True)]}


def _assignment(word: Raw) -> tuple[str, Raw] | None:
    first = word.parts[0] if word.parts else None
    found = _ASSIGNED.match(first) if isinstance(first, str) else None
    if found is None or not isinstance(first, str):
        return None
    return found["name"], replace(word, parts=(first[found.end() :], *word.parts[1:]), start=word.start + found.end())


def _items(name: str, array: Raw) -> dict[str, list[Raw]]:
    """Return the items of an array as variables: each under its number, and all for a number that is not known."""
    words = list(_listed(Raw((Variable(name),), array.start, array.end, splits=True), {name: [array]}))
    return {f"{name}[]": words} | {f"{name}[{number}]": [word] for number, word in enumerate(words)}


def _listed(word: Raw, variables: Ways) -> Iterator[Raw]:
    """Yield the words that a `for` goes through, of which one may be a list in a variable."""
    match word.parts:
        case (Variable(name),) if len(variables.get(name, ())) == 1:
            (held,) = variables[name]
            text = plain(held)
            for found in re.finditer(r"\S+", text) if text is not None else ():
                yield Raw((found.group(),), held.start, held.end, splits=False)
        case _:
            yield word


def _expanded(words: Sequence[Raw], variables: Ways) -> Iterator[tuple[Expanded, ...]]:
    used = dict.fromkeys(name for word in words for name in _names(word, variables))
    ways = [variables[name] for name in used]
    for taken in itertools.islice(itertools.product(*ways), WAYS_AT_MOST):
        chosen = dict(zip(used, taken, strict=True))
        yield tuple(expanded for word in words for expanded in _words(word, chosen))


def _names(word: Raw, variables: Ways, depth: int = 0) -> Iterator[str]:
    for part in word.parts:
        if isinstance(part, Variable) and part.name in variables and depth < DEEPEST_VARIABLE:
            yield part.name
            for way in variables[part.name]:
                yield from _names(way, variables, depth + 1)


def _words(word: Raw, chosen: Mapping[str, Raw]) -> Iterator[Expanded]:
    text = _text(word, chosen)
    place = word
    match word.parts:
        case (Variable(name),) if name in chosen:  # the place of the text is where it is written
            place = chosen[name]
        case _:
            pass
    if text is None or not word.splits or is_plain(word):
        yield Expanded(text, place.start, place.end)
        return
    for one in text.split():
        yield Expanded(one, place.start, place.end)


def _text(word: Raw, chosen: Mapping[str, Raw], depth: int = 0) -> str | None:
    texts: list[str] = []
    for part in word.parts:
        match part:
            case str():
                texts.append(part)
            case Variable(name, default) if name in chosen and depth < DEEPEST_VARIABLE:
                inner = _text(chosen[name], {key: one for key, one in chosen.items() if key != name}, depth + 1)
                if inner is None:
                    return None
                texts.append(inner or default or "")
            case Variable(_, str() as default):
                texts.append(default)
            case _:
                return None
    return "".join(texts)
