"""OmegaConf: configurations of files, classes, dictionaries and the command line, merged and asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from adapterlint.data.merging import merged, nested
from adapterlint.data.nodes import Node, Scalar, Table
from adapterlint.data.positioned_yaml import Reader
from adapterlint.reading.files.documents import YAML, one_document
from adapterlint.reading.files.node_values import value_of
from adapterlint.reading.files.opened import OpenFile, file_at
from adapterlint.reading.hydra.alternatives import configuration
from adapterlint.reading.hydra.made_of import Document, document_of, remember, table_of
from adapterlint.reading.hydra.overrides import RUNS_AT_MOST, NotReadError, Run, run_of, word_of
from adapterlint.reading.hydra.resolvers import filled_in
from adapterlint.reading.hydra.structured import node_of
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.attributes import set_attribute
from adapterlint.reading.language.invocation import Invocation
from adapterlint.reading.language.operators import LONGEST_TEXT
from adapterlint.reading.memory.escapes import let_escape
from adapterlint.reading.memory.objects import DictObject, Instance, ListObject
from adapterlint.reading.registry import CALLS, METHODS, reads
from adapterlint.reading.standard_library.containers import (
    contents,
    dict_items,
    from_plain,
    sequence_items,
    set_contents,
)
from adapterlint.reading.standard_library.namespaces import without_attributes
from adapterlint.sources import DataFile
from adapterlint.values import Choice, Known, Unknown, Value

if TYPE_CHECKING:
    import libcst as cst

    from adapterlint.findings import Span

_PATH: Final = "omegaconf.OmegaConf."


@dataclass(frozen=True, slots=True)
class FromCommandLine:
    """What `OmegaConf.from_cli()` returns: what the user of the script gives."""


@reads(CALLS, f"{_PATH}create", f"{_PATH}structured")
def call_create(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `OmegaConf.create(…)` of a dictionary, a list, a dataclass or YAML."""
    given = invocation.arguments.get(0, "obj") or Known(None)

    def create(leaf: Known | Unknown) -> Value:
        if isinstance(leaf, Known) and _several_runs(interpreter, leaf) is not None:
            return _merged(interpreter, [None], None, [leaf], invocation)
        return _value(interpreter, _node(interpreter, leaf, invocation.node))

    return interpreter.per_option(given, create)


