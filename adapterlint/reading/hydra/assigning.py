"""What is assigned to a configuration of OmegaConf: whatever refers to it is filled in anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from adapterlint.data.merging import merged, nested, selected, without
from adapterlint.data.nodes import Node, Scalar, Table
from adapterlint.reading.files.node_values import value_of
from adapterlint.reading.hydra.alternatives import together
from adapterlint.reading.hydra.made_of import (
    DOCUMENT,
    OMEGACONF,
    PLACE,
    Document,
    Place,
    is_unchanged,
    refers,
    remember,
)
from adapterlint.reading.hydra.resolvers import filled_in
from adapterlint.reading.hydra.structured import node_of
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.memory.merging import leaves, lift, narrowed
from adapterlint.reading.memory.objects import DictObject, ListObject
from adapterlint.reading.registry import KEEPERS, reads
from adapterlint.reading.standard_library.containers import contents, dict_items, set_contents
from adapterlint.values import Known, Unknown, Value

if TYPE_CHECKING:
    import libcst as cst

    from adapterlint.reading.memory.state import State


@dataclass(frozen=True, slots=True)
class _Assignment:
    """What is assigned to the keys of a dictionary, and which are deleted."""

    place: tuple[str, ...]
    values: Mapping[object, Value]
    deleted: AbstractSet[object]


@dataclass(frozen=True, slots=True)
class _Changed:
    """A document in which something is assigned.

    Attributes:
        anew: the keys below which OmegaConf makes something of what is assigned: of containers, and by a declared type.
    """

    table: Table
    anew: frozenset[tuple[str, ...]]


@reads(KEEPERS, OMEGACONF)
def keep_configuration(interpreter: Interpreter, receiver: Known, after: Value, node: cst.CSTNode) -> Value:
    """Return what a dictionary of a configuration holds, once those that refer to it are filled in anew."""
    state = interpreter.state
    dictionary = receiver.value
    match isinstance(dictionary, DictObject) and state.held((dictionary.identity, PLACE)):
        case Known(Place() as place):
            documents = state.held((place.root.identity, DOCUMENT))
        case _:
            return after
    held = contents(state, receiver)
    before = held.value if isinstance(held, Known) and isinstance(held.value, dict) else {}
    match documents, after:
        case Known(Document() as made), Known(dict() as items) if is_unchanged(state, made):
            assigned = {key: value for key, value in items.items() if before.get(key) is not value}
            assignment = _Assignment(place.keys, assigned, before.keys() - items.keys())
            changed = _changed_in_runs(interpreter, made, assignment, node)
        case _, Known(dict() as items):
            changed = None
            after = Known({key: _as_held(interpreter, before.get(key), item, node) for key, item in items.items()})
        case _:
            changed = None
    set_contents(state, receiver, after)
    if changed is None:
        _forget(interpreter, documents)
    else:
        _fill(interpreter, made, changed)
        remember(state, Known(place.root), [one.table for one in changed], made.choice, made.otherwise)
    return contents(state, receiver)


def _changed_in_runs(
    interpreter: Interpreter, document: Document, assignment: _Assignment, node: cst.CSTNode
) -> list[_Changed] | None:
    """Return what a configuration is made of in each run, with what is assigned; None if that cannot be followed."""
    found: list[_Changed] = []
    for run, table in enumerate(document.tables):
        under = {} if document.choice is None else {document.choice: frozenset({run})}
        values = assignment.values.items()
        nodes = {key: node_of(interpreter, narrowed(value, under), node) for key, value in values}
        changed = _changed(table, assignment.place, nodes, assignment.deleted)
        if changed is None:
            return None
        found.append(changed)
    return found


def _as_held(interpreter: Interpreter, before: Value | None, assigned: Value, node: cst.CSTNode) -> Value:
    """Return what a configuration holds of what is assigned: of a dictionary or list, a configuration of its own."""
    match assigned:
        case Known(DictObject() | ListObject()) if assigned is not before:
            return value_of(interpreter.state, node_of(interpreter, assigned, node), of_omegaconf=True)
        case _:
            return assigned


def _changed(
    table: Table, place: tuple[str, ...], assigned: Mapping[object, Node], deleted: AbstractSet[object]
) -> _Changed | None:
    """Return the document with what is assigned; None if that cannot be followed."""
    anew: set[tuple[str, ...]] = set()
    made: Node = table
    for key, node in assigned.items():
        if not isinstance(key, str):
            return None
        keys = (*place, key)
        if not isinstance(node, Scalar):
            made = without(made, keys) if isinstance(made, Table) else made
            anew.add(keys)
        elif isinstance(before := selected(made, keys), Scalar) and before.declared is not None:
            anew.add(keys)
        made = merged(made, nested(keys, node, node.span))
    for key in deleted:
        made = without(made, (*place, str(key))) if isinstance(made, Table) else made
    return _Changed(made, frozenset(anew)) if isinstance(made, Table) else None


def _fill(interpreter: Interpreter, document: Document, changed: Sequence[_Changed]) -> None:
    """Let all that refers to others hold what those are now."""
    state = interpreter.state
    filled = [filled_in(interpreter, one.table) for one in changed]
    for keys, made in document.places.items():
        items = dict_items(state, Known(made))
        tables = [selected(one.table, keys) for one in changed]
        if items is None:
            continue
        entries = [entry for table in tables if isinstance(table, Table) for entry in table.entries]
        more: dict[object, Value] = {}
        for entry in entries:
            below = (*keys, entry.key)
            if entry.meant not in more and any(_is_filled_anew(one, below) for one in changed):
                found = [selected(one, below) or Unknown(f"there is no `{entry.key}`") for one in filled]
                more[entry.meant] = _in_runs(state, document, found)
        if more:
            set_contents(state, Known(made), Known({**items, **more}))


def _is_filled_anew(changed: _Changed, keys: tuple[str, ...]) -> bool:
    node = selected(changed.table, keys)
    own = isinstance(node, Table) and keys not in changed.anew
    return node is not None and not own and (keys in changed.anew or refers(node))


def _in_runs(state: State, document: Document, found: Sequence[Node | Unknown]) -> Value:
    if document.choice is not None:
        return together(state, document.choice, found, document.otherwise)
    (node,) = found
    return node if isinstance(node, Unknown) else value_of(state, node, of_omegaconf=True)


def _forget(interpreter: Interpreter, documents: Value | None) -> None:
    """Forget all that refers to others, which is not known any more, and what OmegaConf would convert."""
    for _, leaf in leaves(documents) if documents is not None else ():
        if not isinstance(leaf, Known) or not isinstance(leaf.value, Document):
            continue
        for keys, made in leaf.value.places.items():
            for table in (selected(one, keys) for one in leaf.value.tables):
                if isinstance(table, Table):
                    held = contents(interpreter.state, Known(made))
                    forgotten = lift(partial(_without_others, interpreter, table), held)
                    set_contents(interpreter.state, Known(made), forgotten)


def _without_others(interpreter: Interpreter, table: Table, items: Mapping[object, Value]) -> Value:
    left = dict(items)
    for entry in table.entries:
        if refers(entry.value) and not isinstance(entry.value, Table):
            left[entry.meant] = Unknown("it refers to others, which have changed")
        elif isinstance(entry.value, Scalar) and entry.value.declared is not None and entry.meant in left:
            as_declared = partial(_if_declared, entry.value.declared)
            left[entry.meant] = interpreter.per_option(left[entry.meant], as_declared)
    return Known(left)


def _if_declared(declared: type, leaf: Known | Unknown) -> Value:
    is_kept = isinstance(leaf, Unknown) or leaf.value is None or type(leaf.value) is declared
    return leaf if is_kept else Unknown(f"something else where `{declared.__name__}` is declared", leaf.origin)
