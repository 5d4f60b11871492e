"""Files that hold words of a command: `python train.py @small.args`, and the `.args` files of `HfArgumentParser`.

Sources: `fromfile_prefix_chars` of argparse; `parse_args_into_dataclasses` in `transformers/hf_argparser.py`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from adapterlint.findings import Span
from adapterlint.reading.files.opened import file_at
from adapterlint.sources import DataFile
from adapterlint.sources.command_lines import CommandLine, Word
from adapterlint.values import Known

if TYPE_CHECKING:
    import libcst as cst

    from adapterlint.reading.interpreter import Interpreter

WORDS_AT_MOST: Final = 2_000
"""A file of more words is not read, nor files that are more together."""
DEEPEST: Final = 4
"""Files that name files, and so on, are followed so often."""
_SEVERAL_WORDS = re.compile(r"-[^\s=]*\s+\S")
"""A line that argparse takes for no option, unless the script lets it split lines."""


@dataclass(frozen=True, slots=True)
class WordFiles:
    """How a command names the files that hold words of it.

    Attributes:
        prefixes: what the words begin with that do, one letter each: `@`.
        flag: the option whose values do, `--args-file`; what these hold comes first.
    """

    prefixes: str = ""
    flag: str | None = None

    def put_in(self, interpreter: Interpreter, line: CommandLine, node: cst.CSTNode) -> CommandLine:
        """Return a command with what its files hold; a word that is not known for a file that is not."""
        words = list(line.words)
        if self.flag is not None:
            named, words = _of_flag(words, self.flag)
            words = [*(held for file in named for held in _words_of(interpreter, file.text, file, node)), *words]
        if self.prefixes:
            inside = self._without_files(interpreter, words, node, DEEPEST)
            words = list(itertools.islice(inside, WORDS_AT_MOST + 1))
            words = words if len(words) <= WORDS_AT_MOST else [Word(None, line.span)]
        return replace(line, words=tuple(words))

    def _without_files(
        self, interpreter: Interpreter, words: Sequence[Word], node: cst.CSTNode, deepest: int
    ) -> Iterator[Word]:
        for word in words:
            if not word.text or word.text[0] not in self.prefixes:
                yield word
            elif deepest:
                inside = _words_of(interpreter, word.text[1:], word, node, by_line=True)
                yield from self._without_files(interpreter, inside, node, deepest - 1)
            else:
                yield Word(None, word.span)


NO_FILES: Final = WordFiles()


def _words_of(
    interpreter: Interpreter, name: str | None, word: Word, node: cst.CSTNode, *, by_line: bool = False
) -> list[Word]:
    """Return the words of the file that a word names; one that is not known if the file is not."""
    file = file_at(interpreter, Known(name), node) if name else None
    words = words_in(file, by_line=by_line) if isinstance(file, DataFile) else None
    return [Word(None, word.span)] if words is None else words


def words_in(file: DataFile, *, by_line: bool = False) -> list[Word] | None:
    """Return the words in a file; None where they are too many, or it is not known how the script splits lines.

    Args:
        by_line: whether each line is a word, unless what the file holds shows that the script splits lines.
    """
    lines = [(number, line) for number, line in enumerate(file.text.splitlines(), start=1) if line.strip()]
    if by_line:
        lines = [(number, line) for number, line in lines if not line.lstrip().startswith("#")]
        by_line = not any(_SEVERAL_WORDS.match(line.strip()) for _, line in lines)
        if not by_line and any(set(line) & set("\"'#\\") for _, line in lines):
            return None
    pattern = re.compile(r".+" if by_line else r"\S+")
    words = [
        Word(found.group(), Span(file.path, number, found.start() + 1, number, found.end() + 1))
        for number, line in lines
        for found in pattern.finditer(line)
    ]
    return words if len(words) <= WORDS_AT_MOST else None


def _of_flag(words: Sequence[Word], flag: str) -> tuple[list[Word], list[Word]]:
    """Return the values of an option, and the words that are left without it."""
    named: list[Word] = []
    rest: list[Word] = []
    waiting = iter(words)
    for word in waiting:
        text = word.text or ""
        if text == flag:
            named += itertools.islice(waiting, 1)
        elif text.startswith(f"{flag}="):
            named.append(Word(text.removeprefix(f"{flag}="), word.span))
        else:
            rest.append(word)
    return named, rest
