"""What a trial of a search takes: one of some values, or a number of a range."""

from __future__ import annotations

import math
from collections.abc import Sequence

import libcst as cst

from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.memory.merging import one_of
from adapterlint.reading.standard_library.containers import sequence_items
from adapterlint.values import Known, Unknown, Value

NUMBERS_AT_MOST = 16
"""Of a range with more numbers the first and the last are taken; that there are others between is known too."""
_ROUNDING, _DECIMALS = 1e-9, 12
"""Steps like 0.1 add up inexactly."""


def one_of_items(interpreter: Interpreter, node: cst.CSTNode, name: str, given: Value) -> Value:
    """Return what a trial takes of the items of a list."""

    def take(leaf: Known | Unknown) -> Value:
        items = sequence_items(interpreter.state, leaf)
        if items:
            return one_of_values(interpreter, node, name, items)
        if isinstance(leaf, Unknown):
            return interpreter.derived(node, leaf)
        return interpreter.unknown(node, "what it chooses from is not known")

    return interpreter.per_option(given, take)


def one_of_values(interpreter: Interpreter, node: cst.CSTNode, name: str, values: Sequence[Value]) -> Value:
    """Return one of some values; what has the same name and the same values is decided together."""
    words = tuple(f"a trial takes {_shown(value, number)} for `{name}`" for number, value in enumerate(values, start=1))
    return one_of(interpreter.choice(node, words, f"trial:{words}"), values)


def _shown(value: Value, number: int) -> str:
    match value:
        case Known(bool() | int() | float() | str() | None as plain):
            return f"`{plain!r}`"
        case Unknown(by_user=True):
            return "another number"
        case _:
            return f"item {number}"


def number_between(
    interpreter: Interpreter, node: cst.CSTNode, name: str, ends: tuple[Value, Value], step: Value
) -> Value:
    """Return what a trial takes of a range that has both of its ends.

    Of real numbers without a step none is known: that a trial takes just an end will not happen.
    """
    match (*ends, step):
        case Known(int() as low), Known(int() as high), Known(int() as width) if width > 0 and low <= high:
            numbers: Sequence[float] = range(low, high + 1, width)
        case Known(int() | float() as low), Known(int() | float() as high), Known(int() | float() as width) if (
            width > 0 and low <= high and (high - low) / width < NUMBERS_AT_MOST
        ):
            count = math.floor((high - low) / width + _ROUNDING) + 1
            numbers = [round(low + number * width, _DECIMALS) for number in range(count)]
        case _:
            return interpreter.unknown(node, "a number that a trial takes")
    if len(numbers) <= NUMBERS_AT_MOST:
        return one_of_values(interpreter, node, name, [Known(number) for number in numbers])
    between = Unknown(f"a number between {numbers[0]} and {numbers[-1]} that a trial takes", by_user=True)
    return one_of_values(interpreter, node, name, [Known(numbers[0]), Known(numbers[-1]), between])
