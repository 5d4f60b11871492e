"""Python's own functions, on values that are known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from adapterlint.reading.containers import ITEMS_AT_MOST, dict_items, is_key, new_dict, new_list, sequence_items
from adapterlint.reading.displays import set_of
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.invocation import Invocation
from adapterlint.reading.merging import lift
from adapterlint.reading.objects import DictObject, ListObject
from adapterlint.reading.operations import explained
from adapterlint.reading.operators import SCALARS, compute
from adapterlint.reading.registry import CALLS, reads
from adapterlint.reading.showing import shown
from adapterlint.reading.truth import truth
from adapterlint.values import Known, Unknown, Value, plain

_PLAIN_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "builtins.abs": abs,
    "builtins.float": float,
    "builtins.int": int,
    "builtins.len": len,
    "builtins.max": max,
    "builtins.min": min,
    "builtins.range": range,
    "builtins.repr": repr,
    "builtins.round": round,
    "builtins.str": str,
    "builtins.sum": sum,
}


@reads(CALLS, *_PLAIN_FUNCTIONS)
def call_plain(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Compute a function of plain values."""
    function, arguments = _PLAIN_FUNCTIONS[invocation.path], invocation.arguments
    if arguments.keywords or arguments.opaque:
        return interpreter.unknown(invocation.node, "a call with arguments that are not followed")

    def apply(*things: object) -> Value:
        values = [_plainly(interpreter, thing) for thing in things]
        if any(isinstance(value, Unknown) for value in values):
            return Unknown("not plain values")
        return compute(function, *(value.value for value in values if isinstance(value, Known)))

    return explained(interpreter, invocation.node, lift(apply, *arguments.values()))


def _plainly(interpreter: Interpreter, thing: object) -> Known | Unknown:
    if isinstance(thing, SCALARS):
        return Known(thing)
    if isinstance(thing, (tuple, ListObject, DictObject)):
        return plain(shown(interpreter.state, Known(thing)))
    return Unknown("not a plain value")


@reads(
    CALLS, "builtins.print", "builtins.isinstance", "builtins.hasattr", "builtins.type", "builtins.id", "builtins.input"
)
def call_harmless(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Leave the arguments of functions alone that do not change them."""
    return interpreter.unknown(invocation.node, f"the result of `{invocation.name}()`")


@reads(CALLS, "builtins.bool")
def call_bool(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `bool(thing)`."""
    given = invocation.arguments.get(0, "")
    return (
        Known(value=False)
        if given is None
        else explained(interpreter, invocation.node, truth(interpreter.state, given))
    )


@reads(
    CALLS,
    "builtins.list",
    "builtins.tuple",
    "builtins.set",
    "builtins.frozenset",
    "builtins.sorted",
    "builtins.reversed",
)
def call_collection(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Make a collection out of another one."""
    given = invocation.arguments.get(0, "iterable") or Known(())

    def make(leaf: Known | Unknown) -> Value:
        items = sequence_items(interpreter.state, leaf)
        if items is None or (invocation.name == "sorted" and (items := _sorted(invocation, items)) is None):
            return interpreter.unknown(invocation.node, "what it is made of is not known")
        if invocation.name in {"set", "frozenset"}:
            return set_of(interpreter, invocation.node, items)
        if invocation.name == "tuple":
            return Known(tuple(items))
        return new_list(interpreter.state, reversed(items) if invocation.name == "reversed" else items)

    return interpreter.per_option(given, make)


def _sorted(invocation: Invocation, items: tuple[Value, ...]) -> tuple[Value, ...] | None:
    if invocation.arguments.keywords or not all(isinstance(item, Known) for item in items):
        return None
    known = [item for item in items if isinstance(item, Known)]
    ordered = compute(lambda: tuple(sorted(known, key=lambda item: item.value)))
    return ordered.value if isinstance(ordered, Known) and isinstance(ordered.value, tuple) else None


@reads(CALLS, "builtins.dict", "collections.OrderedDict")
def call_dict(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `dict(mapping, name=value)`."""
    arguments = invocation.arguments
    keywords = {name: passed.value for name, passed in arguments.keywords.items()}
    if arguments.opaque:
        return Unknown(arguments.opaque)
    given = arguments.positional[0].value if arguments.positional else None

    def make(leaf: Known | Unknown) -> Value:
        items = dict_items(interpreter.state, leaf)
        items = _pairs(interpreter, leaf) if items is None else items
        if items is None:
            return interpreter.unknown(invocation.node, "what it is made of is not known")
        return new_dict(interpreter.state, {**items, **keywords})

    return new_dict(interpreter.state, dict(keywords)) if given is None else interpreter.per_option(given, make)


def _pairs(interpreter: Interpreter, value: Value) -> dict[object, Value] | None:
    pairs: dict[object, Value] = {}
    for item in sequence_items(interpreter.state, value) or (Unknown(""),):
        pair = sequence_items(interpreter.state, item)
        if pair is None or len(pair) != 2 or not isinstance(pair[0], Known) or not is_key(pair[0].value):  # noqa: PLR2004
            return None
        pairs[pair[0].value] = pair[1]
    return pairs


@reads(CALLS, "builtins.enumerate", "builtins.zip", "itertools.product")
def call_combining(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Combine the items of several collections."""
    lists = [sequence_items(interpreter.state, value) for value in invocation.arguments.values()]
    known = [items for items in lists if items is not None]
    if len(known) < len(lists) or invocation.arguments.opaque or not known:
        return interpreter.unknown(invocation.node, "what it combines is not known")
    if invocation.name == "enumerate":
        if len(known) > 1:
            return interpreter.unknown(invocation.node, "counted from elsewhere")
        rows: list[tuple[Value, ...]] = [(Known(index), item) for index, item in enumerate(known[0])]
    elif invocation.name == "zip":
        rows = list(zip(*known, strict=False))
    else:
        rows = [()]
        for items in known:
            rows = [(*row, item) for row in rows[:ITEMS_AT_MOST] for item in items]
    return new_list(interpreter.state, [Known(row) for row in rows])


@reads(CALLS, "builtins.getattr")
def call_getattr(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Leave `getattr` open; its default alone says nothing."""
    return interpreter.unknown(invocation.node, "an attribute that is named at run time")
