"""Fixtures of pytest: what they give to tests, and what one test does to those that others use after it.

Source: https://docs.pytest.org/en/stable/how-to/fixtures.html
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

import libcst as cst

from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language import following
from adapterlint.reading.language.writes import changed_below
from adapterlint.reading.memory.merging import leaves
from adapterlint.reading.memory.objects import Arguments, Function, Instance, Passed
from adapterlint.reading.standard_library.containers import new_namespace, sequence_items, set_contents
from adapterlint.values import Known, Unknown, Value

DEEPEST_FIXTURE = 5
_FIXTURE = "fixture"
_SHARED = frozenset({"class", "module", "package", "session"})


def fixture_of(interpreter: Interpreter, name: str, test: Function, depth: int = 0) -> Value | None:
    """Return what a fixture of the file, or of `conftest.py`, gives to a test; None if there is none."""
    function = _function_named(interpreter, name)
    if function is None:
        return None
    made = _made_by(interpreter, function, test, depth)
    for other in _changed_before(interpreter, function, test) if made is not None else ():
        reason = interpreter.unknown(other.node, f"`{other.name}`, which comes before, changes it")
        _forget_changed(interpreter, made, changed_below(other)[name], reason)
    return made


def _forget_changed(
    interpreter: Interpreter, made: Value | None, attributes: AbstractSet[str], reason: Unknown
) -> None:
    """Forget the items of what a fixture gives, or some attributes."""
    for _, leaf in leaves(made) if made is not None else ():
        match leaf:
            case Known(Instance(identity=identity)):
                interpreter.state.memory.update({(identity, name): reason for name in attributes})
            case _:
                set_contents(interpreter.state, leaf, reason)


def run_autouse(interpreter: Interpreter, test: Function) -> None:
    """Run the fixtures that every test of the file uses."""
    for function in _functions_around(interpreter):
        used = _keyword(function, "autouse")
        if used is not None and isinstance(used, cst.Name) and used.value == "True":
            _made_by(interpreter, function, test, 0)


def _made_by(interpreter: Interpreter, function: Function, test: Function, depth: int) -> Value | None:
    if depth > DEEPEST_FIXTURE or not isinstance(function.node, cst.FunctionDef):
        return None
    given: dict[str, Passed] = {}
    for parameter in function.node.params.params:
        wanted = parameter.name.value
        value = (
            _request(interpreter, function) if wanted == "request" else fixture_of(interpreter, wanted, test, depth + 1)
        )
        if value is not None:
            given[wanted] = Passed(value)
    made = following.call(interpreter, function, Arguments((), given, "the fixtures of pytest"), function.node)
    if not function.is_generator:
        return made
    items = sequence_items(interpreter.state, made)
    return items[0] if items else None


def _function_named(interpreter: Interpreter, name: str) -> Function | None:
    held = interpreter.lookup(name)
    if held is None and (file := interpreter.project.find(interpreter.module, "conftest")) is not None:
        held = interpreter.project.resolved(interpreter.project.member(file, name, interpreter), interpreter)
    match held:
        case Known(Function() as function) if _FIXTURE in function.decorators:
            return function
        case _:
            return None


def _request(interpreter: Interpreter, function: Function) -> Value:
    """Return the `request` of a fixture, whose only parameter is known if there is but one."""
    listed = _keyword(function, "params")
    items = sequence_items(interpreter.state, interpreter.evaluate(listed)) if listed is not None else None
    unknown = Unknown("which parameter of the fixture it is")
    return new_namespace(interpreter.state, {"param": items[0] if items and len(items) == 1 else unknown})


def _keyword(function: Function, name: str) -> cst.BaseExpression | None:
    """Return what `@pytest.fixture(name=…)` is given under a name."""
    decorators = function.node.decorators if isinstance(function.node, cst.FunctionDef) else ()
    calls = [one.decorator for one in decorators if isinstance(one.decorator, cst.Call)]
    given = (one for call in calls for one in call.args if one.keyword and one.keyword.value == name)
    return next((one.value for one in given), None) if _FIXTURE in function.decorators else None


def _functions_around(interpreter: Interpreter) -> Iterator[Function]:
    """Yield the functions and methods of the file."""
    root = interpreter.scope.root.identity
    held = (interpreter.state.get(key) for key in list(interpreter.state.keys_of(root)))
    yield from (one.value for one in held if isinstance(one, Known) and isinstance(one.value, Function))
    yield from (method for made in interpreter.classes for method in made.methods.values())


def _changed_before(interpreter: Interpreter, fixture: Function, test: Function) -> Iterator[Function]:
    """Yield the tests before another one that change what a fixture gives to both of them."""
    scope = _keyword(fixture, "scope")
    shared = scope.evaluated_value if isinstance(scope, cst.SimpleString) else None
    line = interpreter.positions.span(test.node).line
    for other in _functions_around(interpreter) if shared in _SHARED else ():
        is_before = interpreter.positions.span(other.node).line < line
        is_given = any(one.name.value == fixture.name for one in other.node.params.params)
        is_shared = shared != "class" or other.owner is test.owner
        if is_before and is_given and is_shared and fixture.name in changed_below(other):
            yield other
