"""The shell that files hold: scripts, makefiles, YAML of workflows, cells of notebooks, files that build projects.

What is no shell is made blank, so that everything keeps its place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from pathlib import Path

from adapterlint.sources.notebooks import MalformedError, code_sources
from adapterlint.sources.shell import launches
from adapterlint.sources.shell.build_files import shell_of_dockerfile, shell_of_justfile, shell_of_tox
from adapterlint.sources.shell.makefiles import LOGICAL_LINE, shell_of_makefile
from adapterlint.sources.shell.yaml_files import shell_of_yaml

SHELL_SUFFIXES = (".sh", ".bash", ".zsh", ".sbatch", ".slurm", ".job", ".pbs", ".qsub")
_MAKEFILES = ("Makefile", "makefile", ".mk")
_DOCKERFILES = ("Dockerfile", ".dockerfile", "Containerfile")
_JUSTFILES = ("justfile", "Justfile", ".just")
_TOX = "tox.ini"
SUFFIXES = (*SHELL_SUFFIXES, *_MAKEFILES, *_DOCKERFILES, *_JUSTFILES, _TOX, ".yml", ".yaml", ".ipynb", launches.NAME)

_RUNNER = re.compile(rb"python|debugpy|torchrun|accelerate|deepspeed|srun|%run")
_RUN = re.compile(rb"\.py\b|[\s\"']-m[\s\"']|\"module\"")
_MAKE_LINE = re.compile(
    r"(?:export\s+)?\w+\s*[:?]?=|\t\s*(?:for [^;\n]*; do\s+(?:__target=\S+\s+)?)?\$\{\w+\}(?s:.*)\.py\b"
)


def may_run(text: bytes, commands: Collection[str] = ()) -> bool:
    """Tell whether text may run a Python script, or one of the project's own commands; False is certain."""
    runs_python = _RUNNER.search(text) is not None and _RUN.search(text) is not None
    return runs_python or any(command.encode() in text for command in commands)


def shell_in(file: Path, text: str, commands: Collection[str] = ()) -> Iterator[tuple[int | None, str, str]]:
    """Yield the number of the cell, its source, and the shell that it holds; what is not shell is blank there.

    Args:
        commands: the names of the commands that the project installs.
    """
    if file.name.endswith(SHELL_SUFFIXES):
        yield None, text, text
    elif file.name.endswith(launches.NAME):
        yield None, text, launches.as_shell(text)
    elif file.suffix == ".ipynb":
        yield from _shell_in_notebook(text, commands)
    elif file.suffix in {".yml", ".yaml"}:
        yield None, text, _only_commands(shell_of_yaml(text), commands)
    elif file.name.endswith(_DOCKERFILES):
        yield None, text, shell_of_dockerfile(text)
    elif file.name.endswith(_JUSTFILES):
        yield None, text, shell_of_justfile(text)
    elif file.name == _TOX:
        yield None, text, _only_commands(shell_of_tox(text), commands)
    else:
        yield None, text, _only_commands(shell_of_makefile(text), commands, of_make=True)


def _shell_in_notebook(text: str, commands: Collection[str]) -> Iterator[tuple[int, str, str]]:
    try:
        sources = list(code_sources(json.loads(text)))
    except (MalformedError, ValueError, RecursionError):
        return
    for number, source in enumerate(sources, start=1):
        if source is None or not may_run(source.encode(), commands):
            continue
        if source.lstrip().startswith(("%%bash", "%%sh", "%%script", "%%!")):
            yield number, source, re.sub(r"%%[^\n]*", lambda magic: " " * len(magic.group()), source, count=1)
        else:
            yield number, source, _only_commands(re.sub(r"^([ \t]*)!", r"\1 ", source, flags=re.MULTILINE), commands)


def _only_commands(text: str, commands: Collection[str], *, of_make: bool = False) -> str:
    """Blank the lines that run nothing; in a makefile, a variable may name what runs a script."""
    kept: list[str] = []
    for found in LOGICAL_LINE.finditer(text):
        line = found.group()
        first = line.split(maxsplit=1)[0] if line.strip() else ""
        is_kept = may_run(line.encode(), commands) or (of_make and _MAKE_LINE.match(line))
        if of_make and not line.startswith("\t"):
            line = (
                re.sub(r"^(export )?(\w+)(\s*[:?]?=\s*)(.*)", _as_shell_assignment, line) if is_kept and first else line
            )
        kept.append(line if is_kept else re.sub(r"[^\n]", " ", line))
    return "".join(kept)


def _as_shell_assignment(found: re.Match[str]) -> str:
    """Write an assignment of a makefile as one of shell that is as long."""
    width = len(found[3]) - 1
    return f"{' ' * width}{found[1] or ''}{found[2]}={found[4].rstrip()!r}"[: len(found.group()) + 2]
