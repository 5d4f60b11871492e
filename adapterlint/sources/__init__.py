"""Bytes to documents: which files to read, what code they hold, which release they require."""

from __future__ import annotations

from adapterlint.sources.discovery import discover, is_code
from adapterlint.sources.documents import Cell, Document, load
from adapterlint.sources.files import read_file
from adapterlint.sources.gate import may_be_about_adapters
from adapterlint.sources.problems import Problem
from adapterlint.sources.requirements import Requirement, find_requirement

__all__ = [
    "Cell",
    "Document",
    "Problem",
    "Requirement",
    "discover",
    "find_requirement",
    "is_code",
    "load",
    "may_be_about_adapters",
    "read_file",
]
