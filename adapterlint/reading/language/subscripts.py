"""Items of containers: `a[i]`, `a[i:j]`, `a[i] = value`, `del a[i]`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import libcst as cst

from adapterlint.reading.frameworks.changes import Statement, force, note_change, statement_at
from adapterlint.reading.frameworks.configuration_table import TABLES, of_table
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.ancestry import method_of
from adapterlint.reading.language.calling import call_value
from adapterlint.reading.language.keeping import keep
from adapterlint.reading.language.operations import explained
from adapterlint.reading.language.operators import compute
from adapterlint.reading.language.tables import look_up
from adapterlint.reading.language.variables import assign_variable, variable
from adapterlint.reading.memory.contents import CONTENTS, FACTORY
from adapterlint.reading.memory.merging import lift, same
from adapterlint.reading.memory.objects import (
    Arguments,
    AttributesOf,
    BoundMethod,
    ConfigurationDict,
    DictObject,
    Imported,
    Instance,
    ListObject,
    Passed,
    SomeItems,
    ThisModule,
    Variables,
)
from adapterlint.reading.outside import is_words
from adapterlint.reading.registry import EXPRESSIONS, reads
from adapterlint.reading.standard_library.containers import contents, is_key, sequence_items
from adapterlint.reading.standard_library.environment import ENVIRONMENT, set_variable, variable_of
from adapterlint.values import Known, Unknown, Value

_Change = Callable[[object, object], Value]


@reads(EXPRESSIONS, cst.Subscript)
def read_subscript(interpreter: Interpreter, node: cst.Subscript) -> Value:
    """Evaluate `container[index]`."""
    receiver = interpreter.evaluate(node.value)
    index = _index(interpreter, node)
    if (method := _own_method(receiver, "__getitem__")) is not None:
        return call_value(interpreter, method, node, Arguments((Passed(index),)))
    if (
        found := _of_module(interpreter, node, receiver, index) or _missing(interpreter, node, receiver, index)
    ) is not None:
        return found
    held = contents(interpreter.state, receiver)
    if isinstance(held, SomeItems) and isinstance(index, Known) and is_key(index.value) and index.value in held.items:
        return held.items[index.value]
    if isinstance(held, Unknown):
        return interpreter.derived(node, held)
    if isinstance(index, Unknown):
        return _of_unknown(interpreter, node, index, held)
    return lift(lambda items, at: _item(interpreter, node, receiver, items, at), held, index)


def _of_unknown(interpreter: Interpreter, node: cst.Subscript, index: Unknown, held: Value) -> Value:
    match node.slice:
        case [cst.SubscriptElement(cst.Index(key))]:
            return look_up(interpreter, node, (key, index), held)
        case _:
            return interpreter.unknown(node, "which part is meant is not known")


def _of_module(interpreter: Interpreter, node: cst.Subscript, receiver: Value, index: Value) -> Value | None:
    """Return what a module holds: variables, `sys.modules[__name__]`, `sys.argv[1:]`, the library's configurations."""
    match receiver:
        case Unknown() if is_words(receiver) and _is_from_second(index):
            return receiver
        case Known(Variables() as variables):
            unknown = interpreter.unknown(node, "a variable that the file does not show")
            return interpreter.per_option(index, lambda name: variable(interpreter, variables, name) or unknown)
        case Known(Imported(path)) if path == ENVIRONMENT:
            return variable_of(interpreter, index, node)
        case Known(Imported(path)) if path in TABLES:
            return of_table(interpreter, index, node)
        case Known(Imported("sys.modules")):
            own = interpreter.lookup("__name__")
            return Known(ThisModule(interpreter.scope.root)) if own is not None and same(index, own) else None
        case _:
            return None


def _is_from_second(index: Value) -> bool:
    """Tell whether a slice leaves out the first item, and nothing else where there are no more."""
    return (
        isinstance(index, Known)
        and isinstance(index.value, slice)
        and (index.value.start, index.value.step) == (1, None)
    )


def _own_method(receiver: Value, name: str) -> Known | None:
    """Return the method of an object of the script that an index calls."""
    if not isinstance(receiver, Known) or not isinstance(receiver.value, Instance):
        return None
    method = method_of(receiver.value.made_by, name)
    return None if method is None else Known(BoundMethod(receiver, method))


def _index(interpreter: Interpreter, node: cst.Subscript) -> Value:
    if len(node.slice) != 1:
        return interpreter.unknown(node, "an index of several parts")
    part = node.slice[0].slice
    if isinstance(part, cst.Index):
        return interpreter.evaluate(part.value)
    if not isinstance(part, cst.Slice):
        return interpreter.unknown(node, "an index that is not read")
    written = (part.lower, part.upper, part.step)
    bounds = [Known(None) if bound is None else interpreter.evaluate(bound) for bound in written]
    return lift(lambda *numbers: compute(slice, *numbers), *bounds)


