"""Classes of the script: their definition, their bases, and what they hold themselves."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language import following, functions
from adapterlint.reading.language.ancestry import DELETER, SETTER, all_bases, method_of, script_bases
from adapterlint.reading.language.descriptors import name_descriptors
from adapterlint.reading.language.metaclasses import complete, metaclass_of
from adapterlint.reading.memory.objects import (
    Arguments,
    FieldDefault,
    Function,
    Imported,
    Passed,
    Scope,
    UserClass,
)
from adapterlint.reading.registry import ATTRIBUTES, STATEMENTS, reads
from adapterlint.reading.standard_library import enumerations, records
from adapterlint.reading.standard_library.containers import new_dict
from adapterlint.reading.standard_library.enumerations import is_enumeration, make_members
from adapterlint.reading.standard_library.records import declared_in, fields_of, is_named_tuple, is_record
from adapterlint.values import Known, Value

_FOLLOWED_BASES = (
    records.BASES | enumerations.BASES | {"builtins.object", "typing.Generic", "abc.ABC", "typing.Protocol"}
)
_OF_PROPERTIES = {"setter": SETTER, "deleter": DELETER}
_WITH_METACLASS = ("django.", "sqlalchemy.", "peewee.", "ctypes.")


@reads(STATEMENTS, cst.ClassDef)
def define_class(interpreter: Interpreter, node: cst.ClassDef) -> None:
    """Run the body of a class and bind its name; what an unknown decorator does to it is not asked."""
    bases = tuple(interpreter.evaluate(base.value) for base in node.bases if not base.star)
    decorators = [interpreter.positions.code(decorator.decorator) for decorator in node.decorators]
    declares = is_record(decorators, bases)
    made = UserClass(
        node.name.value,
        bases,
        fields=fields_of(node, bases) if declares else _inherited_fields(bases),
        is_enumeration=is_enumeration(bases),
        node=node,
        is_tuple=is_named_tuple(bases),
        scope=interpreter.scope,
        declared=frozenset(declared_in(node) if declares else ()),
    )
    outside = interpreter.scope
    interpreter.scope = Scope(outside, is_class=True, identity=made.identity)
    try:
        for statement in node.body.body:
            if isinstance(statement, cst.FunctionDef):
                method = functions.make_function(interpreter, statement, made)
                made.methods[_name_of(method)] = method
            else:
                interpreter.execute([statement])
    finally:
        interpreter.scope = outside
    name_descriptors(interpreter, made, node)
    result = complete(interpreter, made, node, lambda: own_attributes(interpreter, made))
    if made.is_enumeration:
        _make_members(interpreter, made, node)
    if isinstance(result, Known):
        result = functions.decorated(interpreter, result, node.decorators)
    interpreter.bind(node.name.value, result)
    interpreter.classes.append(made)


def _name_of(method: Function) -> str:
    """Return the name under which a class holds a method: those of a property all have the same one."""
    written = next((form for name, form in _OF_PROPERTIES.items() if name in method.decorators), "{}")
    return written.format(method.name)


def _make_members(interpreter: Interpreter, made: UserClass, node: cst.ClassDef) -> None:
    """Make the members of an enumeration, and run its `__init__` with what each is assigned."""
    members = make_members(interpreter.state, made)
    method = method_of(made, "__init__")
    if method is None:
        return
    for member in members:
        held = member.value
        given = held.value if isinstance(held, Known) and isinstance(held.value, tuple) else (held,)
        following.call(interpreter, method, Arguments(tuple(map(Passed, (Known(member), *given)))), node)


def _inherited_fields(bases: tuple[Value, ...]) -> tuple[str, ...] | None:
    above = (base.value.fields for base in bases if isinstance(base, Known) and isinstance(base.value, UserClass))
    return next((fields for fields in above if fields is not None), None)


def foreign_bases(made: UserClass) -> list[Value]:
    """Return what a class inherits from that the file does not show."""
    return [
        base
        for base in all_bases(made.bases)
        if not (isinstance(base, Known) and (isinstance(base.value, UserClass) or _is_harmless(base.value)))
    ]


def has_foreign_base(made: UserClass) -> bool:
    """Tell whether a class inherits from something that the file does not show."""
    return bool(foreign_bases(made))


def _is_harmless(base: object) -> bool:
    return isinstance(base, Imported) and base.path in _FOLLOWED_BASES


@reads(ATTRIBUTES, UserClass)
def class_attribute(interpreter: Interpreter, receiver: Known, name: str, _: cst.CSTNode) -> Value | None:
    """Return an attribute of a class itself; None if the file does not show it."""
    made = receiver.value
    if not isinstance(made, UserClass):
        return None
    if name in {"__name__", "__dict__"}:
        return Known(made.name) if name == "__name__" else own_attributes(interpreter, made)
    method = None if is_replaced(interpreter, made, name) else method_of(made, name)
    if method is not None:
        is_bound = "classmethod" in method.decorators
        return functions.bound(Known(made), method) if is_bound else Known(method)
    if any(map(_changes_attributes, all_bases(made.bases))):
        return None
    metaclass = metaclass_of(interpreter, made)
    classes = (*script_bases(made), *(script_bases(metaclass) if metaclass else ()))
    return assigned_in(interpreter, classes, name)


def assigned_in(interpreter: Interpreter, classes: Sequence[UserClass], name: str) -> Value | None:
    """Return what the first of some classes that assigns an attribute in its body assigns to it."""
    held = (interpreter.state.get((one.identity, name)) for one in classes)
    found = next((value for value in held if value is not None), None)
    if isinstance(found, Known) and isinstance(found.value, FieldDefault):
        return found.value.default
    return found


def is_replaced(interpreter: Interpreter, made: UserClass, name: str) -> bool:
    """Tell whether something is assigned in the place of a method, `Conf.method = other`."""
    own = next((one for one in script_bases(made) if name in one.methods), None)
    order = script_bases(made)
    before = order[: order.index(own) + 1] if own is not None else ()
    return any(interpreter.state.get((one.identity, name)) is not None for one in before)


def own_attributes(interpreter: Interpreter, made: UserClass) -> Value:
    """Return what the body of a class binds, as a dictionary; what Python adds begins with two underscores."""
    assigned = {key[1]: interpreter.state.get(key) for key in interpreter.state.keys_of(made.identity)}
    held = {name: value for name, value in assigned.items() if value is not None and name.isidentifier()}
    methods = {name: Known(method) for name, method in made.methods.items() if name.isidentifier()}
    return new_dict(interpreter.state, {**held, **methods})


def _changes_attributes(base: Value) -> bool:
    """Tell whether a class above may make something else of attributes than what the body assigns."""
    return isinstance(base, Known) and isinstance(base.value, Imported) and base.value.path.startswith(_WITH_METACLASS)
