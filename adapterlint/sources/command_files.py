"""The files of a project that hold commands, and which of its scripts they run."""

from __future__ import annotations

import itertools
import operator
import os
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

from adapterlint.sources.command_lines import CommandLine
from adapterlint.sources.console_scripts import console_scripts
from adapterlint.sources.discovery import discover
from adapterlint.sources.problems import Problem
from adapterlint.sources.roots import folders_of_project
from adapterlint.sources.script_commands import Command, script_commands
from adapterlint.sources.shell.files import SUFFIXES, may_run, shell_in

CONFIGURATION_FLAGS = ("--adapter_config", "--lang_adapter_config")
"""What the library's own scripts, and those written after them, call a configuration string."""
FILES_AT_MOST = 2_000
LARGEST = 1_000_000
COMMANDS_AT_MOST = 20_000


class CommandFiles:
    """The commands of a project."""

    def __init__(self, paths: Sequence[Path], exclude: Sequence[str], scripts: Collection[Path]) -> None:
        """Take in where to search, as the user named it, and the scripts that were found there."""
        self._paths = paths
        self._exclude = exclude
        self._scripts = {str(script.absolute()): script for script in scripts}
        self._driven: list[Command] = []
        self.texts: dict[tuple[str, int | None], str] = {}
        """What was read, by file and cell."""

    def add(self, commands: Iterable[Command]) -> None:
        """Take in commands that scripts of the project give."""
        self._driven += commands

    def runs_of(self, script: Path) -> tuple[CommandLine, ...]:
        """Return the commands that run a script, each way once; the first way of every command comes before others."""
        driven = ((command, self._script_of(command)) for command in self._driven)
        lines = (command.line for command, run in itertools.chain(self._found, driven) if run == script)
        distinct: dict[tuple[str | None, ...], CommandLine] = {}
        for line in lines:
            distinct.setdefault(tuple(word.text for word in (*line.environment, *line.words)), line)
        ways: Counter[tuple[str, int | None, int, int]] = Counter()
        ranked: list[tuple[int, CommandLine]] = []
        for line in distinct.values():
            begun = (line.span.path, line.span.cell, line.span.line, line.span.column)
            ranked.append((ways[begun], line))
            ways[begun] += 1
        return tuple(line for _, line in sorted(ranked, key=operator.itemgetter(0)))

    @property
    def of_other_scripts(self) -> Iterator[Command]:
        """Yield the commands, in what the user named, that run scripts which are not there."""
        yield from (command for command, run in self._found if run is None and self._is_named(command.file))

    @property
    def name_configurations(self) -> bool:
        """Whether a command gives a configuration to a script which is not of the project."""
        held = (data for file, data in self._files if self._is_named(file))
        named = any(flag.encode() in data for data in held for flag in CONFIGURATION_FLAGS)
        return named and any(
            (word.text or "").startswith(CONFIGURATION_FLAGS)
            for command in self.of_other_scripts
            for word in command.line.words
        )

    @cached_property
    def _found(self) -> list[tuple[Command, Path | None]]:
        found: list[tuple[Command, Path | None]] = []
        for file, data in self._files:
            written = itertools.islice(self._commands(file, data), COMMANDS_AT_MOST)
            found += ((command, self._script_of(command)) for command in written)
        return found

    @cached_property
    def _files(self) -> list[tuple[Path, bytes]]:
        discovered = itertools.islice(discover(self._folders(), self._exclude, SUFFIXES), FILES_AT_MOST)
        files = ((file, _bytes(file)) for file in discovered if not isinstance(file, Problem))
        return [(file, data) for file, data in files if may_run(data, self._installed) or _may_sweep(data)]

    @cached_property
    def _installed(self) -> dict[str, str]:
        """The commands that the project installs, with the scripts that they run."""
        return console_scripts(dict.fromkeys(folder for path in self._paths for folder in folders_of_project(path)))

    def _folders(self) -> list[Path]:
        """Return where to search: the folders that are named, and for a file those of its repository."""
        return list(dict.fromkeys(folder for path in self._paths for folder in _searched_for(path)))

    def _commands(self, file: Path, data: bytes) -> Iterator[Command]:
        text = data.decode("utf-8", errors="replace")
        for cell, source, shell in shell_in(file, text, self._installed):
            for command in script_commands(file, shell, cell, self._installed):
                self.texts.setdefault((str(file), cell), source)
                yield command
        if file.suffix in {".yml", ".yaml"} and _may_sweep(data):
            from adapterlint.sources.sweeps import sweep_commands

            for command in sweep_commands(file, text):
                self.texts.setdefault((str(file), None), text)
                yield command

    def _is_named(self, file: Path) -> bool:
        return any(file == path or path in file.parents for path in self._paths)

    def _script_of(self, command: Command) -> Path | None:
        """Find the script that a command runs: from the folder of the file or one above, or the only one so called."""
        package = command.script.removesuffix(".py") + "/__main__.py"
        for folder, script in itertools.product(folders_of_project(command.file), (command.script, package)):
            for path in (os.path.normpath(folder / script), os.path.normpath(folder / "src" / script)):
                if path in self._scripts:
                    return self._scripts[path]
                if Path(path).is_file():
                    return None
        tail = tuple(part for part in Path(command.script).parts if part not in {".", "..", os.sep})
        if not self._is_named(command.file):
            return None
        named = [script for path, script in self._scripts.items() if tail and Path(path).parts[-len(tail) :] == tail]
        return named[0] if len(named) == 1 else None


def is_command_file(path: Path) -> bool:
    """Tell whether a file holds commands and no Python, by its name."""
    return path.name.endswith(SUFFIXES) and path.suffix != ".ipynb"


def _may_sweep(data: bytes) -> bool:
    """Tell whether a file may be a sweep of Weights & Biases; False is certain."""
    return b"parameters:" in data and b"program:" in data


def _searched_for(path: Path) -> Iterator[Path]:
    try:
        is_file, is_folder = path.is_file(), path.is_dir()
    except (OSError, ValueError):  # a name that no file can have
        return
    if is_folder or (is_file and path.name.endswith(SUFFIXES)):
        yield path
    elif is_file:
        root = folders_of_project(path)[-1]
        found = root if (root / ".git").exists() else path.parent
        yield found.relative_to(Path.cwd()) if found.is_relative_to(Path.cwd()) else found


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes() if file.stat().st_size <= LARGEST else b""
    except OSError:
        return b""
