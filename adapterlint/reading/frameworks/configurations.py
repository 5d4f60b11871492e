"""Configurations of adapters: constructor calls, `AdapterConfig.load`, `.replace`."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import libcst as cst

from adapterlint.base_models import size_of_configuration
from adapterlint.facts import Argument, Call, Dictionary, Loaded, Reach, Site
from adapterlint.findings import Span
from adapterlint.reading.files.configuration_files import with_file_read
from adapterlint.reading.frameworks.library_names import (
    FUSION_CLASSES,
    LOADERS,
    UNIONS,
    configuration_class,
    default_of_option,
    is_library_module,
)
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.invocation import Invocation
from adapterlint.reading.memory.merging import leaves
from adapterlint.reading.memory.objects import ConfigurationDict, DictObject, Passed
from adapterlint.reading.memory.showing import shown, uncalled
from adapterlint.reading.registry import ATTRIBUTES, METHODS, reads
from adapterlint.reading.standard_library.containers import sequence_items
from adapterlint.values import Known, OneOf, Unknown, Value

PARTS_AT_MOST = 10_000


def build(interpreter: Interpreter, invocation: Invocation) -> Value | None:
    """Read a call that constructs or loads a configuration; None for any other call."""
    if found := configuration_class(invocation.path):
        return _constructed(interpreter, invocation, *found)
    above, _, method = invocation.path.rpartition(".")
    if not configuration_class(above):
        return None
    if method == "load" and above.rpartition(".")[2] in LOADERS:
        return _loaded(interpreter, invocation, above)
    if method == "from_dict":
        return _from_dictionary(interpreter, invocation, above)
    return interpreter.unknown(invocation.node, f"`{method}` of a configuration class is not read")


def is_configuration(thing: object) -> bool:
    """Tell whether something is a configuration of adapters."""
    match thing:
        case Loaded():
            return True
        case Call(class_name=name, module=module):
            return name in LOADERS and (is_library_module(module) or module == "transformers")
        case _:
            return False


def is_of_fusion(configuration: object) -> bool:
    """Tell whether a configuration is for `add_adapter_fusion`."""
    match configuration:
        case Loaded(is_fusion=is_fusion):
            return is_fusion
        case Call(class_name=name):
            return name in FUSION_CLASSES
        case _:
            return False


def _constructed(interpreter: Interpreter, invocation: Invocation, module: str, class_name: str) -> Value:
    arguments = invocation.arguments
    given = as_part if class_name in UNIONS else argument
    call = Call(
        class_name,
        tuple(given(interpreter, passed) for passed in arguments.positional),
        {name: given(interpreter, passed) for name, passed in arguments.keywords.items()},
        arguments.opaque,
        interpreter.positions.span(invocation.node),
        interpreter.positions.before_end(invocation.node),
        module,
    )
    return noted(interpreter, call, arguments.values())


def _loaded(interpreter: Interpreter, invocation: Invocation, path: str) -> Value:
    module, _, name = path.rpartition(".")
    arguments = invocation.arguments
    source = arguments.get(0, "config")
    is_none = source is None or source == Known(None, getattr(source, "origin", None))
    if source is None or (is_none and name not in FUSION_CLASSES):
        return Known(None)
    skipped = {"config", "download_kwargs"}
    keywords = {name: passed for name, passed in arguments.keywords.items() if name not in skipped}
    source = uncalled(source) or shown(interpreter.state, source)
    interpreter.sites.source_of_another(source)
    loaded = Loaded(
        with_file_read(interpreter, source),
        {name: argument(interpreter, passed) for name, passed in keywords.items()},
        arguments.opaque,
        interpreter.positions.span(invocation.node),
        interpreter.positions.before_end(invocation.node),
        module,
        name in FUSION_CLASSES or (isinstance(source, Known) and is_of_fusion(source.value)),
    )
    return noted(interpreter, loaded, ())


def _from_dictionary(interpreter: Interpreter, invocation: Invocation, path: str) -> Value:
    """Read `BnConfig.from_dict({…})`, which stores what the class has no option for; a configuration stays as it is."""
    module, _, name = path.rpartition(".")
    span, closing = interpreter.positions.span(invocation.node), interpreter.positions.before_end(invocation.node)

    def make(leaf: Known | Unknown) -> Value:
        if isinstance(leaf, Known) and is_configuration(leaf.value):
            return leaf
        source = shown(interpreter.state, leaf)
        if not isinstance(source, Known):
            return interpreter.unknown(invocation.node, "what it is made of is not known")
        if not isinstance(leaf, Known) or not isinstance(leaf.value, DictObject):
            made_of_other = Loaded(source, {}, None, span, closing, module, name in FUSION_CLASSES, name)
            return noted(interpreter, made_of_other, ())
        interpreter.sites.source_of_another(source)
        if name in FUSION_CLASSES:
            return noted(interpreter, _fusion_from(source, Call(name, span=span, module=module), closing), ())
        return noted(interpreter, Loaded(source, {}, None, span, closing, module, class_name=name), ())

    return interpreter.per_option(invocation.arguments.get(0, "config") or Unknown("nothing"), make)


def _fusion_from(source: Value, made: Call, closing: Span | None) -> Loaded:
    """Return a fusion of a class with the options of a dictionary; the class has a default for what is not given."""
    items = source.value if isinstance(source, Known) and isinstance(source.value, dict) else {}
    values = {key: item if isinstance(item, (Known, OneOf, Unknown)) else Known(item) for key, item in items.items()}
    options = {str(key): Argument(value) for key, value in values.items()}
    return Loaded(Known(made), options, None, made.span, closing, made.module, is_fusion=True)


@reads(METHODS, (Call, "replace"), (Loaded, "replace"))
def call_replace_method(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Read `configuration.replace(name=value)`."""
    return replaced(interpreter, invocation, invocation.receiver or Unknown("nothing"))


