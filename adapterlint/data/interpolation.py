"""What `${…}` stands for: another node, with `oc.select` or a default, or a variable that has one; else unknown.

What resolvers of a script return, `${mul:4,${.r}}`, is for the reader to say.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from adapterlint.data.merging import MISSING, declared_as, selected
from adapterlint.data.nodes import DEEPEST, NODES_AT_MOST, Items, Node, Scalar, Table
from adapterlint.data.written_values import node_of, split
from adapterlint.findings import Span

Resolve: TypeAlias = "Callable[[str, Sequence[Node], Span], Node | None]"
"""Returns what a resolver makes of its arguments, by its name; None for one that is not known."""
_REFERENCE: Final = re.compile(r"\$\{(\.*)([\w.\-]+(?:\[\d+\])*)\}")
_SELECTION: Final = re.compile(r"\$\{oc\.select:\s*([A-Za-z_][\w.\-]*)\s*(?:,([^${}]*))?\}")
_VARIABLE: Final = re.compile(r"\$\{oc\.env:\s*(\w+)\s*,([^${}]*)\}")
_CALL: Final = re.compile(r"\$\{\s*([A-Za-z_]\w*)\s*:(.*)\}", re.DOTALL)
_WAY_AT_MOST: Final = 20


def interpolated(root: Table, resolve: Resolve | None = None) -> Table:
    """Return a document with what its references stand for in their places."""
    made = _Interpolation(root, resolve).node(root, ())
    return made if isinstance(made, Table) else root


class _Interpolation:
    def __init__(self, root: Table, resolve: Resolve | None) -> None:
        self._root = root
        self._resolve = resolve
        self._nodes = 0

    def node(self, node: Node, keys: tuple[str, ...], way: int = 0) -> Node:
        """Return a node without references.

        Args:
            keys: where it stands.
            way: how many references led to it.
        """
        self._nodes += 1
        if self._nodes > NODES_AT_MOST or len(keys) > DEEPEST:
            return Scalar(None, node.span, "it refers to too many others")
        match node:
            case Scalar(value, span, None) if value == MISSING:
                return Scalar(MISSING, span, "it has to be given when it is run")
            case Scalar(str(text), unknown=str()) if "${" in text:
                return self._filled(node, text, keys, way)
            case Items(items):
                return dataclasses.replace(
                    node, items=tuple(self.node(item, (*keys, str(at)), way) for at, item in enumerate(items))
                )
            case Table(entries):
                return dataclasses.replace(
                    node,
                    entries=tuple(
                        dataclasses.replace(entry, value=self.node(entry.value, (*keys, entry.key), way))
                        for entry in entries
                    ),
                )
            case _:
                return node

    def _filled(self, node: Scalar, text: str, keys: tuple[str, ...], way: int) -> Node:
        whole = _REFERENCE.fullmatch(text)
        if whole is not None:
            return self._referred(whole, keys, way) or node
        selection = _SELECTION.fullmatch(text)
        if selection is not None:
            return self._selected(selection, node, way)
        variable = _VARIABLE.fullmatch(text)
        if variable is not None:
            return _unless_set(variable, node)
        call = _CALL.fullmatch(text) if _is_one(text) else None
        if call is not None:
            return self._called(call, node, keys, way) or node
        return self._put_together(node, text, keys, way)

    def _put_together(self, node: Scalar, text: str, keys: tuple[str, ...], way: int) -> Node:
        """Return a text with what the references in it stand for."""
        parts: list[str] = []
        end = 0
        for found in _REFERENCE.finditer(text):
            referred = self._referred(found, keys, way)
            if not isinstance(referred, Scalar) or referred.unknown or referred.variable:
                return node
            if isinstance(referred.value, (bool, type(None))):
                return node
            parts += [text[end : found.start()], str(referred.value)]
            end = found.end()
        filled = "".join([*parts, text[end:]])
        return node if "${" in filled else Scalar(filled, node.span)

    def _called(self, call: re.Match[str], node: Scalar, keys: tuple[str, ...], way: int) -> Node | None:
        """Return what a resolver returns; None where it, or what it is given, is not known."""
        if self._resolve is None or way >= _WAY_AT_MOST:
            return None
        name, written = call.groups()
        given = [self.node(node_of(one.strip(), node.span), keys, way + 1) for one in split(written) if written.strip()]
        if any(isinstance(one, Scalar) and (one.unknown or one.variable) for one in given):
            return None
        found = self._resolve(name, given, node.span)
        return declared_as(found, node.declared) if isinstance(found, Scalar) and node.declared else found

    def _selected(self, selection: re.Match[str], node: Scalar, way: int) -> Node:
        """Return what `oc.select` finds, or its default: a node that is missing, or may be there, is not known."""
        path, default = selection.groups()
        keys = path.split(".")
        if way >= _WAY_AT_MOST or default is None or _may_hide(self._root, keys):
            return node
        found = selected(self._root, keys)
        if found is None or (isinstance(found, Scalar) and found.value == MISSING):
            return node_of(default.strip(), node.span)
        return self.node(found, tuple(keys), way + 1)

    def _referred(self, reference: re.Match[str], keys: Sequence[str], way: int) -> Node | None:
        dots, path = reference.groups()
        if way >= _WAY_AT_MOST:
            return None
        below = tuple(keys[: len(keys) - len(dots)]) if dots else ()
        target = (*below, *re.findall(r"[\w\-]+", path))
        found = selected(self._root, target)
        return None if found is None else self.node(found, target, way + 1)


def _is_one(text: str) -> bool:
    """Tell whether a reference goes on to the end of a text that begins with one."""
    depth = 0
    for at, letter in enumerate(text):
        depth += (letter == "{") - (letter == "}")
        if letter == "}" and depth == 0:
            return at == len(text) - 1
    return False


def _unless_set(variable: re.Match[str], node: Scalar) -> Node:
    """Return the default of `oc.env`, which is always made a text, and then of the type that is declared."""
    name, default = variable.groups()
    held = node_of(default.strip(), node.span)
    if not isinstance(held, Scalar) or held.unknown is not None or isinstance(held.value, float):
        return node
    text = None if held.value is None else str(held.value)
    filled = Scalar(text, node.span, variable=name)
    return filled if node.declared is None else declared_as(filled, node.declared)


def _may_hide(root: Table, keys: Sequence[str]) -> bool:
    """Tell whether a table on the way below some keys may have other entries than are known."""
    above = [selected(root, keys[:depth]) for depth in range(len(keys))]
    return any(isinstance(node, Table) and node.opaque is not None for node in above)
