"""Linting from Python: files, folders, or source that is already in memory."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from adapterlint import linting, settings
from adapterlint.errors import InputError
from adapterlint.findings import Finding

AnyPath: TypeAlias = "str | os.PathLike[str]"

SHOWN_AT_MOST = 80
_LISTS = ("select", "ignore", "exclude", "rules")


def lint_paths(paths: AnyPath | Iterable[AnyPath], **options: Any) -> list[Finding]:  # noqa: ANN401 - one of each setting's type
    """Lint files and folders.

    Args:
        paths: scripts, notebooks, or folders that hold them; one, or several.
        options: settings by their names in `[tool.adapterlint]`, with underscores: `select`, `ignore`, `exclude`,
            `adapters`, `base_model`, `installed`, `rules`. They go before those of the nearest pyproject.toml.

    Returns:
        What is wrong, by place; at one place the first failure first. A path that leads nowhere is a finding (ADL001),
        as is a file that cannot be read.

    Raises:
        InputError: an option or a settings file cannot be used.
        TypeError: there is no such option, or the paths are none.
    """
    wanted = _paths(paths)
    found = settings.find(wanted) if wanted else settings.Settings()
    return list(linting.lint(wanted, _chosen(found, options)).findings)


def lint_source(source: str | bytes, path: AnyPath = "<source>", **options: Any) -> list[Finding]:  # noqa: ANN401 - one of each setting's type
    """Lint one script, or a notebook if `path` ends in `.ipynb`.

    Args:
        source: the text of the file.
        path: its name, for findings and for finding the project's requirement; the file need not exist.
        options: settings, as for `lint_paths`; no settings file is read.

    Raises:
        InputError: an option, or the path, cannot be used.
        TypeError: there is no such option, or the source or the path is neither text nor bytes.
    """
    if not isinstance(source, (str, bytes)):
        raise TypeError(f"source has to be the text of a script or notebook, not {type(source).__name__}")
    if not isinstance(path, (str, os.PathLike)):
        raise TypeError(f"path has to be the name of a file, not {type(path).__name__}")
    # A lone surrogate is no text. It makes bytes that are not UTF-8, and that is a finding.
    data = source.encode(errors="surrogatepass") if isinstance(source, str) else source
    chosen = _chosen(settings.Settings(), options)
    try:
        return list(linting.lint_bytes(data, os.fspath(path), chosen).findings)
    except OSError as error:
        raise _unusable(error, os.fspath(path)) from error


def _chosen(found: settings.Settings, options: Mapping[str, Any]) -> settings.Settings:
    """Return the settings that options make of those that were found, and refuse what no rule is called."""
    chosen = settings.overridden(found, **_checked(options))
    settings.refuse_unknown_codes(chosen)
    return chosen


def _paths(paths: object) -> list[Path]:
    if isinstance(paths, (str, os.PathLike)):
        return [Path(paths)]
    if not isinstance(paths, Iterable) or isinstance(paths, (bytes, bytearray)):
        raise TypeError(f"paths has to be a path, or several, not {type(paths).__name__}")
    wanted = list(paths)
    for path in wanted:
        if not isinstance(path, (str, os.PathLike)):
            raise TypeError(f"a path has to be text or a path object, not {type(path).__name__}")
    return [Path(path) for path in wanted]


def _unusable(error: OSError, path: str) -> InputError:
    """Say that the system cannot make use of a path, which need not be of this world."""
    shown = path if len(path) <= SHOWN_AT_MOST else f"{path[:SHOWN_AT_MOST]}…"
    return InputError(f"{shown}: {error.strerror or error}")


def _checked(options: Mapping[str, Any]) -> dict[str, Any]:
    """Take single codes and folders for lists of one, and refuse what settings cannot be."""
    known = [one.name for one in dataclasses.fields(settings.Settings)]
    for name, value in options.items():
        if name not in known:
            raise TypeError(f"there is no option `{name}`; there are {', '.join(known)}")
        if name in ("adapters", "base_model") and not isinstance(value, (str, type(None))):
            raise TypeError(f"{name} has to be text, not {type(value).__name__}")
        if name == "installed" and not isinstance(value, (Mapping, type(None))):
            raise TypeError(f"installed has to map packages to whether they are there, not {type(value).__name__}")
    return {name: _several(name, value) if name in _LISTS else value for name, value in options.items()}


def _several(name: str, value: object) -> tuple[object, ...]:
    if isinstance(value, (str, os.PathLike)):
        value = (value,)
    if not isinstance(value, Iterable):
        raise TypeError(f"{name} has to be text, or several, not {type(value).__name__}")
    items = tuple(value)
    for item in items:
        if not isinstance(item, (str, os.PathLike) if name == "rules" else str):
            raise TypeError(f"{name} has to hold text, not {type(item).__name__}")
    return tuple(map(Path, items)) if name == "rules" else items