def replaced(interpreter: Interpreter, invocation: Invocation, before: Value) -> Value:
    """Return the same call with other keywords."""
    arguments = invocation.arguments
    match before:
        case Known(Call() | Loaded() as configuration):
            interpreter.sites.source_of_another(before)
            changes = {name: argument(interpreter, passed) for name, passed in arguments.keywords.items()}
            after = dataclasses.replace(
                _changed(configuration, changes),
                opaque=configuration.opaque or arguments.opaque,
                span=interpreter.positions.span(invocation.node),
                closing=interpreter.positions.before_end(invocation.node),
            )
            return noted(interpreter, after, ()) if is_configuration(after) else Known(after)
        case _:
            return interpreter.unknown(invocation.node, "what is replaced is not known")


def _changed(configuration: Call | Loaded, changes: Mapping[str, Argument]) -> Call | Loaded:
    if isinstance(configuration, Loaded):
        return dataclasses.replace(configuration, replaced={**configuration.replaced, **changes})
    if configuration.class_name in UNIONS:  # which is left as it is by `from_dict`, and changes each of its parts
        whole = Known(configuration)
        return Loaded(whole, module=configuration.module, class_name=configuration.class_name, replaced=changes)
    return dataclasses.replace(configuration, keywords={**configuration.keywords, **changes})


@reads(ATTRIBUTES, Call, Loaded)
def configuration_attribute(_: Interpreter, receiver: Known, name: str, __: cst.CSTNode) -> Value | None:
    """Return what an option of a configuration was given, or the parts of a union."""
    match receiver.value:
        case Call() | Loaded() if name == "__dict__" and is_configuration(receiver.value):
            return Known(ConfigurationDict(receiver))
        case Call(class_name="ConfigUnion", positional=parts, opaque=None) if name == "configs":
            return Known(tuple(part.value for part in parts))
        case Call(keywords=keywords, positional=()) | Loaded(replaced=keywords) if name in keywords:
            return keywords[name].value
        case Loaded(source, keywords, opaque):
            in_file = source.value.options if isinstance(source, Known) and isinstance(source.value, Dictionary) else {}
            given = keywords.get(name) or (None if opaque else in_file.get(name))
            return None if given is None else given.value
        case Call(class_name=class_name, positional=positional, opaque=opaque) as call:
            size = size_of_configuration(call, name)
            default = None if positional or opaque else default_of_option(class_name, name)
            return default if size is None else Known(size)
        case _:
            return None


def as_part(interpreter: Interpreter, passed: Passed) -> Argument:
    """Show a part of a union as a fact."""
    part = argument(interpreter, passed)
    return dataclasses.replace(part, value=uncalled(passed.value) or part.value)


def argument(interpreter: Interpreter, passed: Passed) -> Argument:
    """Show an argument as a fact; one that came out of a container has no place of its own."""
    value = shown(interpreter.state, passed.value)
    if not _is_reasonable(value):
        value = Unknown("configurations that hold one another too many times")
    if passed.node is None:
        return Argument(value)
    spans = interpreter.positions
    return Argument(value, spans.span(passed.node), spans.span(passed.node.value))


def noted(interpreter: Interpreter, configuration: Call | Loaded, values: tuple[Value, ...]) -> Value:
    """Note a configuration that is written, and that those among the values are parts of it."""
    for value in values:
        for part in (value, *(sequence_items(interpreter.state, value) or ())):
            for _, leaf in leaves(part):
                if isinstance(leaf, Known):
                    interpreter.sites.part_of_another(leaf.value)
    site = Site(
        Known(configuration),
        span=configuration.span,
        expected_built=interpreter.expected,
        reach=Reach(impossible=interpreter.state.impossible()),
    )
    interpreter.sites.written(site, interpreter.note, generic=interpreter.frame.generic)
    return Known(configuration)


def _is_reasonable(value: Value) -> bool:
    """Tell whether a value has few enough parts; one call can stand in another many times over."""
    left = PARTS_AT_MOST
    pending: list[object] = [value]
    while pending and left:
        left -= 1
        match pending.pop():
            case Known(part):
                pending.append(part)
            case OneOf(_, alternatives):
                pending.extend(alternatives)
            case Call(positional=positional, keywords=keywords):
                pending.extend(argument.value for argument in (*positional, *keywords.values()))
            case (list() | tuple()) as items:
                pending.extend(items)
            case _:
                pass
    return left > 0
