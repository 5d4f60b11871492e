"""Methods of dictionaries."""

from __future__ import annotations

from typing import Any

from adapterlint.reading.frameworks.options import mapping_items
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.instances import attributes_of
from adapterlint.reading.language.invocation import Invocation
from adapterlint.reading.language.keeping import keep
from adapterlint.reading.language.operations import explained
from adapterlint.reading.language.tables import look_up
from adapterlint.reading.memory.merging import lift
from adapterlint.reading.memory.objects import AttributesOf, DictObject, SomeItems
from adapterlint.reading.registry import METHODS, reads
from adapterlint.reading.standard_library.containers import contents, is_key, listed
from adapterlint.values import Known, Unknown, Value


@reads(METHODS, (DictObject, "get"), (AttributesOf, "get"))
def get_item(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `mapping.get(key, default)`."""
    key = invocation.arguments.get(0, "key") or Unknown("no key")
    default = invocation.arguments.get(1, "default") or Known(None)
    held = _held(interpreter, invocation)
    if isinstance(held, SomeItems) and isinstance(key, Known) and is_key(key.value) and key.value in held.items:
        return held.items[key.value]
    if isinstance(key, Unknown) and invocation.name == "get" and invocation.node.args:
        return look_up(interpreter, invocation.node, (invocation.node.args[0].value, key), held, default)

    def find(items: Any, at: object) -> Value:  # noqa: ANN401 - a dict, as its contents are
        return items.get(at, default) if is_key(at) else Unknown("not a key")

    return explained(interpreter, invocation.node, lift(find, held, key))


@reads(METHODS, (DictObject, "update"), (AttributesOf, "update"))
def update(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Run `mapping.update(other, name=value)`."""
    arguments = invocation.arguments
    more: dict[object, Value] | None = {name: passed.value for name, passed in arguments.keywords.items()}
    for passed in arguments.positional:
        other = mapping_items(interpreter.state, _mapping(interpreter, invocation.receiver, passed.value))
        more = None if other is None or more is None else {**other, **more}

    def merge(items: Any) -> Value:  # noqa: ANN401 - a dict, as its contents are
        if more is None or arguments.opaque:
            return interpreter.unknown(invocation.node, "what it is updated with is not known")
        return Known({**items, **more})

    keep(interpreter, invocation.receiver, lift(merge, _held(interpreter, invocation)), invocation.node)
    return Known(None)


def _mapping(interpreter: Interpreter, receiver: Value | None, other: Value) -> Value:
    """Return what a mapping is updated with; one with attributes, such as `wandb.config`, takes those of an object."""
    match receiver:
        case Known(DictObject(by_attribute=True)):
            return attributes_of(interpreter, other) or other
        case _:
            return other


@reads(METHODS, *((kind, name) for kind in (DictObject, AttributesOf) for name in ("setdefault", "pop")))
def settle_item(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `mapping.setdefault(key, value)` and `mapping.pop(key, default)`."""
    found = get_item(interpreter, invocation)
    key = invocation.arguments.get(0, "key") or Unknown("no key")

    def change(items: Any, at: object) -> Value:  # noqa: ANN401 - a dict, as its contents are
        if not is_key(at):
            return Unknown("changed at a key that is not known")
        if invocation.name == "setdefault":
            return Known({**items, at: items.get(at, found)})
        return Known({name: item for name, item in items.items() if name != at})

    after = lift(change, _held(interpreter, invocation), key)
    keep(interpreter, invocation.receiver, after, invocation.node)
    return found


@reads(METHODS, (DictObject, "clear"))
def clear(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Run `mapping.clear()`."""
    keep(interpreter, invocation.receiver, Known({}), invocation.node)
    return Known(None)


@reads(METHODS, *((kind, name) for kind in (DictObject, AttributesOf) for name in ("items", "keys", "values")))
def list_items(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `mapping.items()` and its kin, as the lists that iterating over them yields."""
    return explained(interpreter, invocation.node, listed(_held(interpreter, invocation), invocation.name))


def _held(interpreter: Interpreter, invocation: Invocation) -> Value:
    return contents(interpreter.state, invocation.receiver or Unknown("nothing"))
