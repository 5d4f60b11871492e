"""`argparse`: parsers, their arguments, groups and commands, and what parsing yields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from adapterlint.reading.command_line.argparse_arguments import declared, name_of, text_of
from adapterlint.reading.command_line.conversion import converted
from adapterlint.reading.command_line.files_of_words import WordFiles
from adapterlint.reading.command_line.namespaces import new_instance
from adapterlint.reading.command_line.nested_records import filled
from adapterlint.reading.command_line.options import Option, possible
from adapterlint.reading.command_line.parsers import (
    COMMAND,
    DEFAULT,
    OPTION,
    Commands,
    Parser,
    add_option,
    new_group,
    options_in,
    parser_of,
    parts_of,
)
from adapterlint.reading.command_line.runs import values_in, values_of
from adapterlint.reading.command_line.signatures import options_of_signature
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.ancestry import method_of
from adapterlint.reading.language.invocation import Invocation
from adapterlint.reading.memory.escapes import let_escape
from adapterlint.reading.memory.merging import lift, one_of
from adapterlint.reading.memory.objects import Arguments, Function, Imported, UserClass
from adapterlint.reading.registry import CALLS, METHODS, reads
from adapterlint.reading.standard_library.containers import sequence_items
from adapterlint.sources.command_lines import CommandLine, Word
from adapterlint.values import Choice, Known, Unknown, Value

if TYPE_CHECKING:
    import libcst as cst


@reads(
    CALLS,
    *("argparse.ArgumentParser", "configargparse.ArgParser", "configargparse.ArgumentParser"),
    *("jsonargparse.ArgumentParser", "simple_parsing.ArgumentParser"),
)
def construct(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Read `ArgumentParser(parents=[…])`."""
    nests = invocation.path.startswith("jsonargparse.")
    return Known(_new_parser(interpreter, invocation.arguments, nests=nests))


def _new_parser(interpreter: Interpreter, arguments: Arguments, *, nests: bool = False) -> Parser:
    made, memory = Parser(nests=nests, word_files=word_files_of(arguments)), interpreter.state.memory
    parents = arguments.keywords.get("parents")
    for parent in sequence_items(interpreter.state, parents.value) or () if parents else ():
        if isinstance(parent, Known) and isinstance(parent.value, Parser):
            inherited = dict(parts_of(interpreter, parent.value, ""))
            memory.update({(made.identity, name): value for name, value in inherited.items()})
    return made


def word_files_of(arguments: Arguments) -> WordFiles:
    """Return how the command line of a parser names files of words, by what the parser is made with."""
    return WordFiles(text_of(arguments.get(-1, "fromfile_prefix_chars")) or "")


