"""Where the modules are that the files of a project import."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from adapterlint.sources.discovery import SKIPPED_DIRECTORIES
from adapterlint.sources.roots import folders_of_project
from adapterlint.sources.search_path import added_folders
from adapterlint.sources.shadowing import is_shadowed

_INITIAL = "__init__.py"
_NEVER_OF_A_PROJECT = sys.stdlib_module_names | {"numpy", "peft", "torch", "transformers"}
"""What the reader knows by these names stays what it is, even in a project that holds a copy of it."""


@dataclass(frozen=True, slots=True)
class ModuleFile:
    """A module of the project.

    Attributes:
        path: the file, as it is to be called in messages; of a package its `__init__.py`, and of a package without
            one (a namespace package) the folder.
        folder: where the submodules of a package are, absolute; empty for a module that is none.
    """

    path: Path
    folder: str = ""

    @property
    def has_code(self) -> bool:
        """Whether there is a file to read."""
        return self.path.suffix == ".py"


class Modules:
    """Finds modules by name, as Python would when the project is run in one of the usual ways.

    Those are: a script from its own folder, `python -m` or a test from the root of the project, an installed package
    from `src`; and what a script adds to `sys.path` itself. Only files that are linted count; outside the linted
    folders those that lie in the same project.
    """

    def __init__(self, paths: Iterable[Path] = (), linted: Iterable[Path] = ()) -> None:
        """Take in the paths that the user named, and the files that were found there."""
        self._named = [os.path.abspath(path) for path in paths if os.path.isdir(path)]
        self._linted = {os.path.abspath(path): path for path in linted}
        self._folders = {
            folder
            for file in self._linted
            if file.endswith(".py")
            for folder in _above(os.path.dirname(file), self._named)
        }
        self._is_file = cache(os.path.isfile)
        self._holds_python = cache(_holds_python)
        self._is_shadowed = cache(is_shadowed)
        self._around = cache(self._folders_around)
        self._searched: dict[str, tuple[str, ...]] = {}
        self._found: dict[tuple[str, int, str], ModuleFile | None] = {}

    def find(self, importer: Path, module: str) -> ModuleFile | None:
        """Return the module that a file imports by a name, which begins with dots if it is relative.

        Returns:
            None for a module that is not of the project.
        """
        name = module.lstrip(".")
        level = len(module) - len(name)
        folder = os.path.dirname(os.path.abspath(importer))
        top = name.partition(".")[0]
        if not level and (top in _NEVER_OF_A_PROJECT or (top == "adapters" and not self._is_shadowed(importer))):
            return None
        key = (folder, level, name)
        if key not in self._found:
            self._found[key] = self._find(importer, folder, level, name)
        found = self._found[key] or (None if level else self._in_added(importer, name))
        is_itself = not level and found is not None and os.path.abspath(found.path) == os.path.abspath(importer)
        return None if is_itself else found

    def _in_added(self, importer: Path, name: str) -> ModuleFile | None:
        """Look where the file itself tells Python to look; a folder alone is no module there."""
        around = self._around(os.path.dirname(os.path.abspath(importer)))
        found = (self._in(folder, name, importer) for folder in added_folders(importer, around))
        return next((module for module in found if module is not None and module.has_code), None)

    def submodule(self, package: ModuleFile, name: str) -> ModuleFile | None:
        """Return a module in a package."""
        return self._in(package.folder, name, package.path) if package.folder else None

    def _find(self, importer: Path, folder: str, level: int, name: str) -> ModuleFile | None:
        if level:
            for _ in range(level - 1):
                folder = os.path.dirname(folder)
            return self._in(folder, name, importer)
        found = [module for place in self._places(folder) if (module := self._in(place, name, importer))]
        # A folder without `__init__.py` is a package only if there is no other module of that name.
        return next((module for module in found if module.has_code), next(iter(found), None))

    def _places(self, folder: str) -> tuple[str, ...]:
        """Return the folders in which a file's absolute imports are looked for.

        A file of a package does not see the modules beside it, unless it is run as a script: its own folder comes last.
        """
        if folder not in self._searched:
            above = self._around(folder)
            outside = [place for place in above if self._file(os.path.join(place, _INITIAL), Path()) is None]
            inside = [place for place in above if place not in outside]
            places = [one for place in outside for one in (place, os.path.join(place, "src"))]
            self._searched[folder] = (*places, *inside)
        return self._searched[folder]

    def _folders_around(self, folder: str) -> tuple[str, ...]:
        """Return the folders of the project from this one up."""
        above = [str(place) for place in folders_of_project(Path(folder))]
        return (*above, *(place for place in _above(folder, self._named) if place not in above))

    def _in(self, folder: str, name: str, importer: Path) -> ModuleFile | None:
        stem = os.path.join(folder, *name.split(".")) if name else folder
        package = self._file(os.path.join(stem, _INITIAL), importer)
        if package is not None:
            return ModuleFile(package, stem)
        file = self._file(f"{stem}.py", importer) if name else None
        if file is not None:
            return ModuleFile(file)
        return ModuleFile(Path(stem), stem) if self._is_folder(stem) else None

    def _file(self, path: str, importer: Path) -> Path | None:
        """Return a file that may be read, by the name that it is to have in messages."""
        if path in self._linted:
            return self._linted[path]
        if self._is_in_linted_folder(path) or not self._is_file(path) or SKIPPED_DIRECTORIES & set(Path(path).parts):
            return None
        beside = os.path.relpath(path, os.path.dirname(os.path.abspath(importer)))
        return Path(os.path.normpath(importer.parent / beside))

    def _is_folder(self, path: str) -> bool:
        return path in self._folders or (not self._is_in_linted_folder(path) and self._holds_python(path))

    def _is_in_linted_folder(self, path: str) -> bool:
        return any(path == named or path.startswith(named + os.sep) for named in self._named)


def _above(folder: str, roots: Iterable[str]) -> list[str]:
    """Return a folder and those above it, up to the outermost of some roots; only itself below none."""
    above = [folder]
    while any(above[-1].startswith(root + os.sep) for root in roots):
        above.append(os.path.dirname(above[-1]))
    return above


def _holds_python(folder: str) -> bool:
    try:
        return any(name.endswith(".py") for name in os.listdir(folder))
    except OSError:
        return False
