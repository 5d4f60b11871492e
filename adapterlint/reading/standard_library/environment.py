"""The environment that a script runs in: a variable has the default that the script gives it, or is set to anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.invocation import Invocation
from adapterlint.reading.memory.merging import one_of
from adapterlint.reading.registry import CALLS, reads
from adapterlint.values import Known, Value

if TYPE_CHECKING:
    import libcst as cst


@reads(CALLS, "os.environ.get", "os.getenv")
def call_getenv(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `os.environ.get(name, default)`."""
    name, default = invocation.arguments.get(0, "key"), invocation.arguments.get(1, "default") or Known(None)
    if not isinstance(name, Known):
        return interpreter.unknown(invocation.node, "a variable of the environment")
    return unless_set(interpreter, str(name.value), default, invocation.node)


def unless_set(interpreter: Interpreter, name: str, default: Value, node: cst.CSTNode) -> Value:
    """Return a default, or anything if a variable of the environment is set."""
    ways = (f"the variable `{name}` is not set", f"the variable `{name}` is set")
    anything = interpreter.unknown(node, "a variable of the environment")
    return one_of(interpreter.choice(node, ways, f"environment:{name}"), [default, anything])
