"""Commands in shell: words with their places, variables that are assigned before, and loops over words.

This is no shell. What it does not understand it makes a word that is not known.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from adapterlint.sources.shell_builtins import set_elsewhere
from adapterlint.sources.shell_documents import without_shown
from adapterlint.sources.shell_functions import split
from adapterlint.sources.shell_scopes import CLOSING, OPENING, Scopes, Variables, merged
from adapterlint.sources.shell_words import Raw, SimpleCommand, Variable, is_plain, plain, simple_commands, unknown

WAYS_AT_MOST = 16
"""A command in loops is read for so many combinations of their words."""
CALLS_AT_MOST = 512
"""So many calls of functions are followed."""
VARIABLES_AT_MOST = 1_000
"""Further variables are not known."""
LONGEST_VARIABLE = 4096
"""A variable of more parts is not known."""
DEEPEST_VARIABLE = 8
"""A variable that stands for another one, and so on, is followed so often."""

_ASSIGNED = re.compile(r"(?P<name>[A-Za-z_]\w*)\+?=")
_DECLARING = frozenset({"export", "local", "readonly", "declare", "typeset"})
_TRANSPARENT = frozenset({"then", "do", "!", "time", "exec", "nohup"})
_NEVER = frozenset({"||true", "||:", "&&false"})
"""What joins a command that never runs to the one before it."""


@dataclass(frozen=True, slots=True)
class Expanded:
    """A word with its variables put in; None where it is not known as a whole."""

    text: str | None
    start: int
    end: int


Ways = Mapping[str, list[Raw]]


def commands(text: str) -> Iterator[tuple[Expanded, ...]]:
    """Yield each simple command, once for each combination of the words of loops around it.

    The commands of a function come where it is called, with what it is given, and of one that is not, at the end.
    """
    text = without_shown(text)
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
        self, simple: Sequence[SimpleCommand], variables: Variables, within: frozenset[str] = frozenset()
    ) -> Iterator[tuple[Expanded, ...]]:
        """Yield commands with their variables put in; `within` names the functions that they are in."""
        scopes = Scopes(variables)
        before: list[str | None] = []
        following = [*(command.operators for command in simple[1:]), ""]
        for command, after in zip(simple, following, strict=False):
            scopes.join(command.operators)
            is_dead = command.operators + " ".join(map(str, before)) in _NEVER
            before = [plain(word) for word in command.words]
            if is_dead or (scopes.in_case and after.startswith(")")):
                continue
            is_piped = after.startswith("|") and not after.startswith("||")
            rest = _entered(command.words, variables, scopes, is_piped=is_piped)
            if not scopes.alive or not rest:
                continue
            own = dict(variables) if is_piped or scopes.is_piped else variables
            yield from self._simple(rest, own, scopes, within)

    def _simple(
        self, words: Sequence[Raw], variables: Variables, scopes: Scopes, within: frozenset[str]
    ) -> Iterator[tuple[Expanded, ...]]:
        rest = list(words)
        if plain(rest[0]) in _DECLARING:
            _assign([word for word in rest if _assignment(word)], variables, in_loop=scopes.in_loop)
            return
        assigning = list(itertools.takewhile(_assignment, rest))
        rest = rest[len(assigning) :]
        if not rest:
            _assign(assigning, variables, in_loop=scopes.in_loop)
            return
        name = plain(rest[0])
        if name in {"exit", "return"} and scopes.is_certain:
            scopes.alive = False
        elif name == "shift":
            for argument in filter(_is_argument, list(variables)):
                del variables[argument]
        elif name is not None and name in self.functions and name not in within:
            yield from self._call(name, rest[1:], variables, within, assigning)
        else:
            yield from _expanded(rest, variables)
            set_elsewhere(rest, variables)

    def _call(
        self, name: str, given: Sequence[Raw], variables: Variables, within: frozenset[str], assigning: Sequence[Raw]
    ) -> Iterator[tuple[Expanded, ...]]:
        self.called.append(name)
        outcomes: list[Variables] = []
        for arguments in _expanded(given, variables) if len(self.called) < CALLS_AT_MOST else ():
            inside = _without_arguments(variables) | _arguments(arguments)
            _assign(assigning, inside, in_loop=False)
            yield from self.run(self.functions[name], inside, within | {name})
            outcomes.append(_without_arguments(inside))
        own = {found[0] for word in assigning if (found := _assignment(word))} | _local(self.functions[name])
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
                if len(rest) > 3 and plain(rest[2]) == "in":  # noqa: PLR2004
                    variables[plain(rest[1]) or ""] = [one for word in rest[3:] for one in _listed(word, variables)]
                elif len(rest) > 1:
                    variables[plain(rest[1]) or ""] = [unknown(rest[1])]
                return []
            case str() as begins if begins in OPENING:
                scopes.open(begins, OPENING[begins])
                scopes.alive = scopes.alive and [plain(word) for word in rest[1:]] != ["false"]
                if begins == "case":
                    return []
            case "else" | "elif" as word:
                scopes.branch(is_else=word == "else")
            case str() as ends if ends in CLOSING:
                scopes.close(ends, is_piped=is_piped)
            case word if word not in _TRANSPARENT:
                return rest
            case _:
                pass
        rest.pop(0)
    return []


def _local(body: Sequence[SimpleCommand]) -> set[str]:
    """Return the variables that a function has for itself."""
    declaring = [command.words for command in body if plain(command.words[0]) in {"local", "declare", "typeset"}]
    found = (re.match(r"\w+", str(word.parts[0])) for words in declaring for word in words[1:])
    return {name.group() for name in found if name}


def _assign(words: Sequence[Raw], variables: Variables, *, in_loop: bool) -> None:
    """Take in what words assign."""
    for word in words:
        assigned = _assignment(word)
        if assigned is None or (len(variables) >= VARIABLES_AT_MOST and assigned[0] not in variables):
            continue
        name, value = assigned
        if value.is_array and any(str(part).startswith("[") for part in value.parts):  # its items have names
            value = unknown(value)
        values = _appended(word, variables.get(name), _settled(value, variables), in_loop=in_loop)
        if f"{name}[]" in variables:
            for item in [key for key in variables if key.startswith(f"{name}[")]:
                del variables[item]
        if value.is_array and all(is_plain(way) for way in values):
            variables.update(_items(name, values[-1]))
        variables[name] = values


def _settled(value: Raw, variables: Ways) -> Raw:
    """Put in the variables of a value that have one value now, since they may have another one later."""
    parts: list[str | Variable | None] = []
    for part in value.parts:
        match part:
            case Variable(name, default) if len(ways := variables.get(name, [])) == 1:
                parts += [default or ""] if plain(ways[0]) == "" else ways[0].parts
            case Variable(name) if _is_argument(name) and name not in variables:
                parts.append(None)
            case _:
                parts.append(part)
    return replace(value, parts=tuple(parts)) if len(parts) <= LONGEST_VARIABLE else unknown(value)


def _appended(word: Raw, before: Sequence[Raw] | None, value: Raw, *, in_loop: bool) -> list[Raw]:
    """Return what a variable may be once `name+=value` is done, or `name=value`."""
    found = _ASSIGNED.match(str(word.parts[0]))
    if found is None or "+" not in found.group():
        return [value]
    if (
        in_loop
        or not 0 < len(before or ()) <= WAYS_AT_MOST
        or any(way.is_array > value.is_array for way in before or ())
    ):
        return [unknown(value)]
    between = (" ",) if value.is_array else ()
    return [replace(value, parts=(*way.parts, *between, *value.parts)) for way in before or ()]


def _without_arguments(variables: Ways) -> Variables:
    return {name: ways for name, ways in variables.items() if not _is_argument(name)}


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
