"""Operators in expressions: arithmetic, comparison, `and`, `or`, `not`, conditional expressions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import libcst as cst

from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language import special_methods
from adapterlint.reading.language.ancestry import method_of
from adapterlint.reading.language.branches import counted_as_true, decide, left_open, take
from adapterlint.reading.language.operators import BINARY, COMPARISONS, SCALARS, UNARY, compute
from adapterlint.reading.memory.merging import lift, one_of
from adapterlint.reading.memory.objects import EnumMember, ListObject, UserClass
from adapterlint.reading.memory.showing import lift_plain
from adapterlint.reading.outside import AtLeast
from adapterlint.reading.registry import EXPRESSIONS, reads
from adapterlint.reading.standard_library.containers import ITEMS_AT_MOST, contents, new_dict, new_list
from adapterlint.values import Known, OneOf, Unknown, Value


@reads(EXPRESSIONS, cst.BinaryOperation)
def read_binary(interpreter: Interpreter, node: cst.BinaryOperation) -> Value:
    """Evaluate `left + right` and its kin."""
    left, right = interpreter.evaluate(node.left), interpreter.evaluate(node.right)
    own = special_methods.combined(interpreter, node, node.operator, left, right)
    return own or explained(interpreter, node, apply_binary(interpreter, node.operator, left, right))


def apply_binary(interpreter: Interpreter, sign: cst.CSTNode, left: Value, right: Value) -> Value:
    """Apply an operator of arithmetic; lists and dictionaries yield new ones."""
    function = BINARY.get(type(sign))
    if function is None:
        return Unknown("an operator that is not read")
    return lift(lambda *operands: _combined(interpreter, function, sign, *operands), left, right)


def _combined(
    interpreter: Interpreter, function: Callable[..., Any], sign: cst.CSTNode, left: object, right: object
) -> Value:
    if isinstance(left, SCALARS) and isinstance(right, SCALARS):
        return compute(function, left, right)
    state = interpreter.state
    one, other = contents(state, Known(left)), contents(state, Known(right))

    def combine(first: object, second: object) -> Value:
        match first, second:
            case tuple(), tuple() if isinstance(sign, (cst.Add, cst.AddAssign)) and type(left) is type(right):
                items = (*first, *second)
            case (tuple() as some, int() as times) | (int() as times, tuple() as some) if isinstance(
                sign, cst.Multiply
            ):
                if len(some) * times > ITEMS_AT_MOST:
                    return Unknown("too large to be followed")
                items = some * times
            case dict(), dict() if isinstance(sign, (cst.BitOr, cst.BitOrAssign)):
                return new_dict(state, {**first, **second})
            case str(), (tuple() | dict()) if isinstance(sign, cst.Modulo):
                return lift_plain(state, lambda values: compute(function, first, values), Known(right))
            case _:
                return Unknown("not plain values")
        lists = [thing for thing in (left, right) if isinstance(thing, ListObject)]
        of_omegaconf = any(one.of_omegaconf for one in lists)
        return new_list(state, items, of_omegaconf=of_omegaconf) if lists else Known(items)

    return lift(combine, one, other)


@reads(EXPRESSIONS, cst.UnaryOperation)
def read_unary(interpreter: Interpreter, node: cst.UnaryOperation) -> Value:
    """Evaluate `-x`, `not x` and their kin."""
    operand = interpreter.evaluate(node.expression)
    if isinstance(node.operator, cst.Not):
        negated = lift(lambda holds: Known(not holds), counted_as_true(interpreter, node.expression, operand))
        return explained(interpreter, node, negated)
    if (own := special_methods.negated(interpreter, node, operand)) is not None:
        return own
    function = UNARY[type(node.operator)]
    return explained(interpreter, node, lift(lambda thing: _unary(function, thing), operand))


def _unary(function: Callable[..., Any], thing: object) -> Value:
    return compute(function, thing) if isinstance(thing, (bool, int, float, complex)) else Unknown("not a number")


@reads(EXPRESSIONS, cst.Comparison)
def read_comparison(interpreter: Interpreter, node: cst.Comparison) -> Value:
    """Evaluate `a < b <= c`: true if each pair compares."""
    left = interpreter.evaluate(node.left)
    results: list[Value] = []
    for target in node.comparisons:
        right = interpreter.evaluate(target.comparator)
        own = special_methods.compared(interpreter, node, target.operator, left, right)
        results.append(own or _compared(interpreter, target.operator, left, right))
        left = right
    for result in results:
        if isinstance(result, Known) and result.value is False:
            return result
    return explained(interpreter, node, lift(lambda *all_hold: Known(all(all_hold)), *results))


def _compared(interpreter: Interpreter, sign: cst.CSTNode, left: Value, right: Value) -> Value:
    if isinstance(sign, (cst.Is, cst.IsNot)):
        return lift(lambda one, other: _identical(one, other, negated=isinstance(sign, cst.IsNot)), left, right)
    function = COMPARISONS[type(sign)]

    def compare(one: object, other: object) -> Value:
        if isinstance(one, AtLeast):
            return one.compared(function, other)
        if isinstance(one, UserClass) and isinstance(sign, (cst.In, cst.NotIn)):
            held = contents(interpreter.state, Known(other))
            return lift(lambda items: compute(function, one, items) if isinstance(items, dict) else _UNCOMPARED, held)
        if isinstance(one, EnumMember) and isinstance(other, EnumMember):
            return compute(function, one, other)
        if isinstance(sign, (cst.Equal, cst.NotEqual)) and _is_member_and_plain(one, other):
            return Known(isinstance(sign, cst.NotEqual))
        return lift_plain(interpreter.state, lambda *plain: _computed(function, *plain), Known(one), Known(other))

    return lift(compare, left, right)


def _computed(function: Callable[..., Any], one: object, other: object) -> Value:
    """Compare plain things; of keys and a set, it is not known whether they are the same."""
    are_keys = {type(one), type(other)} == {set, tuple}
    return Unknown("keys among other things") if are_keys else compute(function, one, other)


def _is_member_and_plain(one: object, other: object) -> bool:
    """Tell whether of two things one is a member of an enumeration, which is not itself plain, and the other plain."""
    member, thing = (one, other) if isinstance(one, EnumMember) else (other, one)
    has_own = isinstance(member, EnumMember) and method_of(member.made_by, "__eq__") is not None
    return isinstance(member, EnumMember) and not member.is_plain and not has_own and isinstance(thing, SCALARS)


_UNCOMPARED = Unknown("a class among other things")


def _identical(one: object, other: object, *, negated: bool) -> Value:
    if isinstance(one, EnumMember) and isinstance(other, EnumMember):
        return Known((one == other) is not negated)
    singletons = (None, True, False, ...)
    if any(one is singleton for singleton in singletons) or any(other is singleton for singleton in singletons):
        return Known((one is other) is not negated)
    return Unknown("identity of objects")


@reads(EXPRESSIONS, cst.BooleanOperation)
def read_boolean(interpreter: Interpreter, node: cst.BooleanOperation) -> Value:
    """Evaluate `left and right`, `left or right`: the right side only where it counts."""
    left = interpreter.evaluate(node.left)
    wants_right = isinstance(node.operator, cst.And)

    def finish(leaf: Known | Unknown) -> Value:
        holds = counted_as_true(interpreter, node.left, leaf)
        if isinstance(holds, Known):
            return interpreter.evaluate(node.right) if holds.value is wants_right else leaf
        decision = left_open(interpreter, node.left)
        short = Known(not wants_right) if _is_truth_value(node.left) else leaf
        ways = (lambda: interpreter.evaluate(node.right), lambda: short)
        when_true, when_false = ways if wants_right else ways[::-1]
        return take(interpreter, decision, when_true, when_false)

    return explained(interpreter, node, interpreter.per_option(left, finish))


def _is_truth_value(node: cst.BaseExpression) -> bool:
    """Tell whether an expression is written so that it can be nothing but true or false."""
    match node:
        case cst.Comparison() | cst.UnaryOperation(operator=cst.Not()):
            return True
        case cst.BooleanOperation(left=left, right=right):
            return _is_truth_value(left) and _is_truth_value(right)
        case _:
            return False


@reads(EXPRESSIONS, cst.IfExp)
def read_conditional(interpreter: Interpreter, node: cst.IfExp) -> Value:
    """Evaluate `a if test else b`."""
    decision = decide(interpreter, node.test)
    return take(
        interpreter, decision, lambda: interpreter.evaluate(node.body), lambda: interpreter.evaluate(node.orelse)
    )


@reads(EXPRESSIONS, cst.NamedExpr)
def read_walrus(interpreter: Interpreter, node: cst.NamedExpr) -> Value:
    """Evaluate `name := value`."""
    value = interpreter.evaluate(node.value)
    if isinstance(node.target, cst.Name):
        interpreter.bind(node.target.value, value)
    return value


@reads(EXPRESSIONS, cst.Await)
def read_await(interpreter: Interpreter, node: cst.Await) -> Value:
    """Evaluate what is awaited: calls of coroutines are followed at once."""
    return explained(interpreter, node, interpreter.evaluate(node.expression))


def explained(interpreter: Interpreter, node: cst.CSTNode, value: Value) -> Value:
    """Name the expression where its value, or one of its alternatives, is unknown."""
    match value:
        case Unknown():
            return interpreter.derived(node, value)
        case OneOf(choice, alternatives):
            return one_of(choice, [explained(interpreter, node, alternative) for alternative in alternatives])
        case _:
            return value
