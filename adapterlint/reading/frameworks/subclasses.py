"""Classes of the script that inherit from a configuration class: what they make is judged as the class above.

Sources: `dataclasses` of Python; `adapters/configuration/adapter_config.py`, `AdapterConfig.load`, which makes each
configuration again out of its dictionary when it is added to a model, and so runs an `__init__` of the script twice.
"""

from __future__ import annotations

import libcst as cst

from adapterlint.facts import Argument, Call, OwnConfiguration
from adapterlint.reading.frameworks.changes import Statement, note_change
from adapterlint.reading.frameworks.configurations import argument, noted
from adapterlint.reading.frameworks.library_names import FUSION_CLASSES, configuration_class, options_of
from adapterlint.reading.frameworks.rebuilding import is_generated, refusal
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language import following
from adapterlint.reading.language.ancestry import method_of, script_bases
from adapterlint.reading.language.classes import foreign_bases
from adapterlint.reading.language.instances import PROPERTIES, default_of
from adapterlint.reading.language.writes import writes_of
from adapterlint.reading.memory.objects import Arguments, Function, Imported, Passed, UserClass
from adapterlint.reading.memory.showing import shown
from adapterlint.reading.standard_library.annotations import init_only_fields
from adapterlint.reading.standard_library.containers import new_list, sequence_items
from adapterlint.values import Known, Origin, Unknown, Value

_ABSTRACT = frozenset({"AdapterConfig", "AdapterConfigBase"})
_OF_ITS_OWN = frozenset(
    {
        "__getattr__",
        "__getattribute__",
        "__delattr__",
        "__getitem__",
        "__init__",
        "__iter__",
        "__setattr__",
        "__setitem__",
        "from_dict",
        "replace",
        "to_dict",
    }
)
"""Methods that change what a configuration holds, or what the library reads of it."""


def configuration_above(made: UserClass) -> str | None:
    """Return the path of the configuration class that a class inherits from; None if there is none, or more."""
    match foreign_bases(made):
        case [Known(Imported(path))] if (found := configuration_class(path)) and found[1] not in FUSION_CLASSES:
            return path
        case _:
            return None


def construct(interpreter: Interpreter, made: UserClass, path: str, node: cst.CSTNode, arguments: Arguments) -> Value:
    """Return the configuration that `MyConfig(…)` is, as far as the class above shows it."""
    methods = [method for ancestor in script_bases(made) for method in ancestor.methods.values()]
    is_changed = any(method.name in _OF_ITS_OWN or method.decorators & PROPERTIES for method in methods)
    after = method_of(made, "__post_init__")
    if after is not None and after.owner is not None and not is_generated(made, after.owner):
        after = None
    is_changed |= after is not None and (bool(init_only_fields(made)) or _calls_itself(after))
    if path.rpartition(".")[2] in _ABSTRACT or is_changed or _attribute(interpreter, made, "architecture"):
        unknown = interpreter.unknown(node, f"`{made.name}` is a configuration class of its own")
        return OwnConfiguration(unknown.reason, unknown.origin, class_name=made.name, refusal=refusal(made, path))
    call = _by_fields(interpreter, made, path, node, arguments)
    configuration = noted(interpreter, call, arguments.values())
    _note_hidden(interpreter, made, call, configuration)
    return configuration if after is None else _run_on(interpreter, configuration, after, node)


def _calls_itself(method: Function) -> bool:
    """Tell whether a method calls others of its object, which are not followed."""
    receiver = method.node.params.params[0].name.value if method.node.params.params else ""
    return any(
        isinstance(called, cst.Attribute) and isinstance(called.value, cst.Name) and called.value.value == receiver
        for called in writes_of(method.node).called
    )


def _run_on(interpreter: Interpreter, configuration: Value, method: Function, node: cst.CSTNode) -> Value:
    """Run a method of a configuration, and return what it is afterwards, should it be changed behind the library."""
    held = new_list(interpreter.state, [configuration])
    following.call(interpreter, method, Arguments((Passed(configuration),)), node)
    (after,) = sequence_items(interpreter.state, held) or (Unknown("a method changes it"),)
    return after


def _note_hidden(interpreter: Interpreter, made: UserClass, call: Call, configuration: Value) -> None:
    """Note the options that bodies of classes assign, and no field of them, so that the configuration has others."""
    taken = call.keywords if not call.positional and not call.opaque else options_of(call.class_name)
    for name in options_of(call.class_name):
        first = next((one for one in script_bases(made) if interpreter.state.get((one.identity, name))), None)
        value = _attribute(interpreter, made, name)
        origin = getattr(value, "origin", None)
        if first is None or value is None or name in first.declared or name in taken:
            continue
        if isinstance(origin, Origin) and origin.span is not None:
            statement = Statement(origin.span, value=shown(interpreter.state, value))
            note_change(interpreter, configuration, "class attribute", name, statement)


def _attribute(interpreter: Interpreter, made: UserClass, name: str) -> Value | None:
    held = (interpreter.state.get((ancestor.identity, name)) for ancestor in script_bases(made))
    return next((value for value in held if value is not None), None)


def _by_fields(interpreter: Interpreter, made: UserClass, path: str, node: cst.CSTNode, arguments: Arguments) -> Call:
    """Do what a dataclass does: its fields have their new defaults, and fields that it adds are no options."""
    module, _, name = path.rpartition(".")
    options = options_of(name)
    added = {field for field in made.fields or () if options and field not in options}
    defaults = {
        field: Argument(shown(interpreter.state, value))
        for field in made.fields or ()
        if field not in added and (value := default_of(interpreter, made, field, node)) is not None
    }
    positional = tuple(argument(interpreter, passed) for passed in arguments.positional)
    for field in options[: len(positional)]:
        defaults.pop(field, None)
    keywords = {key: argument(interpreter, passed) for key, passed in arguments.keywords.items() if key not in added}
    span, closing = interpreter.positions.span(node), interpreter.positions.before_end(node)
    return Call(name, positional, {**defaults, **keywords}, arguments.opaque, span, closing, module)
