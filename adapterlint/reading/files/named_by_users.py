"""Files that users name on the command line, where nobody shows which: those of the project that it may be."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from adapterlint.reading.files.opened import OpenFile
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.memory.merging import one_of
from adapterlint.sources import DataFile
from adapterlint.values import Choice, Known, Unknown, Value

if TYPE_CHECKING:
    import libcst as cst

FILES_AT_MOST = 8
"""Of more files it is not known which are for the script."""


def files_that_users_may_name(
    interpreter: Interpreter, given: Unknown, suffixes: tuple[str, ...], node: cst.CSTNode
) -> Value:
    """Return the files that lie beside a script, or below it, each as one that its users may name.

    Args:
        given: why it is not known which file is read.
        suffixes: what the name of such a file ends in.
    """
    files, script = interpreter.project.files, Path(interpreter.home.path)
    found = files.beside(script, suffixes, FILES_AT_MOST) if files is not None else []
    held = [files.read(script, str(path.absolute())) for path in found] if files is not None else []
    known = [file for file in held if isinstance(file, DataFile)]
    if not known:
        return given
    span = interpreter.positions.span(node)
    ways = (*(f"users name `{file.path}`" for file in known), "users name another file")
    choice = Choice(f"{span.path}:{span.cell or ''}:{span.line}:{span.column}:file", ways, span, by_user=True)
    return one_of(choice, [*(Known(OpenFile(file)) for file in known), given])
