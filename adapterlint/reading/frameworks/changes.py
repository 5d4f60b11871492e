"""Configurations that a script changes after they are built: what raises, and the ways around it that work.

Source: `adapters/configuration/adapter_config.py`, `AdapterConfig.__setattr__` and `__delattr__`, in all releases.
"""

from __future__ import annotations

import dataclasses

import libcst as cst

from adapterlint.facts import Argument, Call, Change, How, Loaded
from adapterlint.findings import Span
from adapterlint.reading.frameworks.configurations import is_configuration
from adapterlint.reading.frameworks.deeds import note_deed
from adapterlint.reading.frameworks.library_names import options_of
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.invocation import Invocation
from adapterlint.reading.memory.merging import leaves, one_of
from adapterlint.reading.memory.objects import ConfigurationDict
from adapterlint.reading.memory.replacing import replace_everywhere
from adapterlint.reading.memory.showing import shown
from adapterlint.reading.registry import METHODS, reads
from adapterlint.values import Known, OneOf, Unknown, Value

_NO_CONFIGURATION = Unknown("something else is changed")
_CHANGING = frozenset({"append", "clear", "extend", "insert", "pop", "remove", "setdefault", "update"})


@dataclasses.dataclass(frozen=True, slots=True)
class Statement:
    """The statement that changes a configuration.

    Attributes:
        instead: what can stand in its place, if that is known.
        value: what it assigns, where it stands in the body of a class.
    """

    span: Span
    instead: str | None = None
    value: Value | None = None


def note_change(interpreter: Interpreter, changed: Value, how: How, name: str, statement: Statement) -> None:
    """Note an attempt to change a configuration."""
    change = _change(changed, how, name, statement)
    if not isinstance(change, Unknown):
        note_deed(interpreter, change, statement.span)


def _change(changed: Value, how: How, name: str, statement: Statement) -> Value:
    match changed:
        case OneOf(choice, alternatives):
            return one_of(choice, [_change(alternative, how, name, statement) for alternative in alternatives])
        case Known(thing) if is_configuration(thing):
            return Known(Change(changed, how, name, statement.instead, statement.value))
        case _:
            return _NO_CONFIGURATION


def statement_at(interpreter: Interpreter, node: cst.CSTNode) -> Statement:
    """Return the place of a change for which nothing else can be written."""
    return Statement(interpreter.positions.span(node))


def replacing(interpreter: Interpreter, node: cst.Assign) -> Statement:
    """Return the place of `config.name = value`, and `config = config.replace(name=value)` to stand there."""
    span = interpreter.positions.span(node)
    match node.targets:
        case [cst.AssignTarget(cst.Attribute(value=cst.Name(thing), attr=cst.Name(name)))] if not _is_own(
            interpreter, thing
        ):
            return Statement(span, f"{thing} = {thing}.replace({name}={cst.Module([]).code_for_node(node.value)})")
        case _:
            return Statement(span)


def _is_own(interpreter: Interpreter, name: str) -> bool:
    """Tell whether a name is that of the object whose method is run, which has to stay the same one."""
    function = interpreter.frame.function
    if function is None or function.owner is None:
        return False
    return [one.name.value for one in function.node.params.params[:1]] == [name]


@reads(METHODS, (ConfigurationDict, "update"))
def call_update(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Run `config.__dict__.update(name=value)`; which options a dictionary changes is not followed."""
    arguments = invocation.arguments
    match invocation.receiver:
        case Known(ConfigurationDict(configuration)):
            for name, passed in arguments.keywords.items():
                force(interpreter, configuration, Known(name), passed.value)
            if arguments.positional or arguments.opaque:
                force(interpreter, configuration, Unknown("named elsewhere"), Unknown("set elsewhere"))
        case _:
            pass
    return Known(None)


def force(interpreter: Interpreter, configuration: Known | Unknown, name: Value, value: Value) -> None:
    """Change an option behind the library's back, in every variable that holds the configuration."""
    match configuration:
        case Known((Call() | Loaded()) as before) if is_configuration(before):
            after = _with_option(before, name, shown(interpreter.state, value))
            replace_everywhere(interpreter.state, before, Known(after))
            interpreter.sites.rewritten(before, after)
        case _:
            return


def change_items(interpreter: Interpreter, called: cst.Attribute) -> None:
    """Forget an option whose list or dictionary a method may change, as `config.leave_out.append(0)` does."""
    match called:
        case cst.Attribute(value=cst.Attribute(value=thing, attr=cst.Name(option)), attr=cst.Name(method)) if (
            method in _CHANGING
        ):
            for _, leaf in leaves(interpreter.evaluate(thing)):
                force(interpreter, leaf, Known(option), Unknown(f"`{option}` is changed by `{method}`"))


def _with_option(before: Call | Loaded, name: Value, value: Value) -> Call | Loaded:
    match before, name:
        case Call(class_name), Known(str(option)):
            known = option in options_of(class_name)
            return (
                dataclasses.replace(before, keywords={**before.keywords, option: Argument(value)}) if known else before
            )
        case _:
            return dataclasses.replace(before, opaque=before.opaque or "it is changed behind the library's back")
