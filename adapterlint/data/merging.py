"""Tables laid over one another, as OmegaConf does it: tables are merged, and of all else the later one counts."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from adapterlint.data.nodes import DEEPEST, Entry, Node, Scalar, Table
from adapterlint.findings import Span


def merged(below: Node | None, above: Node, depth: int = 0) -> Node:
    """Return what two nodes are together."""
    if isinstance(below, Scalar) and below.is_float and isinstance(above, Scalar):
        return declared_float(above)
    if not isinstance(below, Table) or not isinstance(above, Table) or depth > DEEPEST:
        return above
    entries = {entry.key: entry for entry in below.entries}
    for entry in above.entries:
        before = entries.get(entry.key)
        node = merged(before.value if before else None, entry.value, depth + 1)
        entries[entry.key] = dataclasses.replace(entry, value=node)
    # Where both have entries, the place of the first one is where a reader looks.
    span = below.span if below.entries else above.span
    return Table(tuple(entries.values()), span, below.opaque or above.opaque)


def declared_float(node: Scalar) -> Scalar:
    """Return a value of a field that is declared to be a float: OmegaConf converts integers.

    Source: `FloatNode` in `omegaconf/nodes.py`.
    """
    value = float(node.value) if type(node.value) is int else node.value
    return dataclasses.replace(node, value=value, is_float=True)


def nested(keys: Sequence[str], node: Node, span: Span) -> Node:
    """Return a node below some keys."""
    for key in reversed(keys):
        node = Table((Entry(key, node, span),), span)
    return node


def without(table: Table, keys: Sequence[str]) -> Table:
    """Return a table without what stands below some keys."""
    kept: list[Entry] = []
    for entry in table.entries:
        if entry.key != keys[0]:
            kept.append(entry)
        elif len(keys) > 1 and isinstance(entry.value, Table):
            kept.append(dataclasses.replace(entry, value=without(entry.value, keys[1:])))
    return dataclasses.replace(table, entries=tuple(kept))


def selected(root: Node, keys: Sequence[str]) -> Node | None:
    """Return what stands below some keys; None if nothing does."""
    node: Node | None = root
    for key in keys:
        node = node.node(key) if isinstance(node, Table) else None
    return node
