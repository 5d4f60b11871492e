"""Adapters in folders of the project, where `save_adapter` wrote them or will: what `load_adapter` puts into a model.

Source: `adapters/loading.py`, `AdapterLoader.load`: the adapter is built by the `config` of its `adapter_config.json`,
and called as this says unless `load_as` does. A head that was saved with it is loaded too.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Final

from adapterlint.data.dictionaries import dictionary_of
from adapterlint.data.nodes import Table
from adapterlint.data.positioned_json import parse_json
from adapterlint.facts import Argument, Step
from adapterlint.findings import Span
from adapterlint.reading.frameworks.saves import SavedAdapter
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.memory.objects import Arguments, Passed
from adapterlint.sources import DataFile
from adapterlint.values import Known, Unknown

_CONFIGURATION: Final = "adapter_config.json"
_HEAD: Final = "head_config.json"
_FOLLOWED: Final = frozenset(
    {"adapter_name_or_path", "config", "load_as", "model_name", "set_active", "version", "with_head"}
)
"""Options that do not change what is built, or that are followed."""


def steps_of_loading(
    interpreter: Interpreter, folder: Known | Unknown, given: Arguments, span: Span
) -> tuple[Step, ...]:
    """Return the steps that loading an adapter amounts to, a new one in place of the saved weights.

    Args:
        folder: where it is loaded from.
        given: what `load_adapter` is given.

    Returns:
        None of them if it is not known what is loaded.
    """
    saved = _saved(interpreter, folder)
    if saved is None or given.opaque or not given.keywords.keys() <= _FOLLOWED:
        return ()
    if saved.has_head and _option(given, "with_head", None) is not False:
        return ()
    match _option(given, "load_as", saved.name), _option(given, "set_active", None):
        case str() as name, None | False | True as is_active:
            called = Argument(Known(name))
            keywords = {} if saved.config is None else {"config": Argument(saved.config)}
            added = Step("add_adapter", (called,), keywords, None, span)
            return (added, Step("set_active_adapters", (called,), {}, None, span)) if is_active else (added,)
        case _:
            return ()


def _saved(interpreter: Interpreter, folder: Known | Unknown) -> SavedAdapter | None:
    """Return what was saved in a folder of the project, or is saved there by a script of it."""
    match folder:
        case Known(str() | PurePosixPath() as path):
            return _in_files(interpreter, path) or interpreter.project.saved.at(PurePosixPath(path))
        case _:
            return None


def _in_files(interpreter: Interpreter, folder: str | PurePosixPath) -> SavedAdapter | None:
    files, script = interpreter.project.files, interpreter.home.source.document.path
    file = files.read(script, f"{folder}/{_CONFIGURATION}") if files is not None else None
    try:
        root = parse_json(file.text, file.path) if isinstance(file, DataFile) else None
    except ValueError:
        return None
    if files is None or not isinstance(root, Table) or root.opaque:
        return None
    has_head = isinstance(files.find(script, f"{folder}/{_HEAD}"), Path)
    match root.text("name"), root.node("config"):
        case str() as name, Table() as config:
            return SavedAdapter(name, Known(dictionary_of(config, root.text("version") or "")), has_head)
        case _:
            return None


def _option(given: Arguments, name: str, default: object) -> object:
    """Return the value of an option; what is not known is no value of any."""
    match given.keywords.get(name):
        case None:
            return default
        case Passed(Known(value)):
            return default if value is None else value
        case _:
            return NotImplemented
