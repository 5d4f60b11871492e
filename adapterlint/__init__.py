"""Finds configurations of the adapters library that crash, are ignored or never learn, before a GPU does.

>>> from adapterlint import check_config
>>> check_config("SeqBnConfig", {"original_ln_after": False})[0].name
'skip-connection-lost'
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adapterlint.api import lint_paths, lint_source
    from adapterlint.checking import check_config
    from adapterlint.findings import Finding, Severity

__all__ = ["Finding", "Severity", "check_config", "lint_paths", "lint_source"]

_HOMES = {
    "Finding": "adapterlint.findings",
    "Severity": "adapterlint.findings",
    "check_config": "adapterlint.checking",
    "lint_paths": "adapterlint.api",
    "lint_source": "adapterlint.api",
}


def __getattr__(name: str) -> object:
    """Import what is asked for only then: the command line must not pay for what it does not use."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return [*globals(), *__all__]
