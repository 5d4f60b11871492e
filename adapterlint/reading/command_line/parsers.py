"""Parsers of command lines as things that a script holds: what is added to them, and the groups they have."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from adapterlint.reading.command_line.files_of_words import NO_FILES, WordFiles
from adapterlint.reading.command_line.namespaces import new_instance
from adapterlint.reading.command_line.options import Option
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.memory.merging import leaves
from adapterlint.reading.memory.objects import UserClass, new_identity
from adapterlint.reading.registry import ATTRIBUTES, reads
from adapterlint.values import Known, Unknown, Value

if TYPE_CHECKING:
    import libcst as cst

    from adapterlint.reading.language.invocation import Invocation

OPTION, DEFAULT, COMMAND = "option ", "default ", "command "
"""What the names begin with under which a parser's parts are in the state."""


@dataclass(frozen=True, slots=True)
class Parser:
    """A parser, or a group of one; its arguments are in the state, since they are added one by one.

    Attributes:
        group: which of its groups it is.
        title: that of the group.
        classes: the dataclasses that it fills.
        word_files: how a command names files that hold words for it.
        nests: whether `--adapter.rf` is the attribute `rf` of the attribute `adapter`.
    """

    identity: int = field(default_factory=new_identity)
    nests: bool = False
    group: int | None = None
    title: str | None = None
    classes: tuple[Value, ...] = ()
    word_files: WordFiles = NO_FILES


@dataclass(frozen=True, slots=True)
class Commands:
    """`parser.add_subparsers(dest=…)`."""

    parser: Parser
    name: str | None


_ACTIONS, _GROUPS = "actions", "groups"
_GROUPS_OF_ALL = ("positional arguments", "options")
_ACTION = UserClass("Action")


def new_group(interpreter: Interpreter, parser: Parser, title: str | None) -> Parser:
    """Make a group of a parser, which only orders what this has."""
    made = dataclasses.replace(parser, group=new_identity(), title=title)
    _append(interpreter, (parser.identity, _GROUPS), Known(made))
    return made


def add_option(interpreter: Interpreter, parser: Parser, option: Option) -> Value:
    """Add an option, and return what `add_argument` returns, which parsers and groups list."""
    key = parser.identity, OPTION + option.name
    before = interpreter.state.get(key)
    declared = before.value if isinstance(before, Known) else None
    both = declared.together_with(option) if isinstance(declared, Option) else None
    interpreter.state.memory[key] = Known(both or option)
    return _new_action(interpreter, parser, option)


def _new_action(interpreter: Interpreter, parser: Parser, option: Option) -> Value:
    default = Known(None) if option.default is None else option.default
    flags = Known(tuple(Known(flag) for flag in option.flags))
    made = new_instance(interpreter, {"dest": Known(option.name), "default": default, "option_strings": flags}, _ACTION)
    for owner in (parser.identity, parser.group):
        if owner is not None:
            _append(interpreter, (owner, _ACTIONS), made)
    return made


def _append(interpreter: Interpreter, key: tuple[int, str], value: Value) -> None:
    before = _listed(interpreter, key)
    interpreter.state.memory[key] = Known((*before, value)) if isinstance(before, tuple) else before


def _listed(interpreter: Interpreter, key: tuple[int, str]) -> tuple[Value, ...] | Unknown:
    match interpreter.state.get(key):
        case None:
            return ()
        case Known(tuple(values)):
            return values
        case _:
            return Unknown("arguments that are added on one of several ways")


@reads(ATTRIBUTES, Parser)
def attribute_of_parser(interpreter: Interpreter, receiver: Known, name: str, _: cst.CSTNode) -> Value | None:
    """Read what a parser or a group lists: `parser._actions`, `group._group_actions`, `parser._action_groups`."""
    parser = receiver.value
    assert isinstance(parser, Parser)  # noqa: S101 - by its registration
    match name:
        case "_actions":
            key = parser.identity, _ACTIONS
        case "_group_actions" if parser.group is not None:
            key = parser.group, _ACTIONS
        case "_action_groups":
            return _groups_of(interpreter, parser)
        case "title" if parser.group is not None:
            return Known(parser.title)
        case _:
            return None
    listed = _listed(interpreter, key)
    return Known(listed) if isinstance(listed, tuple) else listed


def _groups_of(interpreter: Interpreter, parser: Parser) -> Value:
    """Return the groups of a parser: the two that every parser has, with what is in no other one, come first."""
    listed = _listed(interpreter, (parser.identity, _GROUPS))
    if isinstance(listed, Unknown):
        return listed
    own = [dataclasses.replace(parser, group=new_identity(), title=title) for title in _GROUPS_OF_ALL]
    for group in own:
        if group.group is not None:
            interpreter.state.memory[group.group, _ACTIONS] = Unknown("the arguments that are in no group")
    return Known((*map(Known, own), *listed))


def options_in(interpreter: Interpreter, parser: Parser) -> Iterator[Option]:
    """Yield the options that were added to a parser."""
    for _, value in parts_of(interpreter, parser, OPTION):
        declared = next((leaf.value for _, leaf in leaves(value) if isinstance(leaf, Known)), None)
        if isinstance(declared, Option):
            yield declared


def parts_of(interpreter: Interpreter, parser: Parser, prefix: str) -> Iterator[tuple[str, Value]]:
    """Yield what was added to a parser under names that begin with a prefix, by the rest of the name."""
    for key in list(interpreter.state.keys_of(parser.identity)):
        value = interpreter.state.get(key)
        if value is not None and key[1].startswith(prefix):
            yield key[1].removeprefix(prefix), value


def parser_of(invocation: Invocation) -> Parser | None:
    """Return the parser that a method is called on."""
    thing = invocation.receiver.value if isinstance(invocation.receiver, Known) else None
    return thing if isinstance(thing, Parser) else None
