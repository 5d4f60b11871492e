"""Functions of the script: their definition, their decorators, what they yield."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import libcst as cst

from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.bindings import own_code
from adapterlint.reading.language.callbacks import give_away
from adapterlint.reading.language.calling import call_value
from adapterlint.reading.language.following import YIELDED
from adapterlint.reading.memory.escapes import HARMLESS
from adapterlint.reading.memory.merging import lift
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
    UserClass,
)
from adapterlint.reading.registry import EXPRESSIONS, PARAMETERS, STATEMENTS, reads
from adapterlint.reading.standard_library.containers import taken_items
from adapterlint.values import Known, Value

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
            if isinstance(made, Known) and isinstance(made.value, _MADE):
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
