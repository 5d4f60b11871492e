"""Methods that nobody in the file calls: they are walked through on an object made up for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language import following
from adapterlint.reading.language.ancestry import all_bases, method_of, script_bases
from adapterlint.reading.memory.objects import Function, Instance, UserClass
from adapterlint.values import Known, Unknown

OWNERS_AT_MOST = 8
"""Of the classes that inherit tests, so many are followed."""


def walk_uncalled_methods(interpreter: Interpreter) -> None:
    """Walk through methods that no followed call reached, `__init__` first, on one instance of each class.

    What one method assigns is seen by those below it, unless several methods assign it.
    """
    for made in (*interpreter.classes, *_imported_classes(interpreter)):
        waiting = [method for method in made.methods.values() if not interpreter.was_followed(method)]
        if not waiting:
            continue
        owners = _run_by_tests(interpreter, made)
        if owners is None:
            _walk(interpreter, made, made, waiting)
            continue
        for owner in owners:
            interpreter.followed.difference_update(method.node for method in waiting)
            with interpreter.noted(f"run by `{owner.name}`"):
                _walk(interpreter, made, owner, [one for one in waiting if method_of(owner, one.name) is one])
        interpreter.followed.update(method.node for method in waiting)


def _walk(interpreter: Interpreter, made: UserClass, owner: UserClass, waiting: Sequence[Function]) -> None:
    """Walk through methods of a class on an object of it, or of a class below it."""
    before = interpreter.state
    interpreter.state = before.aside()
    instances = interpreter.instances.get(owner, [])
    receiver = Known(instances[0] if len(instances) == 1 else Instance(owner))
    if not instances or len(instances) > 1:
        _initialise(interpreter, owner, receiver)
    for method in sorted(waiting, key=lambda method: method.name != "__init__"):
        if interpreter.was_followed(method):
            continue
        _forget_contested(interpreter, made, receiver)
        state = interpreter.state
        of_class = "classmethod" in method.decorators
        following.call_in_thought(interpreter, method, Known(owner) if of_class else receiver)
        if not interpreter.state.alive:
            interpreter.state = state
        interpreter.state.assumed.clear()
    interpreter.state = before


def _run_by_tests(interpreter: Interpreter, made: UserClass) -> list[UserClass] | None:
    """Return the classes with which tests of a class are run that others inherit; None for any other class.

    Source: https://docs.pytest.org/en/stable/explanation/goodpractices.html#test-discovery
    """
    if not any(name.startswith("test") for name in made.methods):
        return None
    related = [made, *(other for other in interpreter.classes if other is not made and made in script_bases(other))]
    run = [one for one in related if one.name.startswith("Test") or one in interpreter.instances or _has_foreign(one)]
    return run[:OWNERS_AT_MOST] if run and related[1:] else None


def _has_foreign(made: UserClass) -> bool:
    return any(not (isinstance(base, Known) and isinstance(base.value, UserClass)) for base in all_bases(made.bases))


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
        following.call_in_thought(interpreter, method, receiver)
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
