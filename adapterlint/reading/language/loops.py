"""Loops: rounds that are known are run one by one, others once, with what they change unknown."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import libcst as cst

from adapterlint.reading.frames import Loop
from adapterlint.reading.guards.expecting import is_left_at_end
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.bindings import changes_in, names_in, nodes_in
from adapterlint.reading.language.branches import counted_as_true
from adapterlint.reading.language.earlier_rounds import forget_changes_of_rounds
from adapterlint.reading.language.special_methods import gone_through
from adapterlint.reading.language.statements import assign
from adapterlint.reading.memory.doubting import doubt_changes, doubt_collected
from adapterlint.reading.memory.objects import ListObject
from adapterlint.reading.memory.state import State
from adapterlint.reading.outside import or_nothing
from adapterlint.reading.registry import STATEMENTS, reads
from adapterlint.reading.standard_library.containers import contents, sequence_items, taken_items
from adapterlint.values import Choice, Known, OneOf, Unknown, Value

ROUNDS_AT_MOST = 32
"""Loops with more rounds are walked through once, except sweeps."""
ROUNDS_OF_SWEEP = 512
"""Loops over so many items that are written are run round by round, as long as they take no more than their share."""


@reads(STATEMENTS, cst.For)
def run_for(interpreter: Interpreter, node: cst.For) -> None:
    """Run `for target in items`."""
    iterated = or_nothing(interpreter.home, gone_through(interpreter, node.iter, interpreter.evaluate(node.iter)))
    held = contents(interpreter.state, iterated)
    interpreter.per_option(
        held if isinstance(held, OneOf) else iterated, lambda leaf: _run_over(interpreter, node, leaf)
    )


def _run_over(interpreter: Interpreter, node: cst.For, iterated: Known | Unknown) -> Value:
    items = taken_items(interpreter.state, iterated)
    if items is not None and len(items) <= ROUNDS_OF_SWEEP and not interpreter.budget.is_exhausted:
        _run_rounds(interpreter, node, iterated, items)
    else:
        _run_once(interpreter, node, some_item(interpreter, node, iterated), certain=False)
    return Known(None)


def some_item(interpreter: Interpreter, node: cst.For | cst.CompFor, iterated: Value) -> Unknown:
    """Return the item of rounds that are walked through as one."""
    item = f"one of the items of `{interpreter.positions.code(node.iter)}`"
    held = contents(interpreter.state, iterated)
    if isinstance(held, Unknown):
        return interpreter.derived(node.target, held, item)
    if interpreter.budget.is_exhausted:
        item = f"{item}, walked through as one because so much was followed before"
    return interpreter.unknown(node.target, item)


@reads(STATEMENTS, cst.While)
def run_while(interpreter: Interpreter, node: cst.While) -> None:
    """Run `while test`: round by round as long as the test is known, and its names are.

    What the rounds decide about them, each may decide in its own way.
    """
    left: list[State] = []
    endless = isinstance(node.test, (cst.Name, cst.Integer))
    names = [found.value for found in nodes_in([node.test]) if isinstance(found, cst.Name)]
    before = {name: interpreter.lookup(name) for name in names}

    def is_decided_within() -> bool:
        held = {name: interpreter.lookup(name) for name in names}
        return any(isinstance(held[name], OneOf) and held[name] is not before[name] for name in names)

    for number in range(1, ROUNDS_AT_MOST + 1):
        holds = counted_as_true(interpreter, node.test, interpreter.evaluate(node.test))
        if isinstance(holds, Known) and not holds.value:
            _run_else(interpreter, node)
            break
        is_open = not isinstance(holds, Known) or is_decided_within()
        if is_open or endless or interpreter.budget.is_exhausted or number == ROUNDS_AT_MOST:
            _run_once(interpreter, node, None, certain=endless and isinstance(holds, Known))
            break
        with interpreter.noted(f"round {number} of the loop at {interpreter.positions.line(node)}"):
            left += _run_body(interpreter, node)
        if not interpreter.state.alive:
            break
    interpreter.join([interpreter.state, *left], node, "loop")


def _run_rounds(interpreter: Interpreter, node: cst.For, iterated: Known | Unknown, items: Sequence[Value]) -> None:
    left: list[State] = []
    before = interpreter.state.fork()
    of_items: set[Choice] = set()
    begun = dataclasses.replace(interpreter.budget)
    number = 0
    while number < len(items):
        if not interpreter.state.alive:
            break
        item, number = items[number], number + 1
        if number > ROUNDS_AT_MOST and interpreter.budget.loop_took_its_share(begun):
            interpreter.join([interpreter.state, *left], node, "loop")
            _run_once(interpreter, node, some_item(interpreter, node, iterated), certain=False)
            return
        interpreter.budget.steps += 1
        assign(interpreter, node.target, item)
        with interpreter.noted(_note(interpreter, node, item, number)):
            left += _run_body(interpreter, node, of_items)
        if isinstance(iterated, Known) and isinstance(iterated.value, ListObject) and not iterated.value.is_iterator:
            items = _items_left(interpreter, iterated, items)
    if of_items:
        doubt_collected(interpreter.state, before, of_items, f"the loop at {interpreter.positions.line(node)}")
    _run_else(interpreter, node)
    interpreter.join([interpreter.state, *left], node, "loop")


def _items_left(interpreter: Interpreter, iterated: Known, items: Sequence[Value]) -> Sequence[Value]:
    """Return the items of a list that a round may have changed, which the next round counts in."""
    held = sequence_items(interpreter.state, iterated)
    return items if held is None or len(held) > ROUNDS_OF_SWEEP else held


def _note(interpreter: Interpreter, node: cst.For, item: Value, number: int) -> str:
    target = interpreter.positions.code(node.target)
    match item:
        case Known((str() | int() | float() | bool() | None) as value):
            return f"`{target}` is {value!r}"
        case Known(tuple() as parts):
            shown = [
                repr(p.value) if isinstance(p, Known) and isinstance(p.value, (str, int, float)) else "…" for p in parts
            ]
            return f"`{target}` is {', '.join(shown)}"
        case _:
            return f"`{target}` is item {number} of `{interpreter.positions.code(node.iter)}`"


def _run_once(interpreter: Interpreter, node: cst.For | cst.While, target: Value | None, *, certain: bool) -> None:
    """Walk through a loop whose rounds are not known: what earlier rounds changed is unknown in the body."""
    before = interpreter.state.fork()
    forget_changes_of_rounds(interpreter, node)
    if target is not None and isinstance(node, cst.For):
        assign(interpreter, node.target, target)
    left = _run_body(interpreter, node)
    after = interpreter.state
    if certain:
        after.alive = False  # only `break` ends `while True`
    else:
        after.alive = before.alive
        doubt_changes(after, before, f"the loop at {interpreter.positions.line(node)}")
    _run_else(interpreter, node)
    interpreter.join([interpreter.state, *left], node, "loop left")


def _run_body(interpreter: Interpreter, node: cst.For | cst.While, of_items: set[Choice] | None = None) -> list[State]:
    """Run the body once; return the states in which it left the loop, and note what decides tests of the item."""
    targets = names_in(node.target) if isinstance(node, cst.For) else frozenset()
    loop = Loop(targets, frozenset(changes_in(node.body).assigned), is_search=is_left_at_end(node.body.body))
    interpreter.frame.loops.append(loop)
    try:
        interpreter.execute(node.body.body)
    finally:
        interpreter.frame.loops.pop()
    if of_items is not None:
        of_items |= loop.of_items
    interpreter.join([interpreter.state, *loop.continued], node, "round")
    return loop.broken


def _run_else(interpreter: Interpreter, node: cst.For | cst.While) -> None:
    if node.orelse is not None:
        interpreter.execute(node.orelse.body.body)
