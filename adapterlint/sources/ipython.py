"""IPython's own syntax in a cell, replaced line by line so that Python remains and line numbers stay."""

from __future__ import annotations

import re
from dataclasses import dataclass

from adapterlint.sources.continuation import Continuation

PYTHON_CELL_MAGICS = frozenset({"capture", "debug", "memit", "mprun", "prun", "time", "timeit", "wandb"})
"""Cell magics whose body is Python that runs in the notebook's namespace."""

_CELL_MAGIC = re.compile(r"\s*%%(\w+|!)")
_MAGIC_ASSIGNED = re.compile(r"(?P<target>[\w.,\[\]'\" \t]+?=[ \t]*)[%!](?=\S)")
_HELP = re.compile(r"[%\w.*\[\]'\"]+\?{1,2}\s*$")
_TIMED = re.compile(r"%(?:memit|prun|time|timeit)(?:[ \t]+-\w+(?:[ \t]+\d+)?)*[ \t]+(?=\S)")
"""Line magics whose argument is Python that runs in the notebook's namespace."""
_COMPOUND = re.compile(r"(?:async|class|def|for|if|try|while|with)\b")
_WITHOUT_PERCENT = re.compile(
    r"(?:cat|cd|conda|cp|load_ext|ls|mamba|matplotlib|mkdir|mv|pip3?|rm)[ \t]+"
    r"(?!(?:and|else|for|if|in|is|not|or)\b)[-\w./~'\"{$]"
)
"""Magics that IPython also takes without the percent sign."""
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n|\Z)")


@dataclass(frozen=True, slots=True)
class PythonCell:
    """Python as it remains; `indent` characters were taken from the left."""

    text: str
    indent: int = 0


def to_python(source: str) -> PythonCell:
    """Turn the source of a cell into Python with the same number of lines."""
    lines = [line for line in _LINE.findall(source) if line]
    first = next((index for index, line in enumerate(lines) if line.strip()), None)
    if first is None:
        return PythonCell(source)
    cell_magic = _CELL_MAGIC.match(lines[first])
    if cell_magic:
        if cell_magic[1] not in PYTHON_CELL_MAGICS:
            return PythonCell("".join(_ending(line) for line in lines))
        lines[first] = _ending(lines[first])
        return to_python("".join(lines))
    lines, indent = _dedented(lines, first)
    return PythonCell("".join(_without_magics(lines)), indent)


def _dedented(lines: list[str], first: int) -> tuple[list[str], int]:
    """Take the indentation of the first line from all lines that have it, as IPython does."""
    width = len(lines[first]) - len(lines[first].lstrip(" \t"))
    margin = lines[first][:width]
    return [line[width:] if line.startswith(margin) else line for line in lines], width


def _without_magics(lines: list[str]) -> list[str]:
    python: list[str] = []
    continuation = Continuation()
    in_magic = False
    for line in lines:
        if in_magic:
            in_magic = _is_continued(line)
            python.append(_ending(line))
            continue
        if continuation.at_statement_start:
            replacement = _replaced(line)
            if replacement is not None:
                in_magic = _is_continued(line)
                python.append(replacement + _ending(line))
                continue
        continuation.feed(line)
        python.append(line)
    return python


def _replaced(line: str) -> str | None:
    """Give what stands for a line of IPython's syntax; None if the line is Python."""
    stripped = line.lstrip(" \t").rstrip("\r\n")
    indent = line[: len(line) - len(line.lstrip(" \t"))]
    if (timed := _TIMED.match(stripped)) and not _is_continued(line):
        return indent + _in_place(timed.group(), stripped[timed.end() :])
    if stripped.startswith(("%", "!", "?")) or _HELP.match(stripped) or _WITHOUT_PERCENT.match(stripped):
        return indent + "pass"
    if assigned := _MAGIC_ASSIGNED.match(stripped):
        return indent + assigned["target"] + "get_ipython()"
    return None


def _in_place(magic: str, statement: str) -> str:
    """Put a statement that does nothing in the place of a magic, so that what follows it keeps its column."""
    return statement if _COMPOUND.match(statement) else f"{'0;':{len(magic)}}{statement}"


def _is_continued(line: str) -> bool:
    return line.rstrip("\r\n").endswith("\\")


def _ending(line: str) -> str:
    return line[len(line.rstrip("\r\n")) :]
