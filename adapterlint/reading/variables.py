"""Variables that a string names: `globals()[name]`, `locals().get(name)`, `eval(name)`."""

from __future__ import annotations

from adapterlint.reading.attributes import attribute_named
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.invocation import Invocation
from adapterlint.reading.objects import Variables
from adapterlint.reading.registry import CALLS, METHODS, reads
from adapterlint.reading.star_imports import from_star_import
from adapterlint.values import Known, Unknown, Value


@reads(CALLS, "builtins.globals", "builtins.locals")
def call_scope(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `globals()` and `locals()`."""
    scope = interpreter.scope
    return Known(Variables(scope if invocation.name == "locals" else scope.root))


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


@reads(CALLS, "builtins.eval")
def call_eval(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `eval(text)` where the text is a name, or the name of an attribute."""
    unknown = interpreter.unknown(invocation.node, "an expression that is put together at run time")

    def find(text: Known | Unknown) -> Value:
        parts = text.value.split(".") if isinstance(text, Known) and isinstance(text.value, str) else [""]
        if not all(part.isidentifier() for part in parts):
            return unknown
        found = interpreter.lookup(parts[0]) or from_star_import(interpreter.module, parts[0])
        for part in parts[1:]:
            found = attribute_named(interpreter, found, part, invocation.node) if isinstance(found, Known) else None
        return found or unknown

    return interpreter.per_option(invocation.arguments.get(0, "") or Unknown("nothing"), find)
