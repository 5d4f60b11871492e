"""Trees of settings that files and the command line are merged into: `CfgNode` of yacs.

Source: https://github.com/rbgirshick/yacs, `yacs/config.py`. What is merged may only name what is there.
"""

from __future__ import annotations

from adapterlint.reading.files.documents import YAML, document_of
from adapterlint.reading.files.opened import file_at
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.invocation import Invocation
from adapterlint.reading.memory.escapes import let_escape
from adapterlint.reading.memory.objects import DictObject
from adapterlint.reading.registry import METHODS, reads
from adapterlint.reading.standard_library.containers import dict_items, sequence_items, set_contents
from adapterlint.reading.standard_library.copies import copied
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
    """Run `cfg.merge_from_list(args.opts)`: nothing is changed by an empty list, and anything by another one."""

    def merge(words: Known | Unknown) -> Value:
        if not (isinstance(words, Known) and sequence_items(interpreter.state, words) == ()):
            let_escape(interpreter, (invocation.receiver or Unknown("nothing"),), invocation.node)
        return Known(None)

    return interpreter.per_option(invocation.arguments.get(0, "cfg_list") or Unknown("nothing"), merge)


def _merged(interpreter: Interpreter, invocation: Invocation, other: Value) -> Value:
    receiver = invocation.receiver or Unknown("nothing")
    if dict_items(interpreter.state, other) is None:
        let_escape(interpreter, (receiver,), invocation.node)
    else:
        _merge(interpreter, receiver, other)
    return Known(None)


def _merge(interpreter: Interpreter, tree: Value, other: Value) -> None:
    held, more = dict_items(interpreter.state, tree), dict_items(interpreter.state, other)
    changed = dict(held or {})
    for key, value in (more or {}).items():
        if dict_items(interpreter.state, value) is not None and key in changed:
            _merge(interpreter, changed[key], value)
        else:
            changed[key] = value
    set_contents(interpreter.state, tree, Known(changed))
