"""Classes of the script that inherit from a configuration class: what they make is judged as the class above.

Sources: `dataclasses` of Python; `adapters/configuration/adapter_config.py`, `AdapterConfig.load`, which makes each
configuration again out of its dictionary when it is added to a model, and so runs an `__init__` of the script twice.
"""

from __future__ import annotations

from functools import cache

import libcst as cst

from adapterlint.facts import Argument, Call
from adapterlint.reading.frameworks.configurations import argument, noted
from adapterlint.reading.frameworks.library_names import FUSION_CLASSES, configuration_class
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.ancestry import script_bases
from adapterlint.reading.language.classes import foreign_bases
from adapterlint.reading.language.instances import PROPERTIES, default_of
from adapterlint.reading.memory.objects import Arguments, Imported, UserClass
from adapterlint.reading.memory.showing import shown
from adapterlint.reading.standard_library.records import AFTER_INIT
from adapterlint.values import Known, Value

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
        *AFTER_INIT,
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
    if path.rpartition(".")[2] in _ABSTRACT or is_changed or _attribute(interpreter, made, "architecture"):
        return interpreter.unknown(node, f"`{made.name}` is a configuration class of its own")
    return noted(interpreter, _by_fields(interpreter, made, path, node, arguments), arguments.values())


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


@cache
def options_of(class_name: str) -> tuple[str, ...]:
    """Return the options that a class has in any release, in order."""
    from adapterlint.space.releases import RELEASES, snapshot

    definitions = (snapshot(release).configs.get(class_name) for release in reversed(RELEASES))
    return tuple(dict.fromkeys(option for definition in definitions if definition for option in definition.fields))
