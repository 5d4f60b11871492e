"""Items of lists, tuples and dictionaries, and values as facts show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from adapterlint.facts import Call, Loaded
from adapterlint.reading.objects import DictObject, ListObject
from adapterlint.reading.state import CONTENTS, State
from adapterlint.values import Known, OneOf, Unknown, Value

ITEMS_AT_MOST = 1000
"""Containers with more items are not followed."""
DEEPEST = 20
PLAIN_TYPES = (type(None), bool, int, float, complex, str, bytes, range, type(...), set, frozenset)


def new_list(state: State, items: Iterable[Value]) -> Value:
    """Make a list."""
    return _new(state, ListObject(), tuple(items))


def new_dict(state: State, items: Mapping[Any, Value]) -> Value:
    """Make a dictionary."""
    return _new(state, DictObject(), dict(items))


def _new(state: State, made: ListObject | DictObject, items: tuple[Value, ...] | dict[object, Value]) -> Value:
    if len(items) > ITEMS_AT_MOST:
        return Unknown(f"more than {ITEMS_AT_MOST} items")
    state.memory[made.identity, CONTENTS] = Known(items)
    return Known(made)


def contents(state: State, value: Value) -> Value:
    """Return what a list or dictionary holds, as a known tuple or dict, or a choice between such."""
    match value:
        case Known(ListObject(identity) | DictObject(identity)):
            return state.get((identity, CONTENTS)) or Unknown("its items are not known")
        case _:
            return value


def sequence_items(state: State, value: Value) -> tuple[Value, ...] | None:
    """Return the items that iterating over a value yields; None if they are not known."""
    match contents(state, value):
        case Known(tuple() as items):
            return items
        case Known(dict() as items):
            return tuple(Known(key) for key in items)
        case Known(range() | str() | set() | frozenset() | bytes() as plain) if len(plain) <= ITEMS_AT_MOST:
            ordered = sorted(plain, key=repr) if isinstance(plain, (set, frozenset)) else plain
            return tuple(Known(item) for item in ordered)
        case _:
            return None


def dict_items(state: State, value: Value) -> Mapping[object, Value] | None:
    """Return the items of a dictionary; None if they are not known."""
    match contents(state, value):
        case Known(dict() as items):
            return items
        case _:
            return None


def is_key(thing: object) -> bool:
    """Tell whether something plain can be a key."""
    return isinstance(thing, (type(None), bool, int, float, str, bytes))


def shown(state: State, value: Value, depth: int = 0) -> Value:  # noqa: PLR0911 - one per kind of value
    """Return a value as facts show it: containers as they are now, and things without a value as unknown."""
    if depth > DEEPEST:
        return Unknown("nested too deeply")
    match value:
        case OneOf(choice, alternatives):
            return OneOf(choice, tuple(shown(state, alternative, depth) for alternative in alternatives))
        case Known(ListObject() | DictObject(), origin):
            held = shown(state, contents(state, value), depth + 1)
            if not isinstance(held, Known):
                return held
            items = list(held.value) if isinstance(held.value, tuple) else held.value
            return Known(items, origin)
        case Known(tuple() as items, origin):
            parts = [shown(state, item, depth + 1) for item in items]
            return Known(tuple(_bare(parts)), origin)
        case Known(dict() as items, origin):
            parts = [shown(state, item, depth + 1) for item in items.values()]
            return Known(dict(zip(items, _bare(parts), strict=True)), origin)
        case Known(thing) if isinstance(thing, (*PLAIN_TYPES, Call, Loaded)):
            return value
        case Known(thing, origin):
            return Unknown(_described(thing), origin)
        case _:
            return value


def _bare(parts: list[Value]) -> list[object]:
    """Take the values out of items that are all plain, so that containers of literals look as written."""
    if all(isinstance(part, Known) and isinstance(part.value, (*PLAIN_TYPES, list, tuple, dict)) for part in parts):
        return [part.value for part in parts if isinstance(part, Known)]
    return list(parts)


def _described(thing: object) -> str:
    path = getattr(thing, "path", None)
    return f"`{path}`, which is not read" if path else "an object of the script, which is not a plain value"
