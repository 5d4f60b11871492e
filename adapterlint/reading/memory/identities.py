"""What tells one unknown thing from another, so that all that is asked of it is decided together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from adapterlint.reading.syntax.walking import dotted_name
from adapterlint.values import Unknown, Value

if TYPE_CHECKING:
    from adapterlint.reading.interpreter import Interpreter

_SPELLING = frozenset({"casefold", "lower", "strip", "upper"})
"""Methods of strings that leave what is meant: a script that asks without them means the same."""


def identity_of(interpreter: Interpreter, node: cst.BaseExpression, held: Unknown) -> str:
    """Name something unknown; an attribute of one unknown thing is the same wherever it is read."""
    match node:
        case cst.Call(func=cst.Attribute(value=thing, attr=cst.Name(name)), args=[]) if name in _SPELLING:
            spelt = _unless_called(interpreter, thing)
            return identity_of(interpreter, thing, spelt) if isinstance(spelt, Unknown) else held.reason
        case cst.Attribute(value=thing, attr=cst.Name(name)) if interpreter.lookup(dotted_name(node) or "") is None:
            above = _unless_called(interpreter, thing)
            return f"{identity_of(interpreter, thing, above)}.{name}" if isinstance(above, Unknown) else held.reason
        case _:
            return held.reason


def _unless_called(interpreter: Interpreter, node: cst.BaseExpression) -> Value | None:
    """Evaluate names and attributes, which can be asked for twice."""
    return interpreter.evaluate(node) if dotted_name(node) else None
