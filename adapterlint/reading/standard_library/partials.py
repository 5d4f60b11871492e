"""`functools.partial(BnConfig, …)`: a call some of whose arguments are given beforehand."""

from __future__ import annotations

import libcst as cst

from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.calling import call_value
from adapterlint.reading.language.invocation import Invocation
from adapterlint.reading.memory.objects import Arguments, Partial
from adapterlint.reading.registry import CALLABLES, CALLS, reads
from adapterlint.values import Known, Value


@reads(CALLS, "functools.partial")
def call_partial(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Keep what is called, and its first arguments."""
    if not invocation.arguments.positional:
        return interpreter.unknown(invocation.node, "what it calls is not known")
    called = invocation.arguments.positional[0].value
    return Known(Partial(called, invocation.without_first.arguments))


@reads(CALLABLES, Partial)
def complete(interpreter: Interpreter, partial: Partial, node: cst.CSTNode, arguments: Arguments) -> Value:
    """Call with the arguments given beforehand, then those of the call; its keywords beat the earlier ones."""
    before = partial.arguments
    together = Arguments(
        (*before.positional, *arguments.positional),
        {**before.keywords, **arguments.keywords},
        before.opaque or arguments.opaque,
    )
    return call_value(interpreter, partial.called, node, together)
