"""Tables that are instructions to call something: `_target_` of Hydra, `class_path` of jsonargparse."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Final

from adapterlint.data.nodes import Entry, Items, Node, Scalar, Table, value_of
from adapterlint.facts import NO_BASE_MODEL, Argument, Call, Loaded, Site
from adapterlint.sources import is_shadowed
from adapterlint.values import Known

DEEPEST: Final = 5
"""Configurations are nested twice at most, in a union; deeper instructions are not followed."""

_PACKAGES: Final = frozenset({"adapters", "transformers"})
_OF_HYDRA: Final = frozenset({"_target_", "_convert_", "_recursive_", "_partial_", "_args_"})
_LOADERS: Final = (".load", ".from_dict")


class Instructions:
    """Finds the configurations that one file gives instructions to build."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._parts: set[int] = set()

    def site(self, table: Table) -> Site | None:
        """Return the configuration that a table builds; None where it builds none, or a part of one met before."""
        built = None if id(table) in self._parts else self._built(table, 0)
        return Site(Known(built), NO_BASE_MODEL, table.span, in_code=False) if built else None

    def _built(self, table: Table, depth: int) -> Call | Loaded | None:
        target, arguments = table.text("_target_"), table
        if target is None and (target := table.text("class_path")):
            given = table.node("init_args")
            arguments = given if isinstance(given, Table) else Table((), table.span)
        if target is None or depth > DEEPEST or target.partition(".")[0] not in _PACKAGES:
            return None
        return self._call(target, arguments, depth)

    def _call(self, target: str, arguments: Table, depth: int) -> Call | Loaded | None:
        from adapterlint.reading.frameworks.library_names import configuration_class

        loader = next((loader for loader in _LOADERS if target.endswith(loader)), "")
        found = configuration_class(target.removesuffix(loader))
        if found is None or is_shadowed(self._path):
            return None
        module, name = found
        opaque = "`_partial_`: more is given later" if _is_true(arguments.node("_partial_")) else arguments.opaque
        keywords = {
            entry.key: self._argument(entry, depth) for entry in arguments.entries if entry.key not in _OF_HYDRA
        }
        if loader:
            source = keywords.pop("config", None)
            return Loaded(source.value, keywords, opaque, arguments.span) if source else None
        listed = arguments.node("_args_")
        positional = tuple(self._part(item, depth) for item in listed.items) if isinstance(listed, Items) else ()
        return Call(name, positional, keywords, opaque, arguments.span, module=module)

    def _argument(self, entry: Entry, depth: int) -> Argument:
        return dataclasses.replace(self._part(entry.value, depth), span=entry.span)

    def _part(self, node: Node, depth: int) -> Argument:
        """Return what a node stands for, if it is an instruction itself what that builds."""
        built = self._built(node, depth + 1) if isinstance(node, Table) else None
        if built is None:
            return Argument(value_of(node), node.span, node.span)
        self._parts.add(id(node))
        return Argument(Known(built), node.span, node.span)


def _is_true(node: Node | None) -> bool:
    return isinstance(node, Scalar) and node.value is True
