"""How the process ends."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """Exit codes."""

    CLEAN = 0
    FINDINGS = 1
    FAILURE = 2
    """Wrong use, or a failure of the linter itself."""
    NOTHING = 3
    """There was nothing to check."""
    INTERRUPTED = 130
    """By Ctrl-C, as shells count it."""
