"""Functions of the script: their definition, calls that are followed, and calls made up for the rest."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from operator import or_

import libcst as cst

from adapterlint.facts import Expected
from adapterlint.reading.frames import Frame
from adapterlint.reading.frameworks.library_names import MENTION
from adapterlint.reading.guards.expecting import expected_by_decorators
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.bindings import own_code
from adapterlint.reading.language.callbacks import give_away
from adapterlint.reading.language.calling import call_value
from adapterlint.reading.language.contexts import run_decorated
from adapterlint.reading.memory.contents import Key
from adapterlint.reading.memory.doubting import doubt_changes
from adapterlint.reading.memory.escapes import HARMLESS, let_escape
from adapterlint.reading.memory.merging import lift, one_of
from adapterlint.reading.memory.objects import (
    Arguments,
    BoundMethod,
    Context,
    Dispatcher,
    Function,
    Imported,
    Instance,
    MethodOf,
    Partial,
    Passed,
    Scope,
    UserClass,
)
from adapterlint.reading.memory.state import State
from adapterlint.reading.registry import CALLERS, EXPRESSIONS, PARAMETERS, STATEMENTS, reads
from adapterlint.reading.standard_library.caches import remembered_as
from adapterlint.reading.standard_library.containers import new_dict, new_iterator, taken_items
from adapterlint.values import Known, Unknown, Value

DEEPEST_CALL = 8
DEEPEST_RECURSION = 2
"""A function that calls itself is followed so many times more."""
RETURNED = "<returned>"
YIELDED = "<yielded>"
_WRAPPING = frozenset(
    {"accelerate", "backoff", "builtins", "click", "contextlib", "functools", "hydra_zen", "joblib", "ray", "retry"}
    | {"retrying", "tenacity", "typing", "typing_extensions"}
)
_CALLED_AS_IS = tuple(f"{name}." for name in sorted(HARMLESS | _WRAPPING))
"""Packages whose decorators call a function only when it is called."""
_FOLLOWED = (Function, BoundMethod, Instance, MethodOf, Partial, UserClass)
_MADE = (Function, UserClass, BoundMethod, Dispatcher, Instance)
"""What a decorator can put in the place of a function or class."""
_DISPATCH = Imported("functools.singledispatch")
_GONE_THROUGH_AT_ONCE = frozenset({"fixture"})
"""Decorators of generators whose one value is used where what follows has not happened yet."""
_CONTEXT_MANAGERS = frozenset({"asynccontextmanager", "contextmanager"})


@reads(STATEMENTS, cst.FunctionDef)
def define_function(interpreter: Interpreter, node: cst.FunctionDef) -> None:
    """Bind the name of a function."""
    function = make_function(interpreter, node)
    interpreter.frame.defined.append(function)
    is_command = bool(node.decorators) and any(handler(interpreter, function) for handler in PARAMETERS.values())
    value: Value = interpreter.unknown(node.name, "called by the command line")
    if not is_command:
        value = decorated(interpreter, Known(function), node.decorators)
    interpreter.bind(node.name.value, value)


def decorated(interpreter: Interpreter, value: Known, decorators: Sequence[cst.Decorator]) -> Value:
    """Return what decorators of the script make of a function or class; others are taken to leave it as it is."""
    for decorator in reversed(decorators):
        wrapper = interpreter.evaluate(decorator.decorator)
        if isinstance(wrapper, Known) and isinstance(wrapper.value, Context):
            if isinstance(value.value, Function):
                value = Known(dataclasses.replace(value.value, within=(decorator.decorator, *value.value.within)))
            continue
        if isinstance(wrapper, Known) and (isinstance(wrapper.value, _FOLLOWED) or wrapper.value == _DISPATCH):
            made = call_value(interpreter, wrapper, decorator.decorator, Arguments((Passed(value),)))
            if isinstance(made, Known) and isinstance(
                made.value, (Function, UserClass, BoundMethod, Dispatcher, Instance)
            ):
                value = made
        elif not _is_harmless(interpreter, decorator.decorator, wrapper):
            give_away(interpreter, [value], decorator.decorator)
    return value


def _is_harmless(interpreter: Interpreter, node: cst.BaseExpression, wrapper: Value) -> bool:
    made_by = interpreter.evaluate(node.func) if isinstance(node, cst.Call) else wrapper
    return (
        isinstance(made_by, Known)
        and isinstance(made_by.value, Imported)
        and made_by.value.path.startswith(_CALLED_AS_IS)
    )


def make_function(interpreter: Interpreter, node: cst.FunctionDef, owner: UserClass | None = None) -> Function:
    """Make the value of a function, in the scope at hand; the body of a class is none to its methods."""
    scope = (owner and owner.scope) or interpreter.scope
    decorators = frozenset(_decorator_name(decorator.decorator) for decorator in node.decorators)
    code = own_code(node)
    facts = (code.yields, code.global_names, code.nonlocal_names, code.assigned_to_first if owner else frozenset())
    return Function(node, scope, node.name.value, owner, decorators, *facts, _defaults(interpreter, node))


def _defaults(interpreter: Interpreter, node: cst.FunctionDef | cst.Lambda) -> dict[str, Value]:
    parameters = [*node.params.posonly_params, *node.params.params, *node.params.kwonly_params]
    return {one.name.value: interpreter.evaluate(one.default) for one in parameters if one.default is not None}


def _decorator_name(node: cst.BaseExpression) -> str:
    match node:
        case cst.Call(func=func):
            return _decorator_name(func)
        case cst.Attribute(attr=attr):
            return attr.value
        case cst.Name(value=name):
            return name
        case _:
            return "an expression"


@reads(EXPRESSIONS, cst.Lambda)
def read_lambda(interpreter: Interpreter, node: cst.Lambda) -> Value:
    """Make the value of a lambda."""
    function = Function(node, interpreter.scope, "lambda", defaults=_defaults(interpreter, node))
    interpreter.frame.defined.append(function)
    return Known(function)


def call(interpreter: Interpreter, function: Function, arguments: Arguments, node: cst.CSTNode) -> Value:
    """Follow a call of a function of the script, unless it remembers what it returned."""
    remembered = remembered_as(function, arguments)
    if remembered is not None and (held := interpreter.state.get(remembered)) is not None:
        return held
    following = [frame.function.node for frame in interpreter.frames if frame.function is not None]
    if following.count(function.node) > DEEPEST_RECURSION:
        let_escape(interpreter, arguments.values(), node)
        return interpreter.unknown(node, "a recursive call")
    if len(following) >= DEEPEST_CALL or not _is_in_budget(interpreter, function):
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
        value = _run(interpreter, frame, lambda: _bind_arguments(interpreter, function, arguments), node)
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
        _bind_arguments(interpreter, function, given)
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


def _bind_arguments(interpreter: Interpreter, function: Function, arguments: Arguments) -> None:
    """Bind parameters as Python does; what may hide in an opaque argument is unknown."""
    parameters = function.node.params
    positional = [*parameters.posonly_params, *parameters.params]
    taken: set[str] = set()
    for index, parameter in enumerate([*positional, *parameters.kwonly_params]):
        name = parameter.name.value
        taken.add(name)
        given = arguments.get(index if index < len(positional) else -1, name)
        interpreter.bind(name, _parameter(interpreter, function, parameter, given, arguments))
    if isinstance(parameters.star_arg, cst.Param):
        rest = arguments.positional[len(positional) :]
        unpacked: Value = Known(tuple(one.value for one in rest))
        interpreter.bind(
            parameters.star_arg.name.value,
            _unknown_rest(interpreter, function, parameters.star_arg, arguments) or unpacked,
        )
    if parameters.star_kwarg is not None:
        others = {name: passed.value for name, passed in arguments.keywords.items() if name not in taken}
        unpacked = new_dict(interpreter.state, others)
        interpreter.bind(
            parameters.star_kwarg.name.value,
            _unknown_rest(interpreter, function, parameters.star_kwarg, arguments) or unpacked,
        )


def _parameter(
    interpreter: Interpreter, function: Function, parameter: cst.Param, given: Value | None, arguments: Arguments
) -> Value:
    is_open = given is None or (arguments.opaque and isinstance(given, Unknown) and given.reason == arguments.opaque)
    default = function.defaults.get(parameter.name.value)
    if is_open and interpreter.frame.generic and default is not None:
        return _default_or_anything(interpreter, function, parameter, default)
    if given is None and default is not None:
        return default
    return _anything(interpreter, function, parameter) if is_open or given is None else given


def _default_or_anything(interpreter: Interpreter, function: Function, parameter: cst.Param, default: Value) -> Value:
    """Return what a parameter is where nobody in the file calls the function; its defaults hold together."""
    place = function.node.name if isinstance(function.node, cst.FunctionDef) else function.node
    ways = (f"`{function.name}` is called with its defaults", f"`{function.name}` is called with other arguments")
    return one_of(interpreter.choice(place, ways), [default, _anything(interpreter, function, parameter)])


def _unknown_rest(
    interpreter: Interpreter, function: Function, parameter: cst.Param, arguments: Arguments
) -> Unknown | None:
    return _anything(interpreter, function, parameter) if arguments.opaque else None


def _anything(interpreter: Interpreter, function: Function, parameter: cst.Param) -> Unknown:
    is_left_out = function.node in interpreter.left_out
    cause = "a call is not followed, for there are too many" if is_left_out else "callers may pass anything"
    return Unknown(f"parameter `{parameter.name.value}` of `{function.name}`: {cause}")


@reads(EXPRESSIONS, cst.Yield)
def read_yield(interpreter: Interpreter, node: cst.Yield) -> Value:
    """Keep what is yielded, in order; what comes back is not known."""
    interpreter.frame.yielded = interpreter.frame.yielded or interpreter.state.fork()
    written = node.value.item if isinstance(node.value, cst.From) else node.value
    given = Known(None) if written is None else interpreter.evaluate(written)
    more = taken_items(interpreter.state, given) if isinstance(node.value, cst.From) else (given,)
    key = (interpreter.scope.identity, YIELDED)
    before = interpreter.state.get(key) or Known(())
    unknown = interpreter.unknown(node, "what else it yields is not known")
    interpreter.state.memory[key] = unknown if more is None else lift(lambda items: Known((*items, *more)), before)
    return interpreter.unknown(node, "what is sent to a generator")


def bound(receiver: Value, function: Function) -> Value:
    """Take a method from an instance or class."""
    return Known(function) if "staticmethod" in function.decorators else Known(BoundMethod(receiver, function))
