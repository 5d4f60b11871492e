"""Variables that a string names: `globals()[name]`, `locals().get(name)`, `eval(name)`, `exec(text)`."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.attributes import attribute_named
from adapterlint.reading.language.bindings import assigned_names
from adapterlint.reading.language.invocation import Invocation
from adapterlint.reading.language.operators import compute
from adapterlint.reading.language.star_imports import from_star_import
from adapterlint.reading.memory.escapes import let_escape
from adapterlint.reading.memory.merging import leaves
from adapterlint.reading.memory.objects import (
    DictObject,
    Function,
    Imported,
    ProjectModule,
    ProjectName,
    Scope,
    ThisModule,
    UserClass,
    Variables,
)
from adapterlint.reading.registry import ATTRIBUTES, CALLS, METHODS, reads
from adapterlint.reading.standard_library.containers import dict_items, from_plain, new_dict
from adapterlint.reading.syntax.parsing import CannotParseError, parse
from adapterlint.values import Known, Unknown, Value

if TYPE_CHECKING:
    import libcst as cst

_DEFINED = (Function, Imported, ProjectModule, ProjectName, UserClass)


@reads(CALLS, "builtins.globals", "builtins.locals")
def call_scope(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `globals()` and `locals()`, which in a function is a copy."""
    scope = interpreter.scope
    if invocation.name == "globals" or scope.parent is None:
        return Known(Variables(scope.root))
    return Known(Variables(scope)) if scope.is_class else copied(interpreter, scope)


def copied(interpreter: Interpreter, scope: Scope) -> Value:
    """Return the variables of a scope as a dictionary of its own."""
    names = [name for _, name in interpreter.state.keys_of(scope.identity) if name.isidentifier()]
    held = {name: variable(interpreter, Variables(scope), Known(name)) for name in names}
    return new_dict(interpreter.state, {name: value for name, value in held.items() if value is not None})


@reads(METHODS, *((Variables, name) for name in ("copy", "items", "keys", "values")))
def call_on_copy(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `globals().items()` and its kin."""
    match invocation.receiver:
        case Known(Variables(scope)):
            copy = copied(interpreter, scope)
            return METHODS[DictObject, invocation.name](interpreter, replace(invocation, receiver=copy))
        case _:
            return interpreter.unknown(invocation.node, "variables that are not known")


@reads(METHODS, (Variables, "get"))
def call_get(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `globals().get(name)`; a default is for names that are not there, and so says nothing."""
    names = invocation.arguments.get(0, "") or Unknown("nothing")
    unknown = interpreter.unknown(invocation.node, "a variable that the file does not show")
    match invocation.receiver:
        case Known(Variables() as variables):
            return interpreter.per_option(names, lambda name: variable(interpreter, variables, name) or unknown)
        case _:
            return unknown


def variable(interpreter: Interpreter, variables: Variables, name: Known | Unknown) -> Value | None:
    """Return what a variable holds; None if the file does not show it."""
    if not isinstance(name, Known) or not isinstance(name.value, str):
        return None
    held = interpreter.state.get((variables.scope.identity, name.value))
    if held is not None:
        return interpreter.project.resolved(held, interpreter)
    return from_star_import(interpreter.module, name.value) if variables.scope.parent is None else None


def assign_variable(interpreter: Interpreter, scope: Scope, name: Value, value: Value) -> None:
    """Run `globals()[name] = value`; under a name that is not known, any variable may change."""
    match name:
        case Known(str() as known):
            interpreter.state.memory[scope.identity, known] = value
        case _:
            _forget_variables(interpreter, scope, Unknown("a variable that is named at run time is assigned"))


@reads(METHODS, (Variables, "update"))
def call_update(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Run `globals().update(name=value)`."""
    arguments = invocation.arguments
    match invocation.receiver:
        case Known(Variables(scope)):
            written = arguments.get(0, "")
            others = {} if written is None else dict_items(interpreter.state, written)
            if others is None or arguments.opaque:
                _forget_variables(interpreter, scope, interpreter.unknown(invocation.node, "may assign any variable"))
            for name, value in (others or {}).items():
                assign_variable(interpreter, scope, Known(name), value)
            for name, passed in arguments.keywords.items():
                assign_variable(interpreter, scope, Known(name), passed.value)
        case _:
            pass
    return Known(None)


@reads(ATTRIBUTES, ThisModule)
def module_attribute(interpreter: Interpreter, receiver: Known, name: str, _: cst.CSTNode) -> Value | None:
    """Return a name of the module that is run."""
    match receiver.value:
        case ThisModule(scope):
            return variable(interpreter, Variables(scope), Known(name))
        case _:
            return None


@reads(CALLS, "builtins.exec")
def call_exec(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Forget what `exec(text)` may assign: the names that the text does, or all variables."""
    let_escape(interpreter, invocation.arguments.values(), invocation.node)
    if len(invocation.arguments.values()) > 1:  # in a namespace of its own
        return Known(None)
    reason = interpreter.unknown(invocation.node, "may assign any variable")
    match invocation.arguments.get(0, ""):
        case Known(str(text)):
            _forget_assigned(interpreter, text, reason)
        case _:
            _forget_variables(interpreter, interpreter.scope, reason)
    return Known(None)


def _forget_assigned(interpreter: Interpreter, text: str, reason: Unknown) -> None:
    try:
        assigned = assigned_names(parse(text).body)
    except CannotParseError:
        return
    for name in assigned:
        interpreter.bind(name, reason)


def _forget_variables(interpreter: Interpreter, scope: Scope, reason: Unknown) -> None:
    """Forget all variables of a scope but those for functions, classes and modules, which nobody assigns so."""
    for key in list(interpreter.state.keys_of(scope.identity)):
        held = interpreter.state.held(key)
        things = [leaf.value for _, leaf in leaves(held) if isinstance(leaf, Known)] if held else []
        if not any(isinstance(thing, _DEFINED) for thing in things):
            interpreter.state.memory[key] = reason


_OPERATORS: dict[type[ast.operator], Callable[[Any, Any], object]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}


@reads(CALLS, "builtins.eval")
def call_eval(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `eval(text)` where the text is arithmetic, a literal, a name, or the name of an attribute."""
    unknown = interpreter.unknown(invocation.node, "an expression that is put together at run time")

    def find(text: Known | Unknown) -> Value:
        written = text.value if isinstance(text, Known) and isinstance(text.value, str) else ""
        literal = compute(_computed, written.strip())
        if isinstance(literal, Known):
            return from_plain(interpreter.state, literal.value)
        parts = written.split(".")
        if not all(part.isidentifier() for part in parts):
            return unknown
        found = interpreter.lookup(parts[0]) or from_star_import(interpreter.module, parts[0])
        for part in parts[1:]:
            found = attribute_named(interpreter, found, part, invocation.node) if isinstance(found, Known) else None
        return found or unknown

    return interpreter.per_option(invocation.arguments.get(0, "") or Unknown("nothing"), find)


def _computed(written: str | ast.expr) -> object:
    """Return what arithmetic with literals comes to.

    Raises:
        ValueError, SyntaxError: it is something else, or cannot be computed.
    """
    match written:
        case str():
            return _computed(ast.parse(written, mode="eval").body)
        case ast.BinOp(left, how, right) if type(how) in _OPERATORS:
            result = compute(_OPERATORS[type(how)], _computed(left), _computed(right))
            if isinstance(result, Known):
                return result.value
            raise ValueError(ast.dump(written))
        case _:
            return ast.literal_eval(written)
