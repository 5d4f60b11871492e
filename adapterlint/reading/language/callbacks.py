"""Functions of the script that other code holds and may call at any time: what they write is not known any more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import libcst as cst

from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.ancestry import method_of, script_bases
from adapterlint.reading.language.writes import Writes, writes_of
from adapterlint.reading.memory.contents import CONTENTS, Key
from adapterlint.reading.memory.merging import leaves
from adapterlint.reading.memory.objects import (
    BoundMethod,
    DictObject,
    Function,
    Instance,
    ListObject,
    Partial,
    Scope,
    UserClass,
)
from adapterlint.reading.standard_library.containers import dict_items, sequence_items
from adapterlint.reading.syntax.walking import dotted_name
from adapterlint.values import Known, Unknown, Value

FUNCTIONS_AT_MOST = 64
"""Of the functions that one function calls, and those call, so many are looked into."""


def give_away(interpreter: Interpreter, values: Iterable[Value], node: cst.CSTNode) -> None:
    """Let other code hold the functions among some values, or in their lists, and perhaps call them at once."""
    for value in values:
        for function in _functions_in(interpreter, value):
            reason = _reason(interpreter, node)
            if _forget_written(interpreter, function, reason) and function not in interpreter.given_away:
                interpreter.given_away.append(function)


def let_be_called(interpreter: Interpreter, node: cst.CSTNode) -> None:
    """Forget what the functions write that other code holds, because it may call them now."""
    reason = _reason(interpreter, node) if interpreter.given_away else Unknown("")
    for function in interpreter.given_away:
        _forget_written(interpreter, function, reason)


def let_methods_be_called(interpreter: Interpreter, instance: Instance, node: cst.CSTNode) -> None:
    """Forget what the methods of an object write, because a class above that is not shown may call them now."""
    reason = _reason(interpreter, node)
    names = {name for made in script_bases(instance.made_by) for name in made.methods}
    for method in (method_of(instance.made_by, name) for name in sorted(names - {"__init__"})):
        if method is not None:
            _forget_written(interpreter, BoundMethod(Known(instance), method), reason)


def _reason(interpreter: Interpreter, node: cst.CSTNode) -> Unknown:
    place = f"`{interpreter.positions.code(node)}` at {interpreter.positions.line(node)}"
    return Unknown(f"{place} may call a function that changes it")


def _functions_in(interpreter: Interpreter, value: Value, *, inside: bool = False) -> Iterator[Function | BoundMethod]:
    for _, leaf in leaves(value):
        match leaf:
            case Known((Function() | BoundMethod()) as function):
                yield function
            case Known(Partial(called)):
                yield from _functions_in(interpreter, called, inside=inside)
            case Known(ListObject()) if not inside:
                for item in sequence_items(interpreter.state, leaf) or ():
                    yield from _functions_in(interpreter, item, inside=True)
            case Known(DictObject()) if not inside:
                for item in (dict_items(interpreter.state, leaf) or {}).values():
                    yield from _functions_in(interpreter, item, inside=True)
            case _:
                continue


def _forget_written(interpreter: Interpreter, called: Function | BoundMethod, reason: Unknown) -> bool:
    """Forget what a function writes, and those that it calls; tell whether that is anything.

    Of a function that is running, what it wrote itself is known: nobody else is taken to call it meanwhile.
    """
    running = {frame.function.node for frame in interpreter.frames if frame.function is not None}
    met = set(running)
    waiting = [called]
    writes_something = False
    while waiting and len(met) < FUNCTIONS_AT_MOST + len(running):
        one = waiting.pop()
        function = one.function if isinstance(one, BoundMethod) else one
        if function.node in met:
            continue
        met.add(function.node)
        within = _Within(interpreter, one, writes_of(function.node))
        keys = within.written()
        writes_something = writes_something or bool(keys)
        interpreter.state.memory.update(dict.fromkeys(keys, reason))
        waiting += within.called()
    return writes_something


class _Within:
    """Finds what the expressions in a function mean without running it."""

    def __init__(self, interpreter: Interpreter, called: Function | BoundMethod, writes: Writes) -> None:
        self._state = interpreter.state
        self._writes = writes
        self._function = called.function if isinstance(called, BoundMethod) else called
        parameters = self._function.node.params.params
        self._own: dict[str, Value] = {}
        if isinstance(called, BoundMethod) and parameters:
            self._own[parameters[0].name.value] = called.receiver

    def written(self) -> list[Key]:
        """Return what the function writes."""
        found = [key for name in self._writes.names if (key := self._key(name)) is not None]
        for container in self._writes.containers:
            things = self._meant(container)
            found += ((thing.identity, CONTENTS) for thing in things if isinstance(thing, (ListObject, DictObject)))
        for attribute in self._writes.attributes:
            dotted = dotted_name(attribute)
            key = self._key(dotted) if dotted else None
            found += [key] if key else []
            for thing in self._meant(attribute.value):
                match thing:
                    case Instance(_, identity) | UserClass(identity=identity):
                        found.append((identity, attribute.attr.value))
                    case DictObject(identity, by_attribute=True):
                        found.append((identity, CONTENTS))
                    case _:
                        continue
        return found

    def called(self) -> list[Function | BoundMethod]:
        """Return the functions of the script that the function calls."""
        things = (thing for called in self._writes.called for thing in self._meant(called))
        return [thing for thing in things if isinstance(thing, (Function, BoundMethod))]

    def _meant(self, node: cst.BaseExpression) -> list[object]:
        """Return all that an expression may stand for."""
        match node:
            case cst.Name(name):
                value = self._own.get(name) or self._bound(name)
            case cst.Attribute(value=receiver, attr=cst.Name(name)):
                return [found for thing in self._meant(receiver) for found in self._attribute(thing, name)]
            case cst.Subscript(value=container):
                return self._meant(container)
            case _:
                value = None
        return [leaf.value for _, leaf in leaves(value) if isinstance(leaf, Known)] if value else []

    def _bound(self, name: str) -> Value | None:
        key = None if name in self._writes.local else self._key(name)
        return None if key is None else self._state.get(key)

    def _key(self, name: str) -> Key | None:
        """Return where a name is bound, seen from the function."""
        scope: Scope | None = self._function.scope
        while scope is not None:
            if not scope.is_class and self._state.held((scope.identity, name)) is not None:
                return scope.identity, name
            scope = scope.parent
        return None

    def _attribute(self, thing: object, name: str) -> Iterator[object]:
        match thing:
            case Instance(made_by, identity):
                held = self._state.get((identity, name)) or self._of_class(made_by, name)
                method = method_of(made_by, name)
                if held is None and method is not None:
                    yield BoundMethod(Known(thing), method)
            case UserClass() as made:
                held = self._of_class(made, name)
            case DictObject(by_attribute=True):
                held = (dict_items(self._state, Known(thing)) or {}).get(name)
            case _:
                held = None
        if held is not None:
            yield from (leaf.value for _, leaf in leaves(held) if isinstance(leaf, Known))

    def _of_class(self, made: UserClass, name: str) -> Value | None:
        held = (self._state.get((ancestor.identity, name)) for ancestor in script_bases(made))
        return next((value for value in held if value is not None), None)
