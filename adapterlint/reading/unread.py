"""Configurations that the interpreter did not come to, since it had used up its steps."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from adapterlint.reading.frameworks.library_names import configuration_class
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.memory.objects import Imported
from adapterlint.reading.syntax.walking import below, dotted_name
from adapterlint.values import Known, Unknown


def note_unread(interpreter: Interpreter, modules: Sequence[cst.Module]) -> None:
    """Note each configuration that was not met as unknown, so that none is passed over in silence."""
    reason = Unknown(interpreter.exhaustion)
    for node in below(modules):
        if isinstance(node, cst.Call) and _constructs(interpreter, node):
            interpreter.sites.unread(interpreter.positions.span(node), reason)


def _constructs(interpreter: Interpreter, node: cst.Call) -> bool:
    first, _, rest = (dotted_name(node.func) or "").partition(".")
    match interpreter.lookup(first):
        case Known(Imported(path)):
            return configuration_class(f"{path}.{rest}" if rest else path) is not None
        case _:
            return False
