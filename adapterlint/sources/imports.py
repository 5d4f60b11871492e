"""What a file imports, found in its bytes: too much rather than too little, and without parsing it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_STATEMENT = re.compile(
    rb"^[ \t]*(?:from[ \t]+(?P<module>[.\w]+)[ \t]+import[ \t]*(?P<names>\([^)]*\)|(?:[^\n\\#;]|\\\r?\n)*)"
    rb"|import[ \t]+(?P<modules>(?:[^\n\\#;]|\\\r?\n)*))",
    re.MULTILINE,
)
_NAME = re.compile(rb"(?P<name>[.\w]+|\*)(?:\s+as\s+\w+)?")
_COMMENT = re.compile(rb"#[^\n]*")
_NOTEBOOK_LINE = re.compile(rb"\\n|\"")


@dataclass(frozen=True, slots=True)
class Imported:
    """A module that is imported, or one name of it.

    Attributes:
        module: its dotted name, with leading dots if it is relative.
        name: `*` for all names; empty for the module itself.
    """

    module: str
    name: str = ""


def imports_in(data: bytes, *, is_notebook: bool = False) -> Iterator[Imported]:
    """Yield what a script or notebook imports anywhere; what stands in a string may be among it."""
    if is_notebook:
        data = _NOTEBOOK_LINE.sub(b"\n", data)
    for statement in _STATEMENT.finditer(data):
        module = statement["module"]
        if module is None:
            yield from (Imported(name) for name in _names(statement["modules"]))
        else:
            yield from (Imported(module.decode(errors="replace"), name) for name in _names(statement["names"]))


def _names(written: bytes) -> Iterator[str]:
    for match in _NAME.finditer(_COMMENT.sub(b"", written)):
        yield match["name"].decode(errors="replace")
