"""Names that are imported from outside the project."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from adapterlint.reading.memory.objects import Imported
from adapterlint.values import Known, Value

if TYPE_CHECKING:
    from adapterlint.reading.module import Module

CONSTANTS = {
    "math.e": math.e,
    "math.inf": math.inf,
    "math.pi": math.pi,
    "omegaconf.MISSING": "???",
    "typing.TYPE_CHECKING": False,
    "typing_extensions.TYPE_CHECKING": False,
}
"""Names of libraries that stand for plain values."""


def from_outside(importer: Module, module: str, name: str = "") -> Value:
    """Return the value of a module that a module of the project imports, or of a name in it."""
    path = f"{module}.{name}" if name else module
    if path in CONSTANTS:
        return Known(CONSTANTS[path])
    hidden = importer.is_shadowed and (path == "adapters" or path.startswith("adapters."))
    return Known(Imported(f".{path}" if hidden else path))
