"""The environment that a script runs in: a variable is what the script sets it to, or a run of the project.

Where neither does, it is the default that the script has for it, or anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapterlint.reading.command_line.runs import set_for_runs
from adapterlint.reading.frameworks.options import mapping_items
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.invocation import Invocation
from adapterlint.reading.memory.merging import one_of
from adapterlint.reading.memory.objects import new_identity
from adapterlint.reading.registry import CALLS, reads
from adapterlint.values import Known, Unknown, Value

if TYPE_CHECKING:
    import libcst as cst

ENVIRONMENT = "os.environ"
_SET = new_identity()
"""Where the state keeps the variables that a script sets."""


@reads(CALLS, f"{ENVIRONMENT}.get", "os.getenv")
def call_getenv(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `os.environ.get(name, default)`."""
    name, default = invocation.arguments.get(0, "key"), invocation.arguments.get(1, "default") or Known(None)
    if not isinstance(name, Known):
        return interpreter.unknown(invocation.node, "a variable of the environment")
    return unless_set(interpreter, str(name.value), default, invocation.node)


def unless_set(interpreter: Interpreter, name: str, default: Value, node: cst.CSTNode) -> Value:
    """Return what the script sets a variable to; else a default, or anything if it is set elsewhere."""
    if (given := interpreter.state.get((_SET, name))) is not None:
        return given
    ways = (f"the variable `{name}` is not set", f"the variable `{name}` is set")
    anything = interpreter.unknown(node, "a variable of the environment")
    otherwise = one_of(interpreter.choice(node, ways, f"environment:{name}"), [default, anything])
    return set_for_runs(interpreter, name, otherwise)


def variable_of(interpreter: Interpreter, name: Value, node: cst.CSTNode) -> Value:
    """Evaluate `os.environ[name]`."""

    def find(leaf: Known | Unknown) -> Value:
        unknown = interpreter.unknown(node, "a variable of the environment")
        if isinstance(leaf, Unknown):
            return unknown
        given = interpreter.state.get((_SET, str(leaf.value)))
        return set_for_runs(interpreter, str(leaf.value), unknown) if given is None else given

    return interpreter.per_option(name, find)


def set_variable(interpreter: Interpreter, name: Value, value: Value) -> None:
    """Run `os.environ[name] = value`; where the name is not known, any variable may be changed."""
    if isinstance(name, Known):
        interpreter.state.memory[_SET, str(name.value)] = value
        return
    for key in interpreter.state.memory.keys_of(_SET):
        interpreter.state.memory[key] = Unknown("a variable is set whose name is not known")


@reads(CALLS, f"{ENVIRONMENT}.setdefault")
def call_setdefault(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Run `os.environ.setdefault(name, value)`."""
    name, value = (invocation.arguments.get(at, key) or Unknown("none") for at, key in enumerate(("key", "value")))
    if not isinstance(name, Known):
        set_variable(interpreter, name, value)
        return interpreter.unknown(invocation.node, "a variable of the environment")
    held = unless_set(interpreter, str(name.value), value, invocation.node)
    set_variable(interpreter, name, held)
    return held


@reads(CALLS, f"{ENVIRONMENT}.update")
def call_update(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Run `os.environ.update({name: value}, name=value)`."""
    given = invocation.arguments
    for passed in given.positional:
        items = mapping_items(interpreter.state, passed.value)
        for name, value in items.items() if items is not None else [("", Unknown("not known"))]:
            set_variable(interpreter, Known(name) if items is not None else value, value)
    for name, passed in given.keywords.items():
        set_variable(interpreter, Known(name), passed.value)
    if given.opaque:
        set_variable(interpreter, Unknown(given.opaque), Unknown(given.opaque))
    return Known(None)


@reads(CALLS, "os.putenv", f"{ENVIRONMENT}.pop", "os.unsetenv")
def call_change(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Take in that a variable is changed in a way that is not followed."""
    name = invocation.arguments.get(0, "key") or Unknown("no name")
    changed = interpreter.unknown(invocation.node, "a variable of the environment")
    set_variable(interpreter, name, changed)
    return changed
