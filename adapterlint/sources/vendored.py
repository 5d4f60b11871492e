"""Copies of the library inside a project, as forks of transformers have one: their code is not that of the project."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

_MARKS = {"adapters": "composition.py", "transformers": "modeling_utils.py"}
"""Packages, and a file that every release of them has and others of the same name hardly do."""


def copy_of_library(path: Path) -> Path | None:
    """Return the folder of the copy of adapters or transformers that a file is part of; None if it is of none."""
    return _copy_around(path.absolute().parent)


@lru_cache(maxsize=4096)
def _copy_around(folder: Path) -> Path | None:
    mark = _MARKS.get(folder.name)
    above = None if folder.parent == folder else _copy_around(folder.parent)
    if above is None and mark is not None and all((folder / name).is_file() for name in (mark, "__init__.py")):
        return folder
    return above
