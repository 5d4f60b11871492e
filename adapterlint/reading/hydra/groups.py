"""Where Hydra finds configurations: the YAML of a folder, and what a script puts into the `ConfigStore`."""

from __future__ import annotations

import dataclasses
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from adapterlint.data.nodes import Items, Node, Scalar, Table
from adapterlint.data.positioned_yaml import Reader
from adapterlint.reading.files.documents import one_document
from adapterlint.sources import DataFile, DataFiles

SUFFIX: Final = ".yaml"
_HEADER: Final = re.compile(r"^#\s*@package\s+(\S+)", re.MULTILINE)
_DEFAULTS: Final = "defaults"


class CannotComposeError(ValueError):
    """A configuration that cannot be put together; the message says why."""


@dataclass(frozen=True, slots=True)
class Part:
    """One configuration of a group.

    Attributes:
        defaults: its list of what it is made of.
        package: where its header says that it belongs; None without one.
    """

    table: Table
    defaults: tuple[Node, ...] = ()
    package: str | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """What a script puts into the store.

    Attributes:
        package: where it says that it belongs; None if it says nothing.
    """

    node: Node
    package: str | None = None


@dataclass(frozen=True, slots=True)
class Groups:
    """All configurations that a script can be composed of.

    Attributes:
        files: reads them.
        script: whose they are.
        folder: where they lie; None if they are all in the store.
        stored: those in the store, by group and name, `db/mysql`.
    """

    files: DataFiles
    script: Path
    folder: Path | None
    stored: Mapping[str, Stored]

    def part(self, path: str) -> Part | None:
        """Return a configuration by its group and name; None if there is none.

        Raises:
            CannotComposeError: it cannot be read.
        """
        if path in self.stored:
            return _part(self.stored[path].node, self.stored[path].package, path)
        place = self._place(path.removesuffix(SUFFIX) + SUFFIX)
        if place is None or not os.path.isfile(place):  # noqa: PTH113 - answers for impossible names too
            return None
        file = self.files.read(self.script, place)
        if not isinstance(file, DataFile):
            raise CannotComposeError(file)
        try:
            header = _HEADER.search(file.text)
            return _part(one_document(file.text, file.path, Reader.OMEGACONF), header and header[1], file.path)
        except CannotComposeError:
            raise
        except ValueError as error:
            raise CannotComposeError(f"`{file.path}` is not YAML that can be read: {error}") from error

    def is_group(self, name: str) -> bool:
        """Tell whether there is a group of a name."""
        return bool(self.options(name))

    def options(self, group: str) -> list[str]:
        """Return the names of the configurations of a group."""
        names = [path.rpartition("/")[2] for path in self.stored if path.rpartition("/")[0] == group]
        place = self._place(group)
        if place is not None and os.path.isdir(place):  # noqa: PTH112 - the same
            names += [name.removesuffix(SUFFIX) for name in sorted(os.listdir(place)) if name.endswith(SUFFIX)]  # noqa: PTH208
        return list(dict.fromkeys(names))

    def _place(self, path: str) -> str | None:
        return None if self.folder is None else os.path.join(os.path.abspath(self.folder), path)  # noqa: PTH100, PTH118


def _part(node: Node, package: str | None, name: str) -> Part:
    if isinstance(node, Scalar) and node.value is None and not node.unknown:
        return Part(Table((), node.span), package=package)
    if not isinstance(node, Table) or node.opaque:
        raise CannotComposeError(f"`{name}` holds no mapping that can be read")
    listed = node.node(_DEFAULTS)
    entries = tuple(entry for entry in node.entries if entry.key != _DEFAULTS)
    defaults = listed.items if isinstance(listed, Items) else ()
    return Part(dataclasses.replace(node, entries=entries), defaults, package)