def _item(  # noqa: PLR0911 - one case per kind of container
    interpreter: Interpreter, node: cst.Subscript, receiver: Value, items: object, index: object
) -> Value:
    """Return an item as it is held: if it is unknown, for the reason for which it was when it was put there."""
    match items, index:
        case dict(), _:
            found = items.get(index) if is_key(index) else None
            return interpreter.unknown(node, "no such key") if found is None else found
        case tuple(), slice():
            part = compute(lambda: items[index])
            if isinstance(part, Known) and isinstance(receiver, Known) and isinstance(receiver.value, ListObject):
                made = ListObject()
                interpreter.state.memory[made.identity, CONTENTS] = part
                return Known(made)
            return explained(interpreter, node, part)
        case tuple(), int() if -len(items) <= index < len(items):
            item: Value = items[index]
            return item
        case tuple(), int():
            return interpreter.unknown(node, "no such item")
        case ((str() | range() | bytes()), (int() | slice())):
            return explained(interpreter, node, compute(lambda: items[index]))
        case None, _:
            return interpreter.unknown(node, "`None` has no items")
        case _:
            return interpreter.unknown(node, "not a container that is known")


def _missing(interpreter: Interpreter, node: cst.Subscript, receiver: Value, index: Value) -> Value | None:
    """Return what a `defaultdict` makes for a missing key, which it holds from then on; None of anything else."""
    match receiver, index:
        case Known(DictObject(identity)), Known(key) if is_key(key):
            factory, held = interpreter.state.get((identity, FACTORY)), interpreter.state.get((identity, CONTENTS))
        case _:
            return None
    if factory is None or not isinstance(held, Known) or not isinstance(held.value, dict) or key in held.value:
        return None
    made = call_value(interpreter, factory, node, Arguments())
    interpreter.state.memory[identity, CONTENTS] = Known({**held.value, key: made})
    return made


def assign_item(interpreter: Interpreter, target: cst.Subscript, value: Value, statement: Statement) -> None:
    """Run `container[index] = value`."""
    receiver, index = interpreter.evaluate(target.value), _index(interpreter, target)
    if (method := _own_method(receiver, "__setitem__")) is not None:
        call_value(interpreter, method, target, Arguments((Passed(index), Passed(value))))
        return
    note_change(interpreter, receiver, "item", _name_of(index), statement)
    match receiver:
        case Known(ConfigurationDict(configuration)):
            force(interpreter, configuration, index, value)
        case Known(Variables(scope)):
            assign_variable(interpreter, scope, index, value)
        case Known(Imported(path)) if path == ENVIRONMENT:
            set_variable(interpreter, index, value)

    def put(items: object, at: object) -> Value:
        match items, at:
            case dict(), _ if is_key(at):
                return Known({**items, at: value})
            case tuple(), int() if -len(items) <= at < len(items):
                at %= len(items)
                return Known((*items[:at], value, *items[at + 1 :]))
            case tuple(), slice() if (more := sequence_items(interpreter.state, value)) is not None:
                return compute(lambda: _with_slice(items, at, more))
            case _:
                return Unknown("an item of it is assigned that is not known")

    _change(interpreter, target, receiver, index, put)


def _name_of(index: Value) -> str:
    return str(index.value) if isinstance(index, Known) else ""


def _with_slice(items: tuple[Value, ...], at: slice, more: tuple[Value, ...]) -> tuple[Value, ...]:
    changed = list(items)
    changed[at] = more
    return tuple(changed)


def delete_item(interpreter: Interpreter, target: cst.Subscript) -> None:
    """Run `del container[index]`."""
    receiver, index = interpreter.evaluate(target.value), _index(interpreter, target)
    note_change(interpreter, receiver, "deleted item", _name_of(index), statement_at(interpreter, target))
    if isinstance(receiver, Known) and receiver.value == Imported(ENVIRONMENT):
        set_variable(interpreter, index, interpreter.unknown(target, "a variable that is deleted"))

    def remove(items: object, at: object) -> Value:
        match items, at:
            case dict(), _ if is_key(at):
                return Known({key: item for key, item in items.items() if key != at})
            case tuple(), int() if -len(items) <= at < len(items):
                at %= len(items)
                return Known((*items[:at], *items[at + 1 :]))
            case _:
                return Unknown("an item of it is deleted that is not known")

    _change(interpreter, target, receiver, index, remove)


def _change(interpreter: Interpreter, target: cst.Subscript, receiver: Value, index: Value, change: _Change) -> None:
    def on(leaf: Known | Unknown) -> Value:
        if isinstance(leaf, Known) and isinstance(leaf.value, (AttributesOf, DictObject, ListObject)):
            held = contents(interpreter.state, leaf)
            if isinstance(held, SomeItems) and isinstance(leaf.value, DictObject):
                changed = lift(change, Known(dict(held.items)), index)
                items = changed.value if isinstance(changed, Known) and isinstance(changed.value, dict) else {}
                interpreter.state.memory[leaf.value.identity, CONTENTS] = replace(held, items=items)
                return Known(None)
            after = lift(change, contents(interpreter.state, leaf), index)
            if isinstance(after, Unknown):
                line = interpreter.positions.line(target)
                after = Unknown(f"`{interpreter.positions.code(target.value)}` at {line}: {after.reason}")
            keep(interpreter, leaf, after, target)
        return Known(None)

    interpreter.per_option(receiver, on)
