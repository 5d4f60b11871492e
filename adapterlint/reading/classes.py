"""Classes of the script: their attributes, their instances, and methods that nobody in the file calls."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from adapterlint.reading import functions
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.objects import Arguments, Function, Imported, Instance, Passed, Scope, UserClass
from adapterlint.reading.registry import STATEMENTS, reads
from adapterlint.values import Known, Unknown, Value

_PROPERTIES = frozenset({"property", "cached_property"})
_FOLLOWED_BASES = frozenset({"builtins.object", "typing.Generic", "abc.ABC", "typing.Protocol"})


@reads(STATEMENTS, cst.ClassDef)
def define_class(interpreter: Interpreter, node: cst.ClassDef) -> None:
    """Run the body of a class and bind its name."""
    bases = tuple(interpreter.evaluate(base.value) for base in node.bases if not base.star)
    decorators = [interpreter.positions.code(decorator.decorator) for decorator in node.decorators]
    is_dataclass = any(written.split("(")[0].split(".")[-1] == "dataclass" for written in decorators)
    made = UserClass(node.name.value, bases, {}, _fields(node, bases) if is_dataclass else None, node=node)
    outside = interpreter.scope
    interpreter.scope = Scope(outside, is_class=True, identity=made.identity)
    try:
        for statement in node.body.body:
            if isinstance(statement, cst.FunctionDef):
                interpreter.scope, inside = outside, interpreter.scope
                made.methods[statement.name.value] = functions.make_function(interpreter, statement, made)
                interpreter.scope = inside
            else:
                interpreter.execute([statement])
    finally:
        interpreter.scope = outside
    opaque = [name for name in decorators if not is_dataclass and name not in {"final", "runtime_checkable"}]
    value = interpreter.unknown(node.name, f"decorated with `{opaque[0]}`") if opaque else Known(made)
    interpreter.bind(node.name.value, value)
    interpreter.classes.append(made)


def _fields(node: cst.ClassDef, bases: tuple[Value, ...]) -> tuple[str, ...]:
    inherited = [
        name for base in bases if isinstance(base, Known) for name in getattr(base.value, "fields", None) or ()
    ]
    own = [
        item.target.value
        for statement in node.body.body
        if isinstance(statement, cst.SimpleStatementLine)
        for item in statement.body
        if isinstance(item, cst.AnnAssign) and isinstance(item.target, cst.Name)
    ]
    return tuple(dict.fromkeys([*inherited, *own]))


def script_bases(made: UserClass) -> tuple[UserClass, ...]:
    """Return a class and those it inherits from, as far as they are of this file."""
    above = [base.value for base in made.bases if isinstance(base, Known) and isinstance(base.value, UserClass)]
    return tuple(dict.fromkeys([made, *(ancestor for base in above for ancestor in script_bases(base))]))


def has_foreign_base(made: UserClass) -> bool:
    """Tell whether a class inherits from something that the file does not show."""
    return any(
        not (isinstance(base, Known) and (isinstance(base.value, UserClass) or _is_harmless(base.value)))
        for ancestor in script_bases(made)
        for base in ancestor.bases
    )


def _is_harmless(base: object) -> bool:
    return isinstance(base, Imported) and base.path in _FOLLOWED_BASES


def method_of(made: UserClass, name: str) -> Function | None:
    """Find a method in a class or those it inherits from."""
    return next((ancestor.methods[name] for ancestor in script_bases(made) if name in ancestor.methods), None)


def inherited_method(made: UserClass, name: str) -> Function | None:
    """Find a method above a class."""
    return next((above.methods[name] for above in script_bases(made)[1:] if name in above.methods), None)


def class_attribute(interpreter: Interpreter, made: UserClass, name: str) -> Value | None:
    """Return an attribute of a class itself; None if the file does not show it."""
    method = method_of(made, name)
    if method is not None:
        is_bound = "classmethod" in method.decorators
        return functions.bound(Known(made), method) if is_bound else Known(method)
    if has_foreign_base(made):  # an Enum, say, makes something else of its attributes
        return None
    held = (interpreter.state.get((ancestor.identity, name)) for ancestor in script_bases(made))
    return next((value for value in held if value is not None), None)


def instance_attribute(interpreter: Interpreter, receiver: Known, name: str, node: cst.CSTNode) -> Value | None:
    """Return an attribute of an instance; None if the file does not show it."""
    instance = receiver.value
    if not isinstance(instance, Instance):
        return None
    own = interpreter.state.get((instance.identity, name))
    if own is not None:
        return own
    method = method_of(instance.made_by, name)
    if method is None:
        return class_attribute(interpreter, instance.made_by, name)
    if method.decorators & _PROPERTIES:
        return functions.call(interpreter, method, Arguments((Passed(receiver),)), node)
    if "classmethod" in method.decorators:
        return functions.bound(Known(instance.made_by), method)
    return functions.bound(receiver, method)


def instantiate(interpreter: Interpreter, made: UserClass, arguments: Arguments, node: cst.CSTNode) -> Value:
    """Make an instance, running `__init__` where the class has one."""
    instance = Instance(made)
    interpreter.instances.setdefault(made, []).append(instance)
    method = method_of(made, "__init__")
    if method is not None:
        with_self = Arguments((Passed(Known(instance)), *arguments.positional), arguments.keywords, arguments.opaque)
        functions.call(interpreter, method, with_self, node)
    elif made.fields is not None:
        for index, name in enumerate(made.fields):
            value = arguments.get(index, name)
            if value is None:
                value = _default(interpreter, made, name)
            if value is not None:
                interpreter.state.memory[instance.identity, name] = value
    return Known(instance)


def _default(interpreter: Interpreter, made: UserClass, name: str) -> Value | None:
    """Return the default of a dataclass's field; `field(…)` is unknown."""
    held = (interpreter.state.get((ancestor.identity, name)) for ancestor in script_bases(made))
    return next((value for value in held if value is not None), None)


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
