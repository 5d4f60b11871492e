"""Configurations as dictionaries: `config.to_dict()`, `dict(config)`, `{**config}`, `dataclasses.asdict(config)`.

Source: `adapters/configuration/adapter_config.py`; a configuration is a mapping of its options, given or not.
"""

from __future__ import annotations

from adapterlint.facts import Call, Loaded
from adapterlint.reading.frameworks.options import options_of_part, origin_of, parts_of
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.invocation import Invocation
from adapterlint.reading.registry import METHODS, reads
from adapterlint.reading.standard_library.containers import new_dict, new_list
from adapterlint.values import Known, Unknown, Value


@reads(METHODS, (Call, "to_dict"), (Loaded, "to_dict"))
def call_to_dict(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `configuration.to_dict()`."""
    return exported(interpreter, invocation, invocation.receiver or Unknown("nothing"))


def exported(interpreter: Interpreter, invocation: Invocation, configuration: Value) -> Value:
    """Return a configuration as a dictionary, and a union with its parts as dictionaries."""
    if not isinstance(configuration, Known) or not isinstance(configuration.value, (Call, Loaded)):
        return interpreter.unknown(invocation.node, "no configuration that is known")
    (parts, is_union), origin = parts_of(configuration.value), origin_of(configuration.value)
    made = [options_of_part(interpreter.state, part, origin) for part in parts]
    held = [options for options in made if options is not None]
    if not made or len(held) < len(made):
        return interpreter.unknown(invocation.node, "a configuration that is not known well enough")
    if is_union and invocation.name == "asdict":
        return interpreter.unknown(invocation.node, "a union, which is no dataclass")
    if is_union:
        configs = new_list(interpreter.state, [new_dict(interpreter.state, options) for options in held])
        held = [{"architecture": Known("union"), "configs": configs}]
    return new_dict(interpreter.state, held[0])
