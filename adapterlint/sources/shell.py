"""Commands in shell: words with their places, variables that are assigned before, and loops over words.

This is no shell. What it does not understand it makes a word that is not known.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

WAYS_AT_MOST = 16
"""A command in loops is read for so many combinations of their words."""
DEEPEST_VARIABLE = 8
"""A variable that stands for another one, and so on, is followed so often."""

_PIECE = re.compile(
    r"(?P<space>[ \t]+|\\\r?\n)"
    r"|(?P<end>\r?\n|;;?&?|&&?|\|\|?|\((?!\()|\))"
    r"|(?P<redirection>\d?(?:>>?|<<?-?)(?:&\d)?)"
    r"|(?P<comment>\#[^\n]*)"
    r"|(?P<single>'[^']*')"
    r"|\"(?P<double>(?:\\.|\$\((?:[^()]|\([^()]*\))*\)|(?!\$\()[^\"\\])*)\""
    r"|(?P<command>\$\((?:[^()]|\([^()]*\))*\)|`[^`]*`|\$\(\()"
    r"|(?P<variable>\$\w+|\$\{[^}]*\}|\$[@*#?$!-])"
    r"|(?P<escaped>\\.)"
    r"|(?P<plain>[^\s;&|()<>'\"`$\\]+|.)",
    re.DOTALL,
)
_INSIDE = re.compile(
    r"(?P<command>\$\(.*?\)|`[^`]*`)|(?P<variable>\$\w+|\$\{[^}]*\}|\$[@*#?$!-])|(?P<plain>\\.|[^$`\\]+|.)", re.DOTALL
)
_ALL = re.compile(r"\$\{\w+\[@\]\}")
"""Stands for several words even in quotes."""
_NAME = re.compile(r"\$?\{?(?P<name>\w+)(?P<all>\[[@*]\])?(?::?[-=](?P<default>[^}]*))?\}?")
_ITEM = re.compile(r"\$\{(?P<name>\w+)\[(?P<number>[^@*\]]+)\]\}")
_ASSIGNED = re.compile(r"(?P<name>[A-Za-z_]\w*)\+?=")
_DECLARING = frozenset({"export", "local", "readonly", "declare", "typeset"})
_OPENING, _CLOSING = frozenset({"if", "case"}), frozenset({"fi", "esac"})
_TRANSPARENT = frozenset({"then", "else", "elif", "do", "{", "!", "time", "exec", "nohup"}) | _OPENING


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable in a word; `default` as in `${name:-default}`."""

    name: str
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Raw:
    """A word as written: texts, variables, and None for what is not known.

    Attributes:
        start, end: where it stands in the text.
        splits: whether a variable in it can become several words.
    """

    parts: tuple[str | Variable | None, ...]
    start: int
    end: int
    splits: bool


@dataclass(frozen=True, slots=True)
class Expanded:
    """A word with its variables put in; None where it is not known as a whole."""

    text: str | None
    start: int
    end: int


Ways = Mapping[str, Sequence[Raw]]
"""What a variable may stand for: several words if a loop or a branch decides."""


def commands(text: str) -> Iterator[tuple[Expanded, ...]]:
    """Yield each simple command, once for each combination of the words of loops around it."""
    variables: dict[str, list[Raw]] = {}
    depth = 0
    for words in _simple_commands(text):
        first = _plain(words[0])
        depth += (first in _OPENING) - (first in _CLOSING)
        rest = list(words)
        while rest and _plain(rest[0]) in _TRANSPARENT | _DECLARING:
            rest.pop(0)
        if rest and _plain(rest[0]) == "for" and len(rest) > 3 and _plain(rest[2]) == "in":  # noqa: PLR2004
            variables[_plain(rest[1]) or ""] = [one for word in rest[3:] for one in _listed(word, variables)]
            continue
        while rest and (assigned := _assignment(rest[0])) is not None:
            name, value = assigned
            rest.pop(0)
            if value.splits and _is_plain(value):
                variables.update(_items(name, value))
            variables[name] = [*variables.get(name, ()), value] if depth > 0 else [value]
        if rest:
            yield from _expanded(rest, variables)


