"""Calls: which handler knows what is called."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import replace

import libcst as cst

from adapterlint.facts import BaseModelReference, Call
from adapterlint.reading.command_line.own_parsers import PARSER_ABOVE, held_parser, parser_above
from adapterlint.reading.frameworks import configurations, models
from adapterlint.reading.frameworks.changes import change_items
from adapterlint.reading.frameworks.subclasses import configuration_above, construct
from adapterlint.reading.frameworks.trainers import kept
from adapterlint.reading.guards.expecting import expected_of_callable
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language import following
from adapterlint.reading.language.ancestry import inherited_method, method_of
from adapterlint.reading.language.attributes import attribute_of
from adapterlint.reading.language.callbacks import let_methods_be_called
from adapterlint.reading.language.calling import call_value, result_of
from adapterlint.reading.language.classes import foreign_bases, has_foreign_base
from adapterlint.reading.language.instances import instantiate
from adapterlint.reading.language.invocation import Invocation, with_arguments
from adapterlint.reading.language.metaclasses import call_of_metaclass
from adapterlint.reading.language.special_methods import called_by, iterated_by
from adapterlint.reading.memory.escapes import let_escape
from adapterlint.reading.memory.merging import leaves
from adapterlint.reading.memory.objects import (
    Arguments,
    BoundMethod,
    DictObject,
    Foreign,
    Function,
    Imported,
    Instance,
    ListObject,
    MethodOf,
    Parent,
    Passed,
    UserClass,
)
from adapterlint.reading.registry import (
    CALLABLES,
    CALLS,
    EXPRESSIONS,
    METHODS,
    METHODS_OF_UNKNOWN,
    MODEL_METHODS,
    reads,
)
from adapterlint.reading.standard_library.containers import new_dict, use_up
from adapterlint.reading.standard_library.dictionary_classes import make_dictionary
from adapterlint.reading.standard_library.enumerations import find_member
from adapterlint.reading.standard_library.records import is_typed_dictionary
from adapterlint.values import Known, Unknown, Value

_ENDINGS = frozenset(
    {"builtins.exit", "builtins.quit", "sys.exit", "os._exit", "os.abort"}
    | {f"pytest.{name}" for name in ("skip", "xfail", "fail", "exit")}
)
_CLASSES_OF_PYTHON = {"dict": DictObject, "list": ListObject, "set": set, "str": str}
_NOT_ITERATING = frozenset(f"builtins.{name}" for name in ("id", "isinstance", "next", "print", "type"))
_WITH_METHODS = (str, ListObject, DictObject, tuple, set)


@reads(EXPRESSIONS, cst.Call)
def read_call(interpreter: Interpreter, node: cst.Call) -> Value:
    """Evaluate a call: what is called, then the arguments, then what it returns."""
    expected = expected_of_callable(node)
    with interpreter.expecting(expected) if expected else nullcontext():
        return _called(interpreter, node)


def _called(interpreter: Interpreter, node: cst.Call) -> Value:
    func = node.func
    if isinstance(func, cst.Attribute):
        receiver = interpreter.evaluate(func.value)
        change_items(interpreter, func)
        return with_arguments(interpreter, node, lambda given: _call_method(interpreter, receiver, node, func, given))
    called = interpreter.evaluate(func)
    return with_arguments(interpreter, node, lambda given: call_value(interpreter, called, node, given))


def _call_method(
    interpreter: Interpreter, receiver: Value, node: cst.Call, func: cst.Attribute, arguments: Arguments
) -> Value:
    name = func.attr.value
    of_models = MODEL_METHODS.get(name)
    if of_models is not None and all(models.may_be_model(leaf, name) for _, leaf in leaves(receiver)):
        return of_models(interpreter, Invocation(node, name, arguments, receiver))

    def on(leaf: Known | Unknown) -> Value:
        handled = _handled(interpreter, Invocation(node, name, arguments, leaf), leaf)
        if handled is not None:
            return handled
        called = attribute_of(interpreter, leaf, func)
        if isinstance(leaf, Unknown) and isinstance(called, Unknown):
            let_escape(interpreter, arguments.values(), node)
            return interpreter.derived(node, leaf)
        match leaf, called:
            case Known(Instance() as instance), Unknown() if _may_call_methods(instance):
                let_methods_be_called(interpreter, instance, node)
        return call_value(interpreter, called, node, arguments)

    return interpreter.per_option(receiver, on)


def _may_call_methods(instance: Instance) -> bool:
    """Tell whether what an object inherits may call its methods; the modules of torch call `forward` alone."""
    above = [base.value for base in foreign_bases(instance.made_by) if isinstance(base, Known)]
    paths = [base.path for base in above if isinstance(base, Imported)]
    return has_foreign_base(instance.made_by) and not (paths and all(path.startswith("torch.") for path in paths))


def _handled(interpreter: Interpreter, invocation: Invocation, leaf: Known | Unknown) -> Value | None:
    """Call a method of a thing by the handler for such methods; None if there is none."""
    name = invocation.name
    of_models = MODEL_METHODS.get(name)
    if of_models is not None and models.may_be_model(leaf, name):
        return of_models(interpreter, invocation)
    if isinstance(leaf, Unknown):
        of_unknown = METHODS_OF_UNKNOWN.get(name)
        return of_unknown(interpreter, invocation) if of_unknown else None
    if parser := held_parser(interpreter, leaf.value, name):
        leaf, invocation = parser, replace(invocation, receiver=parser)
    handler = METHODS.get((type(leaf.value), name))
    if handler is not None and not _has_own_method(leaf.value, name):
        result = handler(interpreter, invocation)
        use_up(interpreter.state, invocation.arguments.values())
        return result
    if isinstance(leaf.value, BaseModelReference):
        return models.call_method(interpreter, invocation)
    if isinstance(leaf.value, _WITH_METHODS):
        let_escape(interpreter, (leaf,), invocation.node)
        return interpreter.unknown(invocation.node, f"a call of `{name}`, which is not followed")
    return None


def _has_own_method(thing: object, name: str) -> bool:
    made_by = thing.made_by if isinstance(thing, Instance) else thing
    return isinstance(made_by, UserClass) and method_of(made_by, name) is not None


@reads(CALLABLES, Function)
def call_function(interpreter: Interpreter, function: Function, node: cst.CSTNode, arguments: Arguments) -> Value:
    """Follow a call of a function of the script."""
    return following.call(interpreter, function, arguments, node)


@reads(CALLABLES, BoundMethod)
def call_bound(interpreter: Interpreter, method: BoundMethod, node: cst.CSTNode, arguments: Arguments) -> Value:
    """Follow a call of a method of the script."""
    with_self = Arguments((Passed(method.receiver), *arguments.positional), arguments.keywords, arguments.opaque)
    return following.call(interpreter, method.function, with_self, node)


@reads(CALLABLES, MethodOf)
def call_method_of(interpreter: Interpreter, method: MethodOf, node: cst.Call, arguments: Arguments) -> Value:
    """Call a method that was taken from a thing before."""
    called = Invocation(node, method.name, arguments, method.receiver)
    return _handled(interpreter, called, method.receiver) or result_of(interpreter, node)


@reads(CALLABLES, UserClass)
def call_class(interpreter: Interpreter, made: UserClass, node: cst.Call, arguments: Arguments) -> Value:
    """Make an object of a class of the script, or what its metaclass makes of the call."""
    by_metaclass = call_of_metaclass(interpreter, made, node, arguments)
    return by_metaclass or _make_object(interpreter, made, node, arguments)


@reads(METHODS, (Parent, "__call__"))
def call_class_above(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Run `super().__call__(…)` in a metaclass, which makes an object, or of an object of the script."""
    match invocation.receiver:
        case Known(Parent(Known(UserClass() as made))):
            return _make_object(interpreter, made, invocation.node, invocation.arguments)
        case Known(Parent(instance) as parent) if method := inherited_method(parent, "__call__"):
            return call_value(interpreter, Known(BoundMethod(instance, method)), invocation.node, invocation.arguments)
        case _:
            return result_of(interpreter, invocation.node)


