"""Commands that run Python scripts: which script, and with what words."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from adapterlint.findings import Span
from adapterlint.sources.command_lines import CommandLine, Word
from adapterlint.sources.shell import CONTINUED

_INTERPRETER = re.compile(r"(?:.*/)?(?:i?python[\d.]*|torchrun|accelerate|deepspeed|srun|%run)")
_LAUNCHER = re.compile(r"(?:torch\.distributed|accelerate|deepspeed|torch_xla|pdb|coverage|cProfile|debugpy)\b.*")
_BEFORE = re.compile(r"uv|uvx|poetry|pdm|hatch|rye|pipenv|run|srun|exec|env|nohup|time|accelerate|launch|--|\w+=.*")
"""What may stand before a command that a project installs."""
_SETTING = re.compile(r"[A-Za-z_]\w*=")
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


def script_commands(
    file: Path, shell: str, cell: int | None, installed: Mapping[str, str] = MappingProxyType({})
) -> Iterator[Command]:
    """Yield the commands of shell that run scripts.

    Args:
        file: where it is written.
        cell: and in which cell of a notebook.
        installed: the commands that the project installs, with the scripts that they run.
    """
    from adapterlint.sources.shell.commands import commands

    places = _Places(str(file), shell, cell)
    for expanded in commands(shell):
        words = [Word(_known(word.text), places.span(word.start, word.end)) for word in expanded]
        command = _installed_command(file, words, installed) or command_of(file, words)
        if command is not None:
            yield command


class _Places:
    """Turns offsets in a text into spans."""

    def __init__(self, path: str, text: str, cell: int | None) -> None:
        self._path = path
        self._cell = cell
        self._starts = [0, *(found.end() for found in re.finditer(f"[\n{CONTINUED}]", text))]

    def span(self, start: int, end: int) -> Span:
        (line, column), (end_line, end_column) = self._at(start), self._at(end)
        return Span(self._path, line, column, end_line, end_column, self._cell)

    def _at(self, offset: int) -> tuple[int, int]:
        line = bisect.bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


def command_of(file: Path, words: Sequence[Word], span: Span | None = None) -> Command | None:
    """Return what a command runs; None if that is no Python script.

    Args:
        file: where it is written.
        span: at which place of it; None if that is where its words are.
    """
    texts = [word.text for word in words]
    start = next((at for at, text in enumerate(texts) if text and _INTERPRETER.fullmatch(text)), None)
    if start is None:
        return None
    found = _script_in(texts, start + 1)
    if found is None:
        return None
    script, after = found
    first, last = words[start].span, words[-1].span
    from_first_to_last = replace(first, end_line=last.end_line, end_column=last.end_column)
    environment = environment_in(words[:start])
    return Command(file, script, CommandLine(tuple(words[after:]), span or from_first_to_last, environment))


def _installed_command(file: Path, words: Sequence[Word], installed: Mapping[str, str]) -> Command | None:
    """Return what a command of the project itself runs; None if it is another one."""
    start = next((at for at, word in enumerate(words) if not _BEFORE.fullmatch(word.text or "")), None)
    script = installed.get(words[start].text or "") if start is not None else None
    if start is None or script is None:
        return None
    first, last = words[start].span, words[-1].span
    span = replace(first, end_line=last.end_line, end_column=last.end_column)
    return Command(file, script, CommandLine(tuple(words[start + 1 :]), span, environment_in(words[:start])))


def environment_in(words: Sequence[Word]) -> tuple[Word, ...]:
    """Return the words that set variables of the environment, `NAME=value`, the last one for each."""
    named = {word.text.partition("=")[0]: word for word in words if word.text and _SETTING.match(word.text)}
    return tuple(named.values())


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
