"""`model.load_adapter(name, config=…)`: a configuration that says which adapter is meant, and builds nothing.

Source: `adapters/loading.py`, `AdapterLoader.load`: in all releases the configuration is loaded, so that a name which
does not exist raises, and is then only used to look the adapter up in the former Hub; the adapter that is built has
the configuration that it was saved with.
"""

from __future__ import annotations

from adapterlint.facts import Call, Dictionary, Loaded, Site, Step, Text
from adapterlint.reading.files.saved_adapters import steps_of_loading
from adapterlint.reading.frameworks.configurations import is_configuration
from adapterlint.reading.frameworks.insertions import base_model_of
from adapterlint.reading.frameworks.library_names import DEFAULT_CONFIGURATION
from adapterlint.reading.frameworks.model_memory import take_step
from adapterlint.reading.frameworks.model_steps import lose_track
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.invocation import Invocation
from adapterlint.reading.memory.merging import leaves, narrowed
from adapterlint.reading.registry import MODEL_METHODS, reads
from adapterlint.values import Known, Unknown, Value


@reads(MODEL_METHODS, "load_adapter")
def look_up_adapter(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Note each configuration that the adapter may be looked up with.

    It has to be named, or a configuration: the second argument of PEFT's method of the same name is the name of the
    adapter.
    """
    name = _load(interpreter, invocation)
    given = invocation.arguments
    configuration = given.get(1, "config")
    for _, leaf in leaves(narrowed(configuration, interpreter.state.assumed)) if configuration else ():
        if "config" in given.keywords or (isinstance(leaf, Known) and is_configuration(leaf.value)):
            _note(interpreter, invocation, leaf)
    return name


def _load(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Let the model go through what loading does to it, and return the name of the adapter."""
    folder = invocation.arguments.get(0, "adapter_name_or_path") or Unknown("no adapter is named")
    return interpreter.per_option(folder, lambda one: _load_from(interpreter, invocation, one))


def _load_from(interpreter: Interpreter, invocation: Invocation, folder: Known | Unknown) -> Value:
    span = interpreter.positions.span(invocation.node)
    steps = steps_of_loading(interpreter, folder, invocation.arguments, span)
    if not steps:
        lose_track(interpreter, invocation)
        return interpreter.unknown(invocation.node, "the name of a loaded adapter")
    for step in steps:
        take_step(interpreter, invocation.receiver or Unknown("no model"), step)
    _insert(interpreter, invocation, steps[0])
    return steps[0].positional[0].value


def _insert(interpreter: Interpreter, invocation: Invocation, added: Step) -> None:
    """Note the configuration that an adapter was saved with, which is put into a model that the script shows."""
    base_model = base_model_of(interpreter, invocation.receiver or Unknown("no model"))
    if not isinstance(base_model, Known):
        return
    for _, saved in leaves(added.given(1, "config") or Known(DEFAULT_CONFIGURATION)):
        match saved:
            case Known(Dictionary() | Call() | Loaded() as configuration):
                span, value = configuration.span, saved
            case Known(str(text), origin):
                span = origin.span if origin and origin.span else added.span
                value = Known(Text(text, span), origin)
            case _:
                continue
        site = Site(value, base_model, span, added.span, for_old_library=interpreter.is_for_old_library)
        interpreter.sites.saved(site, interpreter.note, generic=interpreter.frame.generic, step=added)


def _note(interpreter: Interpreter, invocation: Invocation, configuration: Known | Unknown) -> None:
    here = interpreter.positions.span(invocation.node)
    match configuration:
        case Known(Call(span=span) | Loaded(span=span)) if span is not None:
            value: Value = configuration
        case Known(str(text), origin) if interpreter.uses_library:
            span = origin.span if origin and origin.span else here
            value = Known(Text(text, span), origin)
        case Unknown() if interpreter.uses_library:
            span, value = here, configuration
        case _:
            return
    looks_up = _is_none_of_hub(invocation.arguments.get(0, "adapter_name_or_path"))
    site = Site(value, span=span, looks_up=looks_up, for_old_library=interpreter.is_for_old_library)
    interpreter.sites.loaded(site, interpreter.note, generic=interpreter.frame.generic)


def _is_none_of_hub(adapter: Value | None) -> bool:
    """Tell whether an adapter is certainly none of the former Hub, `en/wiki@ukp`, where a configuration selects one."""
    names = [leaf for _, leaf in leaves(adapter or Unknown("no adapter"))]
    return all(isinstance(name, Known) and "@" not in str(name.value) for name in names)
