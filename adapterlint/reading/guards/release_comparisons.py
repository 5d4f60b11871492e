"""In which releases a comparison holds: `adapters.__version__ > "1.1"`, `Version("1.0") <= release < Version("1.2")`.

Texts compare letter by letter, versions part by part, and tuples as far as they go; each is done as Python does it.
"""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from typing import Any

import libcst as cst
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

from adapterlint.reading.guards.release_imports import ANY_RELEASE, Releases
from adapterlint.reading.syntax.walking import below
from adapterlint.space.releases import RELEASES

_SIGNS: dict[type, Callable[[Any, Any], bool]] = {
    cst.GreaterThanEqual: operator.ge,
    cst.LessThan: operator.lt,
    cst.GreaterThan: operator.gt,
    cst.LessThanEqual: operator.le,
    cst.Equal: operator.eq,
    cst.NotEqual: operator.ne,
}
_MIRRORED: dict[type, type] = {
    cst.GreaterThanEqual: cst.LessThanEqual,
    cst.LessThanEqual: cst.GreaterThanEqual,
    cst.GreaterThan: cst.LessThan,
    cst.LessThan: cst.GreaterThan,
}
"""What a comparison is with its sides exchanged; one that is not named stays as it is."""
_OF_FIRST_PARTS = frozenset({cst.GreaterThanEqual, cst.LessThan})
"""The comparisons that hold for a release as for its first parts, however many of these are compared."""
_PARSERS = ("packaging.version.parse", "Version", "StrictVersion", "parse_version", "version.parse")
"""Whose results are equal for `1.1` and `1.1.0`."""

_Means = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Comparisons:
    """The comparisons of one file.

    Attributes:
        is_release: tells whether an expression is the release of the library, as text or as what compares releases.
        is_about_release: tells whether the release is in an expression.
        path: what a dotted name stands for.
    """

    is_release: Callable[[cst.BaseExpression], bool]
    is_about_release: Callable[[cst.BaseExpression], bool]
    path: Callable[[cst.BaseExpression], str | None]

    def holding(self, test: cst.Comparison) -> Releases | None:
        """Return the releases in which a comparison holds; None if it is not understood."""
        operands = [test.left, *(target.comparator for target in test.comparisons)]
        signs = [type(target.operator) for target in test.comparisons]
        each = [
            self._of_two(left, sign, right)
            for (left, right), sign in zip(itertools.pairwise(operands), signs, strict=True)
        ]
        known = [releases for releases in each if releases is not None]
        return frozenset.intersection(ANY_RELEASE, *known) if len(known) == len(each) else None

    def _of_two(self, left: cst.BaseExpression, sign: type, right: cst.BaseExpression) -> Releases | None:
        if sign in {cst.In, cst.NotIn}:
            named = (_texts(right) or self._specified(right)) if self.is_release(left) else None
            return None if named is None else _those(lambda release: (release in named) == (sign is cst.In))
        if sign not in _SIGNS:
            return None
        if self.is_about_release(right) and not self.is_about_release(left):
            left, sign, right = right, _MIRRORED.get(sign, sign), left
        compared = self._compared(left, sign, right)
        if compared is None:
            return None
        means, bound = compared
        return _those(lambda release: _SIGNS[sign](means(release), bound))

    def _specified(self, container: cst.BaseExpression) -> Releases | None:
        """Return the releases that `SpecifierSet(">=1.1")` contains."""
        match container:
            case cst.Call(func=func, args=[cst.Arg(cst.SimpleString() as written)]):
                is_set = (self.path(func) or "").endswith("SpecifierSet")
                return _contained(str(written.evaluated_value)) if is_set else None
            case _:
                return None

    def _compared(self, left: cst.BaseExpression, sign: type, right: cst.BaseExpression) -> tuple[_Means, Any] | None:
        """Return how a release enters a comparison, and what it is compared with."""
        match right:
            case cst.Tuple() | cst.List() if self.is_about_release(left):
                numbers = _numbers(right)
                parts = _parts_of(left, len(numbers or ()), sign)
                return None if numbers is None or parts is None else (lambda text: _release(text)[:parts], numbers)
            case cst.Integer(value=number):
                match left:
                    case cst.Attribute(value=release, attr=cst.Name("major" | "minor" | "micro" as part)):
                        means = operator.attrgetter(part)
                        return (lambda text: means(Version(text)), int(number)) if self.is_release(release) else None
                    case _:
                        return None
            case cst.SimpleString() if self.is_release(left):
                return str, right.evaluated_value
            case cst.Call(func=func, args=[cst.Arg(cst.SimpleString() as written)]) if self.is_release(left):
                bound = _version(written.evaluated_value)
                is_exact = sign in _OF_FIRST_PARTS or (self.path(func) or "").endswith(_PARSERS)
                return (Version, bound) if bound is not None and is_exact else None
            case _:
                return None


def _those(holds: Callable[[str], bool]) -> Releases:
    return frozenset(release for release in RELEASES if holds(release))


def _contained(specifiers: str) -> Releases | None:
    try:
        return frozenset(SpecifierSet(specifiers).filter(RELEASES))
    except InvalidSpecifier:
        return None


def _texts(node: cst.BaseExpression) -> frozenset[object] | None:
    """Return the texts that a container is written with; None if it is anything else."""
    match node:
        case cst.Tuple(elements=elements) | cst.List(elements=elements) | cst.Set(elements=elements):
            texts = [part.value.evaluated_value for part in elements if isinstance(part.value, cst.SimpleString)]
            return frozenset(texts) if len(texts) == len(elements) else None
        case _:
            return None


def _numbers(node: cst.Tuple | cst.List) -> tuple[Hashable, ...] | None:
    numbers = tuple(int(part.value.value) for part in node.elements if isinstance(part.value, cst.Integer))
    return numbers if numbers and len(numbers) == len(node.elements) else None


def _parts_of(release: cst.BaseExpression, count: int, sign: type) -> int | None:
    """Return how many parts of the release are compared: those before a slice ends; None if that does not show."""
    ends = list(_ends(release))
    match ends:
        case [int(end)]:
            return end
        case [] if not isinstance(release, cst.Name):
            return len(_release(RELEASES[0]))
        case _:
            return count if sign in _OF_FIRST_PARTS else None


def _ends(node: cst.BaseExpression) -> Iterator[int | None]:
    for inner in below([node]):
        match inner:
            case cst.Slice(lower=None, upper=cst.Integer(value=upper), step=None):
                yield int(upper)
            case cst.Slice() | cst.Index():
                yield None
            case _:
                pass


def _release(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("."))


def _version(text: object) -> Version | None:
    try:
        return Version(str(text))
    except InvalidVersion:
        return None
