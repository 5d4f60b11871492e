"""Mappings of libraries that make something of what is assigned to their items, as OmegaConf converts it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.memory.contents import KEEPER
from adapterlint.reading.memory.objects import DictObject
from adapterlint.reading.registry import KEEPERS
from adapterlint.reading.standard_library.containers import set_contents
from adapterlint.values import Known, Value

if TYPE_CHECKING:
    import libcst as cst


def keep(interpreter: Interpreter, receiver: Value | None, after: Value, node: cst.CSTNode) -> None:
    """Let a container hold what the script gives it, as the library makes it of that.

    Args:
        after: what it would hold if it were a plain one.
        node: the code that changes it.
    """
    match receiver:
        case Known(DictObject(identity)):
            library = interpreter.state.held((identity, KEEPER))
            if isinstance(library, Known) and isinstance(library.value, str):
                after = KEEPERS[library.value](interpreter, receiver, after, node)
        case _:
            pass
    set_contents(interpreter.state, receiver, after)
