"""TOML on every supported Python."""

from __future__ import annotations

import sys
from collections.abc import Mapping

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


def parsed(text: str) -> Mapping[str, object]:
    """Parse TOML; an empty table if it is broken."""
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError):  # also of an integer with too many digits
        return {}


def table(tree: Mapping[str, object], *keys: str) -> Mapping[str, object]:
    """Return the table below some keys; an empty one if there is none."""
    for key in keys:
        below = tree.get(key)
        if not isinstance(below, Mapping):
            return {}
        tree = below
    return tree
