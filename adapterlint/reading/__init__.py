"""Documents to facts: scripts are read, never run."""

from __future__ import annotations

from adapterlint.reading.module import may_hold_configurations
from adapterlint.reading.reader import read, read_project
from adapterlint.reading.result import ImportedName, Reading, Unreadable

__all__ = ["ImportedName", "Reading", "Unreadable", "may_hold_configurations", "read", "read_project"]
