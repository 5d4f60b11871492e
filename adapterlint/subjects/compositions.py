"""Compositions as a script writes them: what stands in them, and in what.

Source: `adapters/composition.py`, `parse_composition`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from adapterlint.facts import COMPOSITION, Call
from adapterlint.values import Known, Unknown, Value


def leaf_names(setup: object) -> Iterator[str | None]:
    """Yield the names of adapters in a composition, in order; None for one that is not known."""
    match setup:
        case str():
            yield setup
        case Known(value):
            yield from leaf_names(value)
        case Call(module=module, positional=positional, opaque=None) if module == COMPOSITION:
            for one in positional:
                yield from leaf_names(one.value)
        case list() | tuple():
            for one in setup:
                yield from leaf_names(one)
        case _:
            yield None


def fused_names(setup: Value | None) -> tuple[str, ...]:
    """Return the names of what is fused: `Fuse("a", "b")`, `["a", "b"]`, or `"a,b"`; none if not all are known."""
    match setup:
        case Known(Call(class_name="Fuse", positional=positional, opaque=None)):
            parts: list[Value] = [one.value for one in positional]
        case Known(list() | tuple() as items):
            parts = [item if isinstance(item, Known) else Known(item) for item in items]
        case Known(str(text)):
            parts = [Known(name) for name in text.split(",")]
        case _:
            return ()
    names = tuple(one.value for one in parts if isinstance(one, Known) and isinstance(one.value, str))
    return names if len(names) == len(parts) else ()


def names_in_list(setup: object) -> tuple[str, ...]:
    """Return the names in a list of nothing else, which counts as a stack; none if it is something else."""
    return fused_names(Known(setup)) if isinstance(setup, (list, tuple)) else ()


def fusions(setup: object) -> Iterator[Call]:
    """Yield the fusions in a composition that have no name of their own."""
    match setup:
        case Call(class_name="Fuse", module=module, keywords=keywords) if module == COMPOSITION and not keywords:
            yield setup
        case _:
            for child in _children(setup):
                yield from fusions(child)


def nestings(setup: object, outer: str = "") -> Iterator[tuple[str, str]]:
    """Yield which compositions stand directly in which, outer ones first."""
    for child in _children(setup):
        if inner := kind_of(child, setup):
            yield outer or kind_of(setup, None), inner
            yield from nestings(child, inner)


def is_fused(setup: object) -> bool:
    """Tell whether there is a fusion in a composition, as far as it is known."""
    return "Fuse" in (kind_of(setup, None), *(inner for _, inner in nestings(setup)))


def blocks(setup: object) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield compositions with the names of the adapters that stand directly in them, outer ones first."""
    children = tuple(_children(setup))
    if kind := kind_of(setup, None):
        yield kind, tuple(child for child in children if isinstance(child, str))
    for child in children:
        yield from blocks(child)


def lists(setup: object) -> Iterator[tuple[str, int]]:
    """Yield compositions that are given one list instead of several adapters, with its length, outer ones first."""
    children = tuple(_children(setup))
    match setup, children:
        case Call(class_name=name, positional=(_,), opaque=None), [list() | tuple() as only] if len(only) > 1:
            yield name, len(only)
        case _:
            for child in children:
                yield from lists(child)


def kind_of(setup: object, around: object) -> str:
    """Return the kind of a composition, empty for a name; a list is a stack, and a list in a list a fusion."""
    match setup:
        case Call(class_name=name, module=module) if module == COMPOSITION:
            return name
        case list() | tuple():
            return "Fuse" if isinstance(around, (list, tuple)) else "Stack"
        case _:
            return ""


def _children(setup: object) -> Iterator[object]:
    match setup:
        case Call(positional=positional):
            values: Iterable[object] = [one.value for one in positional]
        case list() | tuple():
            values = setup
        case _:
            values = ()
    for value in values:
        if not isinstance(value, Unknown):
            yield value.value if isinstance(value, Known) else value
