"""What else is asked of something unknown: answers that no single thing could give are impossible together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import libcst as cst

from adapterlint.reading.language.operators import SCALARS
from adapterlint.reading.memory.identities import identity_of
from adapterlint.reading.standard_library.containers import sequence_items
from adapterlint.reading.syntax.walking import dotted_name
from adapterlint.values import Choice, Known, Unknown

if TYPE_CHECKING:
    from adapterlint.reading.interpreter import Interpreter

Predicate = Callable[[object], bool]
"""Tells whether a test is true of something plain."""


def exclude_contradictions(
    interpreter: Interpreter, asked: Choice, of: str, literals: Iterable[tuple[int, object]]
) -> None:
    """Exclude that something is one of some literals, and tests of it come out as they do not for that one.

    Args:
        asked: the choice that decides which literal it is.
        of: the identity of what is asked.
        literals: the options of the choice, each with the literal that it stands for.
    """
    for option, literal in literals:
        for choice, holds in interpreter.asked.get(of, ()):
            _exclude(interpreter, (asked, option), choice, holds=holds(literal))


def note_question(interpreter: Interpreter, test: cst.BaseExpression, choice: Choice) -> None:
    """Remember a test of something unknown that is true or false of each literal."""
    found = _read(interpreter, test)
    if found is None:
        return
    identity, holds = found
    others = interpreter.asked.setdefault(identity, [])
    if any(one == choice for one, _ in others):
        return
    others.append((choice, holds))
    for equality, (reason, literal) in interpreter.equalities.items():
        if reason == identity:
            _exclude(interpreter, (equality, 0), choice, holds=holds(literal))
    table, names = interpreter.tables.get(identity, (None, ()))
    for option, name in enumerate(names):
        if table is not None:
            _exclude(interpreter, (table, option), choice, holds=holds(name))


def _exclude(interpreter: Interpreter, literal: tuple[Choice, int], choice: Choice, *, holds: bool) -> None:
    decided, option = literal
    conflict = {decided: frozenset({option}), choice: frozenset({1 if holds else 0})}
    interpreter.state.exclude(conflict)


def _read(interpreter: Interpreter, test: cst.BaseExpression) -> tuple[str, Predicate] | None:
    """Return what a test asks, and when it is true; None for a test of another form."""
    match test:
        case cst.Comparison(left=left, comparisons=[cst.ComparisonTarget(cst.In() | cst.NotIn() as sign, right)]):
            is_in = isinstance(sign, cst.In)
            of_members = _of_members(interpreter, left, right, is_in=is_in)
            return of_members or _of_text(interpreter, right, left, lambda one, part: (part in one) is is_in)
        case cst.Call(func=cst.Attribute(value=left, attr=cst.Name("startswith" | "endswith" as name)), args=[given]):
            return _of_text(interpreter, left, given.value, lambda one, part: bool(getattr(one, name)(part)))
        case _:
            return None


def _of_members(
    interpreter: Interpreter, thing: cst.BaseExpression, container: cst.BaseExpression, *, is_in: bool
) -> tuple[str, Predicate] | None:
    identity, held = _unknown(interpreter, thing), _known(interpreter, container)
    items = None if isinstance(held.value, str) else sequence_items(interpreter.state, held)
    if identity is None or items is None:
        return None
    members = [item.value for item in items if isinstance(item, Known)]
    is_plain = len(members) == len(items) and all(isinstance(one, SCALARS) for one in members)
    return (identity, lambda one: (one in members) is is_in) if is_plain else None


def _of_text(
    interpreter: Interpreter, thing: cst.BaseExpression, part: cst.BaseExpression, holds: Callable[[str, str], bool]
) -> tuple[str, Predicate] | None:
    identity, text = _unknown(interpreter, thing), _known(interpreter, part).value
    if identity is None or not isinstance(text, str):
        return None
    return identity, lambda one: isinstance(one, str) and holds(one, text)


def _unknown(interpreter: Interpreter, node: cst.BaseExpression) -> str | None:
    """Return the identity of what a name or attribute stands for, if it is unknown."""
    held = interpreter.evaluate(node) if dotted_name(node) else None
    return identity_of(interpreter, node, held) if isinstance(held, Unknown) else None


def _known(interpreter: Interpreter, node: cst.BaseExpression) -> Known:
    is_pure = isinstance(node, (cst.Tuple, cst.List, cst.Set, cst.SimpleString)) or dotted_name(node)
    held = interpreter.evaluate(node) if is_pure else None
    return held if isinstance(held, Known) else Known(None)
