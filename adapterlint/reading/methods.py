"""Methods of strings, lists and dictionaries, on values that are known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from adapterlint.reading.containers import contents, dict_items, is_key, new_list, sequence_items
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.invocation import Invocation
from adapterlint.reading.merging import lift
from adapterlint.reading.objects import DictObject, ListObject
from adapterlint.reading.operations import explained
from adapterlint.reading.operators import LONGEST_TEXT, compute, is_bounded_template
from adapterlint.reading.registry import METHODS, reads
from adapterlint.reading.state import CONTENTS
from adapterlint.values import Known, Unknown, Value

_Items = tuple[Value, ...]

_TEXT_METHODS = [
    "capitalize",
    "casefold",
    "count",
    "endswith",
    "find",
    "format",
    "islower",
    "isupper",
    "isdigit",
    "isalpha",
    "isidentifier",
    "join",
    "lower",
    "lstrip",
    "partition",
    "removeprefix",
    "removesuffix",
    "replace",
    "rfind",
    "rpartition",
    "rsplit",
    "rstrip",
    "split",
    "splitlines",
    "startswith",
    "strip",
    "swapcase",
    "title",
    "upper",
]


@reads(METHODS, *((str, name) for name in _TEXT_METHODS))
def call_text_method(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Compute a method of a string."""
    arguments = invocation.arguments
    if arguments.opaque or (arguments.keywords and invocation.name != "format"):
        return interpreter.unknown(invocation.node, "a call with arguments that are not followed")
    names = list(arguments.keywords)

    def apply(text: object, *given: object) -> Value:
        things = [_plain_argument(interpreter, thing) for thing in given]
        if not isinstance(text, str) or any(isinstance(thing, Unknown) for thing in things):
            return Unknown("not plain values")
        values = [thing.value for thing in things if isinstance(thing, Known)]
        if _blows_up(text, invocation.name, values):
            return Unknown("too large to be computed")
        count = len(values) - len(names)
        keywords = dict(zip(names, values[count:], strict=True))
        return _as_value(interpreter, compute(lambda: getattr(text, invocation.name)(*values[:count], **keywords)))

    receiver = invocation.receiver or Unknown("no text")
    return explained(interpreter, invocation.node, lift(apply, receiver, *arguments.values()))


def _plain_argument(interpreter: Interpreter, thing: object) -> Known | Unknown:
    if isinstance(thing, (type(None), bool, int, float, str)):
        return Known(thing)
    items = sequence_items(interpreter.state, Known(thing))
    if items is None or not all(isinstance(item, Known) and isinstance(item.value, str) for item in items):
        return Unknown("not plain values")
    return Known(tuple(item.value for item in items if isinstance(item, Known)))


def _blows_up(text: str, name: str, values: list[object]) -> bool:
    if name == "format":
        return not is_bounded_template(text)
    longest = max((len(value) for value in values if isinstance(value, (str, tuple))), default=0)
    return len(text) * max(longest, 1) > LONGEST_TEXT * 100


def _as_value(interpreter: Interpreter, result: Value) -> Value:
    if isinstance(result, Known) and isinstance(result.value, list):
        return new_list(interpreter.state, [Known(part) for part in result.value])
    if isinstance(result, Known) and isinstance(result.value, tuple):
        return Known(tuple(Known(part) for part in result.value))
    return result


def _changes_list(name: str) -> Callable[[Callable[..., _Items | None]], Callable[..., _Items | None]]:
    """Register a method that changes a list, as a function of its items and the arguments."""

    def register(change: Callable[..., _Items | None]) -> Callable[..., _Items | None]:
        @reads(METHODS, (ListObject, name))
        def handle(interpreter: Interpreter, invocation: Invocation) -> Value:
            def apply(items: object) -> Value:
                after = change(interpreter, items, *invocation.arguments.values())
                return Unknown(f"changed by `{name}` in an unknown way") if after is None else Known(after)

            _store(interpreter, invocation, lift(apply, _held(interpreter, invocation)))
            return Known(None)

        return change

    return register


@_changes_list("append")
def _append(_: Interpreter, items: _Items, item: Value) -> _Items:
    return (*items, item)


@_changes_list("extend")
def _extend(interpreter: Interpreter, items: _Items, more: Value) -> _Items | None:
    added = sequence_items(interpreter.state, more)
    return None if added is None else (*items, *added)


@_changes_list("insert")
def _insert(_: Interpreter, items: _Items, index: Value, item: Value) -> _Items | None:
    if not isinstance(index, Known) or not isinstance(index.value, int):
        return None
    return (*items[: index.value], item, *items[index.value :])


@_changes_list("reverse")
def _reverse(_: Interpreter, items: _Items) -> _Items:
    return items[::-1]


@_changes_list("clear")
def _clear(_: Interpreter, __: _Items) -> _Items:
    return ()


@reads(METHODS, (DictObject, "get"))
def get_item(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `mapping.get(key, default)`."""
    key = invocation.arguments.get(0, "key") or Unknown("no key")
    default = invocation.arguments.get(1, "default") or Known(None)

    def find(items: Any, at: object) -> Value:  # noqa: ANN401 - a dict, as its contents are
        return items.get(at, default) if is_key(at) else Unknown("not a key")

    return explained(interpreter, invocation.node, lift(find, _held(interpreter, invocation), key))


@reads(METHODS, (DictObject, "update"))
def update(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Run `mapping.update(other, name=value)`."""
    arguments = invocation.arguments
    more: dict[object, Value] | None = {name: passed.value for name, passed in arguments.keywords.items()}
    for passed in arguments.positional:
        other = dict_items(interpreter.state, passed.value)
        more = None if other is None or more is None else {**other, **more}

    def merge(items: Any) -> Value:  # noqa: ANN401 - a dict, as its contents are
        if more is None or arguments.opaque:
            return interpreter.unknown(invocation.node, "what it is updated with is not known")
        return Known({**items, **more})

    _store(interpreter, invocation, lift(merge, _held(interpreter, invocation)))
    return Known(None)


@reads(METHODS, (DictObject, "setdefault"), (DictObject, "pop"))
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

    _store(interpreter, invocation, lift(change, _held(interpreter, invocation), key))
    return found


@reads(METHODS, (DictObject, "items"), (DictObject, "keys"), (DictObject, "values"))
def list_items(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `mapping.items()` and its kin, as the lists that iterating over them yields."""

    def parts(items: Any) -> Value:  # noqa: ANN401 - a dict, as its contents are
        match invocation.name:
            case "items":
                return Known(tuple(Known((Known(key), item)) for key, item in items.items()))
            case "keys":
                return Known(tuple(Known(key) for key in items))
            case _:
                return Known(tuple(items.values()))

    return explained(interpreter, invocation.node, lift(parts, _held(interpreter, invocation)))


def _held(interpreter: Interpreter, invocation: Invocation) -> Value:
    return contents(interpreter.state, invocation.receiver or Unknown("nothing"))


def _store(interpreter: Interpreter, invocation: Invocation, after: Value) -> None:
    if isinstance(invocation.receiver, Known) and isinstance(invocation.receiver.value, (ListObject, DictObject)):
        interpreter.state.memory[invocation.receiver.value.identity, CONTENTS] = after
