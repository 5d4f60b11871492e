"""What a stretch of code assigns to, found without running it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import libcst as cst

from adapterlint.reading.syntax.walking import below

_ASSIGNMENTS = (cst.AssignTarget, cst.AnnAssign, cst.AugAssign)
_OWN_SCOPE = (cst.FunctionDef, cst.ClassDef, cst.Lambda)


def nodes_in(nodes: Sequence[cst.CSTNode]) -> Iterator[cst.CSTNode]:
    """Yield all syntax below some nodes, but not what lies in functions and classes defined there."""
    return below(nodes, *_OWN_SCOPE)


def assigned_names(nodes: Sequence[cst.CSTNode]) -> set[str]:
    """Return the names that code binds or changes: `x`, and `a.b` where an attribute is assigned."""
    names: set[str] = set()
    for node in nodes_in(nodes):
        names.update(_bound_by(node))
    return names


@dataclass(frozen=True, slots=True)
class Changes:
    """What a stretch of code may change.

    Attributes:
        assigned: the names that it binds or changes, in the order of the source.
        calls: its calls, in the order of the source.
        yields: whether it yields.
    """

    assigned: tuple[str, ...]
    calls: tuple[cst.Call, ...]
    yields: bool


@lru_cache(maxsize=512)
def changes_in(body: cst.BaseSuite) -> Changes:
    """Find what the body of a block may change, once for all the times that it is run."""
    nodes = list(nodes_in([body]))
    return Changes(
        tuple(dict.fromkeys(name for node in nodes for name in _bound_by(node))),
        tuple(node for node in nodes if isinstance(node, cst.Call)),
        any(isinstance(node, cst.Yield) for node in nodes),
    )


def _bound_by(node: cst.CSTNode) -> Iterator[str]:
    match node:
        case cst.AssignTarget(target=target) | cst.AnnAssign(target=target) | cst.AugAssign(target=target):
            yield from _targets(target)
        case cst.For(target=target) | cst.NamedExpr(target=target) | cst.CompFor(target=target):
            yield from _targets(target)
        case cst.Del(target=target):
            yield from _targets(target)
        case cst.AsName(name=name):
            yield from _targets(name)
        case cst.FunctionDef(name=name) | cst.ClassDef(name=name):
            yield name.value
        case cst.ImportAlias(asname=None, name=name):
            yield _first(name)
        case (
            cst.MatchAs(name=cst.Name(name))
            | cst.MatchStar(name=cst.Name(name))
            | cst.MatchMapping(rest=cst.Name(name))
        ):
            yield name
        case _:
            return


def names_in(target: cst.BaseExpression) -> frozenset[str]:
    """Return the names that a target binds or changes, `for name, (first, second) in …`."""
    return frozenset(_targets(target))


def _targets(target: cst.BaseExpression) -> Iterator[str]:
    match target:
        case cst.Name(value=name):
            yield name
        case cst.Tuple(elements=elements) | cst.List(elements=elements):
            for element in elements:
                yield from _targets(element.value)
        case cst.Attribute(value=value, attr=attr):
            for below in _targets(value):
                yield f"{below}.{attr.value}"
        case cst.Subscript(value=value):
            yield from _targets(value)
        case _:
            return


def _first(name: cst.BaseExpression) -> str:
    while isinstance(name, cst.Attribute):
        name = name.value
    return name.value if isinstance(name, cst.Name) else ""


@dataclass(frozen=True, slots=True)
class OwnCode:
    """What the code of a function says of it, without that of functions and classes defined there.

    Attributes:
        yields: whether it is a generator.
        global_names: those that it declares `global`.
        nonlocal_names: those that it declares `nonlocal`.
        assigned_to_first: the attributes that it assigns to its first parameter.
    """

    yields: bool = False
    global_names: frozenset[str] = frozenset()
    nonlocal_names: frozenset[str] = frozenset()
    assigned_to_first: frozenset[str] = frozenset()


@lru_cache(maxsize=1024)
def own_code(function: cst.FunctionDef) -> OwnCode:
    """Find what the code of a function says of it, once for all the times that it is defined."""
    nodes = list(nodes_in([function.body]))
    own = function.params.params[0].name.value if function.params.params else None
    targets = (node.target for node in nodes if isinstance(node, _ASSIGNMENTS))
    assigned = (target for target in targets if isinstance(target, cst.Attribute))
    return OwnCode(
        any(isinstance(node, cst.Yield) for node in nodes),
        frozenset(item.name.value for node in nodes if isinstance(node, cst.Global) for item in node.names),
        frozenset(item.name.value for node in nodes if isinstance(node, cst.Nonlocal) for item in node.names),
        frozenset(
            target.attr.value
            for target in assigned
            if own is not None and isinstance(target.value, cst.Name) and target.value.value == own
        ),
    )
