"""Dictionaries whose items are attributes: `SimpleNamespace`, `argparse.Namespace`, `EasyDict`."""

from __future__ import annotations

import libcst as cst

from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.invocation import Invocation
from adapterlint.reading.memory.contents import CONTENTS
from adapterlint.reading.memory.objects import DictObject
from adapterlint.reading.registry import ATTRIBUTES, CALLS, reads
from adapterlint.reading.standard_library.collection_functions import call_dict
from adapterlint.reading.standard_library.containers import contents
from adapterlint.values import Known, Unknown, Value

DEEPEST = 10


@reads(
    CALLS,
    "addict.Dict",
    "argparse.Namespace",
    "box.Box",
    "easydict.EasyDict",
    "ml_collections.ConfigDict",
    "munch.Munch",
    "types.SimpleNamespace",
)
def call_namespace(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Make a namespace of keywords or of a dictionary, and of the dictionaries in it."""
    made = call_dict(interpreter, invocation)
    return interpreter.per_option(made, lambda leaf: _with_attributes(interpreter, leaf, depth=0))


def _with_attributes(interpreter: Interpreter, value: Value, depth: int) -> Value:
    if not isinstance(value, Known) or not isinstance(value.value, DictObject) or depth > DEEPEST:
        return value
    made = DictObject(by_attribute=True)
    held = contents(interpreter.state, value)
    if isinstance(held, Known) and isinstance(held.value, dict):
        items = {key: _with_attributes(interpreter, item, depth + 1) for key, item in held.value.items()}
        held = Known(items)
    interpreter.state.memory[made.identity, CONTENTS] = held
    return Known(made, value.origin)


@reads(ATTRIBUTES, DictObject)
def namespace_attribute(interpreter: Interpreter, receiver: Known, name: str, _: cst.CSTNode) -> Value | None:
    """Return an attribute of a namespace."""
    held = contents(interpreter.state, receiver)
    if not isinstance(receiver.value, DictObject) or not receiver.value.by_attribute:
        return None
    match held:
        case Known(dict() as items):
            return receiver if name == "__dict__" else items.get(name)
        case Unknown():
            return held
        case _:
            return None