@reads(METHODS, (Parser, "add_argument_group"), (Parser, "add_mutually_exclusive_group"))
def add_group(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Read a group, which only orders what the parser has."""
    parser = parser_of(invocation)
    if parser is None:
        return Unknown("no parser")
    title = None if invocation.name == "add_mutually_exclusive_group" else invocation.arguments.get(0, "title")
    return Known(new_group(interpreter, parser, text_of(title)))


@reads(METHODS, (Parser, "error"), (Parser, "exit"))
def end(interpreter: Interpreter, _: Invocation) -> Value:
    """Read `parser.error(…)`, which ends the script."""
    interpreter.state.alive = False
    return Unknown("the script ends")


@reads(METHODS, (Parser, "add_argument"))
def add_argument(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Read `parser.add_argument("--name", type=…, default=…, choices=…, action=…)`."""
    parser = parser_of(invocation)
    names = [passed.value for passed in invocation.arguments.positional]
    flags = [value.value for value in names if isinstance(value, Known) and isinstance(value.value, str)]
    if parser is not None and flags and len(flags) == len(names):
        name = name_of(invocation, flags)
        set_before = interpreter.state.get((parser.identity, DEFAULT + name))
        if _is_file_of_values(invocation.arguments.get(-1, "action")):
            return Unknown("a file of values")
        kind = invocation.arguments.get(-1, "type")
        if parser.nests and isinstance(kind, Known) and isinstance(kind.value, UserClass):
            default = invocation.arguments.get(-1, "default")
            value = filled(interpreter, kind.value, invocation.node, f"{name}.", default)
            interpreter.state.memory[parser.identity, DEFAULT + name] = value
            return Unknown("an argument of a parser")
        option = declared(interpreter, invocation, flags, set_before)
        return add_option(interpreter, parser, option)
    return Unknown("an argument of a parser")


def _is_file_of_values(action: Value | None) -> bool:
    """Tell whether an argument is a file of values, which is read before the other arguments are."""
    return isinstance(action, Known) and action.value in ("config", Imported("jsonargparse.ActionConfigFile"))


def _callee(made: object) -> Function | None:
    """Return the function whose parameters are options: a function itself, or the `__init__` of what is no record."""
    match made:
        case Function():
            return made
        case UserClass(fields=None):
            return method_of(made, "__init__")
        case _:
            return None


@reads(
    METHODS,
    *((Parser, f"add_{kind}arguments") for kind in ("", "class_", "dataclass_", "function_")),
)
def add_record(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Read `parser.add_arguments(Options, dest="options")`: a dataclass, class or function that options are for."""
    parser, given = parser_of(invocation), invocation.arguments
    made = given.get(0, "dataclass") or Unknown("no class")
    name = text_of(given.get(1, "dest") or given.get(1, "nested_key"))
    if parser is not None and isinstance(made, Known) and (callee := _callee(made.value)) is not None:
        below = "" if name is None else f"{name}."
        for option in options_of_signature(interpreter, callee, is_method=isinstance(made.value, UserClass)):
            path = f"{below}{option.name}"
            renamed = replace(option, name=path, flags=tuple(f"--{below}{flag[2:]}" for flag in option.flags))
            interpreter.state.memory[parser.identity, OPTION + path] = Known(renamed)
    elif parser is not None and name is not None and isinstance(made, Known) and isinstance(made.value, UserClass):
        written = given.get(-1, "prefix")
        prefix = f"{name}." if parser.nests else text_of(written or Known(""))
        if prefix is None:
            value: Value = interpreter.unknown(invocation.node, "the prefix of its options is not known")
        else:
            value = filled(interpreter, made.value, invocation.node, prefix, given.get(2, "default"))
        interpreter.state.memory[parser.identity, DEFAULT + name] = value
    return Unknown("arguments of a parser")


@reads(METHODS, (Parser, "set_defaults"))
def set_defaults(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Read `parser.set_defaults(name=value)`."""
    parser, memory, given = parser_of(invocation), interpreter.state.memory, invocation.arguments
    if parser is None:
        return Known(None)
    for option in list(options_in(interpreter, parser)) if given.opaque else ():
        memory[parser.identity, OPTION + option.name] = Known(option.with_default(Unknown(given.opaque or "")))
    for name, passed in given.keywords.items():
        memory[parser.identity, DEFAULT + name] = passed.value
    for option in [one for one in options_in(interpreter, parser) if one.name in given.keywords]:
        default = _converted(interpreter, option, given.keywords[option.name].value, invocation.node)
        memory[parser.identity, OPTION + option.name] = Known(option.with_default(default))
    return Known(None)


def _converted(interpreter: Interpreter, option: Option, default: Value, node: cst.CSTNode) -> Value:
    return lift(lambda thing: converted(interpreter, option.converter, Known(thing), node), default)


@reads(METHODS, (Parser, "get_default"))
def get_default(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Read `parser.get_default("name")`."""
    parser, name = parser_of(invocation), text_of(invocation.arguments.get(0, "dest"))
    option = next((one for one in options_in(interpreter, parser) if one.name == name), None) if parser else None
    return (option.default if option else None) or interpreter.unknown(invocation.node, "an option without a default")


@reads(METHODS, (Parser, "add_subparsers"))
def add_subparsers(_: Interpreter, invocation: Invocation) -> Value:
    """Read `parser.add_subparsers(dest="command")`."""
    parser = parser_of(invocation)
    return Known(Commands(parser, text_of(invocation.arguments.get(-1, "dest")))) if parser else Unknown("no parser")


@reads(METHODS, (Commands, "add_parser"))
def add_parser(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Read `commands.add_parser("train", parents=[…])`."""
    made = _new_parser(interpreter, invocation.arguments)
    name = text_of(invocation.arguments.get(0, "name"))
    commands = invocation.receiver.value if isinstance(invocation.receiver, Known) else None
    if name is not None and isinstance(commands, Commands):
        made = replace(made, word_files=commands.parser.word_files)
        interpreter.state.memory[commands.parser.identity, COMMAND + name] = Known((made, commands.name))
    return Known(made)


@reads(METHODS, (Parser, "parse_args"), (Parser, "parse_intermixed_args"))
def parse_args(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Read `parser.parse_args()`: the command line, or the words that it is given."""
    parser = parser_of(invocation)
    if parser is None:
        return interpreter.unknown(invocation.node, "not a parser that is known")
    namespace = invocation.arguments.get(1, "namespace")
    if namespace is not None and namespace != Known(None, getattr(namespace, "origin", None)):
        let_escape(interpreter, [namespace], invocation.node)
        return interpreter.unknown(invocation.node, "what is parsed into an object that has values is not followed")
    values = parsed(interpreter, parser, invocation.node, given_words(interpreter, invocation))
    return _nested(interpreter, values) if parser.nests else new_instance(interpreter, values)


def _nested(interpreter: Interpreter, values: Mapping[str, Value]) -> Value:
    """Make a namespace in which `adapter.rf` is an attribute of an attribute."""
    below: dict[str, dict[str, Value]] = {}
    for name, value in values.items():
        first, dot, rest = name.partition(".")
        if dot:
            below.setdefault(first, {})[rest] = value
    own = {name: value for name, value in values.items() if "." not in name}
    return new_instance(interpreter, own | {name: _nested(interpreter, parts) for name, parts in below.items()})


@reads(METHODS, (Parser, "parse_known_args"), (Parser, "parse_known_intermixed_args"))
def parse_known_args(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Read `args, rest = parser.parse_known_args()`."""
    rest = interpreter.unknown(invocation.node, "the arguments that the parser does not know")
    return Known((parse_args(interpreter, invocation), rest))


def given_words(interpreter: Interpreter, invocation: Invocation) -> CommandLine | None:
    """Return the words that a script gives its own parser; None for those of the command line."""
    given = invocation.arguments.get(0, "args")
    items = None if given is None else sequence_items(interpreter.state, given)
    if items is None:
        return None
    span = interpreter.positions.span(invocation.node)
    words = tuple(
        Word(text_of(item), item.origin.span if isinstance(item, Known) and item.origin and item.origin.span else span)
        for item in items
    )
    return CommandLine(words, span)


def parsed(interpreter: Interpreter, parser: Parser, node: cst.CSTNode, words: CommandLine | None) -> dict[str, Value]:
    """Return what the options of a parser hold.

    Args:
        words: what it is given; None for the command line.
    """
    options = list(options_in(interpreter, parser))
    values = dict(parts_of(interpreter, parser, DEFAULT))
    if words is not None:
        values.update(values_in(interpreter, options, words, node, parser.word_files))
    elif interpreter.home.command_lines:
        values.update(values_of(interpreter, options, node, parser.word_files))
    else:
        values.update({name: lift(_possible, value) for name, value in parts_of(interpreter, parser, OPTION)})
    values.update(_of_commands(interpreter, parser, node, words))
    return values


def _possible(option: object) -> Value:
    return possible(option) if isinstance(option, Option) else Unknown("an option that is not known")


def _of_commands(
    interpreter: Interpreter, parser: Parser, node: cst.CSTNode, words: CommandLine | None
) -> dict[str, Value]:
    """Return the values of the options of commands, of which one is given."""
    commands = [
        (name, *value.value)
        for name, value in parts_of(interpreter, parser, COMMAND)
        if isinstance(value, Known) and isinstance(value.value, tuple)
    ]
    if not commands:
        return {}
    of_each = [parsed(interpreter, made, node, words) for _, made, _ in commands]
    span = interpreter.positions.span(node)
    options = tuple(f"the command is `{name}`" for name, *_ in commands)
    choice = Choice(f"{span.path}:{span.line}:{span.column}:command", options, span, by_user=True)
    names = dict.fromkeys(name for values in of_each for name in values)
    values = {name: one_of(choice, [one.get(name) or _lacking(name) for one in of_each]) for name in names}
    stored_as = next((stored for *_, stored in commands if stored), None)
    if stored_as:
        values[stored_as] = one_of(choice, [Known(name) for name, *_ in commands])
    return values


def _lacking(name: str) -> Unknown:
    return Unknown(f"`{name}` is no option of this command")
