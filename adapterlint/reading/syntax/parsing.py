"""Text to syntax, whatever the text is: libcst takes the process down where text is nested too deeply.

The bounds here keep within the room that `adapterlint.reading.syntax.depth` makes.
"""

from __future__ import annotations

import ast
import re
import warnings

import libcst as cst

DEEPEST_BRACKETS = 200
LONGEST_CHAIN = 20_000
"""Characters of code between two commas or statements; each may nest one level deeper."""
MOST_BRANCHES = 2_000
"""`elif` branches in one file; each nests one level deeper."""

_CHAIN = re.compile(r"(?:\s{0,8}[-+*/%.|&^@]{1,2}\s{0,8}\w+|\([^()\n]{0,999}\)|\[[^\[\]\n]{0,999}\]){1000}")
"""`.a.b()[0] + c`, so often that the parser, which looks back over all of it each time, takes many seconds."""
_STRINGS = re.compile(
    r"\#[^\r\n]*|\"{3}(?:\\.|[^\\])*?\"{3}|'{3}(?:\\.|[^\\])*?'{3}|\"(?:\\.|[^\"\\\r\n])*\"|'(?:\\.|[^'\\\r\n])*'",
    re.DOTALL,
)
_STRUCTURE = re.compile(
    r"\#[^\r\n]*"
    r"|\"{3}(?:\\.|[^\\])*?\"{3}|'{3}(?:\\.|[^\\])*?'{3}"
    r"|\"(?:\\.|[^\"\\\r\n])*\"|'(?:\\.|[^'\\\r\n])*'"
    r"|[()\[\]{},;\n]",
    re.DOTALL,
)
_PLACE = re.compile(r"error at (\d+):(\d+): ")


class CannotParseError(Exception):
    """Text that is not Python, or none that can be read."""

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column


def parse(text: str) -> cst.Module:
    """Parse Python of any version that libcst knows, newer than the running one too.

    Raises:
        CannotParseError: the text is not Python, or nested too deeply.
    """
    if _is_nested_too_deeply(text):
        raise CannotParseError("nested too deeply to be read")
    try:
        return cst.parse_module(text)
    except Exception as error:
        raise _explained(text, error) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how a panic of the parser, which is written in Rust, shows
            raise
        raise CannotParseError("cannot be parsed: the parser gave up") from error


def is_python(text: str) -> bool:
    """Tell whether the running Python can read some text; where it cannot, a newer one may."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _is_nested_too_deeply(text: str) -> bool:
    """Estimate from brackets, commas and branches alone how deep the syntax is."""
    if text.count("elif") > MOST_BRANCHES:
        return True
    if _CHAIN.search(text) and _CHAIN.search(_STRINGS.sub("''", text)):
        return True
    if len(text) <= LONGEST_CHAIN and sum(map(text.count, "([{")) <= DEEPEST_BRACKETS:
        return False
    depth = deepest = longest = chain_start = 0
    for token in _STRUCTURE.finditer(text):
        mark = token.group()
        if mark in "([{":
            depth += 1
            deepest = max(deepest, depth)
        elif mark in ")]}":
            depth = max(0, depth - 1)
        elif mark in ",;" or (mark == "\n" and depth == 0):
            longest = max(longest, token.start() - chain_start)
            chain_start = token.end()
        elif len(mark) > 1:
            chain_start += len(mark)
    longest = max(longest, len(text) - chain_start)
    return deepest > DEEPEST_BRACKETS or longest > LONGEST_CHAIN


def _explained(text: str, error: Exception) -> CannotParseError:
    """Say what is wrong in Python's own words if it agrees, since libcst places errors roughly."""
    if not isinstance(error, cst.ParserSyntaxError):
        return CannotParseError(f"cannot be parsed: {error}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except SyntaxError as python:
        return CannotParseError(f"syntax error: {python.msg}", max(python.lineno or 1, 1), max(python.offset or 1, 1))
    except (ValueError, RecursionError, MemoryError) as python:
        return CannotParseError(f"cannot be parsed: {python or type(python).__name__}")
    place = _PLACE.search(error.message)
    line, column = (int(place[1]), int(place[2]) + 1) if place else (error.editor_line, error.editor_column)
    return CannotParseError(f"syntax error: {_PLACE.sub('', error.message)}", line, column)
