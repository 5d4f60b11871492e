"""Lists, dictionaries and objects that are handed to code which may change them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from adapterlint.facts import BaseModelReference
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.callbacks import give_away, let_be_called
from adapterlint.reading.memory.contents import CONTENTS, STEPS
from adapterlint.reading.memory.merging import leaves
from adapterlint.reading.memory.objects import DictObject, Instance, ListObject, MethodOf
from adapterlint.values import Known, OneOf, Unknown, Value

if TYPE_CHECKING:
    import libcst as cst

HARMLESS = frozenset(
    {
        "copy",
        "dataclasses",
        "datasets",
        "evaluate",
        "hydra",
        "json",
        "logging",
        "loguru",
        "math",
        "numpy",
        "omegaconf",
        "pytest",
        "pandas",
        "peft",
        "pickle",
        "pprint",
        "torch",
        "transformers",
        "wandb",
        "yaml",
    }
)
"""Packages whose functions do not change the containers that they are given, but for `numpy.random.shuffle`."""
DEEPEST = 10
_WITH_MODELS = frozenset({"adapters", "builtins", "torchinfo"})
"""Packages whose functions add no adapter to a model that they are given."""


def let_escape(interpreter: Interpreter, values: Iterable[Value], node: cst.CSTNode, path: str = "") -> None:
    """Forget what containers hold that are arguments of a call which is not followed, and what functions change."""
    package = path.split(".", maxsplit=1)[0]
    values = tuple(values)
    give_away(interpreter, values, node)
    if leaves_containers_as_they_are(path):
        return
    let_be_called(interpreter, node)
    reason = Unknown(
        f"passed to `{interpreter.positions.code(node)}` at {interpreter.positions.line(node)}, which may change it"
    )
    for value in values:
        for _, leaf in leaves(value):
            if isinstance(leaf, Known) and not (isinstance(leaf.value, BaseModelReference) and package in _WITH_MODELS):
                _forget(interpreter, leaf.value, reason)


def leaves_containers_as_they_are(path: str) -> bool:
    """Tell whether what lies at a dotted path does not change the containers that it is given, if it is called."""
    return path.split(".", maxsplit=1)[0] in HARMLESS and not path.endswith(".shuffle")


def _forget(interpreter: Interpreter, thing: object, reason: Unknown, depth: int = 0) -> None:
    memory = interpreter.state.memory
    match thing:
        case DictObject(identity, by_attribute=True) if isinstance(
            held := interpreter.state.get((identity, CONTENTS)), Known
        ) and isinstance(held.value, dict):
            left = {name: _kept(interpreter, value, reason, depth) for name, value in held.value.items()}
            memory[identity, CONTENTS] = Known(left)
        case ListObject(identity) | DictObject(identity):
            memory[identity, CONTENTS] = reason
        case MethodOf(receiver):
            _forget(interpreter, receiver.value, reason, depth)
        case BaseModelReference(identity=identity):
            memory[identity, STEPS] = reason
        case Instance(_, identity) if not _is_self(interpreter, thing):
            for key in list(interpreter.state.keys_of(identity)):
                memory[key] = _afterwards(interpreter.state.held(key) or reason, reason)
        case _:
            return


def _kept(interpreter: Interpreter, value: Value, reason: Unknown, depth: int) -> Value:
    """Forget an item of a configuration; one that is a configuration itself stays, without what it holds."""
    if (
        depth < DEEPEST
        and isinstance(value, Known)
        and isinstance(value.value, DictObject)
        and value.value.by_attribute
    ):
        _forget(interpreter, value.value, reason, depth + 1)
        return value
    return _afterwards(value, reason)


def _afterwards(value: Value, reason: Unknown) -> Value:
    """Forget an attribute; of what users choose, only None is what other code is given arguments to fill in."""
    match value:
        case OneOf(choice, alternatives) if choice.by_user:
            return OneOf(choice, tuple(_afterwards_if_none(alternative, reason) for alternative in alternatives))
        case _:
            return reason


def _afterwards_if_none(value: Value, reason: Unknown) -> Value:
    match value:
        case OneOf(choice, alternatives):
            return OneOf(choice, tuple(_afterwards_if_none(alternative, reason) for alternative in alternatives))
        case Known(None):
            return reason
        case _:
            return value


def _is_self(interpreter: Interpreter, instance: Instance) -> bool:
    """Tell whether an object hands itself over, as to a framework, which seldom assigns its attributes."""
    function = interpreter.frame.function
    if function is None or function.owner is None or not function.node.params.params:
        return False
    return interpreter.lookup(function.node.params.params[0].name.value) == Known(instance)
