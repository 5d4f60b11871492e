"""Methods that nobody in the file calls: they are walked through on an object made up for it."""

from __future__ import annotations

from adapterlint.reading import functions
from adapterlint.reading.classes import method_of, script_bases
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.objects import Instance, UserClass
from adapterlint.reading.state import State
from adapterlint.values import Known, Unknown


def walk_uncalled_methods(interpreter: Interpreter) -> None:
    """Walk through methods that no followed call reached, `__init__` first, on one instance of each class.

    What one method assigns is seen by those below it, unless several methods assign it.
    """
    for made in interpreter.classes:
        waiting = [method for method in made.methods.values() if method.node not in interpreter.followed]
        if not waiting:
            continue
        before = interpreter.state
        interpreter.state = State(dict(before.memory))
        instances = interpreter.instances.get(made, [])
        receiver = Known(instances[0] if len(instances) == 1 else Instance(made))
        if not instances or len(instances) > 1:
            _initialise(interpreter, made, receiver)
        for method in sorted(waiting, key=lambda method: method.name != "__init__"):
            if method.node in interpreter.followed:
                continue
            _forget_contested(interpreter, made, receiver)
            owner = Known(made) if "classmethod" in method.decorators else receiver
            state = interpreter.state
            functions.call_in_thought(interpreter, method, owner)
            if not interpreter.state.alive:
                interpreter.state = state
            interpreter.state.assumed.clear()
        interpreter.state = before


def _initialise(interpreter: Interpreter, made: UserClass, receiver: Known) -> None:
    method = method_of(made, "__init__")
    if method is not None:
        functions.call_in_thought(interpreter, method, receiver)
        interpreter.state.alive = True
        interpreter.state.assumed.clear()


def _forget_contested(interpreter: Interpreter, made: UserClass, receiver: Known) -> None:
    """Make the attributes unknown that more than one method assigns."""
    assigned: dict[str, int] = {}
    for ancestor in script_bases(made):
        for method in ancestor.methods.values():
            for name in method.assigned_to_self:
                assigned[name] = assigned.get(name, 0) + 1
    for name, count in assigned.items():
        if count > 1 and isinstance(receiver.value, Instance):
            reason = f"`{name}` of `{made.name}`: several methods assign it"
            interpreter.state.memory[receiver.value.identity, name] = Unknown(reason)
