"""What a function writes outside of itself, as its syntax says; nothing is run."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import libcst as cst

from adapterlint.reading.language.bindings import OwnCode, assigned_names, own_code
from adapterlint.reading.memory.objects import Function
from adapterlint.reading.syntax.walking import below

_CHANGING = frozenset(
    {"add", "append", "clear", "discard", "extend", "insert", "pop", "popitem", "remove", "setdefault", "update"}
)
_TARGETS = (cst.AssignTarget, cst.AugAssign, cst.AnnAssign)


@dataclass(frozen=True, slots=True)
class Writes:
    """What a function may write, and what it calls.

    Attributes:
        names: those of outer scopes that it assigns.
        local: its own names, which are nobody else's.
        containers: what it changes the items of.
        attributes: those that it assigns, as they are written.
        called: what it calls, as it is written.
    """

    names: frozenset[str]
    local: frozenset[str]
    containers: tuple[cst.BaseExpression, ...]
    attributes: tuple[cst.Attribute, ...]
    called: tuple[cst.BaseExpression, ...]


@lru_cache(maxsize=1024)
def writes_of(function: cst.FunctionDef | cst.Lambda) -> Writes:
    """Find what a function writes, without what the functions that it calls do, once for all its definitions."""
    body = function.body
    nodes = list(below([body]))
    targets = [target for node in nodes for target in _parts(node)]
    calls = [node.func for node in nodes if isinstance(node, cst.Call)]
    changed = [func.value for func in calls if isinstance(func, cst.Attribute) and func.attr.value in _CHANGING]
    code = own_code(function) if isinstance(function, cst.FunctionDef) else OwnCode()
    names = code.global_names | code.nonlocal_names
    parameters = {node.name.value for node in below([function.params]) if isinstance(node, cst.Param)}
    local = parameters | {name for name in assigned_names([body]) if "." not in name} - _items(targets)
    return Writes(
        names,
        frozenset(local - names),
        (*(target.value for target in targets if isinstance(target, cst.Subscript)), *changed),
        tuple(target for target in targets if isinstance(target, cst.Attribute)),
        tuple(calls),
    )


def changed_below(function: Function) -> dict[str, set[str]]:
    """Return the names of which a function changes items or attributes, and these."""
    writes = writes_of(function.node)
    changed: dict[str, set[str]] = {_root(node): set() for node in (*writes.containers, *writes.attributes)}
    for attribute in writes.attributes:
        changed[_root(attribute)].add(attribute.attr.value)
    return changed


def _parts(node: cst.CSTNode) -> list[cst.BaseExpression]:
    """Return what a statement assigns to or deletes, each part by itself."""
    target = node.target if isinstance(node, (*_TARGETS, cst.Del)) else None
    match target:
        case None:
            return []
        case cst.Tuple(elements=elements) | cst.List(elements=elements):
            return [element.value for element in elements]
        case _:
            return [target]


def _items(targets: list[cst.BaseExpression]) -> set[str]:
    """Return the names of which only items are assigned: `opts["r"] = 4` binds nothing."""
    bound = {target.value for target in targets if isinstance(target, cst.Name)}
    return {_root(target) for target in targets if isinstance(target, cst.Subscript)} - bound


def _root(node: cst.BaseExpression) -> str:
    while isinstance(node, (cst.Subscript, cst.Attribute)):
        node = node.value
    return node.value if isinstance(node, cst.Name) else ""
