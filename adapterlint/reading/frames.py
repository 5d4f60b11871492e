"""What the interpreter is in the middle of: calls of functions, and loops in them."""

from __future__ import annotations

from dataclasses import dataclass, field

from adapterlint.reading.memory.objects import Function
from adapterlint.reading.memory.state import State


@dataclass(slots=True)
class Loop:
    """A loop at hand: the states in which it was left or its body cut short."""

    broken: list[State] = field(default_factory=list)
    continued: list[State] = field(default_factory=list)


@dataclass(slots=True)
class Frame:
    """A call at hand, or the module itself.

    Attributes:
        generic: whether the call is made up, with parameters that may be anything.
        defined: the functions defined in it, which may be called when it is over.
        yielded: what was held when it first yielded; None as long as it has not.
    """

    function: Function | None = None
    generic: bool = False
    returned: list[State] = field(default_factory=list)
    loops: list[Loop] = field(default_factory=list)
    defined: list[Function] = field(default_factory=list)
    yielded: State | None = None
