"""What a file imports, found in its bytes: too much rather than too little, and without parsing it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_STATEMENT = re.compile(
    rb"^[ \t]*(?:from[ \t]+(?P<module>[.\w]+)[ \t]+import[ \t]*(?P<names>\([^)]*\)|(?:[^\n\\#;]|\\\r?\n)*)"
    rb"|import[ \t]+(?P<modules>(?:[^\n\\#;]|\\\r?\n)*))",
    re.MULTILINE,
)
_NAME = re.compile(rb"(?P<name>[.\w]+|\*)(?:\s+as\s+(?P<alias>\w+))?")
_COMMENT = re.compile(rb"#[^\n]*")
_NOTEBOOK_LINE = re.compile(rb"\\n|\"")


@dataclass(frozen=True, slots=True)
class Imported:
    """A module that is imported, or one name of it.

    Attributes:
        module: its dotted name, with leading dots if it is relative.
        name: `*` for all names; empty for the module itself.
        alias: what it is called in the file, if not that.
    """

    module: str
    name: str = ""
    alias: str = field(default="", compare=False)

    @property
    def bound(self) -> str:
        """The name that it binds."""
        return self.alias or self.name or self.module.partition(".")[0]


def imports_in(data: bytes, *, is_notebook: bool = False) -> Iterator[Imported]:
    """Yield what a script or notebook imports anywhere; what stands in a string may be among it."""
    if is_notebook:
        data = _NOTEBOOK_LINE.sub(b"\n", data)
    for statement in _STATEMENT.finditer(data):
        module = statement["module"]
        if module is None:
            yield from (Imported(name, alias=alias) for name, alias in _names(statement["modules"]))
        else:
            of = module.decode(errors="replace")
            yield from (Imported(of, name, alias) for name, alias in _names(statement["names"]))


def _names(written: bytes) -> Iterator[tuple[str, str]]:
    for match in _NAME.finditer(_COMMENT.sub(b"", written)):
        yield match["name"].decode(errors="replace"), (match["alias"] or b"").decode(errors="replace")
