"""Adapters that lie in folders of the project, as `save_adapter` writes them: what `load_adapter` puts into a model.

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
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.memory.objects import Arguments, Passed
from adapterlint.sources import DataFile
from adapterlint.values import Known

_CONFIGURATION: Final = "adapter_config.json"
_HEAD: Final = "head_config.json"
_FOLLOWED: Final = frozenset({"config", "load_as", "model_name", "set_active", "version", "with_head"})
"""Options that do not change what is built, or that are followed."""


def steps_of_loading(interpreter: Interpreter, given: Arguments, span: Span) -> tuple[Step, ...]:
    """Return the steps that loading an adapter amounts to, a new one in place of the saved weights.

    Args:
        given: what `load_adapter` is given.

    Returns:
        None of them if it is not known what is loaded.
    """
    saved = _saved(interpreter, given)
    if saved is None or not given.keywords.keys() <= _FOLLOWED:
        return ()
    match _option(given, "load_as", saved.text("name")), saved.node("config"), _option(given, "set_active", None):
        case str() as name, Table() as config, None | False | True as is_active:
            called = Argument(Known(name))
            dictionary = Known(dictionary_of(config, saved.text("version") or ""))
            added = Step("add_adapter", (called,), {"config": Argument(dictionary)}, None, span)
            return (added, Step("set_active_adapters", (called,), {}, None, span)) if is_active else (added,)
        case _:
            return ()


def _saved(interpreter: Interpreter, given: Arguments) -> Table | None:
    """Return what was saved of an adapter, if that is all that is loaded."""
    files, script = interpreter.project.files, interpreter.home.source.document.path
    match given.positional:
        case [Passed(Known(str() | PurePosixPath() as folder))] if files is not None and not given.opaque:
            if _option(given, "with_head", None) is not False and isinstance(
                files.find(script, f"{folder}/{_HEAD}"), Path
            ):
                return None
            file = files.read(script, f"{folder}/{_CONFIGURATION}")
        case _:
            return None
    try:
        root = parse_json(file.text, file.path) if isinstance(file, DataFile) else None
    except ValueError:
        return None
    return root if isinstance(root, Table) and not root.opaque else None


def _option(given: Arguments, name: str, default: object) -> object:
    """Return the value of an option; what is not known is no value of any."""
    match given.keywords.get(name):
        case None:
            return default
        case Passed(Known(value)):
            return default if value is None else value
        case _:
            return NotImplemented
