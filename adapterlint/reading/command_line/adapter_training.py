"""`setup_adapter_training(model, adapter_args, name)`: builds the configuration that the command line names.

Source: `adapters/training.py`, the same in every release.
"""

from __future__ import annotations

from dataclasses import replace

from adapterlint.facts import Argument, Loaded, Reach, Site, Step
from adapterlint.reading.files.configuration_files import with_file_read
from adapterlint.reading.frameworks.configurations import argument
from adapterlint.reading.frameworks.insertions import base_model_of, note_name
from adapterlint.reading.frameworks.library_names import DEFAULT_CONFIGURATION
from adapterlint.reading.frameworks.model_memory import forget_steps, take_step
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.invocation import Invocation
from adapterlint.reading.memory.merging import lift, narrowed, one_of
from adapterlint.reading.memory.objects import Instance, Passed
from adapterlint.reading.memory.showing import shown
from adapterlint.reading.memory.truth import truth
from adapterlint.reading.registry import CALLS, reads
from adapterlint.reading.standard_library.containers import contents, dict_items
from adapterlint.values import Known, OneOf, Unknown, Value

NOT_BUILT = Unknown("no adapter is built from it", by_user=True)


@reads(
    CALLS,
    *(
        f"{package}{module}.setup_adapter_training"
        for package in ("adapters", "transformers.adapters")
        for module in ("", ".training")
    ),
)
def set_up(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Note the configuration, for the runs in which an adapter is trained and none is loaded."""
    given = invocation.arguments.get(1, "adapter_args") or Unknown("no arguments are given")
    name = invocation.arguments.get(2, "adapter_name") or Unknown("no name is given")

    def with_arguments(leaf: Known | Unknown) -> Value:
        trains = truth(interpreter.state, _attribute(interpreter, leaf, "train_adapter"))
        loads = truth(interpreter.state, _attribute(interpreter, leaf, "load_adapter"))
        source = _attribute(interpreter, leaf, "adapter_config")
        built = _unless(_unless(source, trains, forbidden=False), loads, forbidden=True)
        configuration = built
        if built != NOT_BUILT:
            note_name(interpreter, Step("add_adapter", _name_given(interpreter, invocation)))
            configuration = _note(interpreter, invocation, built)
        loads_language = truth(interpreter.state, _attribute(interpreter, leaf, "load_lang_adapter"))
        builds_one = lift(lambda *told: Known(told == (True, False, False)), trains, loads, loads_language)
        interpreter.per_option(builds_one, lambda one: _take_steps(interpreter, invocation, configuration, one))
        return Known((name, interpreter.unknown(invocation.node, "the name of a language adapter")))

    return interpreter.per_option(given, with_arguments)


def _unless(value: Value, condition: Value, *, forbidden: bool) -> Value:
    """Return a value in the alternatives in which a condition is not what it must not be."""
    match condition:
        case OneOf(choice, alternatives):
            ways = [
                _unless(narrowed(value, {choice: frozenset({index})}), alternative, forbidden=forbidden)
                for index, alternative in enumerate(alternatives)
            ]
            return one_of(choice, ways)
        case Known(holds) if holds is forbidden:
            return NOT_BUILT
        case _:
            return value


def _attribute(interpreter: Interpreter, arguments: Known | Unknown, name: str) -> Value:
    if isinstance(arguments, Unknown):
        return arguments
    if isinstance(arguments.value, Instance):
        held = interpreter.state.get((arguments.value.identity, name))
        if held is not None:
            return held
    return Unknown(f"`{name}` of the arguments: the file does not show it")


def _name_given(interpreter: Interpreter, invocation: Invocation) -> tuple[Argument, ...]:
    given = invocation.arguments
    passed = given.keywords.get("adapter_name") or next(iter(given.positional[2:]), None)
    return (argument(interpreter, passed),) if passed else ()


def _take_steps(
    interpreter: Interpreter, invocation: Invocation, configuration: Value, builds_one: Known | Unknown
) -> Value:
    """Let the model go through what is done to it if one adapter is built and none is loaded."""
    model = invocation.arguments.get(0, "model") or Unknown("no model")
    if not (isinstance(builds_one, Known) and builds_one.value):
        forget_steps(interpreter, model, interpreter.unknown(invocation.node, "it adds adapters if it is told to"))
        return Known(None)
    span = interpreter.positions.span(invocation.node)
    name = _name_given(interpreter, invocation)
    config = Argument(narrowed(configuration, interpreter.state.assumed))
    take_step(interpreter, model, Step("add_adapter", name, {"config": config}, None, span))
    return take_step(interpreter, model, Step("train_adapter", name, span=span))


def _note(interpreter: Interpreter, invocation: Invocation, source: Value) -> Value:
    """Note the configuration, which is made out of what the command line names, and return it."""
    if isinstance(source, Known) and not source.value:
        source = Known(DEFAULT_CONFIGURATION)
    span = interpreter.positions.span(invocation.node)
    loaded = Loaded(with_file_read(interpreter, shown(interpreter.state, source)), span=span)
    given = invocation.arguments.get(3, "adapter_config_kwargs") or Known(None)
    configuration = _with_options(interpreter, loaded, narrowed(given, interpreter.state.assumed))
    model = base_model_of(interpreter, invocation.arguments.get(0, "model") or Unknown("no model"))
    site = Site(configuration, model, span, span, for_old_library=interpreter.is_for_old_library)
    site = replace(site, expected_added=interpreter.expected, reach=Reach(impossible=interpreter.state.impossible()))
    interpreter.sites.inserted(site, interpreter.note, generic=interpreter.frame.generic)
    return configuration


def _with_options(interpreter: Interpreter, loaded: Loaded, given: Value) -> Value:
    """Return the configuration with what `adapter_config_kwargs` sets in it, in all of its alternatives."""
    held = contents(interpreter.state, given)
    match held:
        case OneOf(choice, alternatives):
            return one_of(choice, [_with_options(interpreter, loaded, alternative) for alternative in alternatives])
        case Known(None):
            return Known(loaded)
    items = dict_items(interpreter.state, held)
    if items is None:
        return Known(replace(loaded, opaque="`adapter_config_kwargs` is not known"))
    keywords = {name: argument(interpreter, Passed(one)) for name, one in items.items() if isinstance(name, str)}
    return Known(replace(loaded, keywords=keywords))
