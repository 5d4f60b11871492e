"""What `json.dumps` makes text of, and the objects that `json.load(file, object_hook=…)` makes of dictionaries."""

from __future__ import annotations

from dataclasses import dataclass

from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.calling import call_value
from adapterlint.reading.language.invocation import Invocation
from adapterlint.reading.memory.merging import lift
from adapterlint.reading.memory.objects import Arguments, DictObject, ListObject, Passed
from adapterlint.reading.registry import CALLS, reads
from adapterlint.reading.standard_library.containers import contents, new_dict, new_list
from adapterlint.values import Known, Unknown, Value

DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Serialized:
    """JSON text that the script has made of something.

    Attributes:
        value: what it holds when it is read again.
    """

    value: Value


@reads(CALLS, "json.dumps")
def call_dumps(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `json.dumps(thing)`."""
    given = invocation.arguments.get(0, "obj") or Unknown("nothing")
    return interpreter.per_option(given, lambda leaf: Known(Serialized(_read_again(interpreter, leaf, 0))))


def _read_again(interpreter: Interpreter, value: Value, depth: int) -> Value:
    """Return what JSON makes of a value: lists of tuples, and text of the keys."""
    state = interpreter.state

    def container(items: object) -> Value:
        match items:
            case tuple():
                return new_list(state, [_read_again(interpreter, item, depth + 1) for item in items])
            case dict():
                return new_dict(
                    state, {_key(key): _read_again(interpreter, item, depth + 1) for key, item in items.items()}
                )
            case bool() | int() | float() | str() | None:
                return Known(items)
            case _:
                return Unknown("not a value that JSON has")

    if depth > DEEPEST:
        return Unknown("nested too deeply")
    match value:
        case Known(bool() | int() | float() | str() | None):
            return value
        case _:
            return lift(container, contents(state, value))


def _key(key: object) -> str:
    match key:
        case None | bool():
            return {None: "null", True: "true", False: "false"}[key]
        case _:
            return str(key)


def hooked(interpreter: Interpreter, invocation: Invocation, hook: Value, value: Value, depth: int = 0) -> Value:
    """Return a document whose dictionaries, the innermost first, are what a function of the script makes of them."""
    if depth > DEEPEST:
        return interpreter.unknown(invocation.node, "nested too deeply")

    def replaced(leaf: Known | Unknown) -> Value:
        match leaf, contents(interpreter.state, leaf):
            case Known(DictObject()), Known(dict() as items):
                inner = {key: hooked(interpreter, invocation, hook, item, depth + 1) for key, item in items.items()}
                given = new_dict(interpreter.state, inner)
                return call_value(interpreter, hook, invocation.node, Arguments((Passed(given),)))
            case Known(ListObject()), Known(tuple() as listed):
                inner_items = [hooked(interpreter, invocation, hook, item, depth + 1) for item in listed]
                return new_list(interpreter.state, inner_items)
            case _:
                return leaf

    return interpreter.per_option(value, replaced)
