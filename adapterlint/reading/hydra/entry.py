"""Where a script asks Hydra for its configuration: `@hydra.main(…)`, and `initialize` with `compose`."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

import libcst as cst

from adapterlint.data.nodes import Node, Scalar
from adapterlint.reading.hydra.alternatives import configuration
from adapterlint.reading.hydra.composition import Composed, composed
from adapterlint.reading.hydra.groups import CannotComposeError, Groups, Stored
from adapterlint.reading.hydra.overrides import RUNS_AT_MOST, NotReadError, Override, Run, run_of, runs_in, word_of
from adapterlint.reading.hydra.structured import node_of
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.invocation import Invocation, with_arguments
from adapterlint.reading.memory.contents import STORE
from adapterlint.reading.memory.objects import Arguments, Function, Imported, new_identity
from adapterlint.reading.registry import CALLS, METHODS, PARAMETERS, reads
from adapterlint.reading.standard_library.containers import sequence_items
from adapterlint.values import Choice, Known, Unknown, Value

if TYPE_CHECKING:
    from adapterlint.findings import Span

_HYDRA: Final = new_identity()
"""Under this identity the state holds where `initialize` says that configurations are."""
_PLACE: Final = "place"


@dataclass(frozen=True, slots=True)
class ConfigStore:
    """`ConfigStore.instance()`, of which there is one."""


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to run a script, in words, and its configuration, or why that is not known."""

    words: str
    node: Node | Unknown


@reads(PARAMETERS, "hydra")
def parameters(interpreter: Interpreter, function: Function) -> dict[str, Value]:
    """Return what Hydra gives to the only parameter of the function that it starts."""
    if not isinstance(function.node, cst.FunctionDef) or not function.node.params.params:
        return {}
    for decorator in function.node.decorators:
        call = decorator.decorator
        if isinstance(call, cst.Call) and _is_main(interpreter, call.func):
            name = function.node.params.params[0].name.value
            return {name: with_arguments(interpreter, call, partial(_of_main, interpreter, call))}
    return {}


def _is_main(interpreter: Interpreter, node: cst.BaseExpression) -> bool:
    value = interpreter.evaluate(node) if isinstance(node, (cst.Name, cst.Attribute)) else None
    return isinstance(value, Known) and value.value == Imported("hydra.main")


def _of_main(interpreter: Interpreter, node: cst.Call, given: Arguments) -> Value:
    place, name = given.get(0, "config_path") or Known(None), given.get(1, "config_name") or Known(None)
    groups = _groups(interpreter, place, node)
    if isinstance(groups, Unknown):
        return groups
    if not isinstance(name, Known) or not isinstance(name.value, (str, type(None))):
        return interpreter.unknown(node, "which configuration it begins with is not known")
    primary = name.value.removesuffix(".yaml") if name.value else None
    span = interpreter.positions.span(node)
    ways = list(itertools.islice(_ways(interpreter, groups, primary, span), RUNS_AT_MOST))
    words = (*(way.words for way in ways), "it is run with another configuration")
    choice = Choice(f"{span.path}:{span.line}:hydra", words, span, by_user=True)
    otherwise = Unknown(f"what users give to the command line of {span.path}", by_user=True)
    return configuration(interpreter, choice, [way.node for way in ways], otherwise)


def _groups(interpreter: Interpreter, place: Value, node: cst.CSTNode) -> Groups | Unknown:
    """Return where the configurations are that a script asks for."""
    files, script = interpreter.project.files, Path(interpreter.path)
    if files is None:
        return interpreter.unknown(node, "the files of the project are not known")
    # What other scripts of the project import is in stores of their own.
    stored = {
        name: held.value
        for _, name in interpreter.state.memory.keys_of(STORE)
        if isinstance(held := interpreter.state.get((STORE, name)), Known) and isinstance(held.value, Stored)
    }
    match place:
        case Known(None):
            return Groups(files, script, None, stored)
        case Known(str() | PurePosixPath() as path):
            folder = files.find(script, os.path.join(os.path.dirname(os.path.abspath(script)), str(path)))  # noqa: PTH100, PTH118, PTH120
            return (
                interpreter.unknown(node, folder) if isinstance(folder, str) else Groups(files, script, folder, stored)
            )
        case _:
            return interpreter.unknown(node, "where its configurations are is not known")


