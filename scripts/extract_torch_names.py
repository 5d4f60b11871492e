"""Write down what torch has under names that are no data types.

    .venv/bin/python scripts/extract_torch_names.py

Writes `adapterlint/space/torch_names.json`: a `dtype` of such a name is found, and then refused (`space/dtypes.py`).
"""

from __future__ import annotations

import json
from pathlib import Path

import torch

TARGET = Path(__file__).resolve().parent.parent / "adapterlint" / "space" / "torch_names.json"


def main() -> None:
    """Write the file."""
    TARGET.write_text(json.dumps(refused_names(), indent=0) + "\n", encoding="utf-8")


def refused_names() -> list[str]:
    """Return the names in torch that `torch.zeros` refuses as data types with `TypeError`."""
    return sorted(name for name in dir(torch) if hasattr(torch, name) and is_refused(getattr(torch, name)))


def is_refused(thing: object) -> bool:
    """Tell whether something is refused as a data type."""
    if isinstance(thing, torch.dtype):
        return False
    try:
        torch.zeros(1, dtype=thing)  # type: ignore[arg-type]
    except TypeError:
        return True
    return False


if __name__ == "__main__":
    main()
