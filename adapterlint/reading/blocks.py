"""`with`, `try` and `match`."""

from __future__ import annotations

import libcst as cst

from adapterlint.reading.bindings import assigned_names
from adapterlint.reading.branches import Decision, take
from adapterlint.reading.imports import importing_succeeds
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.operators import SCALARS
from adapterlint.reading.registry import STATEMENTS, reads
from adapterlint.reading.statements import assign
from adapterlint.values import Known, Unknown, Value


@reads(STATEMENTS, cst.With)
def run_with(interpreter: Interpreter, node: cst.With) -> None:
    """Run a `with` block; what a context manager gives is unknown."""
    for item in node.items:
        interpreter.evaluate(item.item)
        if item.asname is not None:
            target = item.asname.name
            given = interpreter.unknown(item.item, "what a context manager gives")
            assign(interpreter, target, given)
    interpreter.execute(node.body.body)


@reads(STATEMENTS, cst.Try, cst.TryStar)
def run_try(interpreter: Interpreter, node: cst.Try | cst.TryStar) -> None:
    """Run a `try` block; each handler may run, after any part of the block."""
    before = interpreter.state.fork()
    interpreter.execute(node.body.body)
    halfway = interpreter.state.fork()
    if node.orelse is not None:
        interpreter.execute(node.orelse.body.body)
    paths = [interpreter.state]
    changed = assigned_names([node.body])
    succeeds = importing_succeeds(interpreter, node.body.body)
    for handler in node.handlers:
        interpreter.state = before.fork()
        interpreter.state.memory.update(halfway.memory)
        _doubt(interpreter, before.memory, changed, node)
        if handler.name is not None:
            assign(interpreter, handler.name.name, interpreter.unknown(handler, "an exception"))
        interpreter.execute(handler.body.body)
        paths.append(interpreter.state)
    if succeeds and paths[0].alive:
        interpreter.state = paths[0]
        for path in paths[1:]:
            interpreter.state.memory.update(
                {key: value for key, value in path.memory.items() if key not in paths[0].memory}
            )
    else:
        interpreter.join(paths[1:] if succeeds is False and node.handlers else paths, node, "exception")
    if node.finalbody is not None:
        alive = interpreter.state.alive
        interpreter.state.alive = True
        interpreter.execute(node.finalbody.body.body)
        interpreter.state.alive = interpreter.state.alive and alive


def _doubt(interpreter: Interpreter, before: dict[tuple[int, str], Value], names: set[str], node: cst.CSTNode) -> None:
    """Make unknown what the block assigns: an exception may come before or after."""
    scope = interpreter.scope.identity
    for name in names:
        if (scope, name) in before:
            reason = Unknown(f"`{name}`: assigned in the `try` at {interpreter.positions.line(node)}")
            interpreter.state.memory[scope, name] = reason


@reads(STATEMENTS, cst.Match)
def run_match(interpreter: Interpreter, node: cst.Match) -> None:
    """Run a `match` statement: the case that is known to fit, or each that may."""
    subject = interpreter.evaluate(node.subject)
    _run_cases(interpreter, subject, list(node.cases))


def _run_cases(interpreter: Interpreter, subject: Value, cases: list[cst.MatchCase]) -> None:
    if not cases:
        return
    case, *rest = cases
    fits = _fits(interpreter, subject, case.pattern) if case.guard is None else None

    def run() -> Value:
        for name in assigned_names([case.pattern]):
            interpreter.bind(name, interpreter.unknown(case.pattern, "captured by a pattern"))
        interpreter.execute(case.body.body)
        return Known(None)

    def otherwise() -> Value:
        _run_cases(interpreter, subject, rest)
        return Known(None)

    decision = Decision(fits)
    if fits is None:
        pattern = interpreter.positions.code(case.pattern)
        choice = interpreter.choice(case, (f"case `{pattern}` fits", f"case `{pattern}` does not fit"))
        decision = Decision(None, choice, frozenset({0}))
    take(interpreter, decision, run, otherwise)


def _fits(interpreter: Interpreter, subject: Value, pattern: cst.MatchPattern) -> bool | None:
    """Tell whether a pattern of plain values fits; None if that is not known."""
    match pattern:
        case cst.MatchAs(pattern=None, name=None):
            return True
        case cst.MatchAs(pattern=None, name=cst.Name()):
            return True
        case cst.MatchValue(value=value) | cst.MatchSingleton(value=value):
            wanted = interpreter.evaluate(value)
            plain = isinstance(subject, Known) and isinstance(subject.value, SCALARS) and isinstance(wanted, Known)
            return bool(subject.value == wanted.value) if plain else None  # type: ignore[union-attr]
        case cst.MatchOr(patterns=patterns):
            fits = [_fits(interpreter, subject, one.pattern) for one in patterns]
            return True if True in fits else None if None in fits else False
        case _:
            return None
