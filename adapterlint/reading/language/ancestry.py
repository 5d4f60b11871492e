"""What classes of the script inherit from, as far as the script defines it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from adapterlint.reading.memory.objects import Function, Imported, UserClass
from adapterlint.values import Known, Value

SETTER = "{}.setter"
"""Under which name a class holds the method that assigns a property."""


def script_bases(made: UserClass) -> tuple[UserClass, ...]:
    """Return a class and those it inherits from, as far as they are of this project."""
    return (made, *(above for above in _above(made.bases) if above is not made))


def method_of(made: UserClass, name: str) -> Function | None:
    """Find a method in a class or those it inherits from."""
    return next((ancestor.methods[name] for ancestor in script_bases(made) if name in ancestor.methods), None)


def paths_above(bases: Sequence[Value]) -> frozenset[str]:
    """Return the classes of other modules that a class with these bases inherits from."""
    above = (base.value for base in all_bases(bases) if isinstance(base, Known))
    return frozenset(base.path for base in above if isinstance(base, Imported))


def all_bases(bases: Sequence[Value]) -> Iterator[Value]:
    """Yield some bases and those of the classes above, each class once however many ways lead to it."""
    yield from bases
    for above in _above(bases):
        yield from above.bases


def _above(bases: Sequence[Value]) -> Iterator[UserClass]:
    met: set[UserClass] = set()
    waiting = list(reversed(bases))
    while waiting:
        match waiting.pop():
            case Known(UserClass() as made) if made not in met:
                met.add(made)
                yield made
                waiting += reversed(made.bases)
            case _:
                continue
