"""The parts of words of a shell: text, and what is put in for `$name`, `${list[1]}` and `$((2 * rank))`.

What is not understood is a part that is not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

# Deeper parentheses are not understood.
COMMAND = r"\$\((?:[^()]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))*\)"
VARIABLE = r"\$\w+|\$\{(?:[^{}]|\{[^{}]*\})*\}|\$\{[^}]*\}|\$[@*#?$!-]"
_INSIDE = re.compile(rf"(?P<command>{COMMAND}|`[^`]*`)|(?P<variable>{VARIABLE})|(?P<plain>\\.|[^$`\\]+|.)", re.DOTALL)
_NAME = re.compile(r"\$?\{?\s*(?P<name>\w+)(?P<all>\[[@*]\])?(?::?[-=](?P<default>.*?))?\s*\}?", re.DOTALL)
_ALL_ARGUMENTS = frozenset({"$@", "$*", "${@}", "${*}"})
_ITEM = re.compile(r"\$\{(?P<name>\w+)\[(?P<index>[^@*].*)\]\}", re.DOTALL)
_OF_ARRAY = re.compile(r"\$\{(?P<what>[#!])(?P<name>\w+)\[[@*]\]\}")
_CHANGED = re.compile(
    r"\$\{(?P<name>\w+)(?P<how>%%?|##?|//?|,,?|\^\^?|:(?=[\d:]))(?P<given>.*)\}",
    re.DOTALL,
)
_ARITHMETIC = re.compile(r"\$\(\((?P<inside>.*)\)\)", re.DOTALL)
_IN_ARITHMETIC = re.compile(rf"(?P<variable>{VARIABLE})|(?P<name>[A-Za-z_]\w*)|(?P<plain>[^$A-Za-z_]+|.)", re.DOTALL)
_NUMBERS = re.compile(r"\$\(\s*seq\s(?P<inside>(?:\"[^\"]*\"|'[^']*'|[^;|&<>()'\"])*)\)")
_JOINED = re.compile(
    r"\$\(\s*IFS=(?P<quote>['\"]?)(?P<by>[^\s'\"]+?)(?P=quote)\s*;\s*echo\s+\"?(?P<inside>\$\{\w+\[\*\]\}|\$\*)\"?\s*\)"
)


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable in a word; `default` as in `${name:-default}`."""

    name: str
    default: tuple[Part, ...] | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """An item of an array, `${name[index]}`."""

    name: str
    index: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Computed:
    """What the shell puts in for `$((2 * r))`, `$(seq 0 5)`, `$(IFS=,; echo "${names[*]}")` and `${ids%,}`.

    Attributes:
        by: `arithmetic`, `seq`, `join`, or how the text is changed.
        parts: what it is made of.
        given: what items are joined by, or what says how the text is changed.
    """

    by: str
    parts: tuple[Part, ...]
    given: tuple[Part, ...] = ()


Part: TypeAlias = str | Variable | Item | Computed | None
"""A piece of a word: text, what is put in, and None for what is not known."""


def quoted(text: str) -> Iterator[Part]:
    """Yield the parts of text in double quotes."""
    for found in _INSIDE.finditer(text):
        match found.lastgroup:
            case "variable":
                yield variable(found.group())
            case "command":
                yield computed(found.group())
            case _:
                yield re.sub(r'\\(["$`\\])', r"\1", found.group())


def variable(text: str) -> Variable | Item | Computed | None:
    """Read `$name`, `${name:-default}`, `${name[index]}`, `${#name[@]}`, `${name%,}`; None if it is not understood."""
    if text in _ALL_ARGUMENTS:
        return Variable("@")
    if of_array := _OF_ARRAY.fullmatch(text):
        return Variable(f"{of_array['name']}[{of_array['what']}]")
    if changed := _CHANGED.fullmatch(text):
        return Computed(changed["how"], (Variable(changed["name"]),), tuple(quoted(_unquoted(changed["given"]))))
    if item := _ITEM.fullmatch(text):
        return Item(item["name"], _index(item["index"]))
    found = _NAME.fullmatch(text)
    return Variable(found["name"], _default(found["default"])) if found else None


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


def _default(text: str | None) -> tuple[Part, ...] | None:
    match text:
        case None:
            return None
        case str() if text[:1] == text[-1:] == "'" and len(text) > 1:
            return (text[1:-1],)
        case str() if text[:1] == text[-1:] == '"' and len(text) > 1:
            return tuple(quoted(text[1:-1]))
        case _:
            return tuple(quoted(text))


def _index(text: str) -> tuple[Part, ...]:
    """Read an index: a number or an expression, the name of a variable, or that of the item itself."""
    if text.startswith("$("):
        return (computed(text),)
    if re.search(r"[-+*/%(]", text):
        return (Computed("arithmetic", tuple(_in_arithmetic(text))),)
    if text.isidentifier():
        return (Variable(text, (text,)),)
    return tuple(quoted(text.strip("'\"")))


def computed(text: str) -> Computed | None:
    """Read `$(…)`; None if what it runs is not understood."""
    if text.startswith("`"):
        text = f"$({text[1:-1]})"
    if found := _ARITHMETIC.fullmatch(text):
        return Computed("arithmetic", tuple(_in_arithmetic(found["inside"])))
    if found := _NUMBERS.fullmatch(text):
        return Computed("seq", tuple(quoted(found["inside"])))
    if found := _JOINED.fullmatch(text):
        return Computed("join", (variable(found["inside"]),), (found["by"][0],))
    return None


def _in_arithmetic(text: str) -> Iterator[Part]:
    """Yield the parts of an expression, in which a variable needs no dollar, and is computed first then."""
    for found in _IN_ARITHMETIC.finditer(text):
        match found.lastgroup:
            case "variable":
                yield variable(found.group())
            case "name":
                yield from ("(", Variable(found.group()), ")")
            case _:
                yield found.group()
