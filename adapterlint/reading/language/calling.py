"""Calling a value: what happens depends on what it stands for, and each kind of thing has its handler."""

from __future__ import annotations

import libcst as cst

from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.memory.escapes import let_escape
from adapterlint.reading.memory.objects import Arguments
from adapterlint.reading.registry import CALLABLES
from adapterlint.values import Known, Unknown, Value


def call_value(interpreter: Interpreter, called: Value, node: cst.CSTNode, arguments: Arguments) -> Value:
    """Call something with arguments that are read, in every alternative."""

    def call(leaf: Known | Unknown) -> Value:
        handler = CALLABLES.get(type(leaf.value)) if isinstance(leaf, Known) else None
        if handler is not None and isinstance(leaf, Known):
            return handler(interpreter, leaf.value, node, arguments)
        let_escape(interpreter, arguments.values(), node)
        return result_of(interpreter, node)

    return interpreter.per_option(called, call)


def result_of(interpreter: Interpreter, node: cst.CSTNode) -> Unknown:
    """Say that a call which is not followed gives something unknown."""
    called = node.func if isinstance(node, cst.Call) else node
    return interpreter.unknown(node, f"the result of `{interpreter.positions.code(called)}()`")
