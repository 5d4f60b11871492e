"""Functions that make a collection out of another one: `list`, `sorted`, `set`, `dict`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import libcst as cst

from adapterlint.reading.frameworks.options import mapping_items
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.calling import call_value
from adapterlint.reading.language.displays import set_of
from adapterlint.reading.language.invocation import Invocation
from adapterlint.reading.language.operations import explained
from adapterlint.reading.language.operators import compute
from adapterlint.reading.memory.contents import FACTORY
from adapterlint.reading.memory.merging import lift
from adapterlint.reading.memory.objects import Arguments, DictObject, Passed
from adapterlint.reading.memory.showing import settled
from adapterlint.reading.outside import is_words, number_of_words
from adapterlint.reading.registry import CALLS, reads
from adapterlint.reading.standard_library.containers import (
    contents,
    is_key,
    new_dict,
    new_iterator,
    new_list,
    sequence_items,
)
from adapterlint.values import Known, OneOf, Unknown, Value

Items = tuple[Value, ...]


@reads(
    CALLS,
    "builtins.frozenset",
    "builtins.iter",
    "builtins.list",
    "builtins.reversed",
    "builtins.set",
    "builtins.sorted",
    "builtins.tuple",
)
def call_collection(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Make a collection out of another one."""
    given = invocation.arguments.get(0, "iterable") or Known(())

    def make(leaf: Known | Unknown) -> Value:
        items = sequence_items(interpreter.state, leaf)
        if items is not None and invocation.name == "sorted":
            items = in_order(interpreter, invocation, items)
        if items is None:
            return unknown_from(interpreter, invocation, leaf)
        if invocation.name in {"set", "frozenset"}:
            made = set_of(interpreter, invocation.node, items)
            return lift(lambda held: Known(frozenset(held)), made) if invocation.name == "frozenset" else made
        if invocation.name == "tuple":
            return Known(tuple(items))
        if invocation.name in {"iter", "reversed"}:
            return new_iterator(interpreter.state, reversed(items) if invocation.name == "reversed" else items)
        return new_list(interpreter.state, items)

    return interpreter.per_option(given, make)


def unknown_from(interpreter: Interpreter, invocation: Invocation, given: Value) -> Unknown:
    """Return what a call makes of something whose items are not known, with the reason of that if there is one."""
    if isinstance(given, Unknown):
        return interpreter.derived(invocation.node, given)
    return interpreter.unknown(invocation.node, "what it is made of is not known")


def in_order(interpreter: Interpreter, invocation: Invocation, items: Items) -> Items | None:
    """Sort items as `sorted` and `list.sort` do with the keywords of a call; None if the order is not known."""
    arguments = invocation.arguments
    reverse = arguments.keywords.get("reverse", Passed(Known(value=False))).value
    if arguments.opaque or not isinstance(reverse, Known) or not {"key", "reverse"}.issuperset(arguments.keywords):
        return None
    key = arguments.keywords.get("key")
    keys = [item if key is None else apply(interpreter, invocation, key.value, item) for item in items]
    plain = [settled(interpreter.state, one.value) for one in keys if isinstance(one, Known)]
    known = [one.value for one in plain if isinstance(one, Known)]
    if len(known) < len(items):
        return None
    pairs = list(zip(known, items, strict=True))
    match compute(lambda: tuple(sorted(pairs, key=lambda pair: pair[0], reverse=bool(reverse.value)))):
        case Known(tuple() as ordered):
            return tuple(item for _, item in ordered)
        case _:
            return None


