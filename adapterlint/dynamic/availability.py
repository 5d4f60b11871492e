"""Whether the libraries that runs need are installed, found out without importing them."""

from __future__ import annotations

from importlib import metadata

REQUIRED = ("torch", "transformers", "adapters")


def availability() -> str | None:
    """Return why nothing can be run here, and what to do about it; None if it can."""
    missing = [name for name in REQUIRED if not _installed(name)]
    if not missing:
        return None
    names = " and ".join([", ".join(missing[:-1]), missing[-1]] if missing[1:] else missing)
    verb = "are" if missing[1:] else "is"
    return (
        f"dynamic mode runs the real library, but {names} {verb} not installed here; "
        "`pip install 'adapterlint[dynamic]'` brings it"
    )


def _installed(name: str) -> bool:
    # Not `find_spec`: a folder of the project may be called `adapters`.
    try:
        metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def releases() -> dict[str, str]:
    """Return the installed releases of what runs need; see `availability` first."""
    return {name: metadata.version(name) for name in REQUIRED}
