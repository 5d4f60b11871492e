"""Simple statements: assignments, `return`, `del`, and the ones that end a path."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from adapterlint.facts import BaseModelReference, Call
from adapterlint.reading.frameworks.changes import Statement, note_change, replacing, statement_at
from adapterlint.reading.frameworks.configurations import is_configuration
from adapterlint.reading.frameworks.model_memory import forget_merged
from adapterlint.reading.frameworks.model_steps import assign_step
from adapterlint.reading.frameworks.models import change_attribute
from adapterlint.reading.frameworks.training import note_cache
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.attributes import delete_attribute, set_attribute
from adapterlint.reading.language.following import RETURNED
from adapterlint.reading.language.operations import apply_binary, explained
from adapterlint.reading.language.special_methods import combined
from adapterlint.reading.language.subscripts import assign_item, delete_item
from adapterlint.reading.memory.contents import CONTENTS
from adapterlint.reading.memory.merging import lift
from adapterlint.reading.memory.objects import DictObject, ListObject, ModelConfiguration, View
from adapterlint.reading.memory.replacing import replace_everywhere
from adapterlint.reading.registry import STATEMENTS, reads
from adapterlint.reading.standard_library.containers import contents, new_list, sequence_items, use_up
from adapterlint.reading.syntax.walking import dotted_name
from adapterlint.values import Known, Unknown, Value

_VIEWS = frozenset({"items", "keys", "values"})


@reads(STATEMENTS, cst.Expr)
def run_expression(interpreter: Interpreter, node: cst.Expr) -> None:
    """Evaluate an expression for what it does."""
    interpreter.evaluate(node.value)


@reads(STATEMENTS, cst.Assign)
def run_assignment(interpreter: Interpreter, node: cst.Assign) -> None:
    """Run `a = b = value`."""
    value = interpreter.evaluate(node.value)
    view = _view(interpreter, node.value)
    for target in node.targets:
        kept = view if view is not None and isinstance(target.target, cst.Name) else value
        assign(interpreter, target.target, kept, replacing(interpreter, node))


def _view(interpreter: Interpreter, node: cst.BaseExpression) -> Value | None:
    """Return the keys, values or items of a dictionary as something that changes with it; None for all else."""
    match node:
        case cst.Call(func=cst.Attribute(value=cst.Name() as thing, attr=cst.Name(kind)), args=[]) if kind in _VIEWS:
            held = interpreter.evaluate(thing)
            if isinstance(held, Known) and isinstance(held.value, DictObject):
                return Known(View(held.value, kind), interpreter.origin(node))
            return None
        case _:
            return None


@reads(STATEMENTS, cst.AnnAssign)
def run_annotated(interpreter: Interpreter, node: cst.AnnAssign) -> None:
    """Run `name: type = value`."""
    if node.value is not None:
        assign(interpreter, node.target, interpreter.evaluate(node.value))


@reads(STATEMENTS, cst.AugAssign)
def run_augmented(interpreter: Interpreter, node: cst.AugAssign) -> None:
    """Run `name += value`; a list is extended in place, which its other names see too."""
    before, change = interpreter.evaluate(node.target), interpreter.evaluate(node.value)

    def change_one(leaf: Known | Unknown) -> Value:
        if (own := combined(interpreter, node, node.operator, leaf, change)) is not None:
            return own
        value = explained(interpreter, node, apply_binary(interpreter, node.operator, leaf, change))
        if isinstance(leaf, Known) and isinstance(leaf.value, set):
            replace_everywhere(interpreter.state, leaf.value, value)
        if not isinstance(leaf, Known) or not isinstance(leaf.value, (ListObject, DictObject)):
            return value
        interpreter.state.memory[leaf.value.identity, CONTENTS] = contents(interpreter.state, value)
        return leaf

    assign(interpreter, node.target, interpreter.per_option(before, change_one))


def assign(
    interpreter: Interpreter, target: cst.BaseExpression, value: Value, statement: Statement | None = None
) -> None:
    """Assign a value to a name, an attribute, an item, or parts of it to several of them."""
    match target:
        case cst.Name(value=name):
            interpreter.bind(name, value)
        case cst.Tuple(elements=elements) | cst.List(elements=elements):
            _unpack(interpreter, elements, value, target)
        case cst.Attribute():
            _assign_attribute(interpreter, target, value, statement or statement_at(interpreter, target))
        case cst.Subscript():
            assign_item(interpreter, target, value, statement or statement_at(interpreter, target))
        case _:
            return


def _unpack(interpreter: Interpreter, elements: Sequence[cst.BaseElement], value: Value, node: cst.CSTNode) -> None:
    held = contents(interpreter.state, value)
    use_up(interpreter.state, [value])
    star = next((index for index, element in enumerate(elements) if isinstance(element, cst.StarredElement)), None)
    items = sequence_items(interpreter.state, held) if isinstance(held, Known) else None
    if items is not None and not _fit(items, len(elements), exact=star is None):
        interpreter.state.alive = False
    for index, element in enumerate(elements):
        if index == star:
            rest = lift(lambda items, at=index: _rest(interpreter, items, at, len(elements)), held)
            assign(interpreter, element.value, explained(interpreter, node, rest))
            continue
        from_end = star is not None and index > star
        position = index - len(elements) if from_end else index
        part = lift(lambda items, at=position: _part(interpreter, items, at, len(elements), exact=star is None), held)
        assign(interpreter, element.value, explained(interpreter, node, part))


def _part(interpreter: Interpreter, held: object, position: int, count: int, *, exact: bool) -> Value:
    items = sequence_items(interpreter.state, Known(held))
    if items is None or not _fit(items, count, exact=exact):
        return Unknown("not as many items as names")
    return items[position]


def _fit(items: Sequence[Value], count: int, *, exact: bool) -> bool:
    """Tell whether items can be unpacked to so many names; one of them takes what is left unless it must be exact."""
    return len(items) == count if exact else len(items) >= count - 1


def _rest(interpreter: Interpreter, held: object, index: int, count: int) -> Value:
    items = sequence_items(interpreter.state, Known(held))
    if items is None or not _fit(items, count, exact=False):
        return Unknown("not as many items as names")
    return new_list(interpreter.state, items[index : len(items) - (count - 1 - index)])


def _assign_attribute(interpreter: Interpreter, target: cst.Attribute, value: Value, statement: Statement) -> None:
    receiver = interpreter.evaluate(target.value)
    name = target.attr.value
    note_change(interpreter, receiver, "attribute", name, statement)
    if name == "use_cache":
        note_cache(interpreter, target, value)
    if name == "merged":
        forget_merged(interpreter)

    def change(leaf: Known | Unknown) -> Value:
        if isinstance(leaf, Known):
            assign_step(interpreter, leaf, name, value, statement.span)
        match leaf:
            case Known(ModelConfiguration() | BaseModelReference() | Call() as thing) if isinstance(
                target.value, cst.Name
            ) and not is_configuration(thing):
                interpreter.bind(target.value.value, change_attribute(interpreter, leaf, name, value))
            case Unknown() if dotted := dotted_name(target):
                interpreter.bind(dotted, value)
            case _:
                set_attribute(interpreter, leaf, name, value, target)
        return Known(None)

    interpreter.per_option(receiver, change)


@reads(STATEMENTS, cst.Return)
def run_return(interpreter: Interpreter, node: cst.Return) -> None:
    """Leave the function, with its value."""
    value = Known(None) if node.value is None else interpreter.evaluate(node.value)
    if not interpreter.state.alive:
        return
    interpreter.state.memory[interpreter.scope.identity, RETURNED] = value
    interpreter.frame.returned.append(interpreter.state)
    interpreter.state = interpreter.state.fork()
    interpreter.state.alive = False


@reads(STATEMENTS, cst.Raise)
def run_raise(interpreter: Interpreter, node: cst.Raise) -> None:
    """End the path."""
    if node.exc is not None:
        interpreter.evaluate(node.exc)
    interpreter.state.alive = False


@reads(STATEMENTS, cst.Break, cst.Continue)
def run_leave(interpreter: Interpreter, node: cst.Break | cst.Continue) -> None:
    """Leave the loop, or its round."""
    if interpreter.frame.loops:
        loop = interpreter.frame.loops[-1]
        (loop.broken if isinstance(node, cst.Break) else loop.continued).append(interpreter.state)
    interpreter.state = interpreter.state.fork()
    interpreter.state.alive = False


@reads(STATEMENTS, cst.Del)
def run_del(interpreter: Interpreter, node: cst.Del) -> None:
    """Unbind names and remove items."""
    elements = node.target.elements if isinstance(node.target, (cst.Tuple, cst.List)) else None
    for target in [element.value for element in elements] if elements is not None else [node.target]:
        if isinstance(target, cst.Name):
            interpreter.bind(
                target.value, Unknown(f"`{target.value}` is deleted at {interpreter.positions.line(node)}")
            )
        elif isinstance(target, cst.Attribute):
            receiver, name = interpreter.evaluate(target.value), target.attr.value
            note_change(interpreter, receiver, "deleted attribute", name, statement_at(interpreter, node))
            delete_attribute(interpreter, receiver, name, target)
        elif isinstance(target, cst.Subscript):
            delete_item(interpreter, target)