def _ways(interpreter: Interpreter, groups: Groups, name: str | None, span: Span) -> Iterator[_Way]:
    """Yield the runs of the project; where there are none, the configuration as it is written, and other options."""
    runs = interpreter.home.command_lines
    for line in runs:
        words = f"it is run as at {line.span.path}:{line.span.line}"
        try:
            for run in runs_in(line):
                yield _Way(f"{words} with {run.note}" if run.note else words, _node(groups, name, run, line.span))
        except NotReadError as error:
            yield _Way(words, Unknown(f"{error} ({line.span.path}:{line.span.line})"))
    if not runs:
        yield from _as_written(groups, name, span)


def _as_written(groups: Groups, name: str | None, span: Span) -> Iterator[_Way]:
    words = "nothing is overridden on the command line"
    try:
        first = composed(groups, name, Run(()), span)
    except CannotComposeError as error:
        yield _Way(words, Unknown(str(error)))
        return
    yield _Way(words, first.table)
    for group, option in _other_options(groups, first):
        node = _node(groups, name, Run((Override("", group, Scalar(option, span)),)), span)
        if not isinstance(node, Unknown):
            yield _Way(f"`{group}={option}` is given", node)


def _other_options(groups: Groups, first: Composed) -> Iterator[tuple[str, str]]:
    for group, taken in first.groups.items():
        yield from ((group, option) for option in groups.options(group) if option != taken)


def _node(groups: Groups, name: str | None, run: Run, span: Span) -> Node | Unknown:
    try:
        return composed(groups, name, run, span).table
    except CannotComposeError as error:
        return Unknown(str(error))


@reads(CALLS, "hydra.initialize", "hydra.initialize_config_dir", "hydra.initialize_config_module")
def call_initialize(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Remember where configurations are."""
    place = invocation.arguments.get(0, "config_path") or invocation.arguments.get(-1, "config_dir")
    is_folder = invocation.name != "initialize_config_module"
    interpreter.state.memory[_HYDRA, _PLACE] = (place or Known(None)) if is_folder else Unknown("a module")
    return interpreter.unknown(invocation.node, "what `initialize` gives")


@reads(CALLS, "hydra.compose")
def call_compose(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `compose(config_name=…, overrides=[…])`."""
    node, given = invocation.node, invocation.arguments
    groups = _groups(interpreter, interpreter.state.get((_HYDRA, _PLACE)) or Unknown("not initialised"), node)
    name, listed = given.get(0, "config_name"), given.get(1, "overrides")
    words = () if listed is None else sequence_items(interpreter.state, listed)
    if isinstance(groups, Unknown):
        return groups
    if words is None or not isinstance(name, Known) or not isinstance(name.value, (str, type(None))):
        return interpreter.unknown(node, "its arguments are not known")
    span = interpreter.positions.span(node)
    try:
        run = run_of([word_of(word, span) for word in words])
        return configuration(interpreter, None, [composed(groups, name.value, run, span).table])
    except (NotReadError, CannotComposeError) as error:
        return interpreter.unknown(node, str(error))


@reads(CALLS, "hydra.core.config_store.ConfigStore.instance")
def call_instance(_: Interpreter, __: Invocation) -> Value:
    """Return the store."""
    return Known(ConfigStore())


@reads(METHODS, (ConfigStore, "store"))
def store(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Put a configuration into the store."""
    given = invocation.arguments
    name, group, package = (
        given.get(at, key) or Known(None) for at, key in ((0, "name"), (2, "group"), (3, "package"))
    )
    match name, group:
        case Known(str(text)), Known(str() | None as folder):
            held = node_of(interpreter, given.get(1, "node") or Unknown("no configuration is given"), invocation.node)
            path = f"{folder}/{text}" if folder else text
            interpreter.state.memory[STORE, path.removesuffix(".yaml")] = Known(Stored(held, _text(package)))
        case _:
            pass
    return Known(None)


def _text(value: Value) -> str | None:
    return value.value if isinstance(value, Known) and isinstance(value.value, str) else None
