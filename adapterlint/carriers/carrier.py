"""What every kind of file has to offer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from adapterlint.sources import Problem

if TYPE_CHECKING:
    from adapterlint.facts import Site

Comment: TypeAlias = "tuple[str, int, int]"
"""A comment, its line and its column."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What a file holds: its text, and the configurations in it, in the order of the source."""

    text: str = ""
    sites: tuple[Site, ...] = ()


@dataclass(frozen=True, slots=True)
class Carrier:
    """A kind of file. To make one imports nothing heavy; `read` may.

    Attributes:
        takes: tells by the name of a file whether it is of the kind.
        largest: how many bytes it may have to be read.
        may_hold: tells by its bytes whether it can hold a configuration; False is certain.
        read: finds the configurations in the bytes of a file; a problem where they cannot be read.
        comments: finds the comments in a text.
        is_meant: whether files of the kind are all for the library. Of others, most have nothing to do with it: they
            count only if they hold a configuration, or are named.
    """

    takes: Callable[[str], bool]
    largest: int
    may_hold: Callable[[bytes], bool]
    read: Callable[[Path, bytes], Carried | Problem]
    comments: Callable[[str], Iterable[Comment]]
    is_meant: bool
