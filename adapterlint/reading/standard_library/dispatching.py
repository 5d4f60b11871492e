"""`functools.singledispatch`: a function that calls another one by the class of its first argument."""

from __future__ import annotations

import libcst as cst

from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language import following
from adapterlint.reading.language.ancestry import script_bases
from adapterlint.reading.language.invocation import Invocation
from adapterlint.reading.memory.contents import CONTENTS
from adapterlint.reading.memory.escapes import let_escape
from adapterlint.reading.memory.merging import lift
from adapterlint.reading.memory.objects import (
    Arguments,
    Dispatcher,
    EnumMember,
    Function,
    Imported,
    Instance,
    MethodOf,
    Partial,
    Passed,
    UserClass,
)
from adapterlint.reading.registry import CALLABLES, CALLS, METHODS, reads
from adapterlint.reading.standard_library.reflection import is_a
from adapterlint.values import Known, Unknown, Value

_FARTHEST = 100
_GENERAL = frozenset({"PreTrainedConfig", "PretrainedConfig"})
"""Classes that stand above those of all base models' configurations."""


@reads(CALLS, "functools.singledispatch")
def call_singledispatch(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Make a dispatcher of a function."""
    match invocation.arguments.get(0, "func"):
        case Known(Function() as function):
            return Known(Dispatcher(function))
        case _:
            return interpreter.unknown(invocation.node, "what it dispatches is not known")


@reads(METHODS, (Dispatcher, "register"))
def call_register(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Run `register(function)`, `register(Class, function)`, or `register(Class)` as a decorator."""
    dispatcher = invocation.receiver.value if isinstance(invocation.receiver, Known) else None
    given = [passed.value for passed in invocation.arguments.positional]
    match given:
        case [Known(Function() as function)]:
            _register(interpreter, dispatcher, _annotated(interpreter, function), Known(function))
            return given[0]
        case [kind, function]:
            _register(interpreter, dispatcher, kind, function)
            return function
        case [Known() as kind] if isinstance(invocation.receiver, Known):
            return Known(Partial(Known(MethodOf(invocation.receiver, "register")), Arguments((Passed(kind),))))
        case _:
            _register(interpreter, dispatcher, Unknown("a class"), Unknown("a function"))
            return interpreter.unknown(invocation.node, "what is registered is not known")


def _register(interpreter: Interpreter, dispatcher: object, kind: Value, function: Value) -> None:
    assert isinstance(dispatcher, Dispatcher)  # noqa: S101 - the table of methods sees to it
    key = (dispatcher.identity, CONTENTS)
    before = interpreter.state.get(key) or Known(())
    interpreter.state.memory[key] = lift(lambda pairs: Known((*pairs, Known((kind, function)))), before)


def _annotated(interpreter: Interpreter, function: Function) -> Value:
    """Return the class that the first parameter of a function is annotated with."""
    match function.node.params.params:
        case [cst.Param(annotation=cst.Annotation(annotation)), *_]:
            with interpreter.within(function.scope):
                return interpreter.evaluate(annotation)
        case _:
            return Unknown("no class is named")


@reads(CALLABLES, Dispatcher)
def dispatch(interpreter: Interpreter, dispatcher: Dispatcher, node: cst.CSTNode, arguments: Arguments) -> Value:
    """Call the function that is registered for the class of the first argument."""
    given = arguments.positional[0].value if arguments.positional else Unknown("no argument")

    def call(leaf: Known | Unknown) -> Value:
        function = _chosen(interpreter, dispatcher, leaf)
        if function is None:
            let_escape(interpreter, arguments.values(), node)
            return interpreter.unknown(node, "which function it calls depends on a class that is not known")
        narrowed = Arguments((Passed(leaf), *arguments.positional[1:]), arguments.keywords, arguments.opaque)
        return following.call(interpreter, function, narrowed, node)

    return interpreter.per_option(given, call)


def _chosen(interpreter: Interpreter, dispatcher: Dispatcher, leaf: Known | Unknown) -> Function | None:
    """Return the function that is called for something; None if it is not known which one is."""
    registered = interpreter.state.get((dispatcher.identity, CONTENTS)) or Known(())
    if not isinstance(leaf, Known) or not isinstance(registered, Known) or not isinstance(registered.value, tuple):
        return None
    found: list[tuple[int, Value]] = []
    for pair in registered.value:
        kind, function = pair.value
        holds = is_a(leaf.value, kind.value) if isinstance(kind, Known) else kind
        if not isinstance(holds, Known):
            return None
        if holds.value:
            found.append((_distance(leaf.value, kind.value), function))
    _, nearest = min(found, key=lambda one: one[0], default=(0, Known(dispatcher.otherwise)))
    return nearest.value if isinstance(nearest, Known) and isinstance(nearest.value, Function) else None


def _distance(thing: object, kind: object) -> int:
    """Return how far a class stands above the class of something."""
    match thing, kind:
        case Instance(made_by=made) | EnumMember(made_by=made), UserClass():
            return script_bases(made).index(kind)
        case _, Imported(path) if path.rpartition(".")[2] in _GENERAL:
            return _FARTHEST
        case _, Imported(path):
            names = [above.__name__ for above in type(thing).__mro__]
            name = path.rpartition(".")[2]
            return names.index(name) if name in names else 0
        case _:
            return 0
