"""The release of the library that a project declares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from adapterlint.sources.manifests import Declaration, declarations_in, is_lock
from adapterlint.sources.manifests import notebooks as notebook_manifests

LARGEST_MANIFEST = 10_000_000
PREFERRED_PACKAGE = "adapters"


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a project requires of the library.

    Attributes:
        package: `adapters` or `adapter-transformers`.
        specifier: a version specifier as in PEP 440, empty if any release will do.
        source: where it is declared, `requirements.txt:3`.
    """

    package: str
    specifier: str
    source: str


def find_requirement(start: Path) -> Requirement | None:
    """Find the requirement that holds for a file or directory.

    A notebook's own `pip install` comes first. Then the nearest directory that declares the
    library decides, up to the root of the repository; a lock file there beats a range.
    """
    if start.suffix == ".ipynb" and (own := _best(notebook_manifests.read(_text(start)), start)):
        return own
    return next((found for directory in _upwards(start) if (found := _declared_in(directory))), None)


def _upwards(start: Path) -> Iterator[Path]:
    """Yield the directories from a path up to the root of its repository; only the first if there is none."""
    absolute = start.absolute()
    first = absolute if absolute.is_dir() else absolute.parent
    directories = [first, *first.parents]
    roots = (index for index, directory in enumerate(directories) if (directory / ".git").exists())
    return iter(directories[: next(roots, 0) + 1])


def _declared_in(directory: Path) -> Requirement | None:
    files = sorted(_manifests(directory), key=lambda file: (not is_lock(file), file.parent != directory, file.name))
    return next((found for file in files if (found := _best(declarations_in(file, _text(file)), file))), None)


def _manifests(directory: Path) -> Iterator[Path]:
    names = ("pyproject.toml", "uv.lock", "poetry.lock", "Pipfile", "Pipfile.lock", "setup.cfg", "setup.py")
    patterns = ("*requirements*.txt", "requirements/*.txt", "environment*.yml", "environment*.yaml", "conda*.yml")
    try:
        yield from (directory / name for name in names if (directory / name).is_file())
        for pattern in patterns:
            yield from (file for file in directory.glob(pattern) if file.is_file())
    except OSError:
        return


def _best(declared: Iterable[Declaration], file: Path) -> Requirement | None:
    """Choose among the declarations of one file: `adapters` before its predecessor, a bound before none."""
    ordered = sorted(declared, key=lambda found: (found.package != PREFERRED_PACKAGE, not found.specifier))
    if not ordered:
        return None
    best = ordered[0]
    return Requirement(best.package, best.specifier, f"{file}:{best.line}")


def _text(file: Path) -> str:
    """Read a file; empty if it cannot be read."""
    try:
        if file.stat().st_size > LARGEST_MANIFEST:
            return ""
        return file.read_text(encoding="utf-8-sig", errors="replace")
    except (OSError, ValueError):
        return ""
