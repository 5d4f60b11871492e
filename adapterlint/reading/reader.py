"""Reading a document: parse each cell, then run all of them on paper, in order."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING

from adapterlint.findings import Span
from adapterlint.reading.classes import walk_uncalled_methods
from adapterlint.reading.depth import with_room
from adapterlint.reading.functions import walk_uncalled
from adapterlint.reading.handlers import load_handlers
from adapterlint.reading.imports import is_shadowed, library_imports
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.library_names import MENTION
from adapterlint.reading.merging import leaves, same
from adapterlint.reading.parsing import CannotParseError, parse
from adapterlint.reading.positions import Positions
from adapterlint.reading.result import ImportedName, Reading, Unreadable
from adapterlint.reading.training import training_of
from adapterlint.reading.unread import note_unread
from adapterlint.sources import Cell, Document
from adapterlint.values import Known, Unknown

if TYPE_CHECKING:
    import libcst as cst

load_handlers()


def read(document: Document) -> Reading:
    """Find the adapter configurations of a document, and the base models that they are put into.

    Never raises on account of what the document holds: what cannot be read is a problem of the reading.
    """
    return with_room(lambda: _read(document))


def _read(document: Document) -> Reading:
    path = str(document.path)
    positions = Positions(path)
    parsed: list[cst.Module] = []
    problems: list[Unreadable] = []
    for cell in document.cells:
        try:
            module = parse(cell.text)
            positions.add(module, cell)
        except CannotParseError as error:
            problems.append(Unreadable(error.message, _point(path, cell, error.line, error.column)))
        except RecursionError:
            problems.append(Unreadable("nested too deeply to be read", _point(path, cell, 1, 1)))
        else:
            parsed.append(module)
    imports = [found for module in parsed for found in library_imports(module.body)]
    shadowed = is_shadowed(document.path)
    imported = tuple(
        ImportedName(module, name, positions.span(node))
        for module, name, node in imports
        if not (shadowed and module.split(".")[0] == "adapters")
    )
    if not any(MENTION.search(cell.text) for cell in document.cells):
        return Reading((), imported, tuple(problems))
    interpreter = Interpreter(path, positions, uses_library=bool(imported), is_shadowed=shadowed)
    try:
        _run(interpreter, parsed)
    except RecursionError:
        problems.append(Unreadable("nested too deeply to be read", Span(path, 1, 1, 1, 1)))
    training = training_of(interpreter.trainings)
    sites = tuple(dataclasses.replace(site, training=training) for site in interpreter.sites.collected())
    return Reading(sites, imported, tuple(problems))


def _point(path: str, cell: Cell, line: int, column: int) -> Span:
    column += cell.indent
    return Span(path, line, column, line, column, cell.number)


def _run(interpreter: Interpreter, modules: Sequence[cst.Module]) -> None:
    interpreter.bind("__name__", Known("__main__"))
    interpreter.bind("__file__", Unknown("`__file__`: the place of the script"))
    for module in modules:
        interpreter.execute(module.body)
        interpreter.state.alive = True
    _settle(interpreter)
    walk_uncalled_methods(interpreter)
    walk_uncalled(interpreter)
    if interpreter.is_spent:
        note_unread(interpreter, modules)


def _settle(interpreter: Interpreter) -> None:
    """Make the names of the module what functions that are called from elsewhere find.

    That is their last value; but a name with several values, one of which another one replaced, is unknown:
    when such a function is called is not known.
    """
    interpreter.state.assumed.clear()
    for name, values in interpreter.history.items():
        key = (interpreter.module_scope.identity, name)
        last = interpreter.state.memory.get(key)
        if last is None:
            continue
        possible = [leaf for _, leaf in leaves(last)]
        replaced = [
            value for value in values for _, leaf in leaves(value) if not any(same(leaf, one) for one in possible)
        ]
        if replaced:
            interpreter.state.memory[key] = Unknown(f"`{name}` is assigned more than once")
