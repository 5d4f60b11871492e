"""Which device to run on."""

from __future__ import annotations

import torch


def best(wanted: str) -> str:
    """Return the device for what was asked for: `auto` takes a GPU where there is one. Empty if it is not there."""
    available = {"cuda": torch.cuda.is_available, "mps": torch.backends.mps.is_available, "cpu": lambda: True}
    names = available if wanted == "auto" else [wanted]
    return next((name for name in names if name in available and available[name]()), "")
