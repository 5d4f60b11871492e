"""Dataclasses in dataclasses, whose fields parsers know by their path, `--adapter.rf`: tyro, jsonargparse, draccus."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from adapterlint.reading.command_line.fields import options_of
from adapterlint.reading.command_line.options import Option
from adapterlint.reading.command_line.runs import values_of
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.instances import instantiate
from adapterlint.reading.memory.objects import Arguments, Instance, Passed, UserClass
from adapterlint.reading.standard_library.annotations import records_in
from adapterlint.values import Known, Unknown, Value

if TYPE_CHECKING:
    import libcst as cst

DEEPEST: Final = 6
"""Dataclasses that are nested more deeply are given as a whole."""


def filled(
    interpreter: Interpreter, made: UserClass, node: cst.CSTNode, prefix: str = "", default: Value | None = None
) -> Value:
    """Make an object of a dataclass, with what the command line gives.

    Args:
        prefix: what the names of its options begin with.
        default: an object of it that has the defaults; None for those of the class.
    """
    options = list(_options(interpreter, made, node, prefix, default))
    values = values_of(interpreter, [option for _, option in options], node)
    return _built(interpreter, made, node, prefix, values)


def _options(
    interpreter: Interpreter, made: UserClass, node: cst.CSTNode, prefix: str, default: Value | None
) -> Iterator[tuple[str, Option]]:
    """Yield the options of a dataclass, each with its path."""
    nested = _nested(interpreter, made, prefix)
    for option in options_of(interpreter, made, node) or ():
        given = _given(interpreter, default, option)
        path = f"{prefix}{option.name}"
        if option.name in nested:
            yield from _options(interpreter, nested[option.name], node, f"{path}.", given)
            continue
        flags = tuple(f"--{prefix}{flag.removeprefix('--')}" for flag in option.flags)
        renamed = dataclasses.replace(option, name=path, flags=flags)
        yield path, renamed if given is None else renamed.with_default(given)


def _nested(interpreter: Interpreter, made: UserClass, prefix: str) -> dict[str, UserClass]:
    return records_in(interpreter, made) if prefix.count(".") < DEEPEST else {}


def _given(interpreter: Interpreter, default: Value | None, option: Option) -> Value | None:
    """Return the default of an option: that of the object with the defaults, else that of the class."""
    match default:
        case Known(Instance(_, identity)):
            return interpreter.state.get((identity, option.name)) or option.default
        case None:
            return option.default
        case _:
            return Unknown(f"the default of `{option.name}` is not known")


def _built(
    interpreter: Interpreter, made: UserClass, node: cst.CSTNode, prefix: str, values: Mapping[str, Value]
) -> Value:
    nested = _nested(interpreter, made, prefix)
    fields: dict[str, Passed] = {}
    for name in made.fields or ():
        path = f"{prefix}{name}"
        if name in nested:
            fields[name] = Passed(_built(interpreter, nested[name], node, f"{path}.", values))
        elif path in values:
            fields[name] = Passed(values[path])
    return instantiate(interpreter, made, Arguments((), fields), node)
