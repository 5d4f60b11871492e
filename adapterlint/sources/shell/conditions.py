"""What commands that test something answer, `[ "$rank" -eq 8 ]`, `[[ $task == mnli ]]`, `((i % 2 == 0))`."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from adapterlint.sources.shell.expansion import Ways, only_text
from adapterlint.sources.shell.parts import computed
from adapterlint.sources.shell.words import Raw, SimpleCommand, plain

_NUMBERS: dict[str, Callable[[int, int], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}
_SIGNS = {"==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
_COMPARISON = re.compile(r"\(\((?P<left>[^=<>!&|?]+)(?P<sign>==|!=|<=|>=|<|>)(?P<right>[^=<>!&|?]+)\)\)")
_PATTERN = re.compile(r"[*?\[]")
SIDES_AT_MOST = 8
"""A test of more sides is not understood."""


def with_tests_apart(simple: Iterable[SimpleCommand]) -> Iterator[SimpleCommand]:
    """Yield `[[ a && b ]]` as `{ [[ a ]] && [[ b ]]; }`; not where both `&&` and `||` join its sides."""
    pending: list[SimpleCommand] = []
    for command in simple:
        pending.append(command)
        if not _goes_on(pending):
            yield from _apart(pending)
            pending = []
    yield from pending


def _goes_on(commands: Sequence[SimpleCommand]) -> bool:
    """Tell whether a test is not ended yet."""
    first, last = ([plain(word) for word in command.words] for command in (commands[0], commands[-1]))
    is_joined = len({command.operators for command in commands[1:]} | {"&&", "||"}) == 2  # noqa: PLR2004 - those two
    return "[[" in first and "]]" not in last and is_joined and len(commands) < SIDES_AT_MOST


def _apart(commands: Sequence[SimpleCommand]) -> Iterator[SimpleCommand]:
    words = [list(command.words) for command in commands]
    joined = [command.operators for command in commands]
    texts = [plain(word) for word in words[0]]
    if len(commands) > 1 and "!" not in texts and "]]" in map(plain, words[-1]):
        at = texts.index("[[")
        begins, ends = words[0][at], next(word for word in words[-1] if plain(word) == "]]")
        words = [one if number == 0 else [begins, *one] for number, one in enumerate(words)]
        words = [one if number == len(words) - 1 else [*one, ends] for number, one in enumerate(words)]
        words[0][at:at] = [replace(begins, parts=("{",))]
        words, joined = [*words, [replace(ends, parts=("}",))]], [*joined, ";"]
    yield from map(SimpleCommand, words, joined)


def answer(words: Sequence[Raw], variables: Ways) -> bool | None:
    """Tell whether a command succeeds; None if that is not known."""
    texts = [only_text(word, variables) for word in words]
    match texts:
        case ["true" | ":"]:
            return True
        case ["false"]:
            return False
        case ["[", *inside, "]"] | ["test", *inside]:
            return _tested(inside)
        case ["[[", *inside, "]]"]:
            return None if any(text and _PATTERN.search(text) for text in inside) else _tested(inside)
        case [str()] if found := _COMPARISON.fullmatch(plain(words[0]) or ""):
            left, right = (_computed(found[side], words[0], variables) for side in ("left", "right"))
            return _compared(left, _SIGNS[found["sign"]], right)
        case _:
            return None


def _tested(words: Sequence[str | None]) -> bool | None:  # noqa: PLR0911 - one per kind of test
    match words:
        case _ if None in words:
            return None
        case ["!", *rest]:
            inside = _tested(rest)
            return None if inside is None else not inside
        case ["-n", text] | [text]:
            return text != ""
        case ["-z", text]:
            return text == ""
        case [left, "=" | "==", right]:
            return left == right
        case [left, "!=", right]:
            return left != right
        case [left, str() as sign, right] if sign.startswith("-"):
            return _compared(left, sign.removeprefix("-"), right)
        case _:
            return None


def _compared(left: str | None, sign: str, right: str | None) -> bool | None:
    if sign not in _NUMBERS:
        return None
    try:
        return _NUMBERS[sign](int(left or ""), int(right or ""))
    except ValueError:
        return None


def _computed(expression: str, word: Raw, variables: Ways) -> str | None:
    return only_text(Raw((computed(f"$(({expression}))"),), word.start, word.end, splits=False), variables)
