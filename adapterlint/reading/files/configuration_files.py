"""Configurations that are named by a file of the project: `AdapterConfig.load("adapter_config.json")`.

Source: `adapters/utils.py`, `resolve_adapter_config`: names of the library come first, then files; of what was saved
with an adapter, the entry `config` counts.
"""

from __future__ import annotations

from adapterlint.data.dictionaries import dictionary_of
from adapterlint.data.nodes import Table
from adapterlint.data.positioned_json import parse_json
from adapterlint.reading.files.node_values import written_at
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.memory.merging import one_of
from adapterlint.sources import DataFile
from adapterlint.space.strings import may_name_file
from adapterlint.values import Known, OneOf, Unknown, Value


def with_file_read(interpreter: Interpreter, source: Value) -> Value:
    """Return a configuration with what a file of the project holds in place of its name; all else stays as it is."""
    match source:
        case OneOf(choice, alternatives):
            return one_of(choice, [with_file_read(interpreter, alternative) for alternative in alternatives])
        case Known(str(name)) if may_name_file(name) and (files := interpreter.project.files) is not None:
            file = files.read(interpreter.home.source.document.path, name)
            return _configuration_in(file) if isinstance(file, DataFile) else source
        case _:
            return source


def _configuration_in(file: DataFile) -> Value:
    try:
        root = parse_json(file.text, file.path)
    except ValueError as error:
        return Unknown(f"`{file.path}` is not JSON that can be read: {error}")
    saved = root.node("config") if isinstance(root, Table) and root.entry("config") else root
    if not isinstance(saved, Table) or saved.opaque:
        return Unknown(f"`{file.path}` holds no configuration")
    return Known(dictionary_of(saved, None), written_at(saved.span))
