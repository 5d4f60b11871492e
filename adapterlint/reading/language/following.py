"""Calls of functions of the script: followed, and made up for those that nothing calls."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from operator import or_

import libcst as cst

from adapterlint.facts import Expected
from adapterlint.reading.frames import Frame
from adapterlint.reading.frameworks.library_names import MENTION
from adapterlint.reading.guards.expecting import expected_by_decorators
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.contexts import run_decorated
from adapterlint.reading.language.parameters import bind_arguments
from adapterlint.reading.memory.contents import Key
from adapterlint.reading.memory.doubting import doubt_changes
from adapterlint.reading.memory.escapes import let_escape
from adapterlint.reading.memory.merging import lift
from adapterlint.reading.memory.objects import Arguments, Context, Function, Passed, Scope
from adapterlint.reading.memory.state import State
from adapterlint.reading.registry import CALLERS, PARAMETERS
from adapterlint.reading.standard_library.caches import remembered_as
from adapterlint.reading.standard_library.containers import new_iterator
from adapterlint.values import Known, Unknown, Value

DEEPEST_CALL = 8
DEEPEST_RECURSION = 2
"""A function that calls itself is followed so many times more."""
RETURNED = "<returned>"
YIELDED = "<yielded>"
_GONE_THROUGH_AT_ONCE = frozenset({"fixture"})
"""Decorators of generators whose one value is used where what follows has not happened yet."""
_CONTEXT_MANAGERS = frozenset({"asynccontextmanager", "contextmanager"})


def call(interpreter: Interpreter, function: Function, arguments: Arguments, node: cst.CSTNode) -> Value:
    """Follow a call of a function of the script, unless it remembers what it returned."""
    remembered = remembered_as(function, arguments)
    if remembered is not None and (held := interpreter.state.get(remembered)) is not None:
        return held
    callers = [frame.function.node for frame in interpreter.frames if frame.function is not None]
    if callers.count(function.node) > DEEPEST_RECURSION:
        let_escape(interpreter, arguments.values(), node)
        return interpreter.unknown(node, "a recursive call")
    if len(callers) >= DEEPEST_CALL or not _is_in_budget(interpreter, function):
        interpreter.left_out.add(function.node)
        let_escape(interpreter, arguments.values(), node)
        return interpreter.unknown(node, "a call that is not followed, for there are too many")
    interpreter.followed.add(function.node)
    if "singledispatchmethod" in function.decorators:
        let_escape(interpreter, arguments.values(), node)
        return interpreter.unknown(node, "which method it calls depends on a class")
    frame = Frame(function)
    before = interpreter.state.fork() if function.is_generator else None
    with interpreter.noted(f"called at {_line_of_call(interpreter, function, node)}"):
        value = _run(interpreter, frame, lambda: bind_arguments(interpreter, function, arguments), node)
    if remembered is not None:
        interpreter.state.memory[remembered] = value
    is_context = function.decorators & _CONTEXT_MANAGERS
    if before is not None and not (is_context or function.decorators & _GONE_THROUGH_AT_ONCE):
        where = f"`{function.name}`, which is run as far as it is gone through"
        doubt_changes(interpreter.state, frame.yielded or before, where)
        doubt_changes(interpreter.state, before, where)
    return Known(Context(value, _undone(interpreter.state, frame.yielded))) if is_context else value


def _is_in_budget(interpreter: Interpreter, function: Function) -> bool:
    """Tell whether a call is followed: once very much was read, few that may come to a configuration are."""
    if not interpreter.budget.is_exhausted:
        return True
    return interpreter.positions.mentions(function.node, MENTION) and interpreter.budget.spare_late_call()


def _undone(state: State, yielded: State | None) -> dict[Key, tuple[Value, Value]]:
    """Return what a context manager changes after it has yielded: as it was then, and as it is in the end."""
    if yielded is None:
        return {}
    held = ((key, yielded.held(key), state.held(key)) for key in state.changed([yielded]))
    return {key: (then, now) for key, then, now in held if then is not None and now is not None and then is not now}


def _line_of_call(interpreter: Interpreter, function: Function, node: cst.CSTNode) -> str:
    is_of_same_file = function.scope.root is interpreter.scope.root
    return interpreter.positions.line(node) if is_of_same_file else interpreter.positions.line_of_file(node)


def call_in_thought(interpreter: Interpreter, function: Function, receiver: Value | None = None) -> None:
    """Walk through a function that nobody in the file calls: its parameters may be anything, unless it is a command.

    Where it is known what calls it, it is walked through once for each of these calls; what one of them changes, the
    others do not see.
    """
    interpreter.followed.add(function.node)
    calls = next((ways for handler in CALLERS.values() if (ways := handler(interpreter, function)) is not None), None)
    if calls is None:
        given = {name: held for handler in PARAMETERS.values() for name, held in handler(interpreter, function).items()}
        _walk(interpreter, Frame(function, generic=True), given, receiver)
        return
    before = interpreter.state
    for note, known in calls:
        interpreter.state = before.aside()
        with interpreter.noted(note) if note else nullcontext():
            _walk(interpreter, Frame(function), known, receiver)
    interpreter.state = before


def _walk(interpreter: Interpreter, frame: Frame, known: Mapping[str, Value], receiver: Value | None) -> None:
    function = frame.function
    assert function is not None  # noqa: S101 - the caller gives one
    given = Arguments((), {name: Passed(value) for name, value in known.items()}, "callers")

    def bind() -> None:
        bind_arguments(interpreter, function, given)
        parameters, rest = function.node.params.params, function.node.params.star_kwarg
        if receiver is not None and parameters and "staticmethod" not in function.decorators:
            interpreter.bind(parameters[0].name.value, receiver)
        if rest is not None and rest.name.value in known:
            interpreter.bind(rest.name.value, known[rest.name.value])

    _run(interpreter, frame, bind, function.node)


def _run(interpreter: Interpreter, frame: Frame, bind: Callable[[], None], node: cst.CSTNode) -> Value:
    function = frame.function
    assert function is not None  # noqa: S101 - both callers give one
    scope_before = interpreter.scope
    interpreter.scope = Scope(function.scope, outer_names=_outer_names(interpreter, function))
    returned = (interpreter.scope.identity, RETURNED)
    interpreter.frames.append(frame)
    try:
        bind()
        body = function.node.body
        if isinstance(body, cst.BaseSuite):
            with interpreter.expecting(_expected(interpreter, function)):
                run_decorated(interpreter, function.within, lambda: interpreter.execute(body.body))
            interpreter.state.memory.setdefault(returned, _without_return(frame, returned))
        else:
            interpreter.state.memory[returned] = interpreter.evaluate(body)
        interpreter.join([interpreter.state, *frame.returned], node, "call")
        walk_uncalled(interpreter)
    finally:
        interpreter.frames.pop()
        interpreter.scope = scope_before
    if function.is_generator:
        interpreter.state.alive = True  # one that never ends, or raises, still yields
    elif not interpreter.state.alive and not frame.generic:
        return Unknown("a call that does not return")
    value = interpreter.state.memory.pop(returned, Known(None))
    yielded = interpreter.state.memory.pop((returned[0], YIELDED), Known(()))
    if function.is_generator:
        value = lift(lambda items: new_iterator(interpreter.state, items), yielded)
    if not frame.defined:  # no function can still use the names of a call that is over
        interpreter.state.memory.forget(returned[0])
    return value


def _expected(interpreter: Interpreter, function: Function) -> Expected:
    """Return what a test is marked to fail with, itself or with all of its class."""
    defined = (function.node, function.owner.node if function.owner else None)
    marks = [mark for node in defined if isinstance(node, (cst.FunctionDef, cst.ClassDef)) for mark in node.decorators]
    named = (interpreter.lookup(mark.decorator.value) for mark in marks if isinstance(mark.decorator, cst.Name))
    held = (value.value for value in named if isinstance(value, Known) and isinstance(value.value, Expected))
    return functools.reduce(or_, held, expected_by_decorators(marks))


def _without_return(frame: Frame, returned: Key) -> Value:
    """Return what a function yields at its end; where it returns something elsewhere, it is not meant to get there."""
    values = (state.memory[returned] for state in frame.returned)
    if all(value == Known(None, getattr(value, "origin", None)) for value in values):
        return Known(None)
    name = frame.function.name if frame.function else "the function"
    return Unknown(f"`{name}` ends without returning anything", by_user=True)


def walk_uncalled(interpreter: Interpreter) -> None:
    """Walk through the functions defined in the frame at hand that no followed call reached, the last first.

    What they assign to names outside does not outlast the walk.
    """
    for function in reversed(interpreter.frame.defined):
        if not interpreter.was_followed(function):
            before = interpreter.state
            interpreter.state = before.aside()
            call_in_thought(interpreter, function)
            interpreter.state = before


def _outer_names(interpreter: Interpreter, function: Function) -> dict[str, Scope]:
    names = dict.fromkeys(function.global_names, function.scope.root)
    for name in function.nonlocal_names:
        scope: Scope | None = function.scope
        while scope is not None and interpreter.state.held((scope.identity, name)) is None:
            scope = scope.parent
        names[name] = scope or function.scope
    return names
