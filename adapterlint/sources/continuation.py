"""Whether a line of Python begins a statement, or goes on with the line before."""

from __future__ import annotations

import re

_TOKEN = re.compile(
    r"""(?P<comment>\#[^\r\n]*)"""
    r"""|(?P<opened>\"{3}|'{3})"""
    r"""|(?P<string>"(?:\\.|[^"\\\r\n])*"?|'(?:\\.|[^'\\\r\n])*'?)"""
    r"""|(?P<open>[(\[{])|(?P<close>[)\]}])"""
    r"""|(?P<joined>\\\r?\n?\Z)""",
    re.DOTALL,
)
_CLOSING = {'"""': re.compile(r'(?:\\.|[^\\])*?"""', re.DOTALL), "'''": re.compile(r"(?:\\.|[^\\])*?'''", re.DOTALL)}


class Continuation:
    """Follows brackets and strings line by line, without a parser."""

    def __init__(self) -> None:
        self._depth = 0
        self._quotes: str | None = None
        self._joined = False

    @property
    def at_statement_start(self) -> bool:
        """Whether the next line fed begins a statement."""
        return self._depth == 0 and self._quotes is None and not self._joined

    def feed(self, line: str) -> None:
        """Take in the next line."""
        self._joined = False
        position = 0
        while position < len(line):
            if self._quotes is not None:
                end = _CLOSING[self._quotes].match(line, position)
                if end is None:
                    return
                self._quotes, position = None, end.end()
                continue
            token = _TOKEN.search(line, position)
            if token is None:
                return
            position = token.end()
            self._take(token)

    def _take(self, token: re.Match[str]) -> None:
        match token.lastgroup:
            case "opened":
                self._quotes = token.group()
            case "open":
                self._depth += 1
            case "close":
                self._depth = max(0, self._depth - 1)
            case "joined":
                self._joined = True
            case _:
                pass
