"""What a shell makes of the text in a variable: `${ids%,}`, `${model/a/b}`, `${name,,}`, `${ids::-1}`."""

from __future__ import annotations

import fnmatch
import re

LONGEST = 2_000
"""A longer text, or pattern, is not changed."""
_CUT = re.compile(r"(?P<start>\d*)(?::(?P<length>-?\d+))?")


def changed(text: str, how: str, given: str) -> str | None:
    """Return what is left of a text; None for what is not understood.

    Args:
        how: the sign after the name of the variable: `%`, `##`, `//`, `,,`, `:` and so on.
        given: what comes after it: a pattern, for `/` with what is put in its place.
    """
    if len(text) > LONGEST or len(given) > LONGEST or "\\" in given:
        return None
    match how:
        case "%" | "%%":
            starts = range(len(text), -1, -1) if how == "%" else range(len(text) + 1)
            return next((text[:at] for at in starts if fnmatch.fnmatchcase(text[at:], given)), text)
        case "#" | "##":
            ends = range(len(text) + 1) if how == "#" else range(len(text), -1, -1)
            return next((text[at:] for at in ends if fnmatch.fnmatchcase(text[:at], given)), text)
        case "/" | "//":
            pattern, _, put_in = given.partition("/")
            is_plain = pattern and not set(pattern) & set("*?[#%")
            return text.replace(pattern, put_in, 1 if how == "/" else -1) if is_plain else None
        case ":":
            return _cut(text, given)
        case _:
            return _in_case(text, how) if not given else None


def _cut(text: str, given: str) -> str | None:
    found = _CUT.fullmatch(given)
    if found is None:
        return None
    start, length = int(found["start"] or 0), found["length"]
    if length is None:
        return text[start:]
    end = int(length)
    return text[start : start + end] if end >= 0 else text[start : max(start, len(text) + end)]


def _in_case(text: str, how: str) -> str | None:
    match how:
        case ",,":
            return text.lower()
        case "^^":
            return text.upper()
        case ",":
            return text[:1].lower() + text[1:]
        case "^":
            return text[:1].upper() + text[1:]
        case _:
            return None
