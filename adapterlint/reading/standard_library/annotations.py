"""What the annotations of records say of their fields: which hold records themselves, and which are floats."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import libcst as cst

from adapterlint.reading.language.ancestry import script_bases
from adapterlint.reading.memory.objects import UserClass
from adapterlint.values import Known

if TYPE_CHECKING:
    from adapterlint.reading.interpreter import Interpreter

_FLOATS = frozenset({"NegativeFloat", "NonNegativeFloat", "PositiveFloat", "confloat", "float"})
_AROUND = frozenset({"Annotated", "Optional"})


def records_in(interpreter: Interpreter, made: UserClass) -> dict[str, UserClass]:
    """Return the fields of a record that hold records of the script."""
    found: dict[str, UserClass] = {}
    for one in reversed(script_bases(made)):
        with interpreter.within(one.scope):
            for name, annotation in _annotated(one):
                held = record_named(interpreter, annotation)
                if held is not None:
                    found[name] = held
    return found


def record_named(interpreter: Interpreter, annotation: cst.Annotation | None) -> UserClass | None:
    """Return the record of the script that an annotation names; None for any other."""
    if annotation is None or not isinstance(annotation.annotation, (cst.Name, cst.Attribute)):
        return None
    named = interpreter.evaluate(annotation.annotation)
    made = named.value if isinstance(named, Known) else None
    return made if isinstance(made, UserClass) and made.fields is not None else None


def float_fields(made: UserClass) -> frozenset[str]:
    """Return the fields of a record that are declared to be floats, and nothing but floats or None."""
    declared: dict[str, bool] = {}
    for one in reversed(script_bases(made)):
        declared.update((name, _is_float(annotation.annotation)) for name, annotation in _annotated(one))
    return frozenset(name for name, is_float in declared.items() if is_float)


def _annotated(made: UserClass) -> Iterator[tuple[str, cst.Annotation]]:
    for statement in made.node.body.body if made.node is not None else ():
        for item in statement.body if isinstance(statement, cst.SimpleStatementLine) else ():
            if isinstance(item, cst.AnnAssign) and isinstance(item.target, cst.Name):
                yield item.target.value, item.annotation


def _is_float(node: cst.BaseExpression) -> bool:
    match node:
        case cst.Name(name) | cst.Attribute(attr=cst.Name(name)):
            return name in _FLOATS
        case cst.Call(func=func):
            return _is_float(func)
        case cst.Subscript(
            value=cst.Name(name) | cst.Attribute(attr=cst.Name(name)),
            slice=[cst.SubscriptElement(cst.Index(first)), *_],
        ):
            return name in _AROUND and _is_float(first)
        case cst.BinaryOperation(left=left, operator=cst.BitOr(), right=cst.Name("None")):
            return _is_float(left)
        case _:
            return False
