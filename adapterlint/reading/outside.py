"""Names that are imported from outside the project, and the words that come from there."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapterlint.reading.memory.objects import Imported
from adapterlint.values import Choice, Known, OneOf, Unknown, Value

if TYPE_CHECKING:
    from adapterlint.reading.module import Module

CONSTANTS = {
    "math.e": math.e,
    "math.inf": math.inf,
    "math.pi": math.pi,
    "omegaconf.MISSING": "???",
    "typing.TYPE_CHECKING": False,
    "typing_extensions.TYPE_CHECKING": False,
}
"""Names of libraries that stand for plain values."""
WORDS = Unknown("what users give on the command line", given=True)
"""The words of a command line that no file of the project shows."""


@dataclass(frozen=True, slots=True)
class AtLeast:
    """A number of which no more is known than its least value."""

    least: int

    def compared(self, holds: Callable[[float, object], bool], other: object) -> Value:
        """Return whether a comparison with another number holds, if that is the same for all that it may be."""
        if not isinstance(other, (int, float)):
            return Unknown("no number")
        found = {holds(number, other) for number in (self.least, max(self.least, other), math.inf)}
        return Known(found.pop()) if len(found) == 1 else Unknown("how many words users give", by_user=True)


def is_words(value: Value) -> bool:
    """Tell whether a value is the words that users give, or all but the first."""
    return isinstance(value, Unknown) and value.given and value.reason == WORDS.reason


def or_nothing(script: Module, value: Value) -> Value:
    """Return the words that users give, where they may give none; any other value as it is."""
    return OneOf(_whether_given(script), (Known(()), value)) if is_words(value) else value


def number_of_words(script: Module) -> OneOf:
    """Return the length of `sys.argv`: that of the script's own name alone where users give nothing."""
    return OneOf(_whether_given(script), (Known(1), Known(AtLeast(2))))


def _whether_given(script: Module) -> Choice:
    options = ("nothing is given to its command line", "something is given to its command line")
    return Choice(f"{script.path}:words", options, by_user=True, written=1)


def from_outside(importer: Module, module: str, name: str = "") -> Value:
    """Return the value of a module that a module of the project imports, or of a name in it."""
    path = f"{module}.{name}" if name else module
    if path in CONSTANTS:
        return Known(CONSTANTS[path])
    hidden = importer.is_shadowed and (path == "adapters" or path.startswith("adapters."))
    return Known(Imported(f".{path}" if hidden else path))
