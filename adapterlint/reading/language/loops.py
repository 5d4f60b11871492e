"""Loops: rounds that are known are run one by one, others once, with what they change unknown."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import libcst as cst

from adapterlint.reading.frames import Loop
from adapterlint.reading.frameworks.library_names import is_library_module, is_library_name
from adapterlint.reading.guards.expecting import is_left_at_end
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.bindings import changes_in, names_in, nodes_in
from adapterlint.reading.language.branches import counted_as_true
from adapterlint.reading.language.functions import YIELDED
from adapterlint.reading.language.special_methods import gone_through
from adapterlint.reading.language.statements import assign
from adapterlint.reading.memory.contents import CONTENTS
from adapterlint.reading.memory.doubting import doubt_changes, doubt_collected
from adapterlint.reading.memory.merging import leaves
from adapterlint.reading.memory.objects import DictObject, Imported, Instance, ListObject
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
        _run_once(interpreter, node, _some_item(interpreter, node), certain=False)
    return Known(None)


def _some_item(interpreter: Interpreter, node: cst.For) -> Unknown:
    return interpreter.unknown(node.target, f"one of the items of `{interpreter.positions.code(node.iter)}`")


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
            _run_once(interpreter, node, _some_item(interpreter, node), certain=False)
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
    _forget_changes(interpreter, node)
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


def _forget_changes(interpreter: Interpreter, node: cst.For | cst.While) -> None:
    """Make unknown what rounds before this one may have assigned or changed."""
    line = interpreter.positions.line(node)
    changes = changes_in(node.body)
    if changes.yields:
        yielded = Unknown(f"what the loop at {line} yields")
        interpreter.state.memory[interpreter.scope.identity, YIELDED] = yielded
    for name in changes.assigned:
        if interpreter.lookup(name) is not None:
            _forget(interpreter, name, Unknown(f"`{name}`: changed in the loop at {line}"))
    for name in _called_on(interpreter, changes.calls):
        bound = interpreter.lookup(name)
        reason = Unknown(f"`{name}`: may be changed in the loop at {line}")
        if isinstance(bound, Known) and isinstance(bound.value, set):
            interpreter.bind(name, reason)
        elif bound is not None:
            _forget_contents(interpreter, bound, reason)


def _forget(interpreter: Interpreter, name: str, reason: Unknown) -> None:
    bound = interpreter.lookup(name.split(".", maxsplit=1)[0])
    _forget_contents(interpreter, bound, reason)
    if "." not in name:
        interpreter.state.memory[interpreter.scope.identity, name] = reason
        return
    attribute = name.split(".")[1]
    for _, leaf in leaves(bound) if bound is not None else ():
        if isinstance(leaf, Known) and isinstance(leaf.value, Instance):
            interpreter.state.memory[leaf.value.identity, attribute] = reason


def _called_on(interpreter: Interpreter, calls: Sequence[cst.Call]) -> dict[str, None]:
    """Return the names whose methods are called, or which are handed to calls that may change what they hold."""
    names: dict[str, None] = {}
    for call in calls:
        match call.func:
            case cst.Attribute(value=cst.Name(value=name)):
                names[name] = None
            case _:
                pass
        if not _is_of_library(interpreter, call.func):
            given = (argument.value.value for argument in call.args if isinstance(argument.value, cst.Name))
            names.update(dict.fromkeys(given))
    return names


def _is_of_library(interpreter: Interpreter, called: cst.BaseExpression) -> bool:
    """Tell whether a call is of a function or class of the library, none of which changes what it is given."""
    root = called
    while isinstance(root, cst.Attribute):
        root = root.value
    bound = interpreter.lookup(root.value) if isinstance(root, cst.Name) else None
    path = bound.value.path if isinstance(bound, Known) and isinstance(bound.value, Imported) else ""
    module, _, name = path.rpartition(".")
    return is_library_module(path) or is_library_name(module, name)


def _forget_contents(interpreter: Interpreter, bound: Value | None, reason: Unknown) -> None:
    for _, leaf in leaves(bound) if bound is not None else ():
        if isinstance(leaf, Known) and isinstance(leaf.value, (ListObject, DictObject)):
            interpreter.state.memory[leaf.value.identity, CONTENTS] = reason
