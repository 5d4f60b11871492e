"""The kinds of files, beside scripts and notebooks, that carry configurations: from their bytes to what rules judge.

A kind is a module with a `Carrier`, and a line here. Rules do not know where a configuration comes from.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from adapterlint.carriers import run_files, saved_adapters
from adapterlint.carriers.carrier import Carried, Carrier

__all__ = ["CARRIERS", "SUFFIXES", "Carried", "Carrier", "carrier_of"]

CARRIERS: Final[Sequence[Carrier]] = (saved_adapters.CARRIER, run_files.JSON, run_files.YAML)
"""The first one that takes a file reads it."""
SUFFIXES: Final = (".json", ".yaml", ".yml")
"""What the names of their files end in."""


def carrier_of(path: Path | str) -> Carrier | None:
    """Return what reads a file; None for what is, or is taken for, a script or notebook."""
    name = Path(path).name
    return next((carrier for carrier in CARRIERS if carrier.takes(name)), None)
