"""Resolvers that a script registers, `${mul:4,${.r}}`: functions of its own that say what references stand for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from adapterlint.data.interpolation import interpolated
from adapterlint.data.nodes import Node, Scalar, Table
from adapterlint.reading.files.node_values import value_of
from adapterlint.reading.hydra.structured import node_of
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.calling import call_value
from adapterlint.reading.language.invocation import Invocation
from adapterlint.reading.memory.objects import Arguments, Passed, new_identity
from adapterlint.reading.registry import CALLS, reads
from adapterlint.values import Known, Unknown, Value

if TYPE_CHECKING:
    import libcst as cst

    from adapterlint.findings import Span

_RESOLVERS = new_identity()
"""Where the state keeps resolvers, by their names."""


@dataclass(frozen=True, slots=True)
class _Resolver:
    """A function that fills references in, and the call that registers it."""

    function: Value
    node: cst.Call


@reads(CALLS, "omegaconf.OmegaConf.register_new_resolver")
def call_register(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Run `OmegaConf.register_new_resolver(name, function)`."""
    name, function = invocation.arguments.get(0, "name"), invocation.arguments.get(1, "resolver")
    if isinstance(name, Known) and function is not None:
        interpreter.state.memory[_RESOLVERS, str(name.value)] = Known(_Resolver(function, invocation.node))
    return Known(None)


def filled_in(interpreter: Interpreter, table: Table) -> Table:
    """Return a document with what its references stand for in their places, those of the script's resolvers too."""
    return interpolated(table, partial(_resolved, interpreter))


def _resolved(interpreter: Interpreter, name: str, given: Sequence[Node], span: Span) -> Node | None:
    match interpreter.state.get((_RESOLVERS, name)):
        case Known(_Resolver(function, node)):
            values = [value_of(interpreter.state, one, of_omegaconf=True) for one in given]
        case _:
            return None
    if any(not isinstance(value, Known) for value in values):
        return None
    result = call_value(interpreter, function, node, Arguments(tuple(map(Passed, values))))
    if isinstance(result, Unknown):
        return Scalar(None, span, f"what the resolver `{name}` returns: {result.reason}")
    return replace(node_of(interpreter, result, node), span=span)
