"""Files and folders, or one file that is given as bytes: each file goes the way of its kind."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from adapterlint.carriers import SUFFIXES as DATA
from adapterlint.carriers import carrier_of
from adapterlint.findings import Related
from adapterlint.linting.code import Surroundings, lint_code
from adapterlint.linting.data import lint_commands, lint_data
from adapterlint.linting.linted import Linted
from adapterlint.linting.problems import beginning
from adapterlint.linting.reporting import report_of
from adapterlint.results import Report
from adapterlint.settings import Settings
from adapterlint.sources import (
    CommandFiles,
    Modules,
    Problem,
    copy_of_library,
    discover,
    is_command_file,
    may_be_about_adapters,
    read_file,
    release_of_copy,
)
from adapterlint.sources.discovery import SUFFIXES as CODE


def lint(paths: Sequence[Path], settings: Settings) -> Report:
    """Lint files and folders.

    Raises:
        InputError: the settings name something that cannot be used.
    """
    linted = Linted(settings)
    files: list[Path] = []
    data_files: list[Path] = []
    about_adapters: dict[Path, bytes] = {}
    named = set(paths)
    for found in discover(paths, settings.exclude, (*CODE, *DATA)):
        if isinstance(found, Problem):
            linted.report(found)
            continue
        if carrier_of(found) is not None:
            data_files.append(found)
            continue
        if is_command_file(found):
            continue
        linted.files += 1
        data = read_file(found)
        if isinstance(data, Problem):
            linted.report(data)
            continue
        if found not in named and (copy := copy_of_library(found, paths)) is not None:
            linted.passed_over.append(Related("a copy of the library itself", beginning(copy)))
            linted.copy = linted.copy or release_of_copy(copy)
            continue
        files.append(found)
        if _is_about_adapters(found, data, linted, is_named=found in named):
            about_adapters[found] = data
    commands = CommandFiles(paths, settings.exclude, files)
    if about_adapters:
        lint_code(Surroundings(files, Modules(paths, files), commands, data_files), about_adapters, linted)
    for file in data_files:
        lint_data(file, None, linted, is_named=file in named)
    lint_commands(commands, linted)
    return report_of(linted)


def lint_bytes(data: bytes, name: str, settings: Settings) -> Report:
    """Lint one file that is given as bytes; its name tells of which kind it is."""
    linted = Linted(settings)
    path = Path(name)
    if carrier_of(path) is not None:
        lint_data(path, data, linted, is_named=True)
        return report_of(linted)
    linted.files += 1
    if _is_about_adapters(path, data, linted, is_named=True):
        alone = Surroundings([path], Modules([], [path]), CommandFiles([], [], []))
        lint_code(alone, {path: data}, linted)
    return report_of(linted)


def _is_about_adapters(path: Path, data: bytes, linted: Linted, *, is_named: bool) -> bool:
    """Tell whether a file may be; report a notebook that is named and is none, since what was cut off of it may be."""
    if may_be_about_adapters(data):
        return True
    if is_named and path.suffix.lower() == ".ipynb":
        from adapterlint.sources.notebooks import why_unreadable

        if (problem := why_unreadable(path, data)) is not None:
            linted.report(problem)
    return False