@reads(CALLS, f"{_PATH}load")
def call_load(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `OmegaConf.load(path)`."""

    def load(leaf: Known | Unknown) -> Value:
        opened = leaf.value if isinstance(leaf, Known) else None
        file = opened.file if isinstance(opened, OpenFile) else file_at(interpreter, leaf, invocation.node)
        if not isinstance(file, DataFile):
            return file
        try:
            return _value(interpreter, one_document(file.text, file.path, Reader.OMEGACONF))
        except ValueError as error:
            return interpreter.unknown(invocation.node, f"`{file.path}` is not YAML that can be read: {error}")

    return interpreter.per_option(invocation.arguments.get(0, "file_") or Unknown("no file"), load)


@reads(CALLS, f"{_PATH}from_cli")
def call_from_cli(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `OmegaConf.from_cli()`; with a list of words, what they say, unless it is that of the command line."""
    given = invocation.arguments.get(0, "args_list")
    words = None if given is None else sequence_items(interpreter.state, given)
    return Known(FromCommandLine()) if words is None else call_from_dotlist(interpreter, invocation)


@reads(CALLS, f"{_PATH}from_dotlist")
def call_from_dotlist(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `OmegaConf.from_dotlist(["key=value"])`."""
    node = invocation.node
    span = interpreter.positions.span(node)

    def read(leaf: Known | Unknown) -> Value:
        if isinstance(leaf, Unknown):
            return interpreter.derived(node, leaf)
        words = sequence_items(interpreter.state, leaf)
        if words is None:
            return interpreter.unknown(node, "its words are not known")
        try:
            return _value(interpreter, _said(run_of([word_of(word, span) for word in words]), span))
        except NotReadError as error:
            return interpreter.unknown(node, str(error))

    return interpreter.per_option(invocation.arguments.get(0, "dotlist") or Unknown("nothing"), read)


@reads(CALLS, f"{_PATH}merge", f"{_PATH}unsafe_merge")
def call_merge(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `OmegaConf.merge(…)`; with the command line among what is merged, for each run of the project."""
    given = [passed.value for passed in invocation.arguments.positional]
    if invocation.arguments.opaque or not given:
        return interpreter.unknown(invocation.node, "what it merges is not known")
    return _merged(interpreter, [None], None, given, invocation)


def _merged(
    interpreter: Interpreter,
    ways: Sequence[Node | None],
    choice: Choice | None,
    rest: Sequence[Value],
    invocation: Invocation,
) -> Value:
    """Merge what is left into what there is in each way to run the script."""
    if not rest:
        tables = [way for way in ways if isinstance(way, Table)]
        if len(tables) < len(ways):
            return interpreter.unknown(invocation.node, "what it merges is no mapping")
        otherwise = Unknown(f"what users give to the command line of {interpreter.home.path}", by_user=True)
        return configuration(interpreter, choice, tables, otherwise)

    def merge(leaf: Known | Unknown) -> Value:
        if leaf == Known(FromCommandLine(), leaf.origin):
            said = _said_in_runs(interpreter, invocation)
            if isinstance(said, Unknown):
                return said
            decided, tables = said
            return _merged(interpreter, [merged(ways[0], table) for table in tables], decided, rest[1:], invocation)
        if isinstance(leaf, Unknown):
            return interpreter.derived(invocation.node, leaf)
        if (runs := _several_runs(interpreter, leaf)) is not None:
            before = [*ways] * len(runs.tables) if choice is None else ways
            if choice not in {None, runs.choice} or len(before) != len(runs.tables):
                return interpreter.unknown(invocation.node, "several runs decide, each in its own way")
            laid = [merged(way, table) for way, table in zip(before, runs.tables, strict=True)]
            return _merged(interpreter, laid, runs.choice, rest[1:], invocation)
        node = _node(interpreter, leaf, invocation.node)
        return _merged(interpreter, [merged(way, node) for way in ways], choice, rest[1:], invocation)

    return interpreter.per_option(rest[0], merge)


def _several_runs(interpreter: Interpreter, leaf: Known) -> Document | None:
    """Return what a configuration is made of that several runs decide about; None for any other."""
    made = leaf.value
    document = document_of(interpreter.state, made) if isinstance(made, DictObject) else None
    is_decided = not isinstance(made, DictObject) or table_of(interpreter.state, made) is not None
    return None if is_decided else document


def _said_in_runs(interpreter: Interpreter, invocation: Invocation) -> tuple[Choice, list[Node]] | Unknown:
    """Return what the runs of the project say, and the choice between them."""
    span = interpreter.positions.span(invocation.node)
    runs = interpreter.home.command_lines[:RUNS_AT_MOST]
    try:
        tables = [_said(run_of(run.words), run.span) for run in runs] or [Table((), span)]
    except NotReadError as error:
        return interpreter.unknown(invocation.node, str(error))
    words = [f"it is run as at {run.span.path}:{run.span.line}" for run in runs] or [
        "nothing is given to its command line"
    ]
    key = f"{interpreter.home.path}:OmegaConf"
    return Choice(key, (*words, "it is run in another way"), span, by_user=True), tables


def _said(run: Run, span: Span) -> Node:
    table: Node = Table((), span)
    for override in run.overrides:
        value = override.value or Scalar(None, span)
        table = merged(table, nested(override.key.split("."), value, value.span))
    return table


@reads(METHODS, (DictObject, "merge_with"))
def call_merge_with(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Run `cfg.merge_with(other)`."""
    return _merge_into(interpreter, invocation, [passed.value for passed in invocation.arguments.positional])


@reads(METHODS, (DictObject, "merge_with_cli"))
def call_merge_with_cli(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Run `cfg.merge_with_cli()`."""
    return _merge_into(interpreter, invocation, [Known(FromCommandLine())])


@reads(METHODS, (DictObject, "merge_with_dotlist"))
def call_merge_with_dotlist(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Run `cfg.merge_with_dotlist(["key=value"])`."""
    return _merge_into(interpreter, invocation, [call_from_dotlist(interpreter, invocation)])


def _merge_into(interpreter: Interpreter, invocation: Invocation, others: Sequence[Value]) -> Value:
    """Merge others into a configuration; what other names for its parts hold is not known any more."""
    config = invocation.receiver or Unknown("nothing")
    together = _merged(interpreter, [None], None, [config, *others], invocation)
    let_escape(interpreter, (config, *(dict_items(interpreter.state, config) or {}).values()), invocation.node)

    def take_over(leaf: Known | Unknown) -> Value:
        set_contents(interpreter.state, config, contents(interpreter.state, leaf))
        thing = leaf.value if isinstance(leaf, Known) else None
        document = document_of(interpreter.state, thing) if isinstance(thing, DictObject) else None
        if document is not None:
            remember(interpreter.state, config, document.tables, document.choice, document.otherwise)
        return Known(None)

    return interpreter.per_option(together, take_over)


@reads(CALLS, f"{_PATH}resolve")
def call_resolve(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Run `OmegaConf.resolve(cfg)`, after which nothing in it refers to anything else."""

    def resolve(leaf: Known | Unknown) -> Value:
        thing = leaf.value if isinstance(leaf, Known) else None
        document = document_of(interpreter.state, thing) if isinstance(thing, DictObject) else None
        if document is not None:
            filled = [filled_in(interpreter, table) for table in document.tables]
            remember(interpreter.state, leaf, filled, document.choice, document.otherwise)
        elif isinstance(thing, DictObject):
            let_escape(interpreter, (leaf,), invocation.node)
        return Known(None)

    return interpreter.per_option(invocation.arguments.get(0, "cfg") or Unknown("nothing"), resolve)


@reads(CALLS, f"{_PATH}to_container", f"{_PATH}to_object")
def call_to_container(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `OmegaConf.to_container(cfg)`: plain dictionaries and lists."""
    given = invocation.arguments.get(0, "cfg") or Unknown("nothing")
    resolve = invocation.arguments.get(-1, "resolve")
    is_filled = invocation.name == "to_object" or (isinstance(resolve, Known) and resolve.value is True)

    def plain(leaf: Known | Unknown) -> Value:
        thing = leaf.value if isinstance(leaf, Known) else None
        table = table_of(interpreter.state, thing) if isinstance(thing, DictObject) and not is_filled else None
        return without_attributes(interpreter.state, leaf) if table is None else value_of(interpreter.state, table)

    return interpreter.per_option(given, plain)


@reads(CALLS, f"{_PATH}update")
def call_update(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Run `OmegaConf.update(cfg, "a.b", value)`; where it makes or merges dictionaries, any value may come."""
    given = invocation.arguments
    config, key = given.get(0, "cfg") or Unknown("nothing"), given.get(1, "key")
    value = given.get(2, "value") or Known(None)
    names = key.value.split(".") if isinstance(key, Known) and isinstance(key.value, str) else []
    found = config
    for name in names[:-1]:
        found = interpreter.per_option(found, partial(_item, interpreter, name, Unknown("made by it")))
    is_plain = not isinstance(value, Known) or not isinstance(value.value, (DictObject, ListObject, Instance))
    if names and is_plain and dict_items(interpreter.state, found) is not None:
        set_attribute(interpreter, found, names[-1], value, invocation.node)
    else:
        let_escape(interpreter, (config,), invocation.node)
    return Known(None)


@reads(CALLS, f"{_PATH}select")
def call_select(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `OmegaConf.select(cfg, "a.b", default=…)`."""
    given, default = invocation.arguments, invocation.arguments.get(2, "default")
    key = given.get(1, "key")
    if not isinstance(key, Known) or not isinstance(key.value, str):
        return interpreter.unknown(invocation.node, "which value is meant is not known")
    found = given.get(0, "cfg") or Unknown("nothing")
    for name in key.value.split("."):
        found = interpreter.per_option(found, partial(_item, interpreter, name, default))
    return found


def _item(interpreter: Interpreter, name: str, default: Value | None, config: Known | Unknown) -> Value:
    items = dict_items(interpreter.state, config)
    if items is None:
        return config if isinstance(config, Unknown) else default or Known(None)
    return items.get(name) or default or Known(None)


def _node(interpreter: Interpreter, given: Value, node: cst.CSTNode) -> Node:
    """Return what a configuration is made of."""
    match given:
        case Known(str(text)) if len(text) <= LONGEST_TEXT:
            try:
                return node_of(interpreter, from_plain(interpreter.state, YAML.load(text)), node)
            except ValueError as error:
                return Scalar(text, interpreter.positions.span(node), f"the text is not YAML that can be read: {error}")
        case Known(None):
            return Table((), interpreter.positions.span(node))
        case _:
            return node_of(interpreter, given, node)


def _value(interpreter: Interpreter, node: Node) -> Value:
    if not isinstance(node, Table):
        return value_of(interpreter.state, node, of_omegaconf=True)
    return configuration(interpreter, None, [node])
