"""`model.add_adapter(name, config=…)`: a configuration meets a base model."""

from __future__ import annotations

from collections.abc import Sequence

from adapterlint.facts import BaseModelReference, Site, Text
from adapterlint.reading.configurations import is_configuration
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.invocation import Invocation
from adapterlint.reading.library_names import DEFAULT_CONFIGURATION
from adapterlint.reading.merging import leaves, narrowed, one_of
from adapterlint.reading.models import base_model_of
from adapterlint.reading.objects import Arguments, DictObject, Imported, Instance
from adapterlint.reading.registry import MODEL_METHODS, reads
from adapterlint.reading.showing import shown
from adapterlint.values import Known, OneOf, Unknown, Value

_ADAPTER_TYPE = "AdapterType"


@reads(MODEL_METHODS, "add_adapter")
def insert(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Note each configuration that the call may put into the model."""
    configuration = _configuration(invocation.arguments)
    if configuration is None:
        _note(interpreter, invocation, Known(DEFAULT_CONFIGURATION), default=True)
        return Known(None)
    for assumed, leaf in leaves(narrowed(configuration, interpreter.state.assumed)):
        default = isinstance(leaf, Known) and leaf.value is None
        model = narrowed(invocation.receiver or Unknown("no model"), assumed)
        _note(
            interpreter,
            Invocation(invocation.node, invocation.path, invocation.arguments, model),
            Known(DEFAULT_CONFIGURATION) if default else leaf,
            default=default,
            under=[choice.options[min(options)] for choice, options in assumed.items()],
        )
    return Known(None)


def _configuration(arguments: Arguments) -> Value | None:
    """Return the configuration argument; adapter-transformers 1 had the type of adapter before it."""
    second = arguments.get(1, "config")
    if isinstance(second, Known) and isinstance(second.value, Imported) and _ADAPTER_TYPE in second.value.path:
        return arguments.get(2, "config")
    return second


def _note(
    interpreter: Interpreter,
    invocation: Invocation,
    configuration: Known | Unknown,
    *,
    default: bool,
    under: Sequence[str] = (),
) -> None:
    inserted_at = interpreter.positions.span(invocation.node)
    base_model = _base_model(interpreter, invocation.receiver or Unknown("no model"))
    match configuration:
        case Known(str(text), origin):
            span = origin.span if origin and origin.span and not default else inserted_at
            value: Value = Known(Text(text, span), origin)
            positive = False
        case Known(DictObject(), origin):
            span = origin.span if origin and origin.span else inserted_at
            value, positive = shown(interpreter.state, configuration), False
        case Known(thing) if is_configuration(thing):
            span = getattr(thing, "span", None) or inserted_at
            value, positive = configuration, True
        case Unknown():
            span, value, positive = inserted_at, configuration, False
        case _:
            return
    if positive or interpreter.uses_library:
        site = Site(value, base_model, span, inserted_at)
        note = ", ".join([*interpreter.context, *under])
        interpreter.sites.inserted(site, note, generic=interpreter.frame.generic)


def _base_model(interpreter: Interpreter, receiver: Value) -> Value:
    """Show the model as a fact."""
    match receiver:
        case OneOf(choice, alternatives):
            return one_of(choice, [_base_model(interpreter, alternative) for alternative in alternatives])
        case Known(BaseModelReference()) | Unknown():
            return receiver
        case Known(Instance() as instance):
            return base_model_of(interpreter, instance)
        case _:
            return Unknown("not a model that is known")
