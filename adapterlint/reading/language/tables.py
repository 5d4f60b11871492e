"""Tables of alternatives, `CONFIGS[name]`: what is asked of one unknown key is decided together."""

from __future__ import annotations

import libcst as cst

from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.asked import exclude_contradictions
from adapterlint.reading.memory.identities import identity_of
from adapterlint.reading.memory.merging import one_of
from adapterlint.values import Known, Unknown, Value

BRANCHES_AT_MOST = 16
"""A dictionary with more items is not taken for a table of alternatives."""


def look_up(
    interpreter: Interpreter,
    node: cst.CSTNode,
    key: tuple[cst.BaseExpression, Unknown],
    held: Value,
    default: Value | None = None,
) -> Value:
    """Read a table of alternatives: each item is possible, and the default if there is one.

    A key that was compared with literals, or looked up in a table with all keys of this one, is the same here.

    Args:
        node: what reads the table.
        key: how it is written, and what it is.
        held: the items of the table.
    """
    written, _ = key
    match held:
        case Known(dict() as items) if 0 < len(items) <= BRANCHES_AT_MOST:
            pass
        case _:
            return interpreter.unknown(node, "which item is meant is not known")
    identity = identity_of(interpreter, *key)
    missing = default or interpreter.unknown(node, "no such key")
    choice, names = interpreter.tables.get(identity, (None, ()))
    if choice is not None and items.keys() <= set(names):
        others = [missing] * (len(choice.options) - len(names))
        return one_of(choice, [*(items.get(name, missing) for name in names), *others])
    compared = {literal: one for one, (reason, literal) in interpreter.equalities.items() if reason == identity}
    names = tuple(name for name in items if name not in compared)
    code = interpreter.positions.code(written)
    options = [f"`{code}` is {name!r}" for name in names]
    otherwise = [] if default is None else [f"`{code}` is something else"]
    found: Value = missing
    if names:
        choice = interpreter.choice(node, [*options, *otherwise])
        found = one_of(choice, [*(items[name] for name in names), *(missing for _ in otherwise)])
        exclude_contradictions(interpreter, choice, identity, enumerate(names))
        if not compared:
            interpreter.tables.setdefault(identity, (choice, names))
    for literal, one in compared.items():
        found = one_of(one, [items.get(literal, missing), found])
    return found
