"""What the interpreter is in the middle of: calls of functions, and loops in them."""

from __future__ import annotations

from dataclasses import dataclass, field

from adapterlint.reading.memory.objects import Function
from adapterlint.reading.memory.state import State
from adapterlint.values import Choice


@dataclass(slots=True)
class Loop:
    """A loop or comprehension at hand.

    Attributes:
        targets: the names that hold the items.
        assigned: the names that each round may assign to.
        is_search: whether each round leaves it, unless it is cut short.
        broken: the states in which it was left.
        continued: the states in which its body was cut short.
        of_items: what decides tests that ask something unknown of an item, each of which may go its own way.
    """

    targets: frozenset[str] = frozenset()
    assigned: frozenset[str] = frozenset()
    is_search: bool = False
    broken: list[State] = field(default_factory=list)
    continued: list[State] = field(default_factory=list)
    of_items: set[Choice] = field(default_factory=set)


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
