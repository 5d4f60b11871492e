"""What rounds of a loop before the one at hand may have changed, which is then unknown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from adapterlint.reading.frameworks.library_names import is_library_module, is_library_name
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.bindings import changes_in
from adapterlint.reading.language.following import YIELDED
from adapterlint.reading.memory.contents import CONTENTS
from adapterlint.reading.memory.escapes import leaves_containers_as_they_are
from adapterlint.reading.memory.merging import leaves
from adapterlint.reading.memory.objects import DictObject, Imported, Instance, ListObject
from adapterlint.reading.standard_library.containers import contents
from adapterlint.reading.syntax.walking import dotted_name
from adapterlint.values import Known, Unknown, Value

_HARMLESS_BUILTINS = frozenset(
    {"bool", "format", "getattr", "hasattr", "id", "isinstance", "len", "print", "repr", "str", "type"}
)
"""Functions of Python that neither change nor use up what they are given."""


def forget_changes_of_rounds(interpreter: Interpreter, node: cst.For | cst.While) -> None:
    """Make unknown what rounds before this one may have assigned or changed."""
    line = interpreter.positions.line(node)
    changes = changes_in(node.body)
    if changes.yields:
        yielded = Unknown(f"what the loop at {line} yields")
        interpreter.state.memory[interpreter.scope.identity, YIELDED] = yielded
    for name in changes.assigned:
        if interpreter.lookup(name) is not None:
            _forget(interpreter, name, Unknown(f"`{name}`: changed in the loop at {line}"))
    for name in _called_on(interpreter, changes.calls):
        bound = interpreter.lookup(name)
        reason = Unknown(f"`{name}`: may be changed in the loop at {line}")
        if isinstance(bound, Known) and isinstance(bound.value, set):
            interpreter.bind(name, reason)
        elif bound is not None:
            _forget_contents(interpreter, bound, reason)
    for item in _unpacked(interpreter, changes.calls):
        _forget_contents(interpreter, item, Unknown(f"may be changed in the loop at {line}"))


def _forget(interpreter: Interpreter, name: str, reason: Unknown) -> None:
    bound = interpreter.lookup(name.split(".", maxsplit=1)[0])
    _forget_contents(interpreter, bound, reason)
    if "." not in name:
        interpreter.state.memory[interpreter.scope.identity, name] = reason
        return
    attribute = name.split(".")[1]
    for _, leaf in leaves(bound) if bound is not None else ():
        if isinstance(leaf, Known) and isinstance(leaf.value, Instance):
            interpreter.state.memory[leaf.value.identity, attribute] = reason


def _called_on(interpreter: Interpreter, calls: Sequence[cst.Call]) -> dict[str, None]:
    """Return the names whose methods are called, or which are handed to calls that may change what they hold."""
    names: dict[str, None] = {}
    for call in calls:
        match call.func:
            case cst.Attribute(value=cst.Name(value=name)):
                names[name] = None
            case _:
                pass
        if not _leaves_as_is(interpreter, call.func):
            given = (argument for argument in call.args if argument.star != "**")
            names.update({one.value.value: None for one in given if isinstance(one.value, cst.Name)})
    return names


def _unpacked(interpreter: Interpreter, calls: Sequence[cst.Call]) -> Iterator[Value]:
    """Yield what calls are handed by `**options`, which leaves the dictionary as it is."""
    given = (argument for call in calls for argument in call.args if argument.star == "**")
    for name in {one.value.value: None for one in given if isinstance(one.value, cst.Name)}:
        bound = interpreter.lookup(name)
        for _, leaf in leaves(contents(interpreter.state, bound)) if bound is not None else ():
            if isinstance(leaf, Known) and isinstance(leaf.value, dict):
                yield from leaf.value.values()


def _leaves_as_is(interpreter: Interpreter, called: cst.BaseExpression) -> bool:
    """Tell whether a call does not change what it is given: one of the library, or of what is known to be harmless."""
    root, _, rest = (dotted_name(called) or "").partition(".")
    bound = interpreter.lookup(root) if root else None
    if bound is None:
        return root in _HARMLESS_BUILTINS and not rest
    if not isinstance(bound, Known) or not isinstance(bound.value, Imported):
        return False
    path = bound.value.path
    module, _, name = path.rpartition(".")
    is_of_library = is_library_module(path) or is_library_name(module, name)
    return is_of_library or leaves_containers_as_they_are(f"{path}.{rest}" if rest else path)


def _forget_contents(interpreter: Interpreter, bound: Value | None, reason: Unknown) -> None:
    for _, leaf in leaves(bound) if bound is not None else ():
        if isinstance(leaf, Known) and isinstance(leaf.value, (ListObject, DictObject)):
            interpreter.state.memory[leaf.value.identity, CONTENTS] = reason
