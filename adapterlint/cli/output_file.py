"""A file that is written at the end of a long run: refused before it, and replaced in one step."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

import click


def refuse_unwritable(file: Path) -> None:
    """Refuse a file that could not be written, before the work for it is done.

    Raises:
        click.ClickException: there is no such folder, it cannot be written to, or the path is no regular file.
    """
    target = _target(file)
    beside = _beside(target)
    try:
        if target.exists() and not target.is_file():
            raise click.ClickException(f"{file}: cannot be written: it is not a regular file")
        beside.touch(exist_ok=False)
        beside.unlink()
    except OSError as error:
        raise _refusal(file, error) from error


def save(file: Path, text: str) -> None:
    """Write a text into a file at once: a reader sees the old content or the new one, never a part.

    Raises:
        click.ClickException: it cannot be written; what was there is still there.
    """
    target = _target(file)
    beside = _beside(target)
    try:
        beside.write_text(text, encoding="utf-8", newline="\n")
        if target.exists():
            shutil.copymode(target, beside)
        beside.replace(target)
    except OSError as error:
        raise _refusal(file, error) from error
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)


def _target(file: Path) -> Path:
    """Return the file that a path leads to: a link stays a link."""
    return Path(os.path.realpath(file))


def _beside(target: Path) -> Path:
    return target.with_name(f".{target.name}.{os.getpid()}.tmp")


def _refusal(file: Path, error: OSError) -> click.ClickException:
    folder = file.parent
    if not folder.is_dir():
        return click.ClickException(f"{file}: cannot be written: there is no folder `{folder}`")
    return click.ClickException(f"{file}: cannot be written: {error.strerror or error}")
