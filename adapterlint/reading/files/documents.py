"""Documents that scripts read: JSON, YAML and TOML, from an opened file, from its text, or from text of the script."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from adapterlint.data.nodes import Node, Scalar
from adapterlint.data.nodes import value_of as fact_of
from adapterlint.data.positioned_json import parse_json
from adapterlint.data.positioned_yaml import Reader, parse_yaml
from adapterlint.findings import Span
from adapterlint.reading.files.json_objects import Serialized, hooked
from adapterlint.reading.files.named_by_users import files_that_users_may_name
from adapterlint.reading.files.node_values import value_of
from adapterlint.reading.files.opened import FileText, OpenFile, file_at
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.invocation import Invocation
from adapterlint.reading.language.operators import LONGEST_TEXT
from adapterlint.reading.memory.escapes import let_escape
from adapterlint.reading.memory.objects import Imported
from adapterlint.reading.registry import CALLS, METHODS, reads
from adapterlint.reading.standard_library.containers import from_plain
from adapterlint.reading.standard_library.copies import copied
from adapterlint.sources import DataFile
from adapterlint.values import Known, Unknown, Value, plain

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


@dataclass(frozen=True, slots=True)
class Language:
    """A language of documents. Its functions raise ValueError for what they cannot read.

    Attributes:
        suffixes: what the names of its files end in.
        parse: turns text and the name of its file into nodes; None if no places are known in it.
        load: turns text into a plain value.
    """

    name: str
    suffixes: tuple[str, ...]
    parse: Callable[[str, str], Node] | None
    load: Callable[[str], object]


def one_document(text: str, path: str, reader: Reader = Reader.PYYAML) -> Node:
    """Return the only document of a YAML file.

    Raises:
        ValueError: it is no YAML, or holds several documents.
    """
    documents = list(parse_yaml(text, path, reader))
    if len(documents) > 1:
        raise ValueError("more than one document")
    return documents[0] if documents else Scalar(None, Span(path, 1, 1, 1, 1))


def _load_yaml(text: str) -> object:
    value = plain(fact_of(one_document(text, "")))
    if isinstance(value, Unknown):
        raise ValueError(value.reason)  # noqa: TRY004 - as for any other text that cannot be read
    return value.value


JSON: Final = Language("JSON", (".json",), parse_json, json.loads)
YAML: Final = Language("YAML", (".yaml", ".yml"), one_document, _load_yaml)
TOML: Final = Language("TOML", (".toml",), None, tomllib.loads)
_READERS = frozenset({"cls", "object_pairs_hook", "parse_constant", "parse_float", "parse_int"})
"""Options of the readers of JSON and TOML that make something else of values."""
_LANGUAGES: Final = {
    **{f"{module}.{name}": JSON for module in ("json", "simplejson") for name in ("load", "loads")},
    **{
        f"{module}.{name}": YAML
        for module in ("yaml", "ruamel.yaml", "ruamel_yaml")
        for name in ("load", "full_load", "safe_load", "unsafe_load", "round_trip_load")
    },
    **{f"{module}.{name}": TOML for module in ("tomllib", "tomli", "toml") for name in ("load", "loads")},
}


@reads(CALLS, *_LANGUAGES)
def call_load(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `json.load(file)` and its kin."""
    match invocation.arguments.get(1, "Loader"):
        case Known(Imported("yaml.BaseLoader" | "yaml.CBaseLoader")):
            return interpreter.unknown(invocation.node, "`BaseLoader` makes texts of all scalars")
    return _read(interpreter, invocation, _LANGUAGES[invocation.path])


@reads(CALLS, "ruamel.yaml.YAML", "ruamel_yaml.YAML")
def call_yaml_reader(_: Interpreter, __: Invocation) -> Value:
    """Evaluate `YAML(typ="safe")` of ruamel."""
    return Known(YAML)


@reads(METHODS, (Language, "load"))
def call_load_of_reader(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `YAML().load(file)` of ruamel."""
    match invocation.receiver:
        case Known(Language() as language):
            return _read(interpreter, invocation, language)
        case _:
            return interpreter.unknown(invocation.node, "what reads it is not known")


def _read(interpreter: Interpreter, invocation: Invocation, language: Language) -> Value:
    given = invocation.arguments.get(0, "stream") or Unknown("nothing")
    hook = invocation.arguments.keywords.get("object_hook")
    if _reads_otherwise(invocation):
        let_escape(interpreter, invocation.arguments.values(), invocation.node)
        return interpreter.unknown(invocation.node, "what the reader that is given makes of it is not known")

    def read(leaf: Known | Unknown) -> Value:
        match leaf:
            case Known(OpenFile(file) | FileText(file)):
                return document_of(interpreter, file, invocation, language)
            case Known(str()) if invocation.path == "toml.load":
                found = file_at(interpreter, leaf, invocation.node)
                return document_of(interpreter, found, invocation, language) if isinstance(found, DataFile) else found
            case Known(Serialized(held)):
                return copied(interpreter, held, {}, deep=True)
            case Known(str(text)) if len(text) <= LONGEST_TEXT:
                return _loaded(interpreter, text, invocation, language, "the text")
            case Unknown():
                return interpreter.derived(invocation.node, leaf)
            case _:
                return interpreter.unknown(invocation.node, "what it reads is not known")

    if isinstance(given, Unknown) and given.given:
        given = files_that_users_may_name(interpreter, given, language.suffixes, invocation.node)
    loaded = interpreter.per_option(given, read)
    return loaded if hook is None else hooked(interpreter, invocation, hook.value, loaded)


def _reads_otherwise(invocation: Invocation) -> bool:
    """Tell whether values are read by functions that are given, or not as what they look like."""
    loader = invocation.arguments.get(1, "Loader")
    is_base = isinstance(loader, Known) and isinstance(loader.value, Imported) and "BaseLoader" in loader.value.path
    return is_base or not _READERS.isdisjoint(invocation.arguments.keywords)


def document_of(interpreter: Interpreter, file: DataFile, invocation: Invocation, language: Language) -> Value:
    """Return what a file of the project holds, with the line of each value."""
    if language.parse is None:
        return _loaded(interpreter, file.text, invocation, language, f"`{file.path}`")
    try:
        return value_of(interpreter.state, language.parse(file.text, file.path))
    except ValueError as error:
        return interpreter.unknown(invocation.node, f"`{file.path}` is not {language.name} that can be read: {error}")


def _loaded(interpreter: Interpreter, text: str, invocation: Invocation, language: Language, what: str) -> Value:
    try:
        return from_plain(interpreter.state, language.load(text))
    except (ValueError, RecursionError) as error:
        return interpreter.unknown(invocation.node, f"{what} is not {language.name} that can be read: {error}")
