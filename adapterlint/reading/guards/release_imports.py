"""Imports that may fail: which releases of the library have a name, and what a `try` around its import tells."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import libcst as cst

from adapterlint.reading.frameworks.library_names import LOADERS
from adapterlint.reading.guards.expecting import WHATEVER
from adapterlint.reading.syntax.walking import below
from adapterlint.space.releases import RELEASES, snapshot

Releases = frozenset[str]
ANY_RELEASE: Releases = frozenset(RELEASES)

MISSING = frozenset({"ImportError", "ModuleNotFoundError", "AttributeError"})
"""What is raised for a name that a release does not have, by names of classes that a handler can give."""


def offering(imported: Iterable[tuple[str, str]]) -> Releases:
    """Return the releases that have all of some names, given with the modules of the library that they are in."""
    each = [_having(module, name) for module, name in imported if module.split(".")[0] == "adapters"]
    known = [releases for releases in each if releases is not None]
    return frozenset.intersection(ANY_RELEASE, *known)


@cache
def _having(module: str, name: str) -> Releases | None:
    """Return the releases that have a name; None where it is not known as a name of the library."""
    named = ((release, snapshot(release).names) for release in RELEASES)
    releases = frozenset(
        release for release, names in named if name in names.get(module, ()) or f"{module}.{name}" in names
    )
    return releases if releases or name in LOADERS else None


def expects_missing_name(attempt: cst.Try) -> bool:
    """Tell whether the handlers of a `try` are for a release that lacks a name; of broad ones, those of imports."""
    is_import = all(isinstance(line, cst.SimpleStatementLine) and _binds(line) for line in attempt.body.body)
    return bool(caught_in(attempt) & (MISSING | WHATEVER if is_import else MISSING))


def caught_in(attempt: cst.Try) -> set[str]:
    """Return the names of the exceptions that the handlers of a `try` give."""
    types = [handler.type for handler in attempt.handlers if handler.type is not None]
    names = {node.value for node in below(types) if isinstance(node, cst.Name)}
    return names if len(types) == len(attempt.handlers) else {*names, "BaseException"}


def _binds(line: cst.SimpleStatementLine) -> bool:
    return all(isinstance(part, (cst.Import, cst.ImportFrom, cst.Assign)) for part in line.body)


def assigns(statement: cst.CSTNode, *constants: str) -> bool:
    """Tell whether a statement assigns one of some constants; a name that is None then is not called."""
    match statement:
        case cst.SimpleStatementLine(body=[cst.Assign(value=cst.Name(constant))]):
            return constant in constants
        case _:
            return False
