"""`ml_collections.config_flags`: a flag that names a file of Python, whose `get_config` makes the configuration."""

from __future__ import annotations

from pathlib import PurePosixPath

from adapterlint.reading.command_line.absl_flags import define_as
from adapterlint.reading.command_line.options import Option
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.calling import call_value
from adapterlint.reading.language.invocation import Invocation
from adapterlint.reading.memory.objects import Arguments
from adapterlint.reading.registry import CALLS, reads
from adapterlint.values import Known, Unknown, Value


@reads(CALLS, "ml_collections.config_flags.DEFINE_config_file", "ml_collections.config_flags.DEFINE_config_dict")
def define_config(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Read `DEFINE_config_file("config", "configs/default.py")` and `DEFINE_config_dict("config", {…})`."""
    arguments, node = invocation.arguments, invocation.node
    name = arguments.get(0, "name")
    if not isinstance(name, Known) or not isinstance(name.value, str):
        return interpreter.unknown(node, "a flag without a name that is known")
    if invocation.name == "DEFINE_config_dict":
        default = arguments.get(1, "config")
    else:
        default = _of_file(interpreter, arguments.get(1, "default"), invocation)
    place = f"at {interpreter.positions.line(node)}"
    option = Option(name.value, (f"--{name.value}",), None, interpreter.positions.span(node), place)
    return define_as(interpreter, option.with_default(default), node)


def _of_file(interpreter: Interpreter, path: Value | None, invocation: Invocation) -> Value | None:
    """Return what `get_config` of a file makes; None if no file is named."""
    match path:
        case None | Known(None):
            return None
        case Known(str(text)):
            module = ".".join(PurePosixPath(text).with_suffix("").parts)
            file = interpreter.project.find(interpreter.module, module)
        case _:
            file = None
    if file is None:
        return Unknown("the file of the configuration is not known")
    made = interpreter.project.resolved(interpreter.project.member(file, "get_config", interpreter), interpreter)
    return call_value(interpreter, made, invocation.node, Arguments())