def extreme(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `max(items, key=function)` or `min` of it: of equal ones, the first."""
    arguments = invocation.arguments
    given = [passed.value for passed in arguments.positional]
    keywords = {**arguments.keywords, "reverse": Passed(Known(invocation.name == "max"))}
    sorting = Invocation(invocation.node, "sorted", Arguments((), keywords, arguments.opaque))

    def first(items: Items | None) -> Value:
        ordered = in_order(interpreter, sorting, items) if items else None
        return ordered[0] if ordered else interpreter.unknown(invocation.node, "which item it is is not known")

    if len(given) == 1:
        return interpreter.per_option(given[0], lambda leaf: first(sequence_items(interpreter.state, leaf)))
    return first(tuple(given))


def apply(interpreter: Interpreter, invocation: Invocation, function: Value, *given: Value) -> Value:
    """Call a function that a call is given, `sorted(…, key=function)`."""
    return call_value(interpreter, function, invocation.node, Arguments(tuple(Passed(value) for value in given)))


@reads(CALLS, "builtins.len")
def call_len(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Count the items of a collection, whether or not they are known themselves."""
    if _is_of_all_words(invocation.arguments):
        return number_of_words(interpreter.home)
    given = contents(interpreter.state, invocation.arguments.get(0, "") or Unknown("nothing"))
    return explained(interpreter, invocation.node, lift(lambda items: compute(len, items), given))


def _is_of_all_words(given: Arguments) -> bool:
    """Tell whether something is `sys.argv`, and not what follows the name of the script."""
    match given.positional:
        case [Passed(value, cst.Arg(cst.Attribute(attr=cst.Name("argv")) | cst.Name("argv")))]:
            return is_words(value)
        case _:
            return False


@reads(CALLS, "types.MappingProxyType")
def call_view(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `MappingProxyType(mapping)`, through which the mapping itself is read."""
    return invocation.arguments.get(0, "mapping") or interpreter.unknown(invocation.node, "nothing is given to it")


@reads(CALLS, "builtins.dict", "collections.OrderedDict")
def call_dict(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `dict(mapping, name=value)`."""
    arguments = invocation.arguments
    keywords = {name: passed.value for name, passed in arguments.keywords.items()}
    if arguments.opaque:
        return Unknown(arguments.opaque)
    given = arguments.positional[0].value if arguments.positional else None

    def make(leaf: Known | Unknown) -> Value:
        items = mapping_items(interpreter.state, leaf)
        items = _pairs(interpreter, leaf) if items is None else items
        if items is None:
            return interpreter.unknown(invocation.node, "what it is made of is not known")
        return new_dict(interpreter.state, {**items, **keywords})

    if given is None:
        return new_dict(interpreter.state, dict(keywords))
    return interpreter.per_option(_told_apart(interpreter, given), make)


def _told_apart(interpreter: Interpreter, given: Value) -> Value:
    """Return a collection; where something decides what it holds, each of the contents that it may have."""
    held = contents(interpreter.state, given)
    return held if isinstance(held, OneOf) else given


def _pairs(interpreter: Interpreter, value: Value) -> dict[object, Value] | None:
    items = sequence_items(interpreter.state, value)
    if items is None:
        return None
    pairs: dict[object, Value] = {}
    for item in items:
        match sequence_items(interpreter.state, item):
            case (Known(key), paired) if is_key(key):
                pairs[key] = paired
            case _:
                return None
    return pairs


@reads(CALLS, "collections.ChainMap")
def call_chain_map(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `ChainMap(first, second)`: of the maps that have a key, the first counts."""
    if invocation.arguments.opaque:
        return Unknown(invocation.arguments.opaque)

    def over(below: Known | Unknown, above: Known | Unknown) -> Value:
        items, others = (mapping_items(interpreter.state, one) for one in (above, below))
        if items is None or others is None:
            return interpreter.unknown(invocation.node, "what it is made of is not known")
        return new_dict(interpreter.state, {**others, **items})

    chained: Value = new_dict(interpreter.state, {})
    for given in reversed(invocation.arguments.values()):
        chained = interpreter.per_option(chained, partial(_in_each, interpreter, given, over))
    return chained


def _in_each(
    interpreter: Interpreter,
    given: Value,
    action: Callable[[Known | Unknown, Known | Unknown], Value],
    leaf: Known | Unknown,
) -> Value:
    return interpreter.per_option(given, partial(action, leaf))


@reads(CALLS, "builtins.dict.fromkeys")
def call_fromkeys(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `dict.fromkeys(keys, value)`."""
    given = invocation.arguments.get(0, "iterable") or Unknown("")
    value = invocation.arguments.get(1, "value") or Known(None)

    def make(leaf: Known | Unknown) -> Value:
        keys = sequence_items(interpreter.state, leaf)
        if keys is None or not all(isinstance(key, Known) and is_key(key.value) for key in keys):
            return interpreter.unknown(invocation.node, "its keys are not known")
        return new_dict(interpreter.state, {key.value: value for key in keys if isinstance(key, Known)})

    return interpreter.per_option(_told_apart(interpreter, given), make)


@reads(CALLS, "collections.defaultdict")
def call_defaultdict(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `defaultdict(factory, mapping)`, which remembers what makes its missing items."""
    arguments = invocation.arguments
    given = Arguments(arguments.positional[1:], arguments.keywords, arguments.opaque)
    made = call_dict(interpreter, Invocation(invocation.node, "dict", given))
    factory = arguments.get(0, "default_factory")
    if isinstance(made, Known) and isinstance(made.value, DictObject) and factory is not None:
        interpreter.state.memory[made.value.identity, FACTORY] = factory
    return made
