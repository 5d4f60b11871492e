"""`setup_adapter_training(model, adapter_args, name)`: builds the configuration that the command line names.

Source: `adapters/training.py`, the same in every release.
"""

from __future__ import annotations

from adapterlint.facts import Loaded, Site
from adapterlint.reading.configurations import argument
from adapterlint.reading.containers import dict_items
from adapterlint.reading.insertions import base_model_of
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.invocation import Invocation
from adapterlint.reading.library_names import DEFAULT_CONFIGURATION
from adapterlint.reading.merging import leaves
from adapterlint.reading.objects import Instance, Passed
from adapterlint.reading.registry import CALLS, reads
from adapterlint.reading.showing import shown
from adapterlint.reading.truth import truth
from adapterlint.values import Known, Unknown, Value


@reads(
    CALLS,
    *(
        f"{package}{module}.setup_adapter_training"
        for package in ("adapters", "transformers.adapters")
        for module in ("", ".training")
    ),
)
def set_up(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Note the configuration, unless the arguments say that no adapter is trained, or that one is loaded."""
    given = invocation.arguments.get(1, "adapter_args") or Unknown("no arguments are given")
    name = invocation.arguments.get(2, "adapter_name") or Unknown("no name is given")
    nothing = Known((Known(None), Known(None)))

    def with_arguments(leaf: Known | Unknown) -> Value:
        trains = _attribute(interpreter, leaf, "train_adapter")
        return interpreter.per_option(trains, lambda flag: set_up_if(leaf, flag))

    def set_up_if(arguments: Known | Unknown, trains: Known | Unknown) -> Value:
        if _holds(interpreter, trains) is False:
            return nothing
        if _holds(interpreter, _attribute(interpreter, arguments, "load_adapter")) is not True:
            _note(interpreter, invocation, arguments)
        return Known((name, interpreter.unknown(invocation.node, "the name of a language adapter")))

    return interpreter.per_option(given, with_arguments)


def _attribute(interpreter: Interpreter, arguments: Known | Unknown, name: str) -> Value:
    if isinstance(arguments, Unknown):
        return arguments
    if isinstance(arguments.value, Instance):
        held = interpreter.state.get((arguments.value.identity, name))
        if held is not None:
            return held
    return Unknown(f"`{name}` of the arguments: the file does not show it")


def _holds(interpreter: Interpreter, value: Value) -> bool | None:
    """Tell whether a value counts as true in every alternative; None if that is not known."""
    answers = {
        bool(leaf.value) if isinstance(leaf, Known) else None for _, leaf in leaves(truth(interpreter.state, value))
    }
    return answers.pop() if len(answers) == 1 else None


def _note(interpreter: Interpreter, invocation: Invocation, arguments: Known | Unknown) -> None:
    source = _attribute(interpreter, arguments, "adapter_config")
    if isinstance(source, Known) and not source.value:
        source = Known(DEFAULT_CONFIGURATION)
    keywords, opaque = _keywords(interpreter, invocation)
    span = interpreter.positions.span(invocation.node)
    loaded = Loaded(
        shown(interpreter.state, source),
        {name: argument(interpreter, Passed(value)) for name, value in keywords.items()},
        opaque,
        span,
    )
    model = base_model_of(interpreter, invocation.arguments.get(0, "model") or Unknown("no model"))
    configuration = Known(loaded)
    interpreter.sites.inserted(
        Site(configuration, model, span, span), interpreter.note, generic=interpreter.frame.generic
    )


def _keywords(interpreter: Interpreter, invocation: Invocation) -> tuple[dict[str, Value], str | None]:
    """Return what `adapter_config_kwargs` sets, and why there may be more."""
    given = invocation.arguments.get(3, "adapter_config_kwargs")
    if given is None or (isinstance(given, Known) and given.value is None):
        return {}, None
    items = dict_items(interpreter.state, given)
    if items is None:
        return {}, "`adapter_config_kwargs` is not known"
    return {name: value for name, value in items.items() if isinstance(name, str)}, None
