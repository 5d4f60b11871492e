"""Models of Pydantic: what they make of what they are given.

Source: https://docs.pydantic.dev/latest/concepts/conversion_table/. Plain types are converted by Pydantic itself,
dictionaries are made models. Defaults are not converted, but those of settings are, and where a model asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import libcst as cst
from pydantic import TypeAdapter, ValidationError

from adapterlint.reading.language import following
from adapterlint.reading.language.ancestry import paths_above, script_bases
from adapterlint.reading.language.bindings import nodes_in
from adapterlint.reading.memory.objects import Arguments, Function, Instance, Passed, UserClass
from adapterlint.reading.standard_library.annotations import declared_types, records_in
from adapterlint.reading.standard_library.containers import dict_items
from adapterlint.reading.standard_library.records import MODELS
from adapterlint.values import Known, Unknown, Value

if TYPE_CHECKING:
    from adapterlint.reading.interpreter import Interpreter

_VALIDATE = frozenset({"validate_all", "validate_default"})
_STRICT = frozenset({"strict"})
_PLAIN: Mapping[type, TypeAdapter[object]] = {plain: TypeAdapter(plain) for plain in (bool, float, int, str)}
_OF_FIELDS = frozenset({"field_validator", "validator"})
_OF_MODELS = frozenset({"model_validator", "root_validator"})

Make = Callable[[UserClass, Arguments], Value]
"""Makes an object of a class."""


def is_model(made: UserClass) -> bool:
    """Tell whether a class is a model of Pydantic."""
    return not paths_above(made.bases).isdisjoint(MODELS)


def converts_default(made: UserClass, name: str) -> bool:
    """Tell whether a model accepts the default of a field as it does what it is given: `validate_default=True`."""
    return _asks_for(made, name, _VALIDATE)


def _asks_for(made: UserClass, name: str, words: frozenset[str]) -> bool:
    return any(_asks_in(one, name, words) for one in script_bases(made))


def _asks_in(made: UserClass, name: str, words: frozenset[str]) -> bool:
    node = made.node
    if node is None:
        return False
    asked: list[cst.CSTNode] = list(node.keywords)
    for item in node.body.body:
        match item:
            case cst.ClassDef(name=cst.Name("Config"), body=body):
                asked.append(body)
            case cst.SimpleStatementLine(
                body=[
                    cst.AnnAssign(target=cst.Name(target)) | cst.Assign(targets=[cst.AssignTarget(cst.Name(target))]),
                    *_,
                ]
            ) if target in {"model_config", name}:
                asked.append(item)
            case _:
                continue
    return any(_asks(found, words) for found in nodes_in(asked))


def _asks(node: cst.CSTNode, words: frozenset[str]) -> bool:
    match node:
        case cst.Arg(keyword=cst.Name(word), value=cst.Name("True")):
            return word in words
        case cst.DictElement(key=cst.SimpleString() as key, value=cst.Name("True")):
            return key.evaluated_value in words
        case cst.Assign(targets=[cst.AssignTarget(cst.Name(word))], value=cst.Name("True")):
            return word in words
        case _:
            return False


def accepted(interpreter: Interpreter, made: UserClass, name: str, value: Value, make: Make) -> Value:
    """Return what a model holds in a field that it is given a value for."""

    def validated(value: Value, methods: Iterable[Function]) -> Value:
        for method in methods:
            value = following.call(interpreter, method, Arguments((Passed(Known(made)), Passed(value))), method.node)
        return value

    validators = list(_validators(made, name))
    value = validated(value, (method for method, comes_first in validators if comes_first))
    value = interpreter.per_option(value, lambda leaf: _converted(interpreter, made, name, leaf, make))
    return validated(value, (method for method, comes_first in validators if not comes_first))


def validate(interpreter: Interpreter, instance: Instance, node: cst.CSTNode) -> None:
    """Run what validates a model as a whole; what it does before the fields are filled is not known."""
    for method in (method for one in script_bases(instance.made_by) for method in one.methods.values()):
        written = next((call for call in _calls(method, _OF_MODELS)), None)
        if written is None:
            continue
        if any(isinstance(one.value, cst.SimpleString) and one.value.value[1:-1] == "after" for one in written.args):
            following.call(interpreter, method, Arguments((Passed(Known(instance)),)), node)
            continue
        reason = interpreter.unknown(method.node, "it may change what the model is given")
        for name in instance.made_by.fields or ():
            interpreter.state.memory[instance.identity, name] = reason


def made_of(items: Mapping[object, Value]) -> Arguments:
    """Return the items of a dictionary as keywords."""
    return Arguments((), {key: Passed(value) for key, value in items.items() if isinstance(key, str)})


def _converted(interpreter: Interpreter, made: UserClass, name: str, leaf: Known | Unknown, make: Make) -> Value:
    if not isinstance(leaf, Known):
        return leaf
    declared = declared_types(made).get(name)
    if declared is not None and isinstance(leaf.value, tuple(_PLAIN)):
        is_strict = _asks_for(made, name, _STRICT)
        try:
            return Known(_PLAIN[declared].validate_python(leaf.value, strict=is_strict), leaf.origin)
        except ValidationError:
            return Unknown(f"`{leaf.value!r}`, which the model does not accept as `{name}`")
    items = dict_items(interpreter.state, leaf)
    inner = records_in(interpreter, made).get(name) if items is not None else None
    return leaf if inner is None or items is None else make(inner, made_of(items))


def _validators(made: UserClass, name: str) -> Iterator[tuple[Function, bool]]:
    """Yield what validates a field, and whether it is given what is not converted yet."""
    for method in (method for one in script_bases(made) for method in one.methods.values()):
        for call in _calls(method, _OF_FIELDS):
            words = [one.value.value[1:-1] for one in call.args if isinstance(one.value, cst.SimpleString)]
            if name in words or "*" in words:
                yield method, "before" in words or any(_asks(one, frozenset({"pre"})) for one in call.args)


def _calls(method: Function, names: frozenset[str]) -> Iterator[cst.Call]:
    """Yield the decorators of a method that are calls of some functions."""
    for decorator in method.node.decorators if isinstance(method.node, cst.FunctionDef) else ():
        match decorator.decorator:
            case cst.Call(func=cst.Name(name) | cst.Attribute(attr=cst.Name(name))) as call if name in names:
                yield call
            case _:
                continue
