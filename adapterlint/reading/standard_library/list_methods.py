"""Methods of lists: each is a function of the items and arguments that gives the items afterwards, and a result."""

from __future__ import annotations

from collections.abc import Callable

from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.invocation import Invocation
from adapterlint.reading.language.operations import explained
from adapterlint.reading.memory.merging import lift, same
from adapterlint.reading.memory.objects import ListObject
from adapterlint.reading.registry import METHODS, reads
from adapterlint.reading.standard_library.collection_functions import Items, in_order
from adapterlint.reading.standard_library.containers import contents, sequence_items, set_contents
from adapterlint.values import Known, Unknown, Value

_Changed = tuple[Items, Value] | None
_Change = Callable[[Interpreter, Invocation, Items], _Changed]

NOTHING = Known(None)


def _method_of_lists(name: str, *also_of: type) -> Callable[[_Change], _Change]:
    """Register a method; where it gives None, neither the items nor the result are known."""

    def register(change: _Change) -> _Change:
        @reads(METHODS, *((kind, name) for kind in (ListObject, *also_of)))
        def handle(interpreter: Interpreter, invocation: Invocation) -> Value:
            receiver = invocation.receiver or Unknown("nothing")
            unknown = interpreter.unknown(invocation.node, f"changed by `{name}` in an unknown way")

            def apply(items: object) -> Value:
                return Known(change(interpreter, invocation, items) if isinstance(items, tuple) else None)

            both = lift(apply, contents(interpreter.state, receiver))
            after = lift(lambda pair: unknown if pair is None else Known(pair[0]), both)
            set_contents(interpreter.state, receiver, after)
            return explained(
                interpreter, invocation.node, lift(lambda pair: unknown if pair is None else pair[1], both)
            )

        return change

    return register


@_method_of_lists("append")
def _append(_: Interpreter, invocation: Invocation, items: Items) -> _Changed:
    return (*items, *invocation.arguments.values()), NOTHING


@_method_of_lists("extend")
def _extend(interpreter: Interpreter, invocation: Invocation, items: Items) -> _Changed:
    added = sequence_items(interpreter.state, _argument(invocation))
    return None if added is None else ((*items, *added), NOTHING)


@_method_of_lists("insert")
def _insert(_: Interpreter, invocation: Invocation, items: Items) -> _Changed:
    match invocation.arguments.values():
        case (Known(int(index)), item):
            return (*items[:index], item, *items[index:]), NOTHING
        case _:
            return None


@_method_of_lists("pop")
def _pop(_: Interpreter, invocation: Invocation, items: Items) -> _Changed:
    match invocation.arguments.get(0, "index") or Known(-1):
        case Known(int(index)) if -len(items) <= index < len(items):
            index %= len(items)
            return (*items[:index], *items[index + 1 :]), items[index]
        case _:
            return None


@_method_of_lists("remove")
def _remove(_: Interpreter, invocation: Invocation, items: Items) -> _Changed:
    index = _place(items, _argument(invocation))
    return None if index is None else ((*items[:index], *items[index + 1 :]), NOTHING)


@_method_of_lists("index", tuple)
def _index(_: Interpreter, invocation: Invocation, items: Items) -> _Changed:
    index = _place(items, _argument(invocation))
    return items, Unknown("where it stands is not known") if index is None else Known(index)


@_method_of_lists("count", tuple)
def _count(_: Interpreter, invocation: Invocation, items: Items) -> _Changed:
    wanted = _argument(invocation)
    if not all(isinstance(item, Known) for item in (wanted, *items)):
        return items, Unknown("how often it stands there is not known")
    return items, Known(sum(same(item, wanted) for item in items))


def _place(items: Items, wanted: Value) -> int | None:
    """Return where an item stands; None if that is not known."""
    for index, item in enumerate(items):
        if not isinstance(item, Known) or not isinstance(wanted, Known):
            return None
        if same(item, wanted):
            return index
    return None


@_method_of_lists("reverse")
def _reverse(_: Interpreter, __: Invocation, items: Items) -> _Changed:
    return items[::-1], NOTHING


@_method_of_lists("sort")
def _sort(interpreter: Interpreter, invocation: Invocation, items: Items) -> _Changed:
    ordered = in_order(interpreter, invocation, items)
    return None if ordered is None else (ordered, NOTHING)


@_method_of_lists("clear")
def _clear(_: Interpreter, __: Invocation, ___: Items) -> _Changed:
    return (), NOTHING


def _argument(invocation: Invocation) -> Value:
    return invocation.arguments.get(0, "") or Unknown("nothing")
