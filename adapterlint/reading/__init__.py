"""Documents to facts: scripts are read, never run."""

from __future__ import annotations

from adapterlint.reading.reader import read
from adapterlint.reading.result import ImportedName, Reading, Unreadable

__all__ = ["ImportedName", "Reading", "Unreadable", "read"]
