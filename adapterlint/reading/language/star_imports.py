"""`from module import *`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapterlint.reading.frameworks.library_names import ALSO_IN_PEFT, is_library_module, is_library_name, is_miswritten
from adapterlint.reading.memory.objects import Imported
from adapterlint.reading.standard_library.containers import sequence_items
from adapterlint.values import Known, Unknown, Value

if TYPE_CHECKING:
    from adapterlint.reading.interpreter import Interpreter
    from adapterlint.reading.module import Module
    from adapterlint.sources import ModuleFile


def run_star_import(interpreter: Interpreter, name: str, file: ModuleFile | None) -> None:
    """Bind the public names of a module of the project; which names another module has is not known."""
    importer = interpreter.module
    if file is None:
        importer.star_modules.append(name)
        return
    module = interpreter.project.module(file)
    if isinstance(module, Unknown):
        return
    exported = _exported(interpreter, module)
    for public in exported if exported is not None else [name for name in module.history if name[0] != "_"]:
        interpreter.bind(public, interpreter.project.member(file, public, interpreter))
    if exported is None:
        importer.star_modules += module.star_modules
        importer.uses_library |= module.uses_library


def _exported(interpreter: Interpreter, module: Module) -> list[str] | None:
    """Return the names in `__all__`; None where there is none, or not all of it is known."""
    held = interpreter.state.get((module.scope.identity, "__all__"))
    items = None if held is None else sequence_items(interpreter.state, held)
    names = [item.value for item in items or () if isinstance(item, Known) and isinstance(item.value, str)]
    return None if items is None or len(names) < len(items) else names


def from_star_import(module: Module, name: str) -> Value | None:
    """Return what a name is that a star import from outside the project brought; None if none did."""
    for imported in reversed(module.star_modules):
        if imported.split(".")[0] == "peft" and name in ALSO_IN_PEFT:
            return Known(Imported(f"{imported}.{name}"))
        if (_is_adapters(module, imported) and _is_exported(name)) or (
            imported == "transformers" and _is_of_transformers(module, name)
        ):
            return Known(Imported(f"{imported}.{name}"))
    return None


def _is_adapters(module: Module, imported: str) -> bool:
    return is_library_module(imported) and not (module.is_shadowed and imported.split(".", maxsplit=1)[0] == "adapters")


def _is_of_transformers(module: Module, name: str) -> bool:
    """Tell whether a name comes with `from transformers import *`, which holds adapters only in the old library."""
    if is_library_name("transformers", name):
        return not any(_is_adapters(module, imported) for imported in module.star_modules)
    return name.startswith("Auto")


def _is_exported(name: str) -> bool:
    """Tell whether a name may come with a star import of the library: its classes and `init`."""
    return (name[0].isupper() and not is_miswritten(name)) or name in {"init", "composition"}
