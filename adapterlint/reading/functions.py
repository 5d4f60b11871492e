"""Functions of the script: their definition, calls that are followed, and calls made up for the rest."""

from __future__ import annotations

from collections.abc import Callable

import libcst as cst

from adapterlint.reading.bindings import assigned_to_self, contains_yield, declared_outside
from adapterlint.reading.containers import new_dict
from adapterlint.reading.interpreter import Frame, Interpreter
from adapterlint.reading.objects import Arguments, BoundMethod, Function, Passed, Scope, UserClass
from adapterlint.reading.registry import EXPRESSIONS, PARAMETERS, STATEMENTS, reads
from adapterlint.reading.state import State
from adapterlint.values import Known, Unknown, Value

DEEPEST_CALL = 8
RETURNED = "<returned>"

_TRANSPARENT = frozenset(
    {
        "staticmethod",
        "classmethod",
        "property",
        "cached_property",
        "cache",
        "lru_cache",
        "no_grad",
        "inference_mode",
        "override",
        "wraps",
        "abstractmethod",
        "rank_zero_only",
    }
)
"""Decorators that leave what a function does and returns."""


@reads(STATEMENTS, cst.FunctionDef)
def define_function(interpreter: Interpreter, node: cst.FunctionDef) -> None:
    """Bind the name of a function; one that is decorated in unknown ways is opaque to its callers."""
    function = make_function(interpreter, node)
    interpreter.frame.defined.append(function)
    opaque = next((name for name in function.decorators if name not in _TRANSPARENT), None)
    value: Value = Known(function)
    if opaque is not None:
        value = interpreter.unknown(node.name, f"decorated with `{opaque}`")
    interpreter.bind(node.name.value, value)


def make_function(interpreter: Interpreter, node: cst.FunctionDef, owner: UserClass | None = None) -> Function:
    """Make the value of a function, in the scope at hand."""
    scope = interpreter.scope
    decorators = frozenset(_decorator_name(decorator.decorator) for decorator in node.decorators)
    assigned: frozenset[str] = assigned_to_self(node) if owner is not None else frozenset()
    facts = (contains_yield(node), *declared_outside(node), assigned)
    return Function(node, scope, node.name.value, owner, decorators, *facts)


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
    function = Function(node, interpreter.scope, "lambda")
    interpreter.frame.defined.append(function)
    return Known(function)


def call(interpreter: Interpreter, function: Function, arguments: Arguments, node: cst.CSTNode) -> Value:
    """Follow a call of a function of the script."""
    if function.is_generator:
        return interpreter.unknown(node, "a generator")
    following = [frame.function.node for frame in interpreter.frames if frame.function is not None]
    if function.node in following:
        return interpreter.unknown(node, "a recursive call")
    if len(following) >= DEEPEST_CALL or interpreter.is_exhausted:
        return interpreter.unknown(node, "a call that is not followed, for there are too many")
    interpreter.followed.add(function.node)
    with interpreter.noted(f"called at {_line_of_call(interpreter, function, node)}"):
        return _run(interpreter, Frame(function), lambda: _bind_arguments(interpreter, function, arguments), node)


def _line_of_call(interpreter: Interpreter, function: Function, node: cst.CSTNode) -> str:
    is_of_same_file = function.scope.root is interpreter.scope.root
    return interpreter.positions.line(node) if is_of_same_file else interpreter.positions.line_of_file(node)


def call_in_thought(interpreter: Interpreter, function: Function, receiver: Value | None = None) -> None:
    """Walk through a function that nobody in the file calls: its parameters may be anything, unless it is a command."""
    known = {name: value for handler in PARAMETERS.values() for name, value in handler(interpreter, function).items()}
    given = Arguments((), {name: Passed(value) for name, value in known.items()}, "callers")
    interpreter.followed.add(function.node)

    def bind() -> None:
        _bind_arguments(interpreter, function, given)
        parameters = function.node.params.params
        if receiver is not None and parameters and "staticmethod" not in function.decorators:
            interpreter.bind(parameters[0].name.value, receiver)

    _run(interpreter, Frame(function, generic=True), bind, function.node)


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
            interpreter.execute(body.body)
            interpreter.state.memory.setdefault(returned, Known(None))
        else:
            interpreter.state.memory[returned] = interpreter.evaluate(body)
        interpreter.join([interpreter.state, *frame.returned], node, "call")
        walk_uncalled(interpreter)
    finally:
        interpreter.frames.pop()
        interpreter.scope = scope_before
    if not interpreter.state.alive and not frame.generic:
        return Unknown("a call that does not return")
    value = interpreter.state.memory.pop(returned, Known(None))
    if not frame.defined:
        _drop_locals(interpreter.state, returned[0])
    return value


def _drop_locals(state: State, scope: int) -> None:
    """Forget the names of a call that is over; no function that it defined can still use them."""
    for key in [key for key in state.memory if key[0] == scope]:
        del state.memory[key]


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
            parameters.star_arg.name.value, _unknown_rest(function, parameters.star_arg, arguments) or unpacked
        )
    if parameters.star_kwarg is not None:
        others = {name: passed.value for name, passed in arguments.keywords.items() if name not in taken}
        unpacked = new_dict(interpreter.state, others)
        interpreter.bind(
            parameters.star_kwarg.name.value, _unknown_rest(function, parameters.star_kwarg, arguments) or unpacked
        )


def _parameter(
    interpreter: Interpreter, function: Function, parameter: cst.Param, given: Value | None, arguments: Arguments
) -> Value:
    if given is None and parameter.default is not None:
        return interpreter.evaluate(parameter.default)
    if given is None or (arguments.opaque and isinstance(given, Unknown) and given.reason == arguments.opaque):
        return _anything(function, parameter)
    return given


def _unknown_rest(function: Function, parameter: cst.Param, arguments: Arguments) -> Unknown | None:
    return _anything(function, parameter) if arguments.opaque else None


def _anything(function: Function, parameter: cst.Param) -> Unknown:
    return Unknown(f"parameter `{parameter.name.value}` of `{function.name}`: callers may pass anything")


def bound(receiver: Value, function: Function) -> Value:
    """Take a method from an instance or class."""
    return Known(function) if "staticmethod" in function.decorators else Known(BoundMethod(receiver, function))
