"""The files of a project that its scripts read when they run: where a path leads, and what is there."""

from __future__ import annotations

import itertools
import os
from dataclasses import dataclass
from pathlib import Path

from adapterlint.sources.discovery import SKIPPED_DIRECTORIES, discover
from adapterlint.sources.files import read_file
from adapterlint.sources.problems import Problem
from adapterlint.sources.roots import folders_of_project

LARGEST = 500_000
"""What configures a run is written by hand; with more bytes than this it is data."""
READ_AT_MOST = 500
_OF_PROGRAMS = frozenset(
    {
        *("adapter_config.json", "adapter_fusion_config.json", "adapter_setup.json", "dataset_infos.json"),
        *(
            "generation_config.json",
            "head_config.json",
            "package-lock.json",
            "package.json",
            "preprocessor_config.json",
        ),
        *("special_tokens_map.json", "tokenizer.json", "tokenizer_config.json", "trainer_state.json", "tsconfig.json"),
        *("environment.yaml", "environment.yml", "mkdocs.yml", "pyproject.toml", "vocab.json"),
    }
)
"""Files that are beside scripts under names that nobody gives on a command line."""


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file that a script reads.

    Attributes:
        path: as it is to be called in messages.
        text: what it holds.
    """

    path: str
    text: str


class DataFiles:
    """Finds and reads files as the scripts of a project would, and none outside of it."""

    def __init__(self) -> None:
        self.texts: dict[tuple[str, int | None], str] = {}
        """What was read, by file, in the form of the sources of a report."""
        self._read: dict[str, DataFile | str] = {}
        self._written: set[str] = set()
        self._beside: dict[tuple[str, tuple[str, ...]], list[Path]] = {}

    def find(self, script: Path, name: str) -> Path | str:
        """Return the file or folder that a script means by a path, or why that is not known.

        A path that is not absolute begins where the script is run: in its own folder, or in one above it up to the
        root of the project.
        """
        if not name or "\0" in name:
            return f"`{name}` is no path"
        folders = [str(folder) for folder in folders_of_project(script)]
        places = dict.fromkeys(os.path.realpath(os.path.join(folder, name)) for folder in folders)  # noqa: PTH118
        found = [place for place in places if os.path.exists(place)]  # noqa: PTH110 - answers for impossible names too
        if not found:
            return f"there is no `{name}` in the project"
        if len(found) > 1:
            return f"there is more than one `{name}` that may be meant"
        place, root = found[0], os.path.realpath(folders[-1])
        inside = Path(os.path.relpath(place, root)).parts
        if os.pardir in inside or SKIPPED_DIRECTORIES.intersection(inside):
            return f"`{name}` is no file of the project"
        return _as_called(Path(place), script)

    def read(self, script: Path, name: str) -> DataFile | str:
        """Return the file that a script reads, or why what it holds is not known."""
        found = self.find(script, name)
        if isinstance(found, str):
            return found
        identity = os.path.realpath(found)
        if identity in self._written:
            return f"`{name}` is written by the script itself"
        if identity not in self._read:
            self._read[identity] = self._read_file(found)
        return self._read[identity]

    def beside(self, script: Path, suffixes: tuple[str, ...], at_most: int) -> list[Path]:
        """Return the files in the folder of a script and below that may configure it; none if there are more."""
        key = os.path.realpath(script.parent), suffixes
        if key not in self._beside:
            found = discover([script.parent], suffixes=suffixes)
            named = (path for path in found if isinstance(path, Path) and _may_configure(path, script.parent))
            self._beside[key] = list(itertools.islice(named, at_most + 1))
        return self._beside[key] if len(self._beside[key]) <= at_most else []

    def write(self, script: Path, name: str) -> None:
        """Remember that a script writes a file: what it will hold when it is read later is not there yet."""
        found = self.find(script, name)
        if isinstance(found, Path):
            self._written.add(os.path.realpath(found))

    def _read_file(self, path: Path) -> DataFile | str:
        if len(self._read) >= READ_AT_MOST:
            return f"`{path}` is not read: more than {READ_AT_MOST} files are"
        data = read_file(path, LARGEST)
        if isinstance(data, Problem):
            return f"`{path}`: {data.message}"
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            return f"`{path}` cannot be decoded: {error}"
        self.texts[str(path), None] = text
        return DataFile(str(path), text)


def _may_configure(path: Path, below: Path) -> bool:
    """Tell whether a file may be one that users name, and not one that some program writes or looks for."""
    hidden = any(part.startswith(".") for part in path.relative_to(below).parts)
    return not hidden and path.name not in _OF_PROGRAMS


def _as_called(place: Path, script: Path) -> Path:
    """Return a path beside the script as it is called itself, so that messages name both in the same way."""
    beside = os.path.relpath(place, os.path.realpath(os.path.dirname(os.path.abspath(script))))  # noqa: PTH100, PTH120
    return Path(os.path.normpath(script.parent / beside))
