"""Releases that answer alike: what is found out about one by asking it is true of all that give the same answers.

>>> first = Questioned("1.2.0")
>>> "BnConfig" in as_snapshot(first).configs
True
>>> first.answers_like("1.3.0")
True
>>> as_snapshot(first).meets("<1.3")
True
>>> first.answers_like("1.3.0")
False
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import Any, NamedTuple, cast

from adapterlint.space.releases import Snapshot, snapshot


class Question(NamedTuple):
    """What can be asked of a release: a field of its snapshot, or one entry of a field that has many."""

    field: str
    entry: str | None = None


class Questioned:
    """Stands for the snapshot of a release, and remembers what was asked of it.

    Attributes:
        questioned: the release.
    """

    def __init__(self, release: str) -> None:
        self.questioned = release
        self._snapshot = snapshot(release)
        self._asked: dict[Question, None] = {}

    def __getattr__(self, name: str) -> object:
        """Return a field of the snapshot."""
        held = getattr(self._snapshot, name)
        match held:
            case Mapping():
                return self.__dict__.setdefault(name, _Entries(name, held, self._asked))
            case AbstractSet():
                return self.__dict__.setdefault(name, _Members(name, held, self._asked))
            case _:
                self._asked[Question(name)] = None
                return held

    def meets(self, specifier: str) -> bool:
        """Tell whether the release is one of those that a specifier is about."""
        self._asked[Question(_MEETS, specifier)] = None
        return self._snapshot.meets(specifier)

    def answers_like(self, release: str) -> bool:
        """Tell whether a release would have answered all questions in the same way."""
        return all(_answer_alike(question, self.questioned, release) for question in self._asked)


def as_snapshot(questioned: Questioned) -> Snapshot:
    """Return what is asked, for those who ask; it answers as the snapshot does."""
    return cast("Snapshot", questioned)


_MEETS = "meets"


class _Noting:
    """A field with many entries; which of them is looked at is noted."""

    def __init__(self, field: str, held: Collection[str], asked: dict[Question, None]) -> None:
        self._field, self._held, self._asked = field, held, asked

    def __contains__(self, entry: object) -> bool:
        self._asked[Question(self._field, cast("str", entry))] = None
        return entry in self._held

    def __iter__(self) -> Iterator[str]:
        self._asked[Question(self._field)] = None
        return iter(self._held)

    def __len__(self) -> int:
        self._asked[Question(self._field)] = None
        return len(self._held)


class _Members(_Noting, AbstractSet[str]):
    """A field with many names."""


class _Entries(_Noting, Mapping[str, Any]):
    """A field with something for each of many names."""

    _held: Mapping[str, Any]

    def __getitem__(self, entry: str) -> object:
        self._asked[Question(self._field, entry)] = None
        return self._held[entry]


@lru_cache(maxsize=100_000)
def _answer_alike(question: Question, release: str, other: str) -> bool:
    return bool(_answer(question, release) == _answer(question, other))


def _answer(question: Question, release: str) -> object:
    offered, (field, entry) = snapshot(release), question
    if field == _MEETS:
        return offered.meets(entry or "")
    held = getattr(offered, field)
    match held:
        case Mapping():
            return tuple(held) if entry is None else held.get(entry)
        case AbstractSet():
            return held if entry is None else entry in held
        case _:
            return held
