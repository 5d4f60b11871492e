"""Records that are made of dictionaries: `Model.model_validate({…})`, `dacite.from_dict(Options, {…})`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.calling import call_value, result_of
from adapterlint.reading.language.instances import instantiate
from adapterlint.reading.language.invocation import Invocation
from adapterlint.reading.memory.objects import Arguments, Passed, UserClass
from adapterlint.reading.registry import CALLS, METHODS, reads
from adapterlint.reading.standard_library.annotations import records_in
from adapterlint.reading.standard_library.containers import dict_items
from adapterlint.reading.standard_library.pydantic_models import is_model, made_of
from adapterlint.values import Known, Unknown, Value

if TYPE_CHECKING:
    import libcst as cst


@reads(METHODS, (UserClass, "model_validate"), (UserClass, "parse_obj"))
def call_validate(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `Model.model_validate({…})` of a model of Pydantic."""
    made, given = invocation.receiver, invocation.arguments.get(0, "obj") or Unknown("nothing")

    def validated(leaf: Known | Unknown) -> Value:
        items = dict_items(interpreter.state, leaf)
        is_known = isinstance(made, Known) and isinstance(made.value, UserClass) and is_model(made.value)
        if items is None or made is None or not is_known:
            return result_of(interpreter, invocation.node)
        return call_value(interpreter, made, invocation.node, made_of(items))

    return interpreter.per_option(given, validated)


@reads(CALLS, "dacite.from_dict", "dacite.core.from_dict")
def call_from_dict(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `from_dict(data_class=Options, data={…})`; a `config` may convert what it is given."""
    if invocation.arguments.get(2, "config") is not None:
        return result_of(interpreter, invocation.node)
    made = invocation.arguments.get(0, "data_class") or Unknown("no class")
    given = invocation.arguments.get(1, "data") or Unknown("nothing")
    return interpreter.per_option(
        made, lambda one: interpreter.per_option(given, lambda leaf: _made(interpreter, one, leaf, invocation.node))
    )


def _made(interpreter: Interpreter, made: Value, given: Value, node: cst.CSTNode) -> Value:
    items = dict_items(interpreter.state, given)
    if items is None or not isinstance(made, Known) or not isinstance(made.value, UserClass):
        return result_of(interpreter, node)
    inner = records_in(interpreter, made.value)
    fields = {
        name: Passed(_made(interpreter, Known(inner[name]), items[name], node) if name in inner else items[name])
        for name in made.value.fields or ()
        if name in items
    }
    return instantiate(interpreter, made.value, Arguments((), fields), node)