def _plain(word: Raw) -> str | None:
    """Return a word that needs no variables; None for others."""
    return "".join(part for part in word.parts if isinstance(part, str)) if _is_plain(word) else None


def _is_plain(word: Raw) -> bool:
    return all(isinstance(part, str) for part in word.parts)


def _assignment(word: Raw) -> tuple[str, Raw] | None:
    first = word.parts[0] if word.parts else None
    found = _ASSIGNED.match(first) if isinstance(first, str) else None
    if found is None or not isinstance(first, str):
        return None
    return found["name"], Raw((first[found.end() :], *word.parts[1:]), word.start + found.end(), word.end, word.splits)


def _items(name: str, array: Raw) -> dict[str, list[Raw]]:
    """Return the items of an array as variables: each under its number, and all for a number that is not known."""
    words = list(_listed(Raw((Variable(name),), array.start, array.end, splits=True), {name: [array]}))
    return {f"{name}[]": words} | {f"{name}[{number}]": [word] for number, word in enumerate(words)}


def _listed(word: Raw, variables: Ways) -> Iterator[Raw]:
    """Yield the words that a `for` goes through, of which one may be a list in a variable."""
    match word.parts:
        case (Variable(name),) if len(variables.get(name, ())) == 1:
            (held,) = variables[name]
            text = _plain(held)
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
    if text is None or not word.splits or _is_plain(word):
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


def _simple_commands(text: str) -> Iterator[list[Raw]]:
    words: list[Raw] = []
    parts: list[str | Variable | None] = []
    start = position = 0
    splits = into_file = False
    while position <= len(text):
        found = _PIECE.match(text, position)
        kind = found.lastgroup if found else "end"
        is_comment = kind == "comment" and not parts
        if kind in {"space", "end", "redirection"} or is_comment:
            if parts and not into_file:
                words.append(Raw(tuple(part for part in parts if part != "") or ("",), start, position, splits))
            into_file = kind == "redirection" or (into_file and not parts)
            parts, splits = [], False
            if kind == "end":
                into_file = False
                if words and found and found.group() == "(" and (array := _array(text, words[-1], position)):
                    words[-1], position = array
                    continue
                if words:
                    yield words
                words = []
        else:
            start = start if parts else position
            splits = splits or kind == "variable" or (kind == "double" and bool(found and _ALL.search(found.group())))
            parts.extend(_parts(kind or "", found.group(kind or 0) if found else ""))
        if found is None:
            return
        position = found.end()


def _array(text: str, word: Raw, position: int) -> tuple[Raw, int] | None:
    """Read `name=(a b c)` as a variable that holds the words side by side."""
    end = text.find(")", position)
    if end < 0 or position != word.end or not (word.parts and str(word.parts[-1]).endswith("=")):
        return None
    inside = " ".join(_plain(one) or "" for command in _simple_commands(text[position + 1 : end]) for one in command)
    return Raw((*word.parts, inside), word.start, end + 1, splits=True), end + 1


def _parts(kind: str, text: str) -> Iterator[str | Variable | None]:
    match kind:
        case "single":
            yield text[1:-1]
        case "double":
            yield ""
            for found in _INSIDE.finditer(text):
                yield from _parts(found.lastgroup or "", found.group())
        case "variable":
            if item := _ITEM.fullmatch(text):
                yield Variable(f"{item['name']}[{item['number'] if item['number'].isdecimal() else ''}]")
                return
            name = _NAME.fullmatch(text)
            yield Variable(name["name"], name["default"]) if name else None
        case "command":
            yield None
        case "escaped":
            yield text[1:]
        case _:
            yield re.sub(r'\\(["$`\\])', r"\1", text)
