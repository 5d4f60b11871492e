"""A script or module of the project, parsed, and the namespace in which it is run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from adapterlint.findings import Span
from adapterlint.reading.frameworks.library_names import MENTION, is_library_name
from adapterlint.reading.interpreter import AS_SCRIPT, Interpreter
from adapterlint.reading.language.imports import library_imports
from adapterlint.reading.memory.contents import Key
from adapterlint.reading.memory.objects import Scope
from adapterlint.reading.result import ImportedName, Unreadable
from adapterlint.reading.syntax.parsing import CannotParseError, is_python, parse
from adapterlint.reading.syntax.positions import Positions
from adapterlint.sources import Cell, CommandLine, Document, imports_in, is_shadowed
from adapterlint.values import Value

if TYPE_CHECKING:
    import libcst as cst

    from adapterlint.sources.imports import Imported


def may_hold_configurations(document: Document) -> bool:
    """Tell whether a configuration can be written in a document, or put into a model; False is certain."""
    return any(MENTION.search(cell.text) for cell in document.cells)


_PARSERS = re.compile(
    rb"argparse|HfArgumentParser|TrlParser|sys\.argv|from_cli|merge_with_cli|\benviron\b|\bgetenv\b|BaseSettings"
    rb"|\b(?:click|typer|fire|absl|tyro|simple_parsing|hydra)\b"
)


def may_read_command_line(code: bytes) -> bool:
    """Tell whether a file takes values from the command line, or the environment; False is certain."""
    return _PARSERS.search(code) is not None


_RUNNING = re.compile(rb"subprocess|os\.system|os\.popen|import system")


def may_run_one_of(code: bytes, scripts: Iterable[Path]) -> bool:
    """Tell whether a file may run one of some scripts, as far as it names them."""
    if _RUNNING.search(code) is None:
        return False
    runs_modules = b"-m" in code
    return any(script.name.encode() in code or (runs_modules and script.stem.encode() in code) for script in scripts)


def may_use_library(document: Document) -> bool:
    """Tell whether a document may import the library; False is certain."""
    return any(
        is_library_name(found.module, found.name) or (found.module == "transformers" and found.name in {"", "*"})
        for found in _imports(document)
    )


def may_import(document: Document, package: str) -> bool:
    """Tell whether a document may import a package, or something of it; False is certain."""
    return any(found.module.split(".")[0] == package for found in _imports(document))


def _imports(document: Document) -> Iterator[Imported]:
    return (found for cell in document.cells for found in imports_in(cell.text.encode(errors="replace")))


@dataclass(frozen=True, slots=True)
class Source:
    """What a document holds, parsed once however often it is run.

    Attributes:
        imported: the names that it takes from the library, in the order of the source.
        problems: the parts of it that are no Python.
    """

    document: Document
    cells: Sequence[cst.Module]
    imported: tuple[ImportedName, ...]
    problems: tuple[Unreadable, ...]
    is_shadowed: bool

    @property
    def path(self) -> str:
        """The document, as it is called in messages."""
        return str(self.document.path)

    @property
    def mentions_configurations(self) -> bool:
        """Whether a configuration can be written in it."""
        return may_hold_configurations(self.document)

    @property
    def is_also_run(self) -> bool:
        """Whether it does something of its own when it is run instead of imported."""
        return any(AS_SCRIPT in cell.text for cell in self.document.cells)


@dataclass(slots=True, eq=False)
class Module:
    """A source while it is run, as a script or because another one imports it.

    Attributes:
        is_shadowed: whether a module of the project hides the library from it.
        uses_library: whether it imports the library anywhere, or names of it from another file.
        star_modules: the modules outside the project that it imports all names of, in order.
        history: all values that each of its names was given.
        run: its run as an imported module.
        effects: what that run left in objects of other modules, and in what all share.
        borrowed: what the run found in objects of other modules.
    """

    source: Source
    is_script: bool
    scope: Scope = field(default_factory=Scope)
    uses_library: bool = False
    star_modules: list[str] = field(default_factory=list)
    history: dict[str, list[Value]] = field(default_factory=dict)
    run: Interpreter | None = None
    effects: dict[Key, Value] = field(default_factory=dict)
    borrowed: frozenset[Key] = frozenset()

    def __post_init__(self) -> None:
        self.uses_library = bool(self.source.imported)

    @property
    def path(self) -> str:
        """The document, as it is called in messages."""
        return self.source.path

    @property
    def command_lines(self) -> Sequence[CommandLine]:
        """How the project runs it, if it is a script."""
        return self.source.document.command_lines if self.is_script else ()

    @property
    def is_shadowed(self) -> bool:
        """Whether a module of the project hides the library from it."""
        return self.source.is_shadowed


def parsed(document: Document, positions: Positions) -> Source:
    """Parse the cells of a document; those that are no Python are problems of it."""
    path = str(document.path)
    cells: list[cst.Module] = []
    problems: list[Unreadable] = []
    for cell in document.cells:
        try:
            module = parse(cell.text)
            positions.add(module, path, cell)
        except CannotParseError as error:
            problems.append(Unreadable(error.message, _point(path, cell, error.line, error.column)))
        except RecursionError:
            problems.append(Unreadable("nested too deeply to be read", _point(path, cell, 1, 1)))
        else:
            cells.append(module)
    shadowed = is_shadowed(document.path)
    imported = tuple(
        ImportedName(module, name, positions.span(node))
        for parsed_cell in cells
        for module, name, node in library_imports(parsed_cell.body)
        if not (shadowed and module.split(".")[0] == "adapters")
    )
    return Source(document, cells, imported, tuple(problems), shadowed)


def syntax_problems(document: Document) -> tuple[Unreadable, ...]:
    """Return what of a document is no Python; for that alone, Python's own parser is much faster where it knows all."""
    unsure = Document(document.path, tuple(cell for cell in document.cells if not is_python(cell.text)))
    return parsed(unsure, Positions()).problems if unsure.cells else ()


def _point(path: str, cell: Cell, line: int, column: int) -> Span:
    column += cell.indent
    return Span(path, line, column, line, column, cell.number)
