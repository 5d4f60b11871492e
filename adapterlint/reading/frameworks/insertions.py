"""`model.add_adapter(name, config=…)` and `add_adapter_fusion`: a configuration meets a base model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from types import MappingProxyType

import libcst as cst

from adapterlint.facts import (
    Argument,
    BaseModelReference,
    ClassItself,
    Dictionary,
    NoConfiguration,
    OwnConfiguration,
    Reach,
    Site,
    Step,
    Text,
)
from adapterlint.findings import Span
from adapterlint.reading.files.configuration_files import with_file_read
from adapterlint.reading.frameworks.casting import with_cast
from adapterlint.reading.frameworks.configurations import is_configuration, is_of_fusion
from adapterlint.reading.frameworks.library_names import DEFAULT_CONFIGURATION, class_named
from adapterlint.reading.frameworks.model_memory import after_others, take_step
from adapterlint.reading.frameworks.model_steps import note_missing, note_step, step_of
from adapterlint.reading.frameworks.models import model_of_instance
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.invocation import Invocation
from adapterlint.reading.memory.merging import Assumptions, leaves, narrowed, one_of
from adapterlint.reading.memory.objects import (
    Arguments,
    BoundMethod,
    DictObject,
    Foreign,
    Function,
    Imported,
    Instance,
    ListObject,
)
from adapterlint.reading.memory.showing import shown, uncalled
from adapterlint.reading.registry import MODEL_METHODS, reads
from adapterlint.values import Known, OneOf, Unknown, Value

_ADAPTER_TYPE = "AdapterType"
_NO_CONFIGURATIONS = (
    *(int, float, complex, bytes, range, set, frozenset, type(...), tuple, ListObject),
    *(Function, BoundMethod),
)
"""What stands for things that can be no configurations."""
_OTHER = Unknown("another configuration is chosen", by_user=True)


@reads(MODEL_METHODS, "add_adapter")
def insert(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Note each configuration that the call may put into the model."""
    if _is_of_peft(invocation.arguments):
        return Known(None)
    step = _taken(interpreter, invocation)
    note_name(interpreter, step)
    configuration = _configuration(invocation.arguments)
    _note_refused(interpreter, step)
    if configuration is None:
        _note(interpreter, invocation, Known(DEFAULT_CONFIGURATION), step=step)
        return Known(None)
    for assumed, leaf in _alternatives(interpreter, configuration):
        is_default = isinstance(leaf, Known) and leaf.value is None
        configuration = Known(DEFAULT_CONFIGURATION) if is_default else leaf
        _note(interpreter, _in_model(invocation, assumed), configuration, step=step, under=assumed)
    return Known(None)


