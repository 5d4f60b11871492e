"""Outcomes of runs that were made before, in the user's cache folder; a run that would be the same is not repeated.

Whatever lies in the folder is only believed if it is an outcome, and no trouble with it stops the linter.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
import os
import stat
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from adapterlint.dynamic.outcomes.outcome import Outcome
from adapterlint.dynamic.processes.wire import Installation, Settings
from adapterlint.dynamic.storage import write_whole

if TYPE_CHECKING:
    from pydantic import TypeAdapter

ENTRIES_AT_MOST = 4096
"""Of more entries, those that were used longest ago are removed."""
BYTES_AT_MOST = 1 << 20
"""A larger file is no outcome."""
_LIMITS = frozenset({"seconds", "megabytes", "jobs", "inline", "pretrained"})
"""Settings on which no outcome depends: runs that met a limit are not kept."""


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """An outcome, and what the run was performed with."""

    outcome: Outcome
    installation: Installation


class OutcomeCache:
    """A folder with a file for each run, found again by everything that its outcome depends on.

    Attributes:
        notes: what was wrong with the folder or its files, each thing once.
    """

    def __init__(self, folder: Path, settings: Settings, versions: Mapping[str, str]) -> None:
        self.notes: dict[str, None] = {}
        self._folder = folder
        chosen = {name: value for name, value in dataclasses.asdict(settings).items() if name not in _LIMITS}
        self._circumstances = json.dumps([_probes(), dict(versions), chosen], sort_keys=True)

    def find(self, request: str) -> Entry | None:
        """Return what the run showed before; None if it was not made, or that is not known any more."""
        path = self._path(request)
        try:
            text = _text_of(path)
            os.utime(path)
        except FileNotFoundError:
            return None
        except OSError as error:
            self._note(f"`{path}` cannot be read: {error.strerror or error}")
            return None
        try:
            return _entries().validate_json(text, strict=True)
        except ValueError:
            self._note(f"`{path}` is no outcome of a run: it is ignored, and made anew")
            return None

    def keep(self, request: str, entry: Entry) -> None:
        """Keep what a run showed, unless another time it may show something else."""
        if entry.outcome.died is not None:
            return
        try:
            write_whole(self._path(request), json.dumps(dataclasses.asdict(entry)).encode())
        except OSError as error:
            self._note(f"`{self._folder}` cannot be written to: {error.strerror or error}")

    def shrink(self) -> None:
        """Remove what was not used for long, if there is much."""
        with contextlib.suppress(OSError):
            entries = [(entry.stat(follow_symlinks=False).st_mtime, entry.path) for entry in os.scandir(self._folder)]
            for _, path in sorted(entries, reverse=True)[ENTRIES_AT_MOST:]:
                with contextlib.suppress(OSError):
                    Path(path).unlink()

    def _path(self, request: str) -> Path:
        return self._folder / f"{hashlib.sha256(f'{self._circumstances}{request}'.encode()).hexdigest()}.json"

    def _note(self, note: str) -> None:
        self.notes[f"the cache of runs: {note}"] = None


def _text_of(path: Path) -> bytes:
    """Read a regular file of bounded size; another kind might block, or never end."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError("it is no file")
        return file.read(BYTES_AT_MOST)


@cache
def _entries() -> TypeAdapter[Entry]:
    from pydantic import TypeAdapter

    return TypeAdapter(Entry)


@cache
def _probes() -> str:
    """Return what tells apart two versions of the code that makes runs."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(f"{path.name}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
