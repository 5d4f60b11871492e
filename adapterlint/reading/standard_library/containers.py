"""Items of lists, tuples and dictionaries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from adapterlint.reading.memory.contents import CONTENTS
from adapterlint.reading.memory.merging import lift, one_of
from adapterlint.reading.memory.objects import (
    AttributesOf,
    DictObject,
    EnumMember,
    IniParser,
    Instance,
    ListObject,
    SomeItems,
    UserClass,
    View,
)
from adapterlint.reading.memory.state import State
from adapterlint.values import Known, OneOf, Unknown, Value

ITEMS_AT_MOST = 1000
"""Containers with more items are not followed."""


def new_list(state: State, items: Iterable[Value], *, of_omegaconf: bool = False) -> Value:
    """Make a list, or a `ListConfig`."""
    return _new(state, ListObject(of_omegaconf=of_omegaconf), tuple(items))


def new_iterator(state: State, items: Iterable[Value]) -> Value:
    """Make an iterator, which holds what is left of its items."""
    return _new(state, ListObject(is_iterator=True), tuple(items))


def new_dict(state: State, items: Mapping[Any, Value]) -> Value:
    """Make a dictionary."""
    return _new(state, DictObject(), dict(items))


def new_namespace(state: State, items: Mapping[Any, Value]) -> Value:
    """Make a dictionary whose items are attributes too."""
    return _new(state, DictObject(by_attribute=True), dict(items))


def _new(state: State, made: ListObject | DictObject, items: tuple[Value, ...] | dict[object, Value]) -> Value:
    if len(items) > ITEMS_AT_MOST:
        return Unknown(f"more than {ITEMS_AT_MOST} items")
    state.memory[made.identity, CONTENTS] = Known(items)
    return Known(made)


def from_plain(state: State, thing: object) -> Value:
    """Make the value of something plain, whose lists and dictionaries a script can change."""
    match thing:
        case list():
            return new_list(state, [from_plain(state, item) for item in thing])
        case dict():
            return new_dict(state, {key: from_plain(state, item) for key, item in thing.items()})
        case tuple():
            return Known(tuple(from_plain(state, item) for item in thing))
        case _:
            return Known(thing)


def contents(state: State, value: Value) -> Value:
    """Return what a list, dictionary or named tuple holds, as a known tuple or dict, or a choice between such."""
    match value:
        case Known(
            ListObject(identity)
            | DictObject(identity)
            | IniParser(identity)
            | UserClass(identity=identity, is_enumeration=True)
        ):
            return state.get((identity, CONTENTS)) or Unknown("its items are not known")
        case Known(Instance(UserClass(fields=tuple() as fields, is_tuple=True), identity)):
            return Known(tuple(state.get((identity, name)) or Unknown(f"`{name}` is not known") for name in fields))
        case Known(View(dictionary, kind)):
            return listed(contents(state, Known(dictionary)), kind)
        case Known(AttributesOf(instance)):
            held = {name: state.get((instance.identity, name)) for _, name in state.keys_of(instance.identity)}
            return Known({name: value for name, value in held.items() if value is not None})
        case OneOf(choice, alternatives):
            return one_of(choice, [contents(state, alternative) for alternative in alternatives])
        case _:
            return value


def set_contents(state: State, receiver: Value | None, after: Value) -> None:
    """Let a list or dictionary hold something else."""
    match receiver:
        case Known(AttributesOf(instance)):
            _set_attributes(state, instance, after)
        case Known(ListObject(identity) | DictObject(identity) | IniParser(identity)):
            state.memory[identity, CONTENTS] = after
        case _:
            return


def _set_attributes(state: State, instance: Instance, after: Value) -> None:
    names = {name: None for _, name in state.keys_of(instance.identity)}
    match after:
        case Known(dict() as items):
            for name in names.keys() - items.keys():
                state.memory.pop((instance.identity, name), None)
            state.memory.update({(instance.identity, name): value for name, value in items.items()})
        case _:
            reason = after if isinstance(after, Unknown) else Unknown("which attributes it has depends on a choice")
            state.memory.update({(instance.identity, name): reason for name in names})


def sequence_items(state: State, value: Value) -> tuple[Value, ...] | None:
    """Return the items that iterating over a value yields; None if they are not known."""
    match contents(state, value):
        case Known(tuple() as items):
            return items
        case Known(dict() as items) if isinstance(value, Known) and isinstance(value.value, UserClass):
            return tuple(items.values())
        case Known(dict() as items):
            return tuple(Known(key) for key in items)
        case Known(range() | str() | set() | frozenset() | bytes() as plain) if len(plain) <= ITEMS_AT_MOST:
            return tuple(Known(item) for item in _ordered(plain))
        case _:
            return None


def _ordered(plain: Iterable[object]) -> Iterable[object]:
    """Return items in their order; that of texts in a set differs from run to run, and any will do."""
    if isinstance(plain, (set, frozenset)) and not all(isinstance(item, int) for item in plain):
        return sorted(plain, key=repr)
    return plain


def listed(held: Value, kind: str) -> Value:
    """Return the `keys`, `values` or `items` of what a dictionary holds, as a tuple."""

    def parts(items: Any) -> Value:  # noqa: ANN401 - a dict, as its contents are
        match kind:
            case "items":
                return Known(tuple(Known((Known(key), item)) for key, item in items.items()))
            case "keys":
                return Known(tuple(Known(key) for key in items))
            case _:
                return Known(tuple(items.values()))

    return lift(parts, held)


def taken_items(state: State, value: Value) -> tuple[Value, ...] | None:
    """Return the items that iterating over a value yields, and go through it if that is possible only once."""
    items = sequence_items(state, value)
    use_up(state, [value])
    return items


def use_up(state: State, values: Iterable[Value]) -> None:
    """Forget what is left of the iterators among some values, after something went through them."""
    for value in values:
        match value:
            case Known(ListObject(identity, is_iterator=True)):
                state.memory[identity, CONTENTS] = Unknown("an iterator that something went through before")
            case OneOf(_, alternatives):
                use_up(state, alternatives)
            case _:
                continue


def dict_items(state: State, value: Value) -> Mapping[object, Value] | None:
    """Return the items of a dictionary; None if they are not known."""
    match contents(state, value):
        case Known(dict() as items):
            return items
        case _:
            return None


def known_items(state: State, value: Value) -> Mapping[object, Value]:
    """Return the items of a dictionary that are known, of one that may also have others."""
    held = contents(state, value)
    return held.items if isinstance(held, SomeItems) else {}


def is_key(thing: object) -> bool:
    """Tell whether something can be a key, plain things and what stands for itself."""
    return isinstance(thing, (type(None), bool, int, float, str, bytes, EnumMember, UserClass))
