"""Linting from Python: files, folders, or source that is already in memory."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from adapterlint import linting, settings
from adapterlint.findings import Finding


def lint_paths(paths: Iterable[str | os.PathLike[str]], **options: Any) -> list[Finding]:  # noqa: ANN401 - one of each setting's type
    """Lint files and folders.

    Args:
        paths: scripts, notebooks, or folders that hold them.
        options: settings by their names in `[tool.adapterlint]`, with underscores: `select`, `ignore`, `exclude`,
            `adapters`, `base_model`, `installed`, `rules`. They go before those of the nearest pyproject.toml.

    Returns:
        What is wrong, by place; at one place the first failure first.

    Raises:
        InputError: an option or a settings file cannot be used.
        TypeError: there is no such option.
    """
    wanted = [Path(path) for path in paths]
    found = settings.find(wanted) if wanted else settings.Settings()
    return list(linting.lint(wanted, settings.overridden(found, **_checked(options))).findings)


def lint_source(source: str | bytes, path: str = "<source>", **options: Any) -> list[Finding]:  # noqa: ANN401 - one of each setting's type
    """Lint one script, or a notebook if `path` ends in `.ipynb`.

    Args:
        source: the text of the file.
        path: its name, for findings and for finding the project's requirement; the file need not exist.
        options: settings, as for `lint_paths`; no settings file is read.
    """
    data = source.encode() if isinstance(source, str) else source
    return list(linting.lint_bytes(data, path, settings.overridden(settings.Settings(), **_checked(options))).findings)


def _checked(options: Mapping[str, Any]) -> dict[str, Any]:
    """Take single codes and folders for lists of one."""
    lists = ("select", "ignore", "exclude", "rules")
    return {name: (value,) if name in lists and isinstance(value, str) else value for name, value in options.items()}
