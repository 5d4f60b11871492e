"""Which folders above a file belong to its project."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

FOLDERS_WITHOUT_ROOT = 3
"""Where nothing marks the root of a project, so many folders are searched, a file's own and those above it."""

_REPOSITORIES = (".git", ".hg")
_PROJECTS = ("pyproject.toml", "setup.py", "setup.cfg")


def folders_of_project(start: Path) -> list[Path]:
    """Return the directories from a path up to the root of its project.

    That is the root of its repository; without one, the first directory with a file that marks a project; without
    either, the directory that the linter is run in, or a few directories further. Home and what is above it hold
    many projects, so without a repository they are the root of none.
    """
    absolute = start.absolute()
    first = absolute if absolute.is_dir() else absolute.parent
    directories = [first, *first.parents]
    repository = _first_with(_REPOSITORIES, directories)
    if repository is not None:
        return directories[: repository + 1]
    shared = {Path(first.anchor), *_home_and_above()}
    own = [first, *(directory for directory in first.parents if directory not in shared)]
    project = _first_with(_PROJECTS, own)
    if project is not None:
        return own[: project + 1]
    here = own.index(Path.cwd()) + 1 if Path.cwd() in own else 0
    return own[: max(here, FOLDERS_WITHOUT_ROOT)]


def _first_with(names: Iterable[str], directories: list[Path]) -> int | None:
    holds = (index for index, place in enumerate(directories) if any((place / name).exists() for name in names))
    return next(holds, None)


def _home_and_above() -> list[Path]:
    try:
        home = Path.home()
    except RuntimeError:
        return []
    return [home, *home.parents]
