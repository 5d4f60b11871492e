"""Lists, tuples, sets and dictionaries as they are written, and comprehensions."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Sequence
from functools import partial

import libcst as cst

from adapterlint.reading.frames import Loop
from adapterlint.reading.frameworks.options import mapping_items
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.bindings import names_in
from adapterlint.reading.language.branches import decide
from adapterlint.reading.language.loops import some_item
from adapterlint.reading.language.operators import SCALARS
from adapterlint.reading.language.special_methods import gone_through
from adapterlint.reading.language.statements import assign
from adapterlint.reading.memory.contents import CONTENTS
from adapterlint.reading.memory.merging import COMBINATIONS_AT_MOST
from adapterlint.reading.memory.objects import DictObject, Scope, SomeItems
from adapterlint.reading.registry import EXPRESSIONS, reads
from adapterlint.reading.standard_library.containers import (
    ITEMS_AT_MOST,
    contents,
    is_key,
    known_items,
    new_dict,
    new_iterator,
    new_list,
    taken_items,
)
from adapterlint.values import Choice, Known, OneOf, Unknown, Value

TESTS_AT_MOST = 4
"""Where a comprehension leaves out items by more tests that are open, it is not known."""


@reads(EXPRESSIONS, cst.List)
def read_list(interpreter: Interpreter, node: cst.List) -> Value:
    """Evaluate `[a, *b]`."""
    items = _items(interpreter, node.elements)
    return (
        interpreter.unknown(node, "its items are not all known")
        if items is None
        else new_list(interpreter.state, items)
    )


@reads(EXPRESSIONS, cst.Tuple)
def read_tuple(interpreter: Interpreter, node: cst.Tuple) -> Value:
    """Evaluate `(a, *b)`."""
    items = _items(interpreter, node.elements)
    return interpreter.unknown(node, "its items are not all known") if items is None else Known(tuple(items))


@reads(EXPRESSIONS, cst.Set)
def read_set(interpreter: Interpreter, node: cst.Set) -> Value:
    """Evaluate `{a, *b}`."""
    return set_of(interpreter, node, _items(interpreter, node.elements))


def set_of(interpreter: Interpreter, node: cst.CSTNode, items: Sequence[Value] | None) -> Value:
    """Make a set, of items that are all known."""
    plain: set[object] = set()
    for item in items if items is not None else [Unknown("")]:
        if not isinstance(item, Known) or not isinstance(item.value, SCALARS) or not isinstance(item.value, Hashable):
            return interpreter.unknown(node, "its items are not all known")
        plain.add(item.value)
    return Known(plain)


def _items(interpreter: Interpreter, elements: Sequence[cst.BaseElement]) -> list[Value] | None:
    if len(elements) > ITEMS_AT_MOST:
        return None
    items: list[Value] | None = []
    for element in elements:
        value = interpreter.evaluate(element.value)
        if not isinstance(element, cst.StarredElement):
            more: Sequence[Value] | None = (value,)
        else:
            more = taken_items(interpreter.state, value)
        items = None if items is None or more is None else [*items, *more]
    return items


@reads(EXPRESSIONS, cst.Dict)
def read_dict(interpreter: Interpreter, node: cst.Dict) -> Value:
    """Evaluate `{a: b, **c}`."""
    if len(node.elements) > ITEMS_AT_MOST:
        return interpreter.unknown(node, f"more than {ITEMS_AT_MOST} items")
    parts: list[tuple[Value | None, Value]] = []
    for element in node.elements:
        value = interpreter.evaluate(element.value)
        parts.append((interpreter.evaluate(element.key) if isinstance(element, cst.DictElement) else None, value))
    return _dict_of(interpreter, node, parts)


def _dict_of(interpreter: Interpreter, node: cst.Dict, parts: Sequence[tuple[Value | None, Value]]) -> Value:
    """Make a dictionary of keys with their values, and of what is unpacked, which has none; one for each option."""
    items: dict[object, Value] = {}
    cause: str | None = None
    for at, (key, value) in enumerate(parts):
        if key is not None:
            if isinstance(key, OneOf) and _ways([one for one, _ in parts if one is not None]) <= COMBINATIONS_AT_MOST:
                return interpreter.per_option(key, partial(_with_key, interpreter, node, parts, at))
            if isinstance(key, Known) and is_key(key.value):
                items[key.value] = value
            else:
                cause, items = "a key is not known", {}
            continue
        more = mapping_items(interpreter.state, value)
        held = value if isinstance(value, OneOf) else contents(interpreter.state, value)
        if (
            more is None
            and isinstance(held, OneOf)
            and _ways([held, *(one for _, one in parts)]) <= COMBINATIONS_AT_MOST
        ):
            return interpreter.per_option(held, partial(_with_option, interpreter, node, parts, at))
        if more is None:  # it may have any key, and so hold something else than was written before
            cause, items = "what it unpacks is not known", {}
        items.update(known_items(interpreter.state, value) if more is None else more)
    if cause is None:
        return new_dict(interpreter.state, items)
    unknown = interpreter.unknown(node, cause)
    if not items:
        return unknown
    made = DictObject()
    interpreter.state.memory[made.identity, CONTENTS] = SomeItems(unknown.reason, unknown.origin, items=items)
    return Known(made)


def _ways(values: Sequence[Value]) -> int:
    deciding = frozenset().union(*(value.deciding for value in values if isinstance(value, OneOf)))
    return math.prod(len(choice.options) for choice in deciding)


def _with_key(
    interpreter: Interpreter,
    node: cst.Dict,
    parts: Sequence[tuple[Value | None, Value]],
    at: int,
    key: Known | Unknown,
) -> Value:
    return _dict_of(interpreter, node, [*parts[:at], (key, parts[at][1]), *parts[at + 1 :]])


def _with_option(
    interpreter: Interpreter,
    node: cst.Dict,
    parts: Sequence[tuple[Value | None, Value]],
    at: int,
    option: Known | Unknown,
) -> Value:
    return _dict_of(interpreter, node, [*parts[:at], (None, option), *parts[at + 1 :]])


@reads(EXPRESSIONS, cst.ListComp, cst.GeneratorExp, cst.SetComp)
def read_comprehension(interpreter: Interpreter, node: cst.ListComp | cst.GeneratorExp | cst.SetComp) -> Value:
    """Evaluate `[element for name in items if test]`, item by item."""

    def over(iterated: Known | Unknown, *, splits: bool) -> Value:
        items: list[Value] = []

        def add() -> None:
            items.append(interpreter.evaluate(node.elt))

        if not _rounds(interpreter, node.for_in, iterated, add, splits=splits):
            return _not_all_rounds(interpreter, node, iterated)
        match node:
            case cst.SetComp():
                return set_of(interpreter, node, items)
            case cst.GeneratorExp():
                return new_iterator(interpreter.state, items)
            case _:
                return new_list(interpreter.state, items)

    iterated = _iterated(interpreter, node.for_in)
    return interpreter.per_option(iterated, lambda leaf: _where_decided(interpreter, partial(over, leaf)))


@reads(EXPRESSIONS, cst.DictComp)
def read_dict_comprehension(interpreter: Interpreter, node: cst.DictComp) -> Value:
    """Evaluate `{key: value for name in items if test}`, item by item."""

    def over(iterated: Known | Unknown, *, splits: bool) -> Value:
        items: dict[object, Value] = {}
        unknown_key = False

        def add() -> None:
            nonlocal unknown_key
            key, value = interpreter.evaluate(node.key), interpreter.evaluate(node.value)
            if isinstance(key, Known) and is_key(key.value):
                items[key.value] = value
            else:
                unknown_key = True

        if not _rounds(interpreter, node.for_in, iterated, add, splits=splits) or unknown_key:
            return _not_all_rounds(interpreter, node, iterated)
        return new_dict(interpreter.state, items)

    iterated = _iterated(interpreter, node.for_in)
    return interpreter.per_option(iterated, lambda leaf: _where_decided(interpreter, partial(over, leaf)))


def _where_decided(interpreter: Interpreter, made: Callable[..., Value], depth: int = 0) -> Value:
    """Make a container in each way that its tests may be decided, of so many tests."""
    try:
        return made(splits=depth < TESTS_AT_MOST)
    except _UndecidedError as undecided:
        choice = undecided.choice
        ways = OneOf(choice, tuple(Known(option) for option in range(len(choice.options))))
        return interpreter.per_option(ways, lambda _: _where_decided(interpreter, made, depth + 1))


class _UndecidedError(Exception):
    """A choice decides which items there are."""

    def __init__(self, choice: Choice) -> None:
        super().__init__(choice.key)
        self.choice = choice


def _iterated(interpreter: Interpreter, clause: cst.CompFor) -> Value:
    """Return what a comprehension goes through; a choice between items if a container has one."""
    iterated = gone_through(interpreter, clause.iter, interpreter.evaluate(clause.iter))
    held = contents(interpreter.state, iterated)
    return held if isinstance(held, OneOf) else iterated


def _not_all_rounds(interpreter: Interpreter, node: cst.BaseExpression, iterated: Known | Unknown) -> Unknown:
    if isinstance(iterated, Unknown):
        return interpreter.derived(node, iterated)
    return interpreter.unknown(node, "what it iterates over is not known")


def _rounds(
    interpreter: Interpreter, clause: cst.CompFor, iterated: Value, action: Callable[[], object], *, splits: bool
) -> bool:
    """Do something in each round of a comprehension; False if not all rounds are known.

    Where they are not, it is done once with unknown items, for the configurations that it may hold.

    Raises:
        _UndecidedError: a test is open, and it `splits`.
    """
    outside = interpreter.scope
    loop = Loop(names_in(clause.target))
    items = taken_items(interpreter.state, iterated)
    interpreter.scope = Scope(outside, outer_names=outside.outer_names)
    interpreter.frame.loops.append(loop)
    try:
        if items is None or interpreter.budget.is_exhausted:
            assign(interpreter, clause.target, some_item(interpreter, clause, iterated))
            _inside(interpreter, clause, action, splits=False)
            return False
        for item in items:
            interpreter.budget.steps += 1
            assign(interpreter, clause.target, item)
            with interpreter.noted(_note(interpreter, clause, item)):
                if not _inside(interpreter, clause, action, splits=splits):
                    return False
        return True
    finally:
        interpreter.frame.loops.pop()
        interpreter.scope = outside


def _inside(interpreter: Interpreter, clause: cst.CompFor, action: Callable[[], object], *, splits: bool) -> bool:
    for condition in clause.ifs:
        decision = decide(interpreter, condition.test)
        if decision.holds is None:
            is_of_item = any(decision.choice in loop.of_items for loop in interpreter.frame.loops)
            if splits and decision.choice is not None and not is_of_item:
                raise _UndecidedError(decision.choice)
            action()
            return False
        if not decision.holds:
            return True
    if clause.inner_for_in is not None:
        return _rounds(
            interpreter, clause.inner_for_in, interpreter.evaluate(clause.inner_for_in.iter), action, splits=splits
        )
    action()
    return True


def _note(interpreter: Interpreter, clause: cst.CompFor, item: Value) -> str:
    shown = (
        repr(item.value) if isinstance(item, Known) and isinstance(item.value, (str, int, float, bool)) else "an item"
    )
    return f"`{interpreter.positions.code(clause.target)}` is {shown}"
