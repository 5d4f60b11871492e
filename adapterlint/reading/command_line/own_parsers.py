"""Parsers of a class of the script, `class Parser(argparse.ArgumentParser)`: what such a class does not have itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from adapterlint.reading.command_line.parsers import Parser
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.ancestry import inherited_method, method_of, paths_above
from adapterlint.reading.language.invocation import Invocation
from adapterlint.reading.memory.objects import Arguments, Instance, Parent, UserClass
from adapterlint.reading.registry import CALLS
from adapterlint.values import Known

if TYPE_CHECKING:
    import libcst as cst

    from adapterlint.values import Value

PARSER_ABOVE: Final = "the parser of the class above"
"""The name under which an object of such a class holds the parser that it is."""
_CLASSES: Final = ("argparse.ArgumentParser", "configargparse.ArgParser", "configargparse.ArgumentParser")


def parser_above(interpreter: Interpreter, made: UserClass, node: cst.Call, arguments: Arguments) -> Value | None:
    """Make the parser that an object of a class of the script is; None if that class is of no parser.

    What its own `__init__` is given is nothing that a parser is made with.
    """
    path = next((path for path in _CLASSES if path in paths_above(made.bases)), None)
    if path is None:
        return None
    given = arguments if method_of(made, "__init__") is None else Arguments()
    return CALLS[path](interpreter, Invocation(node, path, given))


def held_parser(interpreter: Interpreter, thing: object, name: str) -> Known | None:
    """Return the parser whose method of a name is meant where it is called on an object, or on `super()`."""
    match thing:
        case Instance(made_by) as instance if method_of(made_by, name) is None:
            pass
        case Parent(Known(Instance() as instance)) as parent if inherited_method(parent, name) is None:
            pass
        case _:
            return None
    held = interpreter.state.get((instance.identity, PARSER_ABOVE))
    return held if isinstance(held, Known) and isinstance(held.value, Parser) else None
