"""Which files to read: scripts and notebooks below the given paths."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from adapterlint.sources.files import NOT_REGULAR, is_special
from adapterlint.sources.ignoring import IgnoreRules
from adapterlint.sources.problems import Problem, reason_of

SUFFIXES = (".py", ".ipynb")
SKIPPED_DIRECTORIES = frozenset(
    {".git", ".hg", ".svn", ".venv", "venv", "node_modules", "__pycache__", ".ipynb_checkpoints", "__pypackages__"}
)


def discover(
    paths: Sequence[Path], exclude: Sequence[str] = (), suffixes: tuple[str, ...] = SUFFIXES
) -> Iterator[Path | Problem]:
    """Find files, each once, in a fixed order.

    Args:
        paths: files, taken whatever they are called or ignored by, and directories, searched.
        exclude: patterns in the syntax of .gitignore, relative to each directory searched.
        suffixes: what the names of the files in directories end in; scripts and notebooks without it.

    Yields:
        Files, and a problem for each path that is missing, cannot be listed or is a pipe or device.
    """
    seen: set[str] = set()
    for found in _below_all(paths, exclude, suffixes):
        if isinstance(found, Problem):
            yield found
        elif is_special(found):
            yield Problem(found, NOT_REGULAR)
        elif (identity := os.path.realpath(found)) not in seen:
            seen.add(identity)
            yield found


def _below_all(paths: Iterable[Path], exclude: Sequence[str], suffixes: tuple[str, ...]) -> Iterator[Path | Problem]:
    for path in paths:
        try:
            is_directory, exists = path.is_dir(), path.exists()
        except (OSError, ValueError) as error:
            yield Problem(path, reason_of(error) if isinstance(error, OSError) else str(error))
            continue
        if is_directory:
            yield from _below(path, IgnoreRules.above(path, exclude), frozenset(), suffixes)
        elif exists:
            yield path
        else:
            yield Problem(path, "no such file or directory")


def _below(
    directory: Path, rules: IgnoreRules, parents: frozenset[str], suffixes: tuple[str, ...]
) -> Iterator[Path | Problem]:
    identity = os.path.realpath(directory)
    if identity in parents:
        return
    try:
        with os.scandir(directory) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError as error:
        yield Problem(directory, f"cannot be listed: {reason_of(error)}")
        return
    rules = rules.entering(directory)
    for entry in entries:
        path = directory / entry.name
        if _is_directory(entry):
            if not _is_skipped(path) and not rules.ignore(path, is_directory=True):
                yield from _below(path, rules, parents | {identity}, suffixes)
        elif entry.name.endswith(suffixes) and not rules.ignore(path, is_directory=False):
            yield path


def _is_directory(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _is_skipped(directory: Path) -> bool:
    return directory.name in SKIPPED_DIRECTORIES or os.path.lexists(directory / "pyvenv.cfg")
