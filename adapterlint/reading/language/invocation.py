"""A call at hand, and how its arguments are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import libcst as cst

from adapterlint.reading.frameworks.options import mapping_items
from adapterlint.reading.memory.merging import narrowed
from adapterlint.reading.memory.objects import Arguments, Passed
from adapterlint.reading.outside import or_nothing
from adapterlint.reading.standard_library.containers import contents, known_items, taken_items
from adapterlint.values import Choice, Known, OneOf, Unknown, Value

if TYPE_CHECKING:
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

    @property
    def without_first(self) -> Invocation:
        """The same call without its first positional argument, as `partial(function, …)` hands on the others."""
        given = self.arguments
        return replace(self, arguments=replace(given, positional=given.positional[1:]))


def with_arguments(interpreter: Interpreter, node: cst.Call, action: Callable[[Arguments], Value]) -> Value:
    """Read the arguments of a call and do something with them, for each way in which a container is unpacked."""
    before = interpreter.state.fork()
    unpacked: list[Value] = []
    arguments = _read_arguments(interpreter, node, unpacked)
    undecided = next(iter(_undecided(interpreter, unpacked)), None) if arguments.opaque else None
    if undecided is None:
        return action(arguments)
    interpreter.state = before

    def under(option: Known | Unknown) -> Value:
        with interpreter.noted(str(option.value) if isinstance(option, Known) else ""):
            return with_arguments(interpreter, node, action)

    return interpreter.per_option(OneOf(undecided, tuple(Known(option) for option in undecided.options)), under)


def _undecided(interpreter: Interpreter, unpacked: Sequence[Value]) -> Iterator[Choice]:
    """Yield the choices that decide what is unpacked into the arguments."""
    for held in unpacked:
        if isinstance(held, OneOf) and held.choice not in interpreter.state.assumed:
            yield held.choice


def _read_arguments(interpreter: Interpreter, node: cst.Call, unpacked: list[Value]) -> Arguments:
    """Evaluate the arguments of a call, in order; known containers after `*` and `**` are unpacked.

    Args:
        unpacked: takes in what stands after these, each as what it holds.
    """
    positional: list[Passed] = []
    keywords: dict[str, Passed] = {}
    opaque: str | None = None
    for argument in node.args:
        value = interpreter.evaluate(argument.value)
        if argument.star:
            value = narrowed(or_nothing(interpreter.home, value), interpreter.state.assumed)
            unpacked.append(contents(interpreter.state, value))  # an iterator holds nothing any more afterwards
        if argument.star == "*":
            items = taken_items(interpreter.state, value)
            if items is None:
                opaque = opaque or _why_opaque(interpreter, argument, value)
            elif opaque is None:
                positional.extend(Passed(item) for item in items)
        elif argument.star == "**":
            pairs = mapping_items(interpreter.state, value)
            if pairs is None:
                opaque = opaque or _why_opaque(interpreter, argument, value)
                pairs = known_items(interpreter.state, value)
            keywords.update({key: Passed(item) for key, item in pairs.items() if isinstance(key, str)})
        elif argument.keyword is not None:
            keywords[argument.keyword.value] = Passed(value, argument)
        elif opaque is None:
            positional.append(Passed(value, argument))
    return Arguments(tuple(positional), keywords, opaque)


def _why_opaque(interpreter: Interpreter, argument: cst.Arg, value: Value) -> str:
    written = f"`{argument.star}{interpreter.positions.code(argument.value)}` at {interpreter.positions.line(argument)}"
    match contents(interpreter.state, value):
        case Unknown(reason):
            return f"{written}: {reason}"
        case OneOf(choice):
            return f"{written}: depends on whether {choice.options[0]}"
        case _:
            return f"{written}: not a container that can be unpacked"
