"""What a parser returns: an object whose attributes are the values of options."""

from __future__ import annotations

from collections.abc import Mapping

from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.memory.objects import Instance, UserClass
from adapterlint.values import Known, Value

NAMESPACE = UserClass("Namespace")


def new_instance(interpreter: Interpreter, values: Mapping[str, Value], made_by: UserClass = NAMESPACE) -> Value:
    """Make an object with some attributes."""
    made = Instance(made_by)
    for name, value in values.items():
        interpreter.state.memory[made.identity, name] = value
    return Known(made)
