"""What lines of shell install: `pip install -q 'adapters==1.0' && …`."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

from adapterlint.sources.manifests import conda
from adapterlint.sources.manifests.declaration import Declaration, declaration

_INSTALLER = re.compile(r"(?:.*/)?(?P<tool>pip[\d.]*|conda|mamba|micromamba)")
_BEFORE = re.compile(r"sudo|env|exec|time|uv|-\S+|\w+=\S*|(?:.*/)?python[\d.]*|\{sys\.executable\}|\$.*")
"""What may stand before the installer: `sudo -H`, `PIP_INDEX=…`, `python -m`, `{sys.executable} -m`, `uv`."""
_REDIRECTIONS = frozenset("<>")
_UPGRADE = re.compile(r"--upgrade|--force-reinstall|-[a-z]*U[a-z]*")


def installed(script: str, first_line: int = 1) -> Iterator[tuple[Declaration, bool]]:
    """Yield what commands install of the library, and whether they replace a release that is there already."""
    for line, words in _commands(script, first_line):
        start = next((at for at, word in enumerate(words) if not _BEFORE.fullmatch(word)), None)
        installer = _INSTALLER.fullmatch(words[start]) if start is not None else None
        if start is None or installer is None or "install" not in words[start + 1 :]:
            continue
        given = words[words.index("install", start + 1) + 1 :]
        upgrades = any(_UPGRADE.fullmatch(word) for word in given)
        from_conda = not installer["tool"].startswith("pip")
        for word in given:
            found = declaration(word, line) or (conda.declaration(word, line) if from_conda else None)
            if found:
                yield found, upgrades


def _commands(script: str, first_line: int) -> Iterator[tuple[int, list[str]]]:
    """Split shell into simple commands without redirections: unquoted, `adapters<1.1` reads a file `1.1`."""
    for line, text in logical_lines(script, first_line):
        command: list[str] = []
        into_file = False
        for word in _words(text):
            if set(word) <= set("();<>|&"):
                into_file = bool(_REDIRECTIONS.intersection(word))
                if not into_file:
                    yield line, command
                    command = []
            elif word.startswith("#"):
                break
            elif into_file:
                into_file = False
            else:
                command.append(word)
        yield line, command


def _words(text: str) -> list[str]:
    lexer = shlex.shlex(text, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    lexer.commenters = ""  # a `#` within a word, as in a URL, begins no comment
    try:
        return list(lexer)
    except ValueError:  # a quote without its partner
        return text.split()


def logical_lines(text: str, first_line: int = 1) -> Iterator[tuple[int, str]]:
    """Join lines that end in a backslash, with the number of the first."""
    start, joined = first_line, ""
    for number, line in enumerate(text.splitlines(), start=first_line):
        if not joined:
            start = number
        if line.endswith("\\"):
            joined += line[:-1] + " "
            continue
        yield start, joined + line
        joined = ""
    if joined:
        yield start, joined
