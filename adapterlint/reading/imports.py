"""Import statements, and whether a module of the project hides the library."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import libcst as cst

from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.library_names import is_library_module, is_library_name
from adapterlint.reading.registry import STATEMENTS, reads
from adapterlint.reading.syntax import below, dotted_name

_LIBRARY_ITSELF = "composition.py"
"""A file that every release has in its package, and other packages called `adapters` hardly do."""


@reads(STATEMENTS, cst.Import)
def run_import(interpreter: Interpreter, node: cst.Import) -> None:
    """Bind `import a.b` to `a`, and `import a.b as c` to `a.b`."""
    for alias in node.names:
        module = dotted_name(alias.name) or ""
        if alias.asname is not None and isinstance(alias.asname.name, cst.Name):
            interpreter.bind(alias.asname.name.value, interpreter.imported(module))
        else:
            first = module.split(".")[0]
            interpreter.bind(first, interpreter.imported(first))


@reads(STATEMENTS, cst.ImportFrom)
def run_import_from(interpreter: Interpreter, node: cst.ImportFrom) -> None:
    """Bind the names of `from a import b as c`."""
    module = module_of(node)
    if isinstance(node.names, cst.ImportStar):
        interpreter.star_modules.append(module)
        return
    for alias in node.names:
        name = dotted_name(alias.name) or ""
        bound = alias.asname.name.value if alias.asname and isinstance(alias.asname.name, cst.Name) else name
        interpreter.bind(bound, interpreter.imported(module, name))


def module_of(node: cst.ImportFrom) -> str:
    """Return the module of a `from` import; one of the same package begins with a dot."""
    name = dotted_name(node.module) if node.module is not None else ""
    return "." * len(node.relative) + (name or "")


def library_imports(statements: Sequence[cst.CSTNode]) -> Iterator[tuple[str, str, cst.CSTNode]]:
    """Yield module, name and place of each import from the library, wherever it stands."""
    for node in below(statements, cst.BaseExpression, cst.Import, cst.ImportFrom):
        if isinstance(node, cst.Import):
            for alias in node.names:
                module = dotted_name(alias.name) or ""
                if is_library_module(module):
                    yield module, "", alias
        elif isinstance(node, cst.ImportFrom):
            yield from _library_names(node)


def _library_names(node: cst.ImportFrom) -> Iterator[tuple[str, str, cst.CSTNode]]:
    module = module_of(node)
    if isinstance(node.names, cst.ImportStar):
        if is_library_module(module):
            yield module, "*", node
        return
    for alias in node.names:
        name = dotted_name(alias.name) or ""
        if is_library_name(module, name):
            yield module, name, alias


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
