"""`with` and `try`."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from operator import or_

import libcst as cst

from adapterlint.facts import Expected
from adapterlint.reading.files.opened import OpenFile
from adapterlint.reading.guards.expecting import expected_by_handlers, expected_by_manager
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language import following
from adapterlint.reading.language.ancestry import method_of
from adapterlint.reading.language.contexts import enter, leave
from adapterlint.reading.language.imports import importing_succeeds
from adapterlint.reading.language.leaving import run_and_finish
from adapterlint.reading.language.statements import assign
from adapterlint.reading.memory.doubting import doubt_changes
from adapterlint.reading.memory.merging import leaves
from adapterlint.reading.memory.objects import Arguments, Context, DictObject, Imported, Instance, Passed
from adapterlint.reading.registry import STATEMENTS, reads
from adapterlint.reading.standard_library.containers import sequence_items
from adapterlint.values import Known, Unknown, Value


@reads(STATEMENTS, cst.With)
def run_with(interpreter: Interpreter, node: cst.With) -> None:
    """Run a `with` block, and what its context managers do at its end."""
    managers: list[Value] = []
    expected = functools.reduce(or_, (expected_by_manager(item.item) for item in node.items))
    for item in node.items:
        manager = interpreter.evaluate(item.item)
        managers.append(manager)
        if isinstance(manager, Known) and isinstance(manager.value, Context):
            enter(interpreter, manager.value)
        held = [leaf.value for _, leaf in leaves(manager) if isinstance(leaf, Known)]
        expected = functools.reduce(or_, (one for one in held if isinstance(one, Expected)), expected)
        given = interpreter.per_option(manager, functools.partial(_entered, interpreter, item.item))
        if item.asname is not None:
            assign(interpreter, item.asname.name, given)
    before = interpreter.state.fork()
    with interpreter.expecting(expected):
        run_and_finish(
            interpreter,
            lambda: interpreter.execute(node.body.body),
            lambda: _leave(interpreter, node, reversed(managers)),
        )
    if any(_is_suppressing(interpreter, item.item) for item in node.items):
        interpreter.state.alive = before.alive
        doubt_changes(interpreter.state, before, f"the `with` at {interpreter.positions.line(node)}")


def _leave(interpreter: Interpreter, node: cst.With, managers: Iterable[Value]) -> None:
    """Do what context managers do at the end of their block, the last one first."""
    for manager in managers:
        match manager:
            case Known(Context() as context):
                leave(interpreter, context)
            case Known(Instance(made_by)) if (method := method_of(made_by, "__exit__")) is not None:
                no_exception = (Passed(Known(None)),) * 3
                following.call(interpreter, method, Arguments((Passed(manager), *no_exception)), node)
            case _:
                continue


def _is_suppressing(interpreter: Interpreter, manager: cst.BaseExpression) -> bool:
    called = interpreter.evaluate(manager.func) if isinstance(manager, cst.Call) else None
    return called == Known(Imported("contextlib.suppress"), getattr(called, "origin", None))


def _entered(interpreter: Interpreter, node: cst.CSTNode, manager: Known | Unknown) -> Value:
    """Return what a context manager gives: what one of the script yields or its `__enter__` returns, a file itself."""
    match manager:
        case Known(Context(yielded)) if items := sequence_items(interpreter.state, yielded):
            return items[0]
        case Known(Instance(made_by)) if (method := method_of(made_by, "__enter__")) is not None:
            return following.call(interpreter, method, Arguments((Passed(manager),)), node)
        case Known(OpenFile() | DictObject(by_attribute=True)):  # the run of `wandb.init()` is its own manager
            return manager
        case Unknown():
            return interpreter.derived(node, manager)
        case _:
            return interpreter.unknown(node, "what a context manager gives")


@reads(STATEMENTS, cst.Try, cst.TryStar)
def run_try(interpreter: Interpreter, node: cst.Try | cst.TryStar) -> None:
    """Run a `try` block, and its `finally` on every way out of it."""
    final = node.finalbody
    if final is None:
        _run_guarded(interpreter, node)
    else:
        body = final.body.body
        run_and_finish(interpreter, lambda: _run_guarded(interpreter, node), lambda: interpreter.execute(body))


def _run_guarded(interpreter: Interpreter, node: cst.Try | cst.TryStar) -> None:
    """Run the block of a `try`; each handler may run, after any part of it."""
    before = interpreter.state.fork()
    loops = interpreter.frame.loops
    with interpreter.expecting(expected_by_handlers(node, in_search=bool(loops) and loops[-1].is_search)):
        interpreter.execute(node.body.body)
    halfway = interpreter.state.fork()
    if node.orelse is not None:
        interpreter.execute(node.orelse.body.body)
    paths = [interpreter.state]
    succeeds = importing_succeeds(interpreter, node.body.body)
    for handler in node.handlers:
        interpreter.state = before.fork()
        interpreter.state.memory = halfway.memory.fork()
        doubt_changes(interpreter.state, before, f"the `try` at {interpreter.positions.line(node)}")
        if handler.name is not None:
            assign(interpreter, handler.name.name, interpreter.unknown(handler, "an exception"))
        interpreter.execute(handler.body.body)
        paths.append(interpreter.state)
    if succeeds and paths[0].alive:
        interpreter.state = paths[0]
        for path in paths[1:]:
            interpreter.state.hold_besides(path)
    else:
        line = interpreter.positions.line(node)
        options = [f"the `try` at {line} succeeds", *(_raised(interpreter, handler, line) for handler in node.handlers)]
        choice = interpreter.choice(node, options)
        for option, path in enumerate(paths):
            path.assumed[choice] = frozenset({option})
        interpreter.join(paths[1:] if succeeds is False and node.handlers else paths, node, "exception")


def _raised(interpreter: Interpreter, handler: cst.ExceptHandler | cst.ExceptStarHandler, line: str) -> str:
    what = "something" if handler.type is None else f"`{interpreter.positions.code(handler.type)}`"
    return f"the `try` at {line} raises {what}"
