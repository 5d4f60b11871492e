"""Names and attributes."""

from __future__ import annotations

import builtins

import libcst as cst

from adapterlint.facts import BaseModelReference
from adapterlint.reading.classes import class_attribute, inherited_method, instance_attribute
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.objects import BoundMethod, Imported, Instance, Parent, ProjectModule, UserClass
from adapterlint.reading.registry import ATTRIBUTES, EXPRESSIONS, reads
from adapterlint.reading.star_imports import from_star_import
from adapterlint.values import Known, Unknown, Value

_MODEL_ITSELF = frozenset({"base_model", "module", "model_wrapped", "_orig_mod"})


@reads(EXPRESSIONS, cst.Name)
def read_name(interpreter: Interpreter, node: cst.Name) -> Value:
    """Look a name up: in the scopes, in star imports, in the builtins."""
    name = node.value
    match name:
        case "True" | "False" | "None":
            return Known({"True": True, "False": False, "None": None}[name])
    bound = interpreter.lookup(name)
    if bound is not None:
        return bound
    return (
        from_star_import(interpreter.module, name)
        or _builtin(name)
        or interpreter.unknown(node, "not defined in this file")
    )


def _builtin(name: str) -> Value | None:
    return Known(Imported(f"builtins.{name}")) if hasattr(builtins, name) else None


@reads(EXPRESSIONS, cst.Attribute)
def read_attribute(interpreter: Interpreter, node: cst.Attribute) -> Value:
    """Evaluate `thing.name`."""
    return attribute_of(interpreter, interpreter.evaluate(node.value), node)


def attribute_of(interpreter: Interpreter, receiver: Value, node: cst.Attribute) -> Value:
    """Return an attribute of something, in every alternative."""
    return interpreter.per_option(receiver, lambda leaf: _attribute(interpreter, leaf, node))


def _attribute(interpreter: Interpreter, receiver: Known | Unknown, node: cst.Attribute) -> Value:
    name = node.attr.value
    if isinstance(receiver, Unknown):
        dotted = dotted_name(node)
        assigned = interpreter.lookup(dotted) if dotted else None
        return interpreter.derived(node, receiver) if assigned is None else assigned
    match receiver.value:
        case Imported(path):
            handler = ATTRIBUTES.get(path)
            found = handler(interpreter, name) if handler else interpreter.imported(path, name)
        case ProjectModule(file):
            return interpreter.project.resolved(interpreter.project.member(file, name, interpreter), interpreter)
        case Instance():
            found = instance_attribute(interpreter, receiver, name, node)
        case UserClass() as made_by:
            found = class_attribute(interpreter, made_by, name)
        case Parent(instance, above):
            method = inherited_method(above, name)
            found = Known(BoundMethod(instance, method)) if method else None
        case BaseModelReference():
            found = Known(receiver.value) if name in _MODEL_ITSELF else None
        case _:
            found = None
    return interpreter.unknown(node, "an attribute that the file does not show") if found is None else found


def dotted_name(node: cst.BaseExpression) -> str | None:
    """Return `a.b.c` as text; None for anything but names and attributes."""
    match node:
        case cst.Name(value=name):
            return name
        case cst.Attribute(value=value, attr=attr):
            below = dotted_name(value)
            return f"{below}.{attr.value}" if below else None
        case _:
            return None
