"""Decisions: `if`, conditional expressions, and the choice that an unknown test leaves open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import libcst as cst

from adapterlint.reading.bindings import nodes_in
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.registry import STATEMENTS, reads
from adapterlint.reading.state import join
from adapterlint.reading.truth import truth
from adapterlint.values import Choice, Known, OneOf, Unknown, Value

_PURE = (
    cst.Attribute,
    cst.BaseCompOp,
    cst.BaseNumber,
    cst.BaseUnaryOp,
    cst.Comparison,
    cst.ComparisonTarget,
    cst.Name,
    cst.SimpleString,
    cst.UnaryOperation,
)
"""Syntax whose value only depends on the values of its names."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Which way a test goes.

    Attributes:
        holds: True or False if that is known.
        choice: what decides otherwise, with the options under which the test is true.
    """

    holds: bool | None
    choice: Choice | None = None
    when: frozenset[int] = frozenset()


def decide(interpreter: Interpreter, test: cst.BaseExpression) -> Decision:
    """Evaluate a test."""
    value = truth(interpreter.state, interpreter.evaluate(test))
    if isinstance(value, OneOf) and all(isinstance(one, Known) for one in value.alternatives):
        when = (index for index, one in enumerate(value.alternatives) if isinstance(one, Known) and one.value)
        return Decision(None, value.choice, frozenset(when))
    if isinstance(value, Known):
        return Decision(bool(value.value))
    return left_open(interpreter, test)


def left_open(interpreter: Interpreter, test: cst.BaseExpression) -> Decision:
    """Leave a test open; equal tests of the same unknown values are decided together."""
    negated = isinstance(test, cst.UnaryOperation) and isinstance(test.operator, cst.Not)
    plain_test = test.expression if isinstance(test, cst.UnaryOperation) and negated else test
    code = interpreter.positions.code(plain_test)
    options = (f"`{code}` is true", f"`{code}` is false")
    choice = interpreter.choice(plain_test, options, _shared_key(interpreter, plain_test, code))
    known = interpreter.state.assumed.get(choice)
    when = frozenset({1 if negated else 0})
    if known is not None and len(known) == 1:
        return Decision(known == when)
    return Decision(None, choice, when)


def _shared_key(interpreter: Interpreter, test: cst.BaseExpression, code: str) -> str | None:
    """Name a test by what it says of which values, so that a second one like it is decided with the first."""
    values: list[str] = []
    for node in nodes_in([test]):
        if not isinstance(node, _PURE):
            return None
    for node in nodes_in([test]):
        if isinstance(node, cst.Name) and node.value not in {"True", "False", "None"}:
            bound = interpreter.lookup(node.value)
            if isinstance(bound, OneOf):
                return None
            if isinstance(bound, Unknown):
                values.append(bound.reason)
    return f"{code}:{values}"


def take(
    interpreter: Interpreter, decision: Decision, when_true: Callable[[], Value], when_false: Callable[[], Value]
) -> Value:
    """Go the way that a decision shows, or both, and let what comes of it depend on the choice."""
    if decision.holds is not None:
        return when_true() if decision.holds else when_false()
    choice = decision.choice
    if choice is None:
        return Unknown("a decision without a choice")
    others = frozenset(range(len(choice.options))) - decision.when
    before = interpreter.state
    result = (0, "taken")
    paths = []
    for options, action in ((decision.when, when_true), (others, when_false)):
        interpreter.state = before.assuming(choice, options)
        if interpreter.state.alive:
            value = action()
            interpreter.state.memory[result] = value
            paths.append(interpreter.state)
    interpreter.state = join(paths, lambda count: Choice("", ("",) * count)) if paths else before
    return interpreter.state.memory.pop(result, Known(None))


@reads(STATEMENTS, cst.If)
def run_if(interpreter: Interpreter, node: cst.If) -> None:
    """Run the branches that may be taken."""
    decision = decide(interpreter, node.test)

    def run(body: cst.BaseSuite) -> Value:
        interpreter.execute(body.body)
        return Known(None)

    def otherwise() -> Value:
        if isinstance(node.orelse, cst.If):
            run_if(interpreter, node.orelse)
        elif node.orelse is not None:
            run(node.orelse.body)
        return Known(None)

    take(interpreter, decision, lambda: run(node.body), otherwise)
