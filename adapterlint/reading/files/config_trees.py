"""Trees of settings that files and the command line are merged into: `CfgNode` of yacs.

Source: https://github.com/rbgirshick/yacs, `yacs/config.py`. What is merged may only name what is there,
and keeps its type; texts are decoded as literals of Python.
"""

from __future__ import annotations

import ast
from dataclasses import replace

from adapterlint.reading.files.documents import YAML, document_of
from adapterlint.reading.files.opened import file_at
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.invocation import Invocation
from adapterlint.reading.language.operators import LONGEST_TEXT
from adapterlint.reading.memory.escapes import let_escape
from adapterlint.reading.memory.objects import DictObject
from adapterlint.reading.registry import METHODS, reads
from adapterlint.reading.standard_library.containers import (
    dict_items,
    from_plain,
    new_dict,
    sequence_items,
    set_contents,
)
from adapterlint.reading.standard_library.copies import copied
from adapterlint.reading.standard_library.kept_types import in_type_of
from adapterlint.sources import DataFile
from adapterlint.values import Known, Unknown, Value


@reads(METHODS, (DictObject, "clone"))
def call_clone(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `cfg.clone()`."""
    return copied(interpreter, invocation.receiver or Unknown("nothing"), {}, deep=True)


@reads(METHODS, (DictObject, "merge_from_file"))
def merge_file(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Run `cfg.merge_from_file(path)`; of a file that is not known, any value may come."""

    def merge(path: Known | Unknown) -> Value:
        file = file_at(interpreter, path, invocation.node)
        read = document_of(interpreter, file, invocation, YAML) if isinstance(file, DataFile) else file
        return _merged(interpreter, invocation, read)

    return interpreter.per_option(invocation.arguments.get(0, "cfg_filename") or Unknown("no file"), merge)


@reads(METHODS, (DictObject, "merge_from_other_cfg"))
def merge_other(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Run `cfg.merge_from_other_cfg(other)`."""
    other = invocation.arguments.get(0, "cfg_other") or Unknown("nothing")
    return interpreter.per_option(other, lambda leaf: _merged(interpreter, invocation, leaf))


@reads(METHODS, (DictObject, "merge_from_list"))
def merge_list(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Run `cfg.merge_from_list(["A.B", 16])`; of a list that is not known, any value may come."""
    receiver = invocation.receiver or Unknown("nothing")

    def merge(words: Known | Unknown) -> Value:
        items = sequence_items(interpreter.state, words)
        keys = [_text(key) for key in (items or ())[::2]]
        if items is None or None in keys or len(items) % 2 != 0:
            let_escape(interpreter, (receiver,), invocation.node)
            return Known(None)
        for key, value in zip(keys, items[1::2], strict=True):
            other = value
            for name in reversed((key or "").split(".")):
                other = new_dict(interpreter.state, {name: other})
            _merged(interpreter, invocation, other)
        return Known(None)

    return interpreter.per_option(invocation.arguments.get(0, "cfg_list") or Unknown("nothing"), merge)


def _text(value: Value) -> str | None:
    """Return a text that is known; None for anything else."""
    return value.value if isinstance(value, Known) and isinstance(value.value, str) else None


def _merged(interpreter: Interpreter, invocation: Invocation, other: Value) -> Value:
    receiver = invocation.receiver or Unknown("nothing")
    if dict_items(interpreter.state, other) is None or dict_items(interpreter.state, receiver) is None:
        let_escape(interpreter, (receiver,), invocation.node)
    else:
        _merge(interpreter, receiver, copied(interpreter, other, {}, deep=True))
    return Known(None)


def _merge(interpreter: Interpreter, tree: Value, other: Value) -> None:
    state = interpreter.state
    changed = dict(dict_items(state, tree) or {})
    for key, given in (dict_items(state, other) or {}).items():
        value = interpreter.per_option(given, lambda leaf: _decoded(interpreter, leaf))
        if key not in changed:
            changed[key] = value
        elif dict_items(state, value) is None:
            changed[key] = in_type_of(interpreter, changed[key], value, with_floats=False)
        elif dict_items(state, changed[key]) is None:
            changed[key] = Unknown("merged with what is not known")
        else:
            _merge(interpreter, changed[key], value)
    set_contents(state, tree, Known(changed))


def _decoded(interpreter: Interpreter, value: Known | Unknown) -> Value:
    """Return what a text means as a literal of Python; the text itself if it is none."""
    match value:
        case Known(str(text), origin) if len(text) <= LONGEST_TEXT:
            try:
                literal = from_plain(interpreter.state, ast.literal_eval(text))
            except (ValueError, SyntaxError):
                return value
            except (MemoryError, RecursionError):
                return Unknown("a text that is nested too deeply", origin)
            return replace(literal, origin=origin) if isinstance(literal, Known) else literal
        case _:
            return value
