"""Opened files and what is read from them: `open(path)`, `Path(path).read_text()`, `argparse.FileType()`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.invocation import Invocation
from adapterlint.reading.memory.escapes import let_escape
from adapterlint.reading.memory.objects import Arguments
from adapterlint.reading.registry import CALLABLES, CALLS, METHODS, reads
from adapterlint.sources import DataFile
from adapterlint.values import Known, Unknown, Value

if TYPE_CHECKING:
    import libcst as cst


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A file of the project that a script has opened to read it."""

    file: DataFile


@dataclass(frozen=True, slots=True)
class FileText:
    """All that stands in a file of the project."""

    file: DataFile


@reads(CALLS, "builtins.open", "io.open", "codecs.open")
def call_open(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Open a file."""
    path = invocation.arguments.get(0, "file") or Unknown("no path")
    mode = invocation.arguments.get(1, "mode") or Known("r")
    return interpreter.per_option(path, lambda leaf: _opened(interpreter, leaf, mode, invocation.node))


@dataclass(frozen=True, slots=True)
class Opener:
    """`argparse.FileType(mode)`, which opens the file that the command line names."""

    mode: Value


@reads(CALLS, "argparse.FileType")
def call_file_type(_: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `argparse.FileType(mode)`."""
    return Known(Opener(invocation.arguments.get(0, "mode") or Known("r")))


@reads(CALLABLES, Opener)
def call_opener(interpreter: Interpreter, opener: Opener, node: cst.CSTNode, arguments: Arguments) -> Value:
    """Open a file; `-` stands for what is piped into the script."""
    path = arguments.get(0, "string") or Unknown("no path")
    if isinstance(path, Known) and path.value == "-":
        return interpreter.unknown(node, "what is given on standard input")
    return interpreter.per_option(path, lambda leaf: _opened(interpreter, leaf, opener.mode, node))


@reads(METHODS, (PurePosixPath, "open"))
def call_open_method(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Open a file by its path."""
    mode = invocation.arguments.get(0, "mode") or Known("r")
    return _opened(interpreter, invocation.receiver or Unknown("no path"), mode, invocation.node)


@reads(METHODS, (PurePosixPath, "read_text"), (PurePosixPath, "read_bytes"))
def read_text(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Read a file by its path."""

    def read(path: Known | Unknown) -> Value:
        found = file_at(interpreter, path, invocation.node)
        return Known(FileText(found)) if isinstance(found, DataFile) else found

    return interpreter.per_option(invocation.receiver or Unknown("no path"), read)


@reads(METHODS, (PurePosixPath, "write_text"), (PurePosixPath, "write_bytes"))
def write_text(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Remember that the script writes a file."""
    _opened(interpreter, invocation.receiver or Unknown("no path"), Known("w"), invocation.node)
    return interpreter.unknown(invocation.node, "how much is written")


@reads(METHODS, (OpenFile, "read"))
def read_opened(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Read all of an opened file."""
    match invocation.receiver:
        case Known(OpenFile(file)) if not invocation.arguments.values():
            return Known(FileText(file))
        case _:
            return interpreter.unknown(invocation.node, "a part of a file")


def file_at(interpreter: Interpreter, path: Known | Unknown, node: cst.CSTNode) -> DataFile | Unknown:
    """Return the file of the project that a path leads to; unknown, with the reason, where there is none."""
    files = interpreter.project.files
    match path:
        case Unknown():
            return interpreter.derived(node, path)
        case Known(str() | PurePosixPath() as name) if files is not None:
            found = files.read(Path(interpreter.home.path), str(name))
            return interpreter.unknown(node, found) if isinstance(found, str) else found
        case _:
            return interpreter.unknown(node, "a file that is not known")


def _opened(interpreter: Interpreter, path: Value, mode: Value, node: cst.CSTNode) -> Value:
    if isinstance(mode, Known) and isinstance(mode.value, str) and not set(mode.value) & set("wax+"):
        return interpreter.per_option(path, lambda leaf: _to_read(interpreter, leaf, node))
    if isinstance(path, Known) and isinstance(path.value, (str, PurePosixPath)) and interpreter.project.files:
        interpreter.project.files.write(Path(interpreter.home.path), str(path.value))
    let_escape(interpreter, (path,), node)
    return interpreter.unknown(node, "a file that is written")


def _to_read(interpreter: Interpreter, path: Known | Unknown, node: cst.CSTNode) -> Value:
    found = file_at(interpreter, path, node)
    return Known(OpenFile(found)) if isinstance(found, DataFile) else found
