"""The files that hold commands: shell scripts, makefiles, YAML of workflows, notebooks; and which scripts they run."""

from __future__ import annotations

import bisect
import itertools
import json
import os
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from adapterlint.findings import Span
from adapterlint.sources.command_lines import CommandLine, Word
from adapterlint.sources.discovery import discover
from adapterlint.sources.notebooks import MalformedError, code_sources
from adapterlint.sources.problems import Problem
from adapterlint.sources.roots import folders_of_project
from adapterlint.sources.shell import Expanded, commands

SHELL_SUFFIXES = (".sh", ".bash", ".zsh", ".sbatch", ".slurm", ".job", ".pbs", ".qsub")
SUFFIXES = (*SHELL_SUFFIXES, "Makefile", "makefile", ".mk", ".yml", ".yaml", ".ipynb")
CONFIGURATION_FLAGS = ("--adapter_config", "--lang_adapter_config")
"""What the library's own scripts, and those written after them, call a configuration string."""
FILES_AT_MOST = 2_000
LARGEST = 1_000_000
COMMANDS_AT_MOST = 5_000

_RUNNER = re.compile(rb"python|torchrun|accelerate|deepspeed|srun|%run")
_RUN = re.compile(rb"\.py\b|\s-m\s")
_INTERPRETER = re.compile(r"(?:.*/)?(?:i?python[\d.]*|torchrun|accelerate|deepspeed|srun|%run)")
_LAUNCHER = re.compile(r"(?:torch\.distributed|accelerate|deepspeed|torch_xla|pdb|coverage|cProfile|debugpy)\b.*")
_YAML_KEY = re.compile(
    r"^(?P<key>\s*(?:-\s+)?(?:[\w-]+:\s+)?[|>]?[-+]?\s*)(?P<quote>[\"']?)(?P<rest>.*?)(?P=quote)\s*$"
)
_MAKE_VARIABLE = re.compile(r"\$\((\w+)\)")
_LOGICAL_LINE = re.compile(r"(?:[^\\\n]|\\\r?\n|\\.)*\n?")
_TEMPLATE = re.compile(r"\{\{?\s*[\w.]+\s*\}?\}")


@dataclass(frozen=True, slots=True)
class Command:
    """A command that runs a Python script.

    Attributes:
        file: where it is written.
        script: the script as the command names it; of a module, the file that it would be.
    """

    file: Path
    script: str
    line: CommandLine


class CommandFiles:
    """The commands of a project."""

    def __init__(self, paths: Sequence[Path], exclude: Sequence[str], scripts: Collection[Path]) -> None:
        """Take in where to search, as the user named it, and the scripts that were found there."""
        self._paths = paths
        self._exclude = exclude
        self._scripts = {str(script.absolute()): script for script in scripts}
        self.texts: dict[tuple[str, int | None], str] = {}
        """What was read, by file and cell."""

    def runs_of(self, script: Path) -> tuple[CommandLine, ...]:
        """Return the commands that run a script."""
        return tuple(command.line for command, run in self._found if run == script)

    @property
    def of_other_scripts(self) -> Iterator[Command]:
        """Yield the commands, in what the user named, that run scripts which are not there."""
        yield from (command for command, run in self._found if run is None and self._is_named(command.file))

    @property
    def name_configurations(self) -> bool:
        """Whether a command gives a configuration to a script which is not of the project."""
        named = any(flag.encode() in data for _, data in self._files for flag in CONFIGURATION_FLAGS)
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
        return [(file, data) for file, data in files if _may_run(data)]

    def _folders(self) -> list[Path]:
        """Return where to search: the folders that are named, and for a file those of its repository."""
        return list(dict.fromkeys(folder for path in self._paths for folder in _searched_for(path)))

    def _commands(self, file: Path, data: bytes) -> Iterator[Command]:
        text = data.decode("utf-8", errors="replace")
        for number, source, shell in _shell_in(file, text):
            place = _Places(str(file), shell, number)
            for words in commands(shell):
                command = _python_command(file, words, place)
                if command is not None:
                    self.texts.setdefault((str(file), number), source)
                    yield command

    def _is_named(self, file: Path) -> bool:
        return any(file == path or path in file.parents for path in self._paths)

    def _script_of(self, command: Command) -> Path | None:
        """Find the script that a command runs: from the folder of the file or one above, or the only one so called."""
        for folder in folders_of_project(command.file):
            path = os.path.normpath(folder / command.script)
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


def _may_run(text: bytes) -> bool:
    """Tell whether text may run a Python script; False is certain."""
    return _RUNNER.search(text) is not None and _RUN.search(text) is not None


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes() if file.stat().st_size <= LARGEST else b""
    except OSError:
        return b""


