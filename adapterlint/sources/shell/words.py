"""The words of shell: a text cut into simple commands, with the variables in them.

This is no shell. What it does not understand it makes a part that is not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from adapterlint.sources.shell import CONTINUED
from adapterlint.sources.shell.braces import Braces, in_braces, without_braces
from adapterlint.sources.shell.parts import COMMAND, VARIABLE, Part, computed, quoted, variable

_PIECE = re.compile(
    rf"(?P<space>[ \t{CONTINUED}]+|\\\r?\n)"
    r"|(?P<arithmetic>\(\([^\n]{0,200}?\)\))"
    r"|(?P<end>\r?\n|;;?&?|&&?|\|\|?|\((?!\()|\))"
    r"|(?P<redirection>\d?(?:>>?|<<?-?)(?:&\d)?)"
    r"|(?P<comment>\#[^\n]*)"
    r"|(?P<single>'[^']*')"
    rf"|\"(?P<double>(?:\\.|{COMMAND}|(?!\$\()[^\"\\])*)\""
    rf"|(?P<command>{COMMAND}|`[^`]*`|\$\(\()"
    rf"|(?P<variable>{VARIABLE})"
    r"|(?P<escaped>\\.)"
    r"|(?P<plain>[^\s;&|()<>'\"`$\\\x1f]+|.)",
    re.DOTALL,
)
_ARRAY = re.compile(rf"\((?:'[^']*'|\"[^\"]*\"|{COMMAND}|[^()'\"])*\)")
_BLANKS, _STAND_INS = " \t\n", "\ue000\ue001\ue002"
_TOGETHER = str.maketrans(_BLANKS, _STAND_INS)
_APART = str.maketrans(_STAND_INS, _BLANKS)
_ALL = re.compile(r"\$\{!?\w+\[@\]\}|\$@|\$\{@\}")
"""Stands for several words even in quotes."""


@dataclass(frozen=True, slots=True)
class Raw:
    """A word as written.

    Attributes:
        start, end: where it stands in the text.
        splits: whether a variable in it can become several words.
        is_array: whether it is a list, `name=(a b c)`.
    """

    parts: tuple[Part, ...]
    start: int
    end: int
    splits: bool
    is_array: bool = False


def plain(word: Raw) -> str | None:
    """Return a word that needs no variables; None for others."""
    return "".join(part for part in word.parts if isinstance(part, str)) if is_plain(word) else None


def kept_together(part: Part) -> Part:
    """Return a part of an item of a list so that it is not split where the list is."""
    return part.translate(_TOGETHER) if isinstance(part, str) else part


def as_written(text: str) -> str:
    """Return text of which parts were kept together."""
    return text.translate(_APART)


def unknown(word: Raw) -> Raw:
    """Return a word of which only the place is known."""
    return Raw((None,), word.start, word.end, splits=False)


def is_plain(word: Raw) -> bool:
    """Tell whether a word needs no variables."""
    return all(isinstance(part, str) for part in word.parts)


@dataclass(frozen=True, slots=True)
class SimpleCommand:
    """A command without commands in it.

    Attributes:
        operators: what stands between the command before and this one, `;`, `&&`, `|` …; `;` for the end of a line.
    """

    words: list[Raw]
    operators: str = ""


def simple_commands(text: str) -> Iterator[SimpleCommand]:
    """Yield the simple commands in the order of the text."""
    operators = ""
    words: list[Raw] = []
    parts: list[Part | Braces] = []
    start = position = 0
    splits = into_file = False
    while position <= len(text):
        found = _PIECE.match(text, position)
        kind = found.lastgroup if found else "end"
        is_comment = kind == "comment" and not parts
        if kind in {"space", "end", "redirection"} or is_comment:
            if parts and not into_file:
                words += _braceless(parts, start, position, splits=splits)
            into_file = kind == "redirection" or (into_file and not parts)
            parts, splits = [], False
            if kind == "end":
                into_file = False
                if words and found and found.group() == "(" and (array := _array(text, words[-1], position)):
                    words[-1], position = array
                    continue
                if words:
                    yield SimpleCommand(words, operators)
                    operators = ""
                words = []
                operator = found.group().strip() if found else ""
                operators += operator or ("" if operators.endswith(("|", "&&")) else ";")
        else:
            start = start if parts else position
            splits = (
                splits
                or kind in {"variable", "command"}
                or (kind == "double" and bool(found and _ALL.search(found.group())))
            )
            parts.extend(_parts(kind or "", found.group(kind or 0) if found else ""))
        if found is None:
            return
        position = found.end()


def _braceless(parts: list[Part | Braces], start: int, end: int, *, splits: bool) -> Iterator[Raw]:
    """Yield the words that one becomes whose braces are written out."""
    for way in without_braces(parts):
        yield Raw(tuple(part for part in way if part != "") or ("",), start, end, splits)


def _array(text: str, word: Raw, position: int) -> tuple[Raw, int] | None:
    """Read `name=(a b c)` as a variable that holds the words side by side."""
    balanced = _ARRAY.match(text, position)
    end = balanced.end() - 1 if balanced else text.find(")", position)
    if end < 0 or position != word.end or not (word.parts and str(word.parts[-1]).endswith("=")):
        return None
    items = [one.parts for command in simple_commands(text[position + 1 : end]) for one in command.words]
    inside = tuple(part for parts in items for part in (" ", *map(kept_together, parts)))[1:]
    return Raw((*word.parts, *inside), word.start, end + 1, splits=True, is_array=True), end + 1


def _parts(kind: str, text: str) -> Iterator[Part | Braces]:
    match kind:
        case "single":
            yield text[1:-1]
        case "double":
            yield ""
            yield from quoted(text)
        case "variable":
            yield variable(text)
        case "command":
            yield computed(text)
        case "escaped":
            yield text[1:]
        case _:
            yield from in_braces(text)
