"""Decisions: `if`, `assert`, conditional expressions, and the choice that an unknown test leaves open."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import libcst as cst

from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.asked import exclude_contradictions, note_question
from adapterlint.reading.language.bindings import nodes_in
from adapterlint.reading.language.special_methods import decisive
from adapterlint.reading.memory.identities import identity_of
from adapterlint.reading.memory.merging import leaves, narrowed
from adapterlint.reading.memory.truth import truth
from adapterlint.reading.registry import STATEMENTS, reads
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
WAYS_AT_MOST = 8
"""A test that more alternatives leave open is open as a whole, so that its branches are not run for each of them."""
_ITEM = (cst.Index, cst.Subscript, cst.SubscriptElement)
"""Syntax whose value also depends on what containers hold."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Which way a test goes.

    Attributes:
        holds: True or False if that is known.
        choice: what decides otherwise, with the options under which the test is true.
        undecided: decides under the options of the choice that leave the test open.
    """

    holds: bool | None
    choice: Choice | None = None
    when: frozenset[int] = frozenset()
    undecided: Mapping[int, Callable[[], Decision]] = field(default_factory=dict)


def decide(interpreter: Interpreter, test: cst.BaseExpression) -> Decision:
    """Evaluate a test."""
    tested = interpreter.evaluate(test)
    return _decision(interpreter, test, counted_as_true(interpreter, test, tested))


def counted_as_true(interpreter: Interpreter, node: cst.CSTNode, thing: Value) -> Value:
    """Return whether something counts as true, an object of the script as its class says."""
    return truth(interpreter.state, decisive(interpreter, node, thing))


def _decision(interpreter: Interpreter, test: cst.BaseExpression, value: Value) -> Decision:
    match narrowed(value, interpreter.state.assumed):
        case Known(holds):
            return Decision(bool(holds))
        case OneOf(choice, alternatives) if _ways_left_open(alternatives) <= WAYS_AT_MOST:
            when = (index for index, one in enumerate(alternatives) if isinstance(one, Known) and one.value)
            undecided = {
                index: partial(_decision, interpreter, test, one)
                for index, one in enumerate(alternatives)
                if not isinstance(one, Known)
            }
            return Decision(None, choice, frozenset(when), undecided)
        case _:
            return left_open(interpreter, test)


def _ways_left_open(alternatives: Sequence[Value]) -> int:
    return sum(1 for one in alternatives if not isinstance(one, Known) for _ in leaves(one))


def left_open(interpreter: Interpreter, test: cst.BaseExpression) -> Decision:
    """Leave a test open; equal tests of the same unknown values are decided together."""
    negated = isinstance(test, cst.UnaryOperation) and isinstance(test.operator, cst.Not)
    plain_test = test.expression if isinstance(test, cst.UnaryOperation) and negated else test
    code = interpreter.positions.code(plain_test)
    compared = _compared(interpreter, plain_test)
    if compared is not None:
        if _is_another(interpreter, compared):
            return Decision(negated is not compared.negated)
        negated = negated is not compared.negated
        if (table := interpreter.tables.get(compared.reason)) is not None and compared.literal in table[1]:
            found = frozenset({table[1].index(compared.literal)})
            others = frozenset(range(len(table[0].options))) - found
            return Decision(None, table[0], others if negated else found)
        code = compared.code
        key: str | None = f"{compared.reason} == {compared.literal!r}"
    else:
        key = _shared_key(interpreter, plain_test, code)
    choice = interpreter.choice(plain_test, (f"`{code}` is true", f"`{code}` is false"), key)
    if compared is not None:
        interpreter.equalities[choice] = (compared.reason, compared.literal)
        exclude_contradictions(interpreter, choice, compared.reason, [(0, compared.literal)])
    else:
        note_question(interpreter, plain_test, choice)
        _note_if_of_item(interpreter, plain_test, choice)
    known = interpreter.state.assumed.get(choice)
    when = frozenset({1 if negated else 0})
    if known is not None and len(known) == 1:
        return Decision(known == when)
    return Decision(None, choice, when)


def _note_if_of_item(interpreter: Interpreter, test: cst.BaseExpression, choice: Choice) -> None:
    """Remember what decides a test of the item of a loop, which is known itself, or of what a round finds out."""
    names = {node.value for node in nodes_in([test]) if isinstance(node, cst.Name)}
    for loop in interpreter.frame.loops:
        asked = names & loop.targets
        is_of_item = bool(asked) and all(isinstance(interpreter.lookup(name), Known) for name in asked)
        found_out = (interpreter.lookup(name) for name in names & loop.assigned)
        if is_of_item or any(isinstance(one, Unknown) for one in found_out):
            loop.of_items.add(choice)


@dataclass(frozen=True, slots=True)
class _Compared:
    """A test whether something unknown equals a literal.

    Attributes:
        reason: why it is unknown, or of what it is an attribute, which tells it from other unknown values.
        negated: whether the test is that it does not.
        code: the test that it does.
    """

    reason: str
    literal: object
    negated: bool
    code: str


def _compared(interpreter: Interpreter, test: cst.BaseExpression) -> _Compared | None:
    """Read `name == "literal"`, whatever expression without effects stands for the name; None for another test."""
    match test:
        case cst.Comparison(
            left=left,
            comparisons=[cst.ComparisonTarget(operator=(cst.Equal() | cst.NotEqual()) as sign, comparator=right)],
        ) if all(isinstance(node, (*_PURE, *_ITEM)) for node in nodes_in([left])):
            held, literal = interpreter.evaluate(left), interpreter.evaluate(right)
            if not (isinstance(held, Unknown) and isinstance(literal, Known)):
                return None
            if not isinstance(literal.value, (str, int, float)):
                return None
            code = f"{interpreter.positions.code(left)} == {interpreter.positions.code(right)}"
            return _Compared(identity_of(interpreter, left, held), literal.value, isinstance(sign, cst.NotEqual), code)
        case _:
            return None


def _is_another(interpreter: Interpreter, compared: _Compared) -> bool:
    """Tell whether a value is known to equal something else on this path."""
    assumed = interpreter.state.assumed
    return any(
        reason == compared.reason and literal != compared.literal and assumed.get(choice) == frozenset({0})
        for choice, (reason, literal) in interpreter.equalities.items()
    )


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
    others = frozenset(range(len(choice.options))) - decision.when - decision.undecided.keys()
    ways: list[tuple[frozenset[int], Callable[[], Value]]] = [(decision.when, when_true), (others, when_false)]
    for option, later in decision.undecided.items():
        ways.append((frozenset({option}), partial(_take_later, interpreter, later, when_true, when_false)))
    before = interpreter.state
    result = (0, "taken")
    paths = []
    for options, action in ways:
        interpreter.state = before.assuming(choice, options)
        if interpreter.state.alive:
            with interpreter.deciding(choice):
                value = action()
            interpreter.state.memory[result] = value
            paths.append(interpreter.state)
    interpreter.state = before
    if paths:
        interpreter.meet(paths)
    return interpreter.state.memory.pop(result, Known(None))


def _take_later(
    interpreter: Interpreter,
    later: Callable[[], Decision],
    when_true: Callable[[], Value],
    when_false: Callable[[], Value],
) -> Value:
    return take(interpreter, later(), when_true, when_false)


@reads(STATEMENTS, cst.If)
def run_if(interpreter: Interpreter, node: cst.If) -> None:
    """Run the branches that may be taken; where there is but one, each part of its test is a test of its own."""

    def run(body: cst.BaseSuite) -> Value:
        interpreter.execute(body.body)
        return Known(None)

    def otherwise() -> Value:
        if isinstance(node.orelse, cst.If):
            run_if(interpreter, node.orelse)
        elif node.orelse is not None:
            run(node.orelse.body)
        return Known(None)

    tests = (node.test,) if node.orelse is not None else _parts_of_and(node.test)
    _run_if_all(interpreter, tests, lambda: run(node.body), otherwise)


def _parts_of_and(test: cst.BaseExpression) -> tuple[cst.BaseExpression, ...]:
    match test:
        case cst.BooleanOperation(left=left, operator=cst.And(), right=right):
            return *_parts_of_and(left), *_parts_of_and(right)
        case _:
            return (test,)


def _run_if_all(
    interpreter: Interpreter,
    tests: Sequence[cst.BaseExpression],
    when_all: Callable[[], Value],
    otherwise: Callable[[], Value],
) -> Value:
    first, *others = tests
    following = partial(_run_if_all, interpreter, others, when_all, otherwise) if others else when_all
    return take(interpreter, decide(interpreter, first), following, otherwise)


@reads(STATEMENTS, cst.Assert)
def run_assert(interpreter: Interpreter, node: cst.Assert) -> None:
    """End the paths on which the test is certainly false; one that is not known at all is believed."""
    holds = counted_as_true(interpreter, node.test, interpreter.evaluate(node.test))

    def end() -> Value:
        interpreter.state.alive = False
        return Known(None)

    if not isinstance(holds, Unknown):
        take(interpreter, _decision(interpreter, node.test, holds), lambda: Known(None), end)