def _make_object(interpreter: Interpreter, made: UserClass, node: cst.Call, arguments: Arguments) -> Value:
    if made.is_enumeration:
        return find_member(interpreter, made, node, arguments)
    if is_typed_dictionary(made) and not arguments.opaque:
        return new_dict(interpreter.state, {name: passed.value for name, passed in arguments.keywords.items()})
    if (dictionary := make_dictionary(interpreter, made, node, arguments)) is not None:
        return dictionary
    if (above := configuration_above(made)) is not None:
        return construct(interpreter, made, above, node, arguments)
    return instantiate(interpreter, made, arguments, node, _from_above(interpreter, made, node, arguments))


def _from_above(interpreter: Interpreter, made: UserClass, node: cst.Call, arguments: Arguments) -> Mapping[str, Value]:
    """Return what an object of a class has from a class of another library."""
    base = models.model_above(made)
    model = None if base is None else models.build(interpreter, Invocation(node, base, arguments))
    if model is not None:
        return {models.MODEL: model}
    if (parser := parser_above(interpreter, made, node, arguments)) is not None:
        return {PARSER_ABOVE: parser}
    if not has_foreign_base(made) or method_of(made, "__init__") is not None:
        return {}
    attributes = kept(made, arguments)
    if not attributes:
        let_escape(interpreter, arguments.values(), node)
    return attributes