def _shell_in(file: Path, text: str) -> Iterator[tuple[int | None, str, str]]:
    """Yield the number of the cell, its source, and the shell that it holds; what is not shell is blank there."""
    if file.name.endswith(SHELL_SUFFIXES):
        yield None, text, text
    elif file.suffix == ".ipynb":
        yield from _shell_in_notebook(text)
    elif file.suffix in {".yml", ".yaml"}:
        yield None, text, _only_commands("".join(_without_key(line) for line in text.splitlines(keepends=True)))
    else:
        yield (
            None,
            text,
            _only_commands(_MAKE_VARIABLE.sub(r"${\1}", text.replace("\t@", "\t ")), keep_assignments=True),
        )


def _shell_in_notebook(text: str) -> Iterator[tuple[int, str, str]]:
    try:
        sources = list(code_sources(json.loads(text)))
    except (MalformedError, ValueError, RecursionError):
        return
    for number, source in enumerate(sources, start=1):
        if source is None or not _may_run(source.encode()):
            continue
        if source.lstrip().startswith(("%%bash", "%%sh", "%%script", "%%!")):
            yield number, source, re.sub(r"%%[^\n]*", lambda magic: " " * len(magic.group()), source, count=1)
        else:
            yield number, source, _only_commands(re.sub(r"^([ \t]*)!", r"\1 ", source, flags=re.MULTILINE))


def _without_key(line: str) -> str:
    """Blank the key and the quotes around a value of YAML, so that everything stays where it is."""
    found = _YAML_KEY.match(line.rstrip("\r\n"))
    if found is None:
        return line
    ending = line[len(line.rstrip("\r\n")) :]
    quote = " " * len(found["quote"])
    return " " * len(found["key"]) + quote + found["rest"] + ending


def _only_commands(text: str, *, keep_assignments: bool = False) -> str:
    """Blank the lines that run nothing."""
    kept: list[str] = []
    for found in _LOGICAL_LINE.finditer(text):
        line = found.group()
        first = line.split(maxsplit=1)[0] if line.strip() else ""
        is_kept = _may_run(line.encode()) or (keep_assignments and re.match(r"\w+\s*[:?]?=", line))
        if keep_assignments and not line.startswith("\t"):
            line = re.sub(r"^(\w+)(\s*[:?]?=\s*)(.*)", _as_shell_assignment, line) if is_kept and first else line
        kept.append(line if is_kept else re.sub(r"[^\n]", " ", line))
    return "".join(kept)


def _as_shell_assignment(found: re.Match[str]) -> str:
    """Write an assignment of a makefile as one of shell that is as long."""
    width = len(found[2]) - 1
    return f"{' ' * width}{found[1]}={found[3].rstrip()!r}"[: len(found.group()) + 2]


class _Places:
    """Turns offsets in a text into spans."""

    def __init__(self, path: str, text: str, cell: int | None) -> None:
        self._path = path
        self._cell = cell
        self._starts = [0, *(found.end() for found in re.finditer(r"\n", text))]

    def span(self, start: int, end: int) -> Span:
        (line, column), (end_line, end_column) = self._at(start), self._at(end)
        return Span(self._path, line, column, end_line, end_column, self._cell)

    def _at(self, offset: int) -> tuple[int, int]:
        line = bisect.bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


def _python_command(file: Path, words: Sequence[Expanded], places: _Places) -> Command | None:
    texts = [_known(word.text) for word in words]
    start = next((at for at, text in enumerate(texts) if text and _INTERPRETER.fullmatch(text)), None)
    if start is None:
        return None
    found = _script_in(texts, start + 1)
    if found is None:
        return None
    script, after = found
    given = tuple(Word(text, places.span(word.start, word.end)) for text, word in zip(texts, words, strict=True))
    return Command(file, script, CommandLine(given[after:], places.span(words[start].start, words[-1].end)))


def _known(text: str | None) -> str | None:
    """Take what a notebook or workflow puts into a word for not known."""
    return None if text is None or _TEMPLATE.search(text) else text


def _script_in(texts: Sequence[str | None], start: int) -> tuple[str, int] | None:
    """Return the script that a command runs, and the number of the first word after it."""
    for at in range(start, len(texts)):
        text = texts[at]
        if text == "-m" and at + 1 < len(texts):
            module = texts[at + 1]
            if module and not _LAUNCHER.fullmatch(module):
                return module.replace(".", "/") + ".py", at + 2
        elif text and text.endswith(".py") and not text.startswith("-"):
            return text, at + 1
    return None
