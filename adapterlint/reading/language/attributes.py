"""Attributes: each kind of thing has a handler for its own."""

from __future__ import annotations

import libcst as cst

from adapterlint.facts import BaseModelReference
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.ancestry import method_of
from adapterlint.reading.language.descriptors import is_deleted_by_class, is_set_by_class
from adapterlint.reading.language.keeping import keep
from adapterlint.reading.memory.contents import OUTSIDE
from adapterlint.reading.memory.merging import lift
from adapterlint.reading.memory.objects import (
    AttributesOf,
    DictObject,
    EnumMember,
    Imported,
    Instance,
    MethodOf,
    ProjectModule,
    ThisModule,
    UserClass,
)
from adapterlint.reading.memory.replacing import replace_everywhere
from adapterlint.reading.registry import ATTRIBUTES, METHODS, MODEL_METHODS
from adapterlint.reading.standard_library.containers import contents, set_contents
from adapterlint.reading.standard_library.enumerations import own_attribute
from adapterlint.reading.syntax.walking import dotted_name
from adapterlint.values import Known, Unknown, Value


def attribute_of(interpreter: Interpreter, receiver: Value, node: cst.Attribute) -> Value:
    """Return an attribute of something, in every alternative."""

    def find(leaf: Known | Unknown) -> Value:
        if isinstance(leaf, Unknown):
            dotted = dotted_name(node)
            assigned = interpreter.lookup(dotted) if dotted else None
            return interpreter.derived(node, leaf) if assigned is None else assigned
        found = attribute_named(interpreter, leaf, node.attr.value, node)
        return interpreter.unknown(node, "an attribute that the file does not show") if found is None else found

    return interpreter.per_option(receiver, find)


def attribute_named(interpreter: Interpreter, receiver: Known, name: str, node: cst.CSTNode) -> Value | None:
    """Return an attribute of something known; None if the file does not show it."""
    handler = ATTRIBUTES.get(type(receiver.value))
    found = None if handler is None else handler(interpreter, receiver, name, node)
    return Known(MethodOf(receiver, name)) if found is None and _has_method(receiver.value, name) else found


def _has_method(thing: object, name: str) -> bool:
    """Tell whether something has a method that is read, and that no class of the script may have in its place."""
    match thing:
        case Instance() | UserClass(is_tuple=False):
            return False
        case BaseModelReference() if name in MODEL_METHODS:
            return True
        case _:
            return (type(thing), name) in METHODS


def set_attribute(interpreter: Interpreter, receiver: Value, name: str, value: Value, node: cst.CSTNode) -> None:
    """Assign an attribute as the class of an object does: by its property, or its `__setattr__`, which is not run."""
    made_by = receiver.value.made_by if isinstance(receiver, Known) and isinstance(receiver.value, Instance) else None
    if made_by and method_of(made_by, "__setattr__"):
        value = interpreter.unknown(node, f"what `{made_by.name}.__setattr__` assigns")
    if not is_set_by_class(interpreter, receiver, name, value, node):
        store_attribute(interpreter, receiver, name, value, node)


def store_attribute(interpreter: Interpreter, receiver: Value, name: str, value: Value, node: cst.CSTNode) -> None:
    """Assign an attribute of an object, class or module itself; one of another library is the script's from then on."""
    match receiver:
        case Known(Instance() as instance) if name == "__dict__":
            _replace_attributes(interpreter, Known(AttributesOf(instance)), value)
        case Known(Instance(_, identity)) | Known(UserClass(identity=identity)):
            interpreter.state.memory[identity, name] = value
        case Known(EnumMember() as member):
            interpreter.state.memory[own_attribute(member, name)] = value
        case Known(ProjectModule(file)):
            module = interpreter.project.module(file)
            if not isinstance(module, Unknown):
                interpreter.settle_imported(module.scope, name)
                interpreter.state.memory[module.scope.identity, name] = value
        case Known(Imported(path)):
            interpreter.state.memory[OUTSIDE, f"{path}.{name}"] = value
        case Known(ThisModule(scope)):
            interpreter.state.memory[scope.identity, name] = value
        case Known(DictObject(by_attribute=True)):
            held = contents(interpreter.state, receiver)
            keep(interpreter, receiver, lift(lambda items: Known({**items, name: value}), held), node)
        case Known(DictObject()):
            set_contents(interpreter.state, receiver, interpreter.unknown(node, "an attribute of a dictionary"))
        case _:
            return


def _replace_attributes(interpreter: Interpreter, own: Known, given: Value) -> None:
    """Assign the `__dict__` of an object: from then on, who changes one of the two changes both."""
    match given:
        case Known(AttributesOf()):
            set_contents(interpreter.state, own, Unknown("attributes that several objects share"))
        case Known(DictObject() as dictionary):
            set_contents(interpreter.state, own, contents(interpreter.state, given))
            replace_everywhere(interpreter.state, dictionary, own)
        case _:
            set_contents(interpreter.state, own, contents(interpreter.state, given))


def delete_attribute(interpreter: Interpreter, receiver: Value, name: str, node: cst.CSTNode) -> None:
    """Run `del thing.name` of an object: on a path that others meet, what is left is unknown."""
    if is_deleted_by_class(interpreter, receiver, name, node):
        return
    match receiver:
        case Known(Instance(_, identity)):
            memory, key = interpreter.state.memory, (identity, name)
            if key in memory and not interpreter.state.assumed and interpreter.project.memory.get(key) is None:
                del memory[key]
            else:
                memory[key] = interpreter.unknown(node, "may be deleted")
        case Known(DictObject(by_attribute=True)):
            held = contents(interpreter.state, receiver)
            left = lift(lambda items: Known({key: value for key, value in items.items() if key != name}), held)
            keep(interpreter, receiver, left, node)
        case Known(DictObject()):
            set_contents(interpreter.state, receiver, interpreter.unknown(node, "an attribute of a dictionary"))
        case _:
            return