@reads(CALLABLES, Imported)
def call_imported(interpreter: Interpreter, called: Imported, node: cst.Call, arguments: Arguments) -> Value:
    """Read a call of something of another module, if it is one that is known."""
    result = _call_imported(interpreter, Invocation(node, called.path, arguments))
    if called.path not in _NOT_ITERATING:
        use_up(interpreter.state, arguments.values())
    return result


def _call_imported(interpreter: Interpreter, invocation: Invocation) -> Value:  # noqa: PLR0911 - one per kind of call
    path, node = invocation.path, invocation.node
    if path in _ENDINGS:
        interpreter.state.alive = False
        return Unknown("the script ends")
    if path == "builtins.super":
        return _super(interpreter, node)
    if path.startswith("builtins.") and len(invocation.arguments.positional) == 1:
        (first,) = invocation.arguments.positional
        if (own := called_by(interpreter, node, invocation.name, first.value)) is not None:
            return own
        given = replace(first, value=iterated_by(interpreter, node, invocation.name, first.value))
        invocation = replace(invocation, arguments=replace(invocation.arguments, positional=(given,)))
    if (handler := CALLS.get(path)) is not None:
        return handler(interpreter, invocation)
    if (built := configurations.build(interpreter, invocation)) is not None:
        return built
    if (model := models.build(interpreter, invocation)) is not None:
        return model
    if (found := _of_class_of_python(interpreter, invocation)) is not None:
        return found
    let_escape(interpreter, invocation.arguments.values(), node, path)
    if path.split(".")[0] == "peft":
        return Known(Foreign(path))
    return result_of(interpreter, node)


def _of_class_of_python(interpreter: Interpreter, invocation: Invocation) -> Value | None:
    """Read `str.strip(text)`, a method that is taken from its class; None for any other call."""
    kind, _, name = invocation.path.removeprefix("builtins.").rpartition(".")
    given = invocation.arguments.positional
    if kind not in _CLASSES_OF_PYTHON or not given:
        return None
    on = replace(invocation.without_first, path=name)

    def call(leaf: Known | Unknown) -> Value:
        is_one = isinstance(leaf, Known) and isinstance(leaf.value, _CLASSES_OF_PYTHON[kind])
        called = _handled(interpreter, replace(on, receiver=leaf), leaf) if is_one else None
        return called or result_of(interpreter, invocation.node)

    return interpreter.per_option(given[0].value, call)


def _super(interpreter: Interpreter, node: cst.Call) -> Value:
    function = interpreter.frame.function
    if function is None or function.owner is None or not function.node.params.params:
        return interpreter.unknown(node, "the class above is not known")
    receiver = interpreter.lookup(function.node.params.params[0].name.value)
    if not isinstance(receiver, Known) or not isinstance(receiver.value, (Instance, UserClass, Call)):
        return interpreter.unknown(node, "the class above is not known")
    return Known(Parent(receiver, function.owner))
