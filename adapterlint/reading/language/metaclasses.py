"""What classes above, and metaclasses, do when a class is defined: registries that fill themselves, and singletons.

Source: https://docs.python.org/3/reference/datamodel.html#customizing-class-creation
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import libcst as cst

from adapterlint.reading.language import following
from adapterlint.reading.language.ancestry import inherited_method, method_of, paths_above, script_bases
from adapterlint.reading.language.calling import call_value
from adapterlint.reading.memory.objects import Arguments, BoundMethod, DictObject, Parent, Passed, UserClass
from adapterlint.reading.registry import CALLS, METHODS, reads
from adapterlint.reading.standard_library.containers import dict_items
from adapterlint.values import Known, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from adapterlint.reading.interpreter import Interpreter
    from adapterlint.reading.language.invocation import Invocation

METACLASS = "<metaclass>"
"""The name under which a class holds its metaclass."""
_MADE = "<made>"
"""The name under which a namespace that a metaclass is given holds the class that it is of."""
_TYPE = "builtins.type"


def metaclass_of(interpreter: Interpreter, made: UserClass) -> UserClass | None:
    """Return the metaclass of a class, which may be that of a class above; None if the script defines none."""
    held = (interpreter.state.get((one.identity, METACLASS)) for one in script_bases(made))
    match next((one for one in held if one is not None), None):
        case Known(UserClass() as metaclass):
            return metaclass
        case _:
            return None


def complete(interpreter: Interpreter, made: UserClass, node: cst.ClassDef, bound: Callable[[], Value]) -> Value:
    """Do what follows the body of a class, and return what its name is bound to.

    Args:
        bound: makes a dictionary of what the body binds.
    """
    keywords = {one.keyword.value: Passed(interpreter.evaluate(one.value)) for one in node.keywords if one.keyword}
    written = keywords.pop("metaclass", None)
    if written is not None:
        interpreter.state.memory[made.identity, METACLASS] = written.value
    metaclass = metaclass_of(interpreter, made)
    if metaclass is None:
        _tell_above(interpreter, made, node, keywords)
        return Known(made)
    result: Value = Known(made)
    namespace = bound()
    given = (Known(made.name), Known(made.bases), namespace)
    if isinstance(namespace, Known) and isinstance(namespace.value, DictObject):
        interpreter.state.memory[namespace.value.identity, _MADE] = Known(made)
    if (method := method_of(metaclass, "__new__")) is not None:
        result = _call(interpreter, Known(method), node, (Known(metaclass), *given), keywords)
    _tell_above(interpreter, made, node, keywords)
    if result == Known(made, getattr(result, "origin", None)) and (method := method_of(metaclass, "__init__")):
        _call(interpreter, Known(method), node, (result, *given), keywords)
    return result


def _tell_above(interpreter: Interpreter, made: UserClass, node: cst.ClassDef, keywords: Mapping[str, Passed]) -> None:
    """Run the `__init_subclass__` of the class above that has one."""
    method = inherited_method(Parent(Known(made), made), "__init_subclass__")
    if method is not None:
        _call(interpreter, Known(BoundMethod(Known(made), method)), node, (), keywords)


@reads(METHODS, (Parent, "__init_subclass__"))
def call_init_subclass(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Run `super().__init_subclass__()`, which does nothing unless a class above has one."""
    match invocation.receiver:
        case Known(Parent(instance) as parent) if method := inherited_method(parent, "__init_subclass__"):
            called = Known(BoundMethod(instance, method))
            return call_value(interpreter, called, invocation.node, invocation.arguments)
        case _:
            return Known(None)


@reads(CALLS, f"{_TYPE}.__new__")
@reads(METHODS, (Parent, "__new__"))
def call_new_above(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Run `super().__new__(…)`: of a metaclass, it makes the class with what its namespace holds by now."""
    match invocation.receiver:
        case Known(Parent() as parent) if (method := inherited_method(parent, "__new__")) is not None:
            return call_value(interpreter, Known(method), invocation.node, invocation.arguments)
        case Known(Parent() as parent) if not _is_of_metaclass(parent):
            return CALLS["builtins.object.__new__"](interpreter, invocation)
    namespace = invocation.arguments.get(3, "namespace")
    match namespace:
        case Known(DictObject(identity)) if (held := interpreter.state.get((identity, _MADE))) is not None:
            _take_over(interpreter, held, namespace)
            return held
        case _:
            return interpreter.unknown(invocation.node, "a class that is put together at run time")


def _is_of_metaclass(parent: Parent) -> bool:
    return _TYPE in paths_above(parent.above.bases)


def _take_over(interpreter: Interpreter, held: Value, namespace: Value) -> None:
    """Let a class have what a metaclass has put into its namespace."""
    items = dict_items(interpreter.state, namespace)
    if isinstance(held, Known) and isinstance(held.value, UserClass):
        made = held.value
        for name, value in (items or {}).items():
            if isinstance(name, str) and name not in made.methods:
                interpreter.state.memory[made.identity, name] = value


def call_of_metaclass(
    interpreter: Interpreter, made: UserClass, node: cst.CSTNode, arguments: Arguments
) -> Value | None:
    """Call a class whose metaclass says what that does; None for any other."""
    metaclass = metaclass_of(interpreter, made)
    method = None if metaclass is None else method_of(metaclass, "__call__")
    if method is None:
        return None
    with_class = replace(arguments, positional=(Passed(Known(made)), *arguments.positional))
    return following.call(interpreter, method, with_class, node)


def _call(
    interpreter: Interpreter,
    called: Value,
    node: cst.CSTNode,
    given: tuple[Value, ...],
    keywords: Mapping[str, Passed],
) -> Value:
    return call_value(interpreter, called, node, Arguments(tuple(map(Passed, given)), keywords))
