"""Names, and the attributes of modules and models."""

from __future__ import annotations

import builtins

import libcst as cst

from adapterlint.facts import BaseModelReference
from adapterlint.reading.attributes import attribute_of
from adapterlint.reading.classes import inherited_method
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.library_names import ALSO_IN_PEFT, is_library_module, is_library_name
from adapterlint.reading.objects import BoundMethod, Imported, Parent
from adapterlint.reading.registry import ATTRIBUTES, EXPRESSIONS, reads
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
        _from_star_import(interpreter, node) or _builtin(name) or interpreter.unknown(node, "not defined in this file")
    )


def _from_star_import(interpreter: Interpreter, node: cst.Name) -> Value | None:
    for module in reversed(interpreter.star_modules):
        if module.split(".")[0] == "peft" and node.value in ALSO_IN_PEFT:
            return interpreter.imported(module, node.value)
        is_adapters = is_library_module(module) and not (interpreter.is_shadowed and module.split(".")[0] == "adapters")
        if (is_adapters and _is_exported(node.value)) or (
            module == "transformers" and (is_library_name(module, node.value) or node.value.startswith("Auto"))
        ):
            return interpreter.imported(module, node.value)
    return None


def _is_exported(name: str) -> bool:
    """Tell whether a name may come with a star import of the library: its classes and `init`."""
    return name[0].isupper() or name in {"init", "composition"}


def _builtin(name: str) -> Value | None:
    return Known(Imported(f"builtins.{name}")) if hasattr(builtins, name) else None


@reads(EXPRESSIONS, cst.Attribute)
def read_attribute(interpreter: Interpreter, node: cst.Attribute) -> Value:
    """Evaluate `thing.name`."""
    return attribute_of(interpreter, interpreter.evaluate(node.value), node)


@reads(ATTRIBUTES, Imported)
def imported_attribute(interpreter: Interpreter, receiver: Known, name: str, _: cst.CSTNode) -> Value:
    """Return a name in another module."""
    return interpreter.imported(receiver.value.path, name) if isinstance(receiver.value, Imported) else Unknown(name)


@reads(ATTRIBUTES, Parent)
def parent_attribute(_: Interpreter, receiver: Known, name: str, __: cst.CSTNode) -> Value | None:
    """Return a method of the class above, `super().method`."""
    match receiver.value:
        case Parent(instance, above) if (method := inherited_method(above, name)) is not None:
            return Known(BoundMethod(instance, method))
        case _:
            return None


@reads(ATTRIBUTES, BaseModelReference)
def model_attribute(_: Interpreter, receiver: Known, name: str, __: cst.CSTNode) -> Value | None:
    """Return the model inside a model, which has the same adapters."""
    return Known(receiver.value) if name in _MODEL_ITSELF else None
