"""A call at hand, and how its arguments are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapterlint.reading.containers import dict_items, sequence_items
from adapterlint.reading.objects import Arguments, Passed
from adapterlint.values import Known, Unknown, Value

if TYPE_CHECKING:
    import libcst as cst

    from adapterlint.reading.interpreter import Interpreter


@dataclass(frozen=True, slots=True)
class Invocation:
    """A call whose arguments are read.

    Attributes:
        path: the dotted path of what is called, or the name of the method.
        receiver: what the method is called on; None for functions.
    """

    node: cst.Call
    path: str
    arguments: Arguments
    receiver: Value | None = None

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition(".")[2]


def read_arguments(interpreter: Interpreter, node: cst.Call) -> Arguments:
    """Evaluate the arguments of a call, in order; known containers after `*` and `**` are unpacked."""
    positional: list[Passed] = []
    keywords: dict[str, Passed] = {}
    opaque: str | None = None
    for argument in node.args:
        value = interpreter.evaluate(argument.value)
        if argument.star == "*":
            items = sequence_items(interpreter.state, value)
            if items is None:
                opaque = opaque or _why_opaque(interpreter, argument, value)
            elif opaque is None:
                positional.extend(Passed(item) for item in items)
        elif argument.star == "**":
            pairs = dict_items(interpreter.state, value)
            if pairs is None:
                opaque = opaque or _why_opaque(interpreter, argument, value)
            else:
                keywords.update({key: Passed(item) for key, item in pairs.items() if isinstance(key, str)})
        elif argument.keyword is not None:
            keywords[argument.keyword.value] = Passed(value, argument)
        elif opaque is None:
            positional.append(Passed(value, argument))
    return Arguments(tuple(positional), keywords, opaque)


def _why_opaque(interpreter: Interpreter, argument: cst.Arg, value: Value) -> str:
    written = f"`{argument.star}{interpreter.positions.code(argument.value)}` at {interpreter.positions.line(argument)}"
    match value:
        case Unknown(reason):
            return f"{written}: {reason}"
        case Known():
            return f"{written}: not a container that can be unpacked"
        case _:
            return f"{written}: depends on {value.choice.options[0]} or not"
