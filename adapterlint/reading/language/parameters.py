"""The parameters of a function of the script, bound to what a call gives."""

from __future__ import annotations

import libcst as cst

from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.memory.merging import one_of
from adapterlint.reading.memory.objects import Arguments, Function
from adapterlint.reading.standard_library.containers import new_dict
from adapterlint.values import Known, Unknown, Value


def bind_arguments(interpreter: Interpreter, function: Function, arguments: Arguments) -> None:
    """Bind parameters as Python does; what may hide in an opaque argument is unknown."""
    parameters = function.node.params
    positional = [*parameters.posonly_params, *parameters.params]
    taken: set[str] = set()
    for index, parameter in enumerate([*positional, *parameters.kwonly_params]):
        name = parameter.name.value
        taken.add(name)
        given = arguments.get(index if index < len(positional) else -1, name)
        interpreter.bind(name, _parameter(interpreter, function, parameter, given, arguments))
    if isinstance(parameters.star_arg, cst.Param):
        rest = arguments.positional[len(positional) :]
        unpacked: Value = Known(tuple(one.value for one in rest))
        interpreter.bind(
            parameters.star_arg.name.value,
            _unknown_rest(interpreter, function, parameters.star_arg, arguments) or unpacked,
        )
    if parameters.star_kwarg is not None:
        others = {name: passed.value for name, passed in arguments.keywords.items() if name not in taken}
        unpacked = new_dict(interpreter.state, others)
        interpreter.bind(
            parameters.star_kwarg.name.value,
            _unknown_rest(interpreter, function, parameters.star_kwarg, arguments) or unpacked,
        )


def _parameter(
    interpreter: Interpreter, function: Function, parameter: cst.Param, given: Value | None, arguments: Arguments
) -> Value:
    is_open = given is None or (arguments.opaque and isinstance(given, Unknown) and given.reason == arguments.opaque)
    default = function.defaults.get(parameter.name.value)
    if is_open and interpreter.frame.generic and default is not None:
        return _default_or_anything(interpreter, function, parameter, default)
    if given is None and default is not None:
        return default
    return _anything(interpreter, function, parameter) if is_open or given is None else given


def _default_or_anything(interpreter: Interpreter, function: Function, parameter: cst.Param, default: Value) -> Value:
    """Return what a parameter is where nobody in the file calls the function; its defaults hold together."""
    place = function.node.name if isinstance(function.node, cst.FunctionDef) else function.node
    ways = (f"`{function.name}` is called with its defaults", f"`{function.name}` is called with other arguments")
    return one_of(interpreter.choice(place, ways), [default, _anything(interpreter, function, parameter)])


def _unknown_rest(
    interpreter: Interpreter, function: Function, parameter: cst.Param, arguments: Arguments
) -> Unknown | None:
    return _anything(interpreter, function, parameter) if arguments.opaque else None


def _anything(interpreter: Interpreter, function: Function, parameter: cst.Param) -> Unknown:
    is_left_out = function.node in interpreter.left_out
    cause = "a call is not followed, for there are too many" if is_left_out else "callers may pass anything"
    return Unknown(f"parameter `{parameter.name.value}` of `{function.name}`: {cause}")
