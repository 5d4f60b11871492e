"""Whether a module of the project hides the library."""

from __future__ import annotations

from pathlib import Path

_LIBRARY_ITSELF = "composition.py"
"""A file that every release has in its package, and other packages called `adapters` hardly do."""


def is_shadowed(path: Path) -> bool:
    """Tell whether `import adapters` in a script finds a module of the project before the library."""
    try:
        parents = path.absolute().parents
        beside = next(parent for parent in parents if not (parent / "__init__.py").is_file())
        root = next((parent for parent in parents if (parent / ".git").exists()), beside)
        return any(_holds_other_adapters(place, path) for place in {beside, root})
    except (OSError, StopIteration):
        return False


def _holds_other_adapters(directory: Path, script: Path) -> bool:
    module, package = directory / "adapters.py", directory / "adapters"
    is_module = module.is_file() and module != script.absolute()
    return is_module or ((package / "__init__.py").is_file() and not (package / _LIBRARY_ITSELF).is_file())
