"""Where dynamic mode keeps what it would otherwise make again: one folder in the user's cache, and nowhere else."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path


def cache_folder() -> Path:
    """Return the folder: `ADAPTERLINT_CACHE_DIR`, or `adapterlint` in the user's cache folder."""
    if chosen := os.environ.get("ADAPTERLINT_CACHE_DIR"):
        return Path(chosen)
    match sys.platform:
        case "win32":
            base = os.environ.get("LOCALAPPDATA") or "~/AppData/Local"
        case "darwin":
            base = "~/Library/Caches"
        case _:
            base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / "adapterlint"


def write_whole(file: Path, content: bytes) -> None:
    """Write a file so that nobody ever reads half of it.

    Raises:
        OSError: the folder cannot be written to.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("wb", dir=file.parent, prefix=".", delete=False) as part:
        try:
            part.write(content)
            part.close()
            Path(part.name).replace(file)
        except BaseException:
            part.close()
            Path(part.name).unlink(missing_ok=True)
            raise
