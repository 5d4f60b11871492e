"""The adapters that scripts of a project save, by their folders: another run loads what one has saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from adapterlint.reading.memory.merging import same
from adapterlint.values import Value


@dataclass(frozen=True, slots=True)
class SavedAdapter:
    """An adapter as it is saved.

    Attributes:
        config: what it was added with; None for the library's default.
        has_head: whether a head may have been saved with it.
    """

    name: str
    config: Value | None
    has_head: bool


class SavedAdapters:
    """Remembers what is saved where, and what was asked for before that was known.

    Args:
        before: what an earlier reading of the same files has found.
    """

    def __init__(self, before: Mapping[PurePosixPath, SavedAdapter | None] | None = None) -> None:
        self.found: dict[PurePosixPath, SavedAdapter | None] = {}
        self._before = before
        self._answered: dict[PurePosixPath, SavedAdapter | None] = {}

    def note(self, folder: PurePosixPath, saved: SavedAdapter) -> None:
        """Note what is saved in a folder; of several different adapters in the same one, none is known."""
        first = self.found.setdefault(folder, saved)
        if first is not None and not _are_same(first, saved):
            self.found[folder] = None

    def at(self, folder: PurePosixPath) -> SavedAdapter | None:
        """Return what is saved in a folder, as far as it is known by now."""
        if self._before is not None:
            return self._before.get(folder)
        return self._answered.setdefault(folder, self.found.get(folder))

    @property
    def came_late(self) -> bool:
        """Whether something was asked for before all was found that is saved there."""
        return any(self.found.get(folder) is not answer for folder, answer in self._answered.items())


def _are_same(one: SavedAdapter, other: SavedAdapter) -> bool:
    if one.config is None or other.config is None:
        return one == other
    return (one.name, one.has_head) == (other.name, other.has_head) and same(one.config, other.config)
