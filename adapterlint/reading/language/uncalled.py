"""Methods that nobody in the file calls: they are walked through on an object made up for it."""

from __future__ import annotations

from collections.abc import Iterator

from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language import functions
from adapterlint.reading.language.ancestry import method_of, script_bases
from adapterlint.reading.memory.objects import Instance, UserClass
from adapterlint.values import Known, Unknown


def walk_uncalled_methods(interpreter: Interpreter) -> None:
    """Walk through methods that no followed call reached, `__init__` first, on one instance of each class.

    What one method assigns is seen by those below it, unless several methods assign it.
    """
    for made in (*interpreter.classes, *_imported_classes(interpreter)):
        waiting = [method for method in made.methods.values() if not interpreter.was_followed(method)]
        if not waiting:
            continue
        before = interpreter.state
        interpreter.state = before.aside()
        instances = interpreter.instances.get(made, [])
        receiver = Known(instances[0] if len(instances) == 1 else Instance(made))
        if not instances or len(instances) > 1:
            _initialise(interpreter, made, receiver)
        for method in sorted(waiting, key=lambda method: method.name != "__init__"):
            if interpreter.was_followed(method):
                continue
            _forget_contested(interpreter, made, receiver)
            owner = Known(made) if "classmethod" in method.decorators else receiver
            state = interpreter.state
            functions.call_in_thought(interpreter, method, owner)
            if not interpreter.state.alive:
                interpreter.state = state
            interpreter.state.assumed.clear()
        interpreter.state = before


def _imported_classes(interpreter: Interpreter) -> Iterator[UserClass]:
    """Yield the classes of other files of which the run makes one object, whose methods may be called with it."""
    for made, instances in interpreter.instances.items():
        if made not in interpreter.classes and len(instances) == 1 and made.methods:
            scope = next(iter(made.methods.values())).scope
            if interpreter.project.namespaces[scope.root.identity].source.mentions_configurations:
                yield made


def _initialise(interpreter: Interpreter, made: UserClass, receiver: Known) -> None:
    method = method_of(made, "__init__")
    if method is not None:
        functions.call_in_thought(interpreter, method, receiver)
        interpreter.state.alive = True
        interpreter.state.assumed.clear()


def _forget_contested(interpreter: Interpreter, made: UserClass, receiver: Known) -> None:
    """Make the attributes unknown that more than one method assigns; a method is one with those that it overrides."""
    assigned: dict[str, set[str]] = {}
    for ancestor in script_bases(made):
        for method in ancestor.methods.values():
            for name in method.assigned_to_self:
                assigned.setdefault(name, set()).add(method.name)
    for name, methods in assigned.items():
        if len(methods) > 1 and isinstance(receiver.value, Instance):
            reason = f"`{name}` of `{made.name}`: several methods assign it"
            interpreter.state.memory[receiver.value.identity, name] = Unknown(reason)
