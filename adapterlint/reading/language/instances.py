"""Objects of the script's classes: how they are made, and what their attributes are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language import following, functions
from adapterlint.reading.language.ancestry import method_of, script_bases
from adapterlint.reading.language.calling import call_value
from adapterlint.reading.language.classes import class_attribute, has_foreign_base, is_replaced, own_attributes
from adapterlint.reading.language.descriptors import got
from adapterlint.reading.memory.escapes import let_escape
from adapterlint.reading.memory.objects import (
    Arguments,
    AttributesOf,
    BoundMethod,
    DictObject,
    EnumMember,
    FieldDefault,
    Instance,
    Passed,
    UserClass,
)
from adapterlint.reading.registry import ATTRIBUTES, CALLABLES, CALLS, reads
from adapterlint.reading.standard_library.annotations import init_only_fields
from adapterlint.reading.standard_library.containers import new_dict
from adapterlint.reading.standard_library.enumerations import own_attribute
from adapterlint.reading.standard_library.environment import unless_set
from adapterlint.reading.standard_library.pydantic_models import accepted, converts_default, is_model, validate
from adapterlint.reading.standard_library.records import AFTER_INIT, is_settings
from adapterlint.values import Known, Unknown, Value

if TYPE_CHECKING:
    import libcst as cst

    from adapterlint.reading.language.invocation import Invocation

PROPERTIES = frozenset({"property", "cached_property"})


@reads(CALLABLES, Instance)
def call_instance(interpreter: Interpreter, instance: Instance, node: cst.CSTNode, arguments: Arguments) -> Value:
    """Run `__call__`."""
    method = method_of(instance.made_by, "__call__")
    if method is None:
        let_escape(interpreter, arguments.values(), node)
        return interpreter.unknown(node, "a call that is not followed")
    return call_value(interpreter, Known(BoundMethod(Known(instance), method)), node, arguments)


def instantiate(
    interpreter: Interpreter,
    made: UserClass,
    arguments: Arguments,
    node: cst.CSTNode,
    held: Mapping[str, Value] | None = None,
) -> Value:
    """Make an object, running `__init__` where the class has one.

    Args:
        held: attributes that it has before.
    """
    if made.is_tuple and method_of(made, "__new__") is not None:
        let_escape(interpreter, arguments.values(), node)
        return interpreter.unknown(node, f"what `{made.name}.__new__` makes")
    new = method_of(made, "__new__")
    with_class = Arguments((Passed(Known(made)), *arguments.positional), arguments.keywords, arguments.opaque)
    instance = bare_instance(interpreter, made) if new is None else following.call(interpreter, new, with_class, node)

    def initialize(leaf: Known | Unknown) -> Value:
        if isinstance(leaf, Known) and isinstance(leaf.value, Instance) and made in script_bases(leaf.value.made_by):
            memory = interpreter.state.memory
            memory.update({(leaf.value.identity, name): value for name, value in (held or {}).items()})
            _initialize(interpreter, leaf.value, made, arguments, node)
        return leaf

    return interpreter.per_option(instance, initialize)


@reads(CALLS, "builtins.object.__new__")
def call_new(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `object.__new__(made)`: an object without attributes."""
    match invocation.arguments.get(0, "cls"):
        case Known(UserClass() as made):
            return bare_instance(interpreter, made)
        case _:
            return interpreter.unknown(invocation.node, "an object of a class that is not known")


def bare_instance(interpreter: Interpreter, made: UserClass) -> Known:
    """Make an object that has no attributes yet."""
    instance = Instance(made)
    interpreter.instances.setdefault(made, []).append(instance)
    return Known(instance)


def _initialize(
    interpreter: Interpreter, instance: Instance, made: UserClass, arguments: Arguments, node: cst.CSTNode
) -> None:
    """Run the `__init__` of an object, or what makes one for a record."""
    method = method_of(made, "__init__")
    if method is not None:
        with_self = Arguments((Passed(Known(instance)), *arguments.positional), arguments.keywords, arguments.opaque)
        following.call(interpreter, method, with_self, node)
    elif made.fields is not None:
        fill(interpreter, instance, made, arguments, node)


def fill(
    interpreter: Interpreter, instance: Instance, made: UserClass, arguments: Arguments, node: cst.CSTNode
) -> None:
    """Do what the `__init__` of a record does, for an object of it or of a class below."""
    position = 0
    init_only = init_only_fields(made)
    handed_on: list[Passed] = []
    for name in made.fields or ():
        field = default_of_field(interpreter, made, name)
        given = arguments.get(position, name) if field.given_to_init else None
        given = arguments.get(-1, field.alias) if given is None and field.alias else given
        position += field.given_to_init
        value = _filled(interpreter, made, name, given, node)
        if value is None:
            continue
        if field.converter is not None:
            value = call_value(interpreter, field.converter, node, Arguments((Passed(value),)))
        if method_of(made, "__setattr__") is not None:
            value = interpreter.unknown(node, f"what `{made.name}.__setattr__` assigns")
        if name in init_only:
            handed_on.append(Passed(value))
        else:
            interpreter.state.memory[instance.identity, name] = value
    if is_model(made):
        validate(interpreter, instance, node)
    for name in AFTER_INIT:
        method = method_of(instance.made_by, name)
        if method is not None:
            following.call(interpreter, method, Arguments((Passed(Known(instance)), *handed_on)), node)


