"""`self.save_hyperparameters()` of Lightning: the arguments of a module are in `self.hparams` from then on.

Source: `lightning/pytorch/core/mixins/hparams_mixin.py`, `save_hyperparameters`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.instances import attributes_of
from adapterlint.reading.language.invocation import Invocation
from adapterlint.reading.memory.objects import Function, Instance
from adapterlint.reading.registry import METHODS, reads
from adapterlint.reading.standard_library.containers import dict_items, new_namespace, sequence_items
from adapterlint.values import Known, Unknown, Value

_HELD = "hparams"


@reads(METHODS, (Instance, "save_hyperparameters"))
def save_hyperparameters(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Keep the arguments of the `__init__` at hand, or what is given instead of them."""
    match invocation.receiver:
        case Known(Instance(_, identity)):
            interpreter.state.memory[identity, _HELD] = _saved(interpreter, invocation)
        case _:
            pass
    return Known(None)


def _saved(interpreter: Interpreter, invocation: Invocation) -> Value:
    given = invocation.arguments
    names = [value.value for value in given.values()[: len(given.positional)] if isinstance(value, Known)]
    if given.opaque or len(names) < len(given.positional):
        return interpreter.unknown(invocation.node, "what is saved is not known")
    if len(names) == 1 and not isinstance(names[0], str):
        return _of_one(interpreter, invocation, given.positional[0].value)
    held = _arguments_at_hand(interpreter)
    if held is None:
        return interpreter.unknown(invocation.node, "whose arguments are saved is not known")
    ignored = _ignored(interpreter, given.get(-1, "ignore") or Known(None))
    if ignored is None:
        return interpreter.unknown(invocation.node, "what is not saved is not known")
    kept = {name: value for name, value in held.items() if (not names or name in names) and name not in ignored}
    return new_namespace(interpreter.state, kept)


def _of_one(interpreter: Interpreter, invocation: Invocation, given: Value) -> Value:
    """Return the items of a dictionary, or the attributes of an object, that is saved as a whole."""
    attributes = attributes_of(interpreter, given)
    items = dict_items(interpreter.state, given if attributes is None else attributes)
    if items is None:
        return interpreter.unknown(invocation.node, "what is saved is not known")
    return new_namespace(interpreter.state, items)


def _arguments_at_hand(interpreter: Interpreter) -> Mapping[str, Value] | None:
    """Return the arguments of a call of `__init__`; None where that of a class below may have more."""
    inits = [frame.function for frame in interpreter.frames if frame.function and frame.function.name == "__init__"]
    if interpreter.frame.function is None or inits != [interpreter.frame.function]:
        return None
    return dict(_parameters(interpreter, interpreter.frame.function))


def _parameters(interpreter: Interpreter, function: Function) -> Iterator[tuple[str, Value]]:
    parameters = function.node.params
    for parameter in (*parameters.posonly_params, *parameters.params, *parameters.kwonly_params)[1:]:
        name = parameter.name.value
        yield name, interpreter.lookup(name) or Unknown(f"`{name}` is not bound")
    rest = parameters.star_kwarg and interpreter.lookup(parameters.star_kwarg.name.value)
    for key, value in (dict_items(interpreter.state, rest) or {}).items() if rest else ():
        yield str(key), value


def _ignored(interpreter: Interpreter, given: Value) -> set[object] | None:
    match given:
        case Known(None):
            return set()
        case Known(str(name)):
            return {name}
        case _:
            items = sequence_items(interpreter.state, given)
            return None if items is None else {item.value for item in items if isinstance(item, Known)}
