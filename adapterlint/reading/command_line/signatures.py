"""Functions whose parameters are options: `typer`, `fire.Fire(main)`, `tyro.cli(main)`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import libcst as cst

from adapterlint.reading.command_line.conversion import LITERAL_OR_TEXT, WORD_FOR_BOOL, default_converted
from adapterlint.reading.command_line.nested_records import filled
from adapterlint.reading.command_line.options import Constant, Option
from adapterlint.reading.command_line.runs import values_of
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language import following
from adapterlint.reading.language.ancestry import method_of
from adapterlint.reading.language.bindings import nodes_in
from adapterlint.reading.language.instances import instantiate
from adapterlint.reading.language.invocation import Invocation
from adapterlint.reading.memory.objects import Arguments, Function, Imported, Passed, UserClass
from adapterlint.reading.registry import CALLS, PARAMETERS, reads
from adapterlint.reading.standard_library.annotations import record_named
from adapterlint.values import Known, Unknown, Value

TYPER_APP = "typer.Typer()"
"""Stands for an application, so that `@app.command` is known for what it is."""
_WRAPPERS = frozenset({"draccus.wrap", "pyrallis.wrap"})
_TYPER_DECLARATIONS = frozenset({"Option", "Argument"})


@reads(CALLS, "typer.Typer")
def make_app(_: Interpreter, __: Invocation) -> Value:
    """Read `app = typer.Typer()`."""
    return Known(Imported(TYPER_APP))


@reads(CALLS, "typer.run", "fire.Fire", "defopt.run")
def run(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Read `fire.Fire(main)`: a call whose arguments the command line gives."""
    return _started(interpreter, invocation, fills_records=False, by_click=invocation.path == "typer.run")


@reads(
    CALLS,
    *("tyro.cli", "jsonargparse.CLI", "jsonargparse.auto_cli", "simple_parsing.parse"),
    *("draccus.parse", "pyrallis.parse"),
)
def run_with_records(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Read `tyro.cli(main)` and its kin, which also fill dataclasses, and dataclasses in these."""
    return _started(interpreter, invocation, fills_records=True)


def _started(interpreter: Interpreter, invocation: Invocation, *, fills_records: bool, by_click: bool = False) -> Value:
    node = invocation.node
    given = invocation.arguments.get(0, "config_class")

    def follow(leaf: Known | Unknown) -> Value:
        if isinstance(leaf, Known) and isinstance(leaf.value, UserClass):
            return _made(interpreter, leaf.value, node)
        if not isinstance(leaf, Known) or not isinstance(leaf.value, Function):
            return interpreter.unknown(node, "what the command line starts is not known")
        values = parameters_of(interpreter, leaf.value, by_click=by_click)
        if fills_records:
            values.update(_records(interpreter, leaf.value))
        passed = Arguments((), {name: Passed(value) for name, value in values.items()})
        return following.call(interpreter, leaf.value, passed, node)

    return interpreter.per_option(given or Unknown("all functions of the file"), follow)


def _made(interpreter: Interpreter, made: UserClass, node: cst.Call) -> Value:
    """Make an object with what the command line gives, of a record to its fields, of others to `__init__`."""
    init = method_of(made, "__init__")
    if made.fields is not None or init is None:
        return filled(interpreter, made, node)
    options = options_of_signature(interpreter, init, is_method=True)
    values = values_of(interpreter, options, node)
    return instantiate(interpreter, made, Arguments((), {name: Passed(one) for name, one in values.items()}), node)


def _records(interpreter: Interpreter, function: Function) -> Iterator[tuple[str, Value]]:
    """Yield the parameters of a function that take dataclasses, with what the command line gives."""
    parameters = function.node.params
    with interpreter.within(function.scope):
        for parameter in (*parameters.params, *parameters.kwonly_params):
            made = record_named(interpreter, parameter.annotation)
            if made is not None:
                name = parameter.name.value
                default = interpreter.evaluate(parameter.default) if parameter.default is not None else None
                is_only = len(parameters.params) + len(parameters.kwonly_params) == 1
                yield name, filled(interpreter, made, function.node, "" if is_only else f"{name}.", default)


@reads(PARAMETERS, "records")
def parameters_of_wrapped(interpreter: Interpreter, function: Function) -> dict[str, Value]:
    """Return what `@draccus.wrap()` and `@pyrallis.wrap()` give to the function below them."""
    for decorator in function.node.decorators if isinstance(function.node, cst.FunctionDef) else ():
        match decorator.decorator:
            case cst.Call(func=(cst.Name() | cst.Attribute()) as func) if _is_wrapper(interpreter.evaluate(func)):
                return dict(_records(interpreter, function))
            case _:
                continue
    return {}


def _is_wrapper(value: Value) -> bool:
    return isinstance(value, Known) and isinstance(value.value, Imported) and value.value.path in _WRAPPERS


def parameters_of(interpreter: Interpreter, function: Function, *, by_click: bool) -> dict[str, Value]:
    """Return the values of the parameters of a function that the command line calls.

    Args:
        by_click: whether click parses them, which converts defaults too.
    """
    options = options_of_signature(interpreter, function)
    if by_click:
        options = [replace(one, default=default_converted(one.converter, one.default)) for one in options]
    return values_of(interpreter, options, function.node)


def options_of_signature(interpreter: Interpreter, function: Function, *, is_method: bool = False) -> list[Option]:
    """Return the parameters of a function as options; of a method without the object that it is called on."""
    parameters = function.node.params
    written = (*parameters.posonly_params, *parameters.params, *parameters.kwonly_params)
    with interpreter.within(function.scope):
        return [_option(interpreter, parameter) for parameter in (written[1:] if is_method else written)]


def _option(interpreter: Interpreter, parameter: cst.Param) -> Option:
    name, span = parameter.name.value, interpreter.positions.span(parameter)
    place = f"at {interpreter.positions.line(parameter)}"
    flags = tuple(dict.fromkeys((f"--{name.replace('_', '-')}", f"--{name}")))
    kind = _annotated_kind(parameter)
    written = _written_default(parameter.default)
    default = interpreter.evaluate(written) if written is not None else None
    if isinstance(default, Known) and default.value is ...:
        default = None
    at = interpreter.positions.span(written) if written is not None else None
    if kind != "bool":
        converter = {None: LITERAL_OR_TEXT, "str": None}.get(kind, Known(Imported(f"builtins.{kind}")))
        return Option(name, flags, None, span, place, converter).with_default(default, at)
    constants = (
        Constant(flags, Known(value=True)),
        Constant(tuple(f"--no-{flag[2:]}" for flag in flags), Known(value=False)),
    )
    option = Option(name, flags, None, span, place, WORD_FOR_BOOL, constants=constants, takes_text=False)
    return option.with_default(default, at)


def _annotated_kind(parameter: cst.Param) -> str | None:
    if parameter.annotation is None:
        return None
    named = [node.value for node in nodes_in([parameter.annotation]) if isinstance(node, cst.Name)]
    return next((name for name in named if name in {"bool", "int", "float", "str"}), None)


def _written_default(default: cst.BaseExpression | None) -> cst.BaseExpression | None:
    """Return the default of a parameter, which `typer.Option(default)` may hold; None if there is none."""
    match default:
        case cst.Call(func=cst.Attribute(attr=cst.Name(value=name)) | cst.Name(value=name), args=arguments) if (
            name in _TYPER_DECLARATIONS
        ):
            return next((one.value for one in arguments if one.keyword is None or one.keyword.value == "default"), None)
        case _:
            return default