def _filled(
    interpreter: Interpreter, made: UserClass, name: str, given: Value | None, node: cst.CSTNode
) -> Value | None:
    """Return what a field of a record holds: what is given, as a model accepts it, or the default."""
    is_filled = is_settings(made)
    value = given or default_of(interpreter, made, name, node)
    if value is not None and given is None and is_filled:
        value = unless_set(interpreter, name.upper(), value, node)
    if value is None or not is_model(made) or not (given is not None or is_filled or converts_default(made, name)):
        return value
    return accepted(
        interpreter, made, name, value, lambda inner, arguments: instantiate(interpreter, inner, arguments, node)
    )


def default_of(interpreter: Interpreter, made: UserClass, name: str, node: cst.CSTNode) -> Value | None:
    """Return what the field of a record is if it is not given; None if it must be."""
    field = default_of_field(interpreter, made, name)
    return field.default if field.factory is None else call_value(interpreter, field.factory, node, Arguments())


def default_of_field(interpreter: Interpreter, made: UserClass, name: str) -> FieldDefault:
    """Return what the field of a record is assigned in its class, or above."""
    classes = script_bases(made)  # an attribute that no record declares is no default of its field
    declaring = [one for one in classes if name in one.declared] or classes
    held = (interpreter.state.get((ancestor.identity, name)) for ancestor in declaring)
    written = next((value for value in held if value is not None), None)
    if isinstance(written, Known) and isinstance(written.value, FieldDefault):
        return written.value
    return FieldDefault(written)


@reads(ATTRIBUTES, Instance)
def instance_attribute(interpreter: Interpreter, receiver: Known, name: str, node: cst.CSTNode) -> Value | None:
    """Return an attribute of an object; None if the file does not show it."""
    match receiver.value:
        case Instance(made_by) if method_of(made_by, "__getattribute__") is not None:
            return None
        case Instance(made_by, identity):
            own = interpreter.state.get((identity, name))
            found = own or _of_class(interpreter, receiver, made_by, name, node)
            return found or _by_getattr(interpreter, receiver, made_by, name, node)
        case _:
            return None


def _by_getattr(
    interpreter: Interpreter, receiver: Known, made_by: UserClass, name: str, node: cst.CSTNode
) -> Value | None:
    """Return what the `__getattr__` of an object makes of a name that nothing else knows."""
    method = method_of(made_by, "__getattr__")
    if method is None or has_foreign_base(made_by) or name.startswith("__"):
        return None
    return following.call(interpreter, method, Arguments((Passed(receiver), Passed(Known(name)))), node)


def _of_class(
    interpreter: Interpreter, receiver: Known, made_by: UserClass, name: str, node: cst.CSTNode
) -> Value | None:
    method = None if is_replaced(interpreter, made_by, name) else method_of(made_by, name)
    if name == "__class__":
        return Known(made_by)
    if name == "__dict__":
        return dictionary_of(receiver) or attributes_of(interpreter, receiver)
    if method is None:
        return got(interpreter, class_attribute(interpreter, Known(made_by), name, node), receiver, made_by, node)
    if method.decorators & PROPERTIES:
        value = following.call(interpreter, method, Arguments((Passed(receiver),)), node)
        if "cached_property" in method.decorators and isinstance(receiver.value, Instance):
            interpreter.state.memory[receiver.value.identity, name] = value
        return value
    return functions.bound(Known(made_by) if "classmethod" in method.decorators else receiver, method)


@reads(ATTRIBUTES, EnumMember)
def member_attribute(interpreter: Interpreter, receiver: Known, name: str, node: cst.CSTNode) -> Value | None:
    """Return `member.value`, `member.name`, or what the class of a member gives it."""
    match receiver.value:
        case EnumMember(value=value) if name in {"value", "_value_"}:
            return value
        case EnumMember(name=own) if name == "name":
            return Known(own)
        case EnumMember(made_by) as member:
            assigned = interpreter.state.get(own_attribute(member, name))
            return assigned or _of_class(interpreter, receiver, made_by, name, node)
        case _:
            return None


def attributes_of(interpreter: Interpreter, receiver: Value) -> Value | None:
    """Return the attributes of an object as a dictionary of their own; None if not all are known."""
    if isinstance(receiver, Known) and isinstance(receiver.value, UserClass) and not receiver.value.is_enumeration:
        return own_attributes(interpreter, receiver.value)
    if not isinstance(receiver, Known) or not isinstance(receiver.value, Instance):
        return None
    if has_foreign_base(receiver.value.made_by):
        return None
    held = {key[1]: interpreter.state.get(key) for key in interpreter.state.keys_of(receiver.value.identity)}
    return new_dict(interpreter.state, {name: value for name, value in held.items() if value is not None})


def dictionary_of(receiver: Known) -> Value | None:
    """Return the `__dict__` of an object; None if not all of its attributes are known."""
    match receiver.value:
        case Instance(made_by) as instance if not has_foreign_base(made_by):
            return Known(AttributesOf(instance))
        case DictObject(by_attribute=True):
            return receiver
        case _:
            return None
