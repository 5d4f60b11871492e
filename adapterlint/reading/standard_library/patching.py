"""What tests put in the place of something else: `mock.patch("conf.RF", 16)`, `monkeypatch.setattr(conf, "RF", 16)`.

What is patched is not known from there on: it is put back at a time that need not show.
Source: https://docs.python.org/3/library/unittest.mock.html#patch
"""

from __future__ import annotations

from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.attributes import set_attribute
from adapterlint.reading.language.calling import result_of
from adapterlint.reading.language.invocation import Invocation
from adapterlint.reading.memory.escapes import let_escape
from adapterlint.reading.memory.objects import Imported, ProjectModule, ThisModule
from adapterlint.reading.registry import CALLS, METHODS_OF_UNKNOWN, reads
from adapterlint.reading.standard_library.environment import ENVIRONMENT, set_variable
from adapterlint.values import Known, Unknown, Value


@reads(CALLS, "unittest.mock.patch", "unittest.mock.patch.object")
@reads(METHODS_OF_UNKNOWN, "setattr")
def call_patch(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Forget an attribute that is given with what has it, or by its dotted path."""
    match invocation.arguments.get(0, "target"), invocation.arguments.get(1, "attribute"):
        case Known(str(path)), _:
            module, _, attribute = path.rpartition(".")
            thing = _module(interpreter, module)
        case Known() as held, Known(str(attribute)):
            thing = held
        case _:
            return result_of(interpreter, invocation.node)
    reason = Unknown(f"`{attribute}` is patched at {interpreter.positions.line(invocation.node)}")
    set_attribute(interpreter, thing, attribute, reason, invocation.node)
    return result_of(interpreter, invocation.node)


@reads(CALLS, "unittest.mock.patch.dict")
def call_patch_dict(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Forget a dictionary, or what variables of the environment are set to."""
    patched = invocation.arguments.get(0, "in_dict")
    if isinstance(patched, Known) and patched.value in (Imported(ENVIRONMENT), ENVIRONMENT):
        reason = Unknown(f"the environment is patched at {interpreter.positions.line(invocation.node)}")
        set_variable(interpreter, reason, reason)
    let_escape(interpreter, invocation.arguments.values(), invocation.node)
    return result_of(interpreter, invocation.node)


def _module(interpreter: Interpreter, name: str) -> Value:
    file = interpreter.project.find(interpreter.module, name)
    return Known(ThisModule(interpreter.scope.root) if file is None else ProjectModule(file))