@reads(MODEL_METHODS, "add_adapter_fusion")
def insert_fusion(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Note each configuration that the fusion may get; where none is given, there is nothing to be wrong."""
    note_missing(interpreter, after_others(interpreter, invocation.receiver, step_of(interpreter, invocation)))
    _taken(interpreter, invocation)
    configuration = invocation.arguments.get(1, "config")
    for assumed, leaf in _alternatives(interpreter, configuration) if configuration else ():
        if leaf != Known(None, leaf.origin):
            _note(interpreter, _in_model(invocation, assumed), leaf, under=assumed, fuses=True)
    return Known(None)


def _is_of_peft(arguments: Arguments) -> bool:
    """Tell whether a call is of what transformers itself has, `add_adapter(adapter_config, adapter_name)`."""
    first = arguments.positional[0].value if arguments.positional else Known(None)
    is_foreign = any(isinstance(leaf, Known) and isinstance(leaf.value, Foreign) for _, leaf in leaves(first))
    return is_foreign or "adapter_config" in arguments.keywords


def _taken(interpreter: Interpreter, invocation: Invocation) -> Step:
    """Let the model go through the step that the call is."""
    step = step_of(interpreter, invocation)
    interpreter.per_option(
        invocation.receiver or Unknown("no model"), lambda model: take_step(interpreter, model, step)
    )
    return step


def note_name(interpreter: Interpreter, step: Step) -> None:
    """Note the name of an adapter that may hold a dot, where it is written."""
    for argument in (*step.positional[:1], *(step.keywords[name] for name in step.keywords if name == "adapter_name")):
        options = (leaf.value for _, leaf in leaves(argument.value) if isinstance(leaf, Known))
        if interpreter.uses_library and any(isinstance(name, str) and "." in name for name in options):
            note_step(interpreter, replace(step, positional=(argument,), keywords={}, span=argument.span))


def _note_refused(interpreter: Interpreter, step: Step) -> None:
    """Note a configuration that may be of a class of the script which the library cannot build again."""
    for argument in (*step.positional[1:2], *(step.keywords[name] for name in step.keywords if name == "config")):
        options = leaves(narrowed(argument.value, interpreter.state.assumed))
        if any(isinstance(leaf, OwnConfiguration) and leaf.refusal for _, leaf in options):
            note_step(interpreter, replace(step, positional=(), keywords={"config": argument}, span=argument.span))


def _alternatives(interpreter: Interpreter, configuration: Value) -> Iterator[tuple[Assumptions, Known | Unknown]]:
    """Yield what a configuration may be, but not what users may give instead of what is written."""
    options = list(leaves(narrowed(configuration, interpreter.state.assumed)))
    for assumed, leaf in options:
        given_by_user = isinstance(leaf, Unknown) and any(choice.by_user for choice in assumed)
        if not (given_by_user and len(options) > 1):
            yield assumed, leaf


def _in_model(invocation: Invocation, assumed: Assumptions) -> Invocation:
    """Return the call on the model that it is called on under some assumptions."""
    return replace(invocation, receiver=narrowed(invocation.receiver or Unknown("no model"), assumed))


def _loaded_under(assumed: Assumptions, model: Value) -> Value:
    """Return a model of the checkpoint that is loaded under some assumptions."""
    match model:
        case Known(BaseModelReference(checkpoint=OneOf() as checkpoint) as reference, origin):
            return Known(replace(reference, checkpoint=narrowed(checkpoint, assumed)), origin)
        case OneOf(choice, alternatives):
            return one_of(choice, [_loaded_under(assumed, alternative) for alternative in alternatives])
        case _:
            return model


def _configuration(arguments: Arguments) -> Value | None:
    """Return the configuration argument; adapter-transformers 1 had the type of adapter before it."""
    second = arguments.get(1, "config")
    if isinstance(second, Known) and isinstance(second.value, Imported) and _ADAPTER_TYPE in second.value.path:
        return arguments.get(2, "config")
    return second


def _note(  # noqa: PLR0913 - all that a site consists of
    interpreter: Interpreter,
    invocation: Invocation,
    configuration: Known | Unknown,
    *,
    step: Step | None = None,
    under: Assumptions = MappingProxyType({}),
    fuses: bool = False,
) -> None:
    inserted_at = interpreter.positions.span(invocation.node)
    interpreter.project.adding.setdefault(inserted_at.path, set()).add(interpreter.home.path)
    base_model = _loaded_under(under, base_model_of(interpreter, invocation.receiver or Unknown("no model")))
    match configuration:
        case Known(str(text), origin):
            span = origin.span if origin and origin.span else inserted_at
            named = configuration if fuses else with_file_read(interpreter, configuration)
            text_or_file = Known(Text(text, span, fuses), origin) if named is configuration else named
            value: Value = _where_chosen(text_or_file, under)
            positive = False
        case Known(DictObject(), origin):
            span = origin.span if origin and origin.span else inserted_at
            value, positive = shown(interpreter.state, configuration), False
            interpreter.sites.source_of_another(value)
            value = _as_fusion(value) if fuses else value
        case Known(thing) if is_configuration(thing) and is_of_fusion(thing) == fuses:
            span = getattr(thing, "span", None) or inserted_at
            value, positive = configuration, True
        case Known(Imported(path), origin) if class_name := class_named(path):
            span, positive = inserted_at, True
            value = Known(ClassItself(class_name, _written_at(interpreter, invocation.arguments), fuses), origin)
        case Known(thing) if is_configuration(thing):
            span = getattr(thing, "span", None) or inserted_at
            value, positive = Known(NoConfiguration(configuration, span, fuses)), True
        case Known(thing) if isinstance(thing, _NO_CONFIGURATIONS):
            span, positive = inserted_at, False
            literal = uncalled(configuration) or shown(interpreter.state, configuration)
            value = _of_literal(literal, span, is_fusion=fuses)
        case Unknown():
            span, value, positive = inserted_at, configuration, False
        case _:
            return
    if positive or interpreter.uses_library:
        site = Site(value, base_model, span, inserted_at, for_old_library=interpreter.is_for_old_library)
        chosen = _other_than_written({**interpreter.state.assumed, **under})
        reach = Reach(impossible=interpreter.state.impossible(under), chosen=chosen)
        site = replace(site, expected_added=interpreter.expected, reach=reach)
        decided = [choice.options[min(taken)] for choice, taken in under.items()]
        note = ", ".join([*interpreter.context, *decided])
        interpreter.sites.inserted(site, note, generic=interpreter.frame.generic, step=step)


def _other_than_written(assumed: Assumptions) -> str:
    """Say which options users choose, under some assumptions, that are other than what the project says."""
    chosen = ((choice, min(taken)) for choice, taken in assumed.items() if choice.by_user and taken)
    return " and ".join(choice.options[option] for choice, option in chosen if 0 < choice.written <= option)


def _of_literal(literal: Value, span: Span | None, *, is_fusion: bool) -> Known:
    """Return what is no configuration; an empty one counts as none, but for a fusion."""
    is_empty = isinstance(literal, Known) and not literal.value
    fact = NoConfiguration(literal, span, is_fusion)
    return Known(Text(DEFAULT_CONFIGURATION, span)) if is_empty and not is_fusion else Known(fact)


def _written_at(interpreter: Interpreter, arguments: Arguments) -> Span | None:
    """Return where the configuration argument is written, if it is a name that can be called there."""
    passed = arguments.keywords.get("config") or next(iter(arguments.positional[1:2]), None)
    written = passed.node.value if passed and passed.node else None
    return interpreter.positions.span(written) if isinstance(written, (cst.Name, cst.Attribute)) else None


def _as_fusion(shown_dictionary: Value) -> Value:
    """Return a plain dictionary as the configuration of a fusion."""
    match shown_dictionary:
        case OneOf(choice, alternatives):
            return one_of(choice, [_as_fusion(alternative) for alternative in alternatives])
        case Known(dict() as items, origin):
            options = {
                str(name): Argument(item if isinstance(item, (Known, OneOf, Unknown)) else Known(item))
                for name, item in items.items()
            }
            return Known(Dictionary(options, origin.span if origin else None, is_fusion=True), origin)
        case _:
            return shown_dictionary


def _where_chosen(text: Value, under: Assumptions) -> Value:
    """Let a configuration string hold only where the user chooses it."""
    value: Value = text
    for choice, taken in under.items():
        if choice.by_user:
            ways = [value if index in taken else _OTHER for index in range(len(choice.options))]
            value = OneOf(choice, tuple(ways))
    return value


def base_model_of(interpreter: Interpreter, receiver: Value) -> Value:
    """Show the model as a fact."""
    match receiver:
        case OneOf(choice, alternatives):
            return one_of(choice, [base_model_of(interpreter, alternative) for alternative in alternatives])
        case Known(BaseModelReference()):
            return with_cast(interpreter, receiver)
        case Unknown():
            return receiver
        case Known(Instance() as instance):
            return model_of_instance(interpreter, instance)
        case _:
            return Unknown("not a model that is known")
