"""Names, and the attributes of modules and models."""

from __future__ import annotations

import builtins

import libcst as cst

from adapterlint.base_models import model_type_of_checkpoint, model_type_of_class, size_of_checkpoint
from adapterlint.facts import BaseModelReference, Call
from adapterlint.reading.frameworks.library_names import class_named, configuration_class, default_of_option
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language import following, functions
from adapterlint.reading.language.ancestry import classes_above, inherited_method
from adapterlint.reading.language.attributes import attribute_of
from adapterlint.reading.language.classes import assigned_in
from adapterlint.reading.language.instances import PROPERTIES
from adapterlint.reading.language.star_imports import from_star_import
from adapterlint.reading.memory.contents import OUTSIDE
from adapterlint.reading.memory.merging import lift
from adapterlint.reading.memory.objects import (
    Arguments,
    Function,
    Imported,
    Instance,
    ModelConfiguration,
    Parent,
    Passed,
    ProjectModule,
    View,
)
from adapterlint.reading.memory.showing import shown
from adapterlint.reading.outside import from_outside
from adapterlint.reading.registry import ATTRIBUTES, EXPRESSIONS, MODULE_ATTRIBUTES, reads
from adapterlint.reading.standard_library.containers import contents
from adapterlint.values import Known, Unknown, Value

_MODEL_ITSELF = frozenset({"base_model", "module", "model_wrapped", "_orig_mod"})


@reads(EXPRESSIONS, cst.Name)
def read_name(interpreter: Interpreter, node: cst.Name) -> Value:
    """Look a name up: in the scopes, in star imports, in the builtins."""
    name = node.value
    match name:
        case "True" | "False" | "None" | "__debug__":
            return Known({"True": True, "False": False, "None": None}.get(name, True))
    bound = interpreter.lookup(name)
    if isinstance(bound, Known) and isinstance(bound.value, View):
        return contents(interpreter.state, bound)
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


@reads(ATTRIBUTES, Imported)
def imported_attribute(interpreter: Interpreter, receiver: Known, name: str, _: cst.CSTNode) -> Value | None:
    """Return a name in a module of another library."""
    match receiver.value:
        case Imported(path) if (assigned := interpreter.state.get((OUTSIDE, f"{path}.{name}"))) is not None:
            return assigned
        case Imported(path) if (handler := MODULE_ATTRIBUTES.get(path)) is not None:
            return handler(interpreter, name)
        case Imported(path) if name in {"__name__", "__qualname__"} and (made := configuration_class(path)):
            return Known(made[1])
        case Imported(path) if (named := class_named(path)) and (default := default_of_option(named, name)) is not None:
            return default
        case Imported(path):
            return from_outside(interpreter.module, path, name)
        case _:
            return None


@reads(ATTRIBUTES, ProjectModule)
def project_attribute(interpreter: Interpreter, receiver: Known, name: str, _: cst.CSTNode) -> Value | None:
    """Return a name in a module of the project."""
    match receiver.value:
        case ProjectModule(file):
            return interpreter.project.resolved(interpreter.project.member(file, name, interpreter), interpreter)
        case _:
            return None


@reads(ATTRIBUTES, Function)
def function_attribute(_: Interpreter, receiver: Known, name: str, __: cst.CSTNode) -> Value | None:
    """Return the name of a function."""
    match receiver.value:
        case Function(name=own, decorators=decorators) if name == "__name__" and "wraps" not in decorators:
            return Known(own)
        case _:
            return None


def class_of(thing: Value) -> Value:
    """Return the class of an object; a class itself as it is."""
    return Known(thing.value.made_by) if isinstance(thing, Known) and isinstance(thing.value, Instance) else thing


@reads(ATTRIBUTES, Parent)
def parent_attribute(interpreter: Interpreter, receiver: Known, name: str, node: cst.CSTNode) -> Value | None:
    """Return a method, property or attribute of the class above, `super().method`."""
    match receiver.value:
        case Parent(instance) as parent if (method := inherited_method(parent, name)) is not None:
            if method.decorators & PROPERTIES:
                return following.call(interpreter, method, Arguments((Passed(instance),)), node)
            return functions.bound(class_of(instance) if "classmethod" in method.decorators else instance, method)
        case Parent() as parent:
            return assigned_in(interpreter, classes_above(parent), name)
        case _:
            return None


@reads(ATTRIBUTES, BaseModelReference)
def model_attribute(_: Interpreter, receiver: Known, name: str, __: cst.CSTNode) -> Value | None:
    """Return the model inside a model, which has the same adapters, or the configuration of a model."""
    match receiver.value:
        case BaseModelReference() if name in _MODEL_ITSELF:
            return Known(receiver.value)
        case BaseModelReference(config=Call() as built_from) if name == "config":
            return Known(built_from)
        case BaseModelReference(checkpoint=checkpoint) as model if name == "config" and checkpoint is not None:
            return Known(ModelConfiguration(checkpoint, model.labels, model_type_of_class(model.class_name)))
        case _:
            return None


@reads(ATTRIBUTES, ModelConfiguration)
def model_configuration_attribute(interpreter: Interpreter, receiver: Known, name: str, _: cst.CSTNode) -> Value | None:
    """Return a size in the configuration of a checkpoint, or its model type."""
    match receiver.value:
        case ModelConfiguration(labels=labels) if name == "num_labels":
            return labels
        case ModelConfiguration(model_type=str(model_type)) if name == "model_type":
            return Known(model_type)
        case ModelConfiguration(checkpoint) if not isinstance(checkpoint, Unknown):
            return lift(lambda one: _written(one, name), shown(interpreter.state, checkpoint))
        case _:
            return None


def _written(checkpoint: object, name: str) -> Value:
    found: str | int | None = None
    if isinstance(checkpoint, str):
        is_type = name == "model_type"
        found = model_type_of_checkpoint(checkpoint) if is_type else size_of_checkpoint(checkpoint, name)
    return Unknown(f"`{name}` of {checkpoint!r} is not known here") if found is None else Known(found)
