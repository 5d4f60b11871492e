"""Conditions of rules: Python expressions, judged with three-valued (Kleene) logic.

A condition sees names, not objects: each name is looked up in the fact that is judged, and may
be unknown. What it may contain is fixed below; compiling anything else fails, so that a sheet is
data and loading one never runs code.
"""

from __future__ import annotations

import ast
import itertools
import operator
from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol


class Undetermined:
    """The third truth value: the script does not show what the condition asks for."""

    def __repr__(self) -> str:
        return "UNDETERMINED"


UNDETERMINED: Final = Undetermined()


class Scope(Protocol):
    """What a condition looks its names up in."""

    def __call__(self, name: str) -> object:
        """Return the value of a (dotted) name, or `UNDETERMINED`."""


class ConditionError(ValueError):
    """A condition that is not an expression, or contains what conditions may not contain."""


Judge = Callable[[Scope], object]

_COMPARISONS: Final[Mapping[type[ast.cmpop], Callable[[Any, Any], object]]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
    ast.In: lambda item, container: item in container,
    ast.NotIn: lambda item, container: item not in container,
}
_ARITHMETIC: Final[Mapping[type[ast.operator], Callable[[Any, Any], object]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}
_FUNCTIONS: Final[Mapping[str, Callable[[Any], object]]] = {
    "kind": lambda value: "None" if value is None else type(value).__name__,
    "len": len,
    "number": lambda value: isinstance(value, (int, float)),
    "text": lambda value: isinstance(value, str),
    "true": bool,
}
"""`kind(x)`: the name of its type; `number(x)`, `text(x)`: whether it is one; `true(x)`: whether it is truthy."""


def compile_condition(source: str) -> Judge:
    """Compile a condition.

    Returns:
        A function from a scope to True, False or `UNDETERMINED`.

    Raises:
        ConditionError: the source is no expression, or uses something that conditions do not have.
    """
    try:
        tree = ast.parse(source.strip(), mode="eval").body
    except SyntaxError as error:
        raise ConditionError(f"`{source.strip()}` is not an expression: {error.msg}") from error
    return _truth(tree)


def names_in(source: str) -> frozenset[str]:
    """Return the names that a condition asks for, dotted ones whole."""
    return frozenset(
        ast.unparse(node)
        for node in ast.walk(ast.parse(source.strip(), mode="eval"))
        if isinstance(node, (ast.Name, ast.Attribute)) and ast.unparse(node) not in _FUNCTIONS
    )


def _compile(node: ast.expr) -> Judge:  # noqa: C901, PLR0911 - one case per kind of expression
    match node:
        case ast.Constant(value):
            return lambda _: value
        case ast.Name(name):
            return lambda scope: scope(name)
        case ast.Attribute():
            dotted = _dotted(node)
            return lambda scope: scope(dotted)
        case ast.List(items) | ast.Tuple(items) | ast.Set(items):
            return _collected([_compile(item) for item in items])
        case ast.BoolOp(ast.And(), operands):
            return _joined([_truth(operand) for operand in operands], decisive=False)
        case ast.BoolOp(ast.Or(), operands):
            return _joined([_truth(operand) for operand in operands], decisive=True)
        case ast.UnaryOp(ast.Not(), operand):
            return _applied(operator.not_, _compile(operand))
        case ast.UnaryOp(ast.USub(), operand):
            return _applied(operator.neg, _compile(operand))
        case ast.BinOp(left, operation, right) if type(operation) in _ARITHMETIC:
            return _applied(_ARITHMETIC[type(operation)], _compile(left), _compile(right))
        case ast.Compare(left, operations, rights):
            return _compared(left, operations, rights)
        case ast.Call(ast.Name(name), [argument], []) if name in _FUNCTIONS:
            return _applied(_FUNCTIONS[name], _compile(argument))
        case _:
            raise ConditionError(f"`{ast.unparse(node)}` cannot be used in a condition")


def _dotted(node: ast.expr) -> str:
    match node:
        case ast.Name(name):
            return name
        case ast.Attribute(value, attribute):
            return f"{_dotted(value)}.{attribute}"
        case _:
            raise ConditionError(f"`{ast.unparse(node)}` cannot be used in a condition")


def _truth(node: ast.expr) -> Judge:
    judge = _compile(node)
    if isinstance(node, (ast.BoolOp, ast.Compare)) or (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)):
        return judge

    def truth(scope: Scope) -> object:
        value = judge(scope)
        return value if value is UNDETERMINED else bool(value)

    return truth


def _joined(operands: list[Judge], *, decisive: bool) -> Judge:
    """Compile a conjunction, which one False decides, or a disjunction, which one True does."""

    def junction(scope: Scope) -> object:
        result: object = not decisive
        for operand in operands:
            value = operand(scope)
            if value is decisive:
                return decisive
            if value is UNDETERMINED:
                result = UNDETERMINED
        return result

    return junction


def _compared(left: ast.expr, operations: list[ast.cmpop], rights: list[ast.expr]) -> Judge:
    operands = [_compile(operand) for operand in (left, *rights)]
    links = [
        _applied(_COMPARISONS[type(operation)], *pair)
        for operation, pair in zip(operations, itertools.pairwise(operands), strict=True)
    ]
    return links[0] if len(links) == 1 else _joined(links, decisive=False)


def _applied(function: Callable[..., object], *operands: Judge) -> Judge:
    def application(scope: Scope) -> object:
        values = []
        for operand in operands:
            value = operand(scope)
            if value is UNDETERMINED:
                return UNDETERMINED
            values.append(value)
        try:
            return function(*values)
        except (TypeError, ValueError, ZeroDivisionError, OverflowError):
            return UNDETERMINED

    return application


def _collected(items: list[Judge]) -> Judge:
    def collection(scope: Scope) -> object:
        values = tuple(item(scope) for item in items)
        return UNDETERMINED if any(value is UNDETERMINED for value in values) else values

    return collection
