"""The code cells of a Jupyter notebook, nbformat 3 and 4."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from adapterlint.sources import documents
from adapterlint.sources.documents import Cell, Document
from adapterlint.sources.ipython import to_python
from adapterlint.sources.problems import Problem


class MalformedError(ValueError):
    """The notebook is not built as a notebook is."""


def load_notebook(path: Path, data: bytes) -> Document | Problem:
    """Take the code cells from a notebook, in order; a cell without text is a problem of its own.

    A notebook of another language holds no Python.
    """
    parsed = _parsed(path, data)
    if isinstance(parsed, Problem):
        return parsed
    notebook, sources = parsed
    if _is_of_another_language(notebook):
        return Document(path, ())
    if problem := documents.too_much([source for source in sources if source is not None]):
        return Problem(path, f"its code is {problem}")
    read: list[Cell] = []
    problems: list[Problem] = []
    for number, source in enumerate(sources, start=1):
        if source is None:
            problems.append(Problem(path, "the source of the cell is not text", number))
        else:
            python = to_python(source)
            read.append(Cell(python.text, number, python.indent))
    return Document(path, tuple(read), tuple(problems))


def why_unreadable(path: Path, data: bytes) -> Problem | None:
    """Say why a file is no notebook; None if it is one, whatever its cells hold."""
    parsed = _parsed(path, data)
    return parsed if isinstance(parsed, Problem) else None


def _parsed(path: Path, data: bytes) -> tuple[dict[str, object], list[str | None]] | Problem:
    """Return a notebook, and the sources of its code cells."""
    try:
        notebook = json.loads(data.decode("utf-8-sig"))
        return notebook, list(code_sources(notebook))
    except UnicodeDecodeError as error:
        return Problem(path, f"cannot be decoded: {error}")
    except MalformedError as error:
        return Problem(path, f"is not a notebook: {error}")
    except (ValueError, RecursionError) as error:  # ValueError also of a number with too many digits
        return Problem(path, f"is not JSON that can be read: {error}")


def code_sources(notebook: object) -> Iterator[str | None]:
    """Yield the source of each code cell of a notebook, in order; None where it is not text.

    Raises:
        MalformedError: it is no notebook.
    """
    return (_source(cell) for cell in _code_cells(notebook))


def _is_of_another_language(notebook: dict[str, object]) -> bool:
    metadata = notebook.get("metadata")
    sections = metadata if isinstance(metadata, dict) else {}
    named = [
        section.get(key)
        for section, key in ((sections.get("language_info"), "name"), (sections.get("kernelspec"), "language"))
        if isinstance(section, dict)
    ]
    languages = [language.lower() for language in named if isinstance(language, str) and language]
    return bool(languages) and not any("py" in language or "sage" in language for language in languages)


def _code_cells(notebook: object) -> Iterator[dict[str, object]]:
    if not isinstance(notebook, dict):
        raise MalformedError("the file does not hold an object")
    sheets = notebook.get("worksheets")  # nbformat 3
    holders = [notebook] if not isinstance(sheets, list) else [sheet for sheet in sheets if isinstance(sheet, dict)]
    if not any("cells" in holder for holder in holders):
        raise MalformedError("it has no cells")
    for holder in holders:
        cells = holder.get("cells", [])
        if not isinstance(cells, list):
            raise MalformedError("its cells are not a list")
        yield from (cell for cell in cells if isinstance(cell, dict) and cell.get("cell_type") == "code")


def _source(cell: dict[str, object]) -> str | None:
    source = cell.get("source", cell.get("input", ""))  # nbformat 3 calls it `input`
    match source:
        case str():
            text = source
        case list() if all(isinstance(line, str) for line in source):
            text = "".join(source)
        case _:
            return None
    return text.encode("utf-8", errors="replace").decode("utf-8")  # JSON can hold half a surrogate pair
