"""Copies of the library inside a project, as forks of transformers have one: their code is not that of the project."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

from adapterlint.sources.requirements import PREFERRED_PACKAGE, Requirement

_MARKS = {PREFERRED_PACKAGE: "composition.py", "transformers": "modeling_utils.py"}
"""Packages, and a file that every release of them has and others of the same name hardly do."""
_OWN_CODE = re.compile(r"tests?(?:_adapters)?|utils")
"""Folders beside the package, in its repository, that hold no code of its users."""
_VERSION = re.compile(r"^__version__ = ['\"](\d[\w.]*)['\"]", re.MULTILINE)


def copy_of_library(path: Path, roots: Collection[Path] = ()) -> Path | None:
    """Return the folder of the copy of adapters or transformers that a file is part of; None if it is of none.

    Args:
        roots: what the user asks for. A repository of the library which that lies in is no copy, but the project.
    """
    return _copy_around(path.absolute().parent, tuple(roots))


@lru_cache(maxsize=4096)
def _copy_around(folder: Path, roots: tuple[Path, ...]) -> Path | None:
    """Return the outermost copy that a folder is in; the files of a folder share the answer."""
    above = None if folder.parent == folder else _copy_around(folder.parent, roots)
    if above is not None:
        return above
    beside = folder.parent
    if _OWN_CODE.fullmatch(folder.name) and _is_repository(beside) and not _holds(beside, roots):
        return beside
    return folder if _is_package(folder) else None


def _holds(folder: Path, paths: Collection[Path]) -> bool:
    return any(path.absolute() == folder or folder in path.absolute().parents for path in paths)


def _is_package(folder: Path) -> bool:
    mark = _MARKS.get(folder.name)
    return mark is not None and all((folder / name).is_file() for name in (mark, "__init__.py"))


def _is_repository(folder: Path) -> bool:
    return (folder / "setup.py").is_file() and any(_is_package(folder / "src" / name) for name in _MARKS)


def release_of_copy(folder: Path) -> Requirement | None:
    """Return the release that a copy of adapters says it is, as what its project requires; None for another one."""
    for package in (folder, folder / "src" / PREFERRED_PACKAGE):
        if package.name == PREFERRED_PACKAGE and _is_package(package):
            file = package / "__init__.py"
            version = _VERSION.search(file.read_text(encoding="utf-8", errors="replace"))
            return Requirement(PREFERRED_PACKAGE, f"=={version[1]}" if version else "", str(file))
    return None
