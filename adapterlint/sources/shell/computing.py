"""What a shell computes: `$((16 * 5 / 100))`, `$(seq -s , 0 5)`, items that are joined, and `${ids%,}`."""

from __future__ import annotations

import ast
import operator
import re
import shlex
from collections.abc import Callable

from adapterlint.sources.shell.changing import changed

NUMBERS_AT_MOST = 256
_BITS = 64
LONGEST_EXPRESSION = 200


def computed(by: str, text: str, given: str) -> str | None:
    """Compute what text says; None for what is not understood.

    Args:
        by: `arithmetic`, `seq`, `join`, or how a variable is changed, as `%` in `${ids%,}`.
        given: what the words of the text are joined by; for a change what comes after the sign.
    """
    match by:
        case "arithmetic":
            number = _number(text)
            return None if number is None else str(number)
        case "seq":
            return _sequence(text)
        case "join":
            return given.join(text.split())
        case _:
            return changed(text, by, given)


def _number(text: str) -> int | None:
    """Compute whole numbers as a shell does, in 64 bits; None for what is no such expression."""
    if len(text) > LONGEST_EXPRESSION or re.search(r"//|[^-+*/%()\d\s]", text):
        return None
    try:
        return _evaluated(ast.parse(text.strip(), mode="eval").body)
    except (SyntaxError, ValueError, ArithmeticError, RecursionError, MemoryError):
        return None


def _evaluated(node: ast.expr) -> int:
    match node:
        case ast.Constant(int(number)):
            return _in_64_bits(number)
        case ast.UnaryOp(ast.USub(), operand) if not _is_power(operand):
            return -_evaluated(operand)
        case ast.UnaryOp(ast.UAdd(), operand):
            return _evaluated(operand)
        case ast.BinOp(left, how, right) if type(how) in _OPERATORS:
            return _in_64_bits(_OPERATORS[type(how)](_evaluated(left), _evaluated(right)))
        case _:
            raise ValueError(ast.dump(node))


def _is_power(node: ast.expr) -> bool:
    """Tell whether a shell, which reads `-2 ** 2` as `(-2) ** 2`, may mean something else than Python."""
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow)


def _in_64_bits(number: int) -> int:
    if number.bit_length() >= _BITS:
        raise OverflowError(number)
    return number


def _towards_zero(left: int, right: int) -> int:
    quotient = abs(left) // abs(right)
    return quotient if (left < 0) == (right < 0) else -quotient


def _remainder(left: int, right: int) -> int:
    return left - right * _towards_zero(left, right)


def _power(base: int, exponent: int) -> int:
    if not 0 <= exponent < _BITS:
        raise OverflowError(exponent)
    result: int = base**exponent
    return result


_OPERATORS: dict[type[ast.operator], Callable[[int, int], int]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: _towards_zero,
    ast.Mod: _remainder,
    ast.Pow: _power,
}


def _sequence(text: str) -> str | None:
    """Return the numbers of `seq [-s separator] [first [step]] last`."""
    separator = " "
    try:
        words = shlex.split(text)
        match words:
            case ["-s" | "--separator", given, *rest]:
                separator, words = given, rest
            case [option, *rest] if option.startswith(("-s", "--separator=")):
                separator, words = option.removeprefix("--separator=").removeprefix("-s"), rest
            case _:
                pass
        numbers = [int(word) for word in words]
    except ValueError:
        return None
    match numbers:
        case [end]:
            found = range(1, end + 1)
        case [begin, end]:
            found = range(begin, end + 1)
        case [begin, step, end] if step != 0:
            found = range(begin, end + (1 if step > 0 else -1), step)
        case _:
            return None
    return separator.join(map(str, found)) if len(found) <= NUMBERS_AT_MOST else None
