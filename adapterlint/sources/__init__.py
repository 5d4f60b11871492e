"""Bytes to documents: which files to read, what code they hold, which release they require."""

from __future__ import annotations

from adapterlint.sources.command_lines import CommandLine
from adapterlint.sources.dependencies import leading_to
from adapterlint.sources.discovery import discover, is_code
from adapterlint.sources.documents import Cell, Document, load
from adapterlint.sources.files import read_file
from adapterlint.sources.gate import may_be_about_adapters
from adapterlint.sources.modules import ModuleFile, Modules
from adapterlint.sources.problems import Problem
from adapterlint.sources.requirements import Requirement, find_requirement
from adapterlint.sources.shadowing import is_shadowed

__all__ = [
    "Cell",
    "CommandLine",
    "Document",
    "ModuleFile",
    "Modules",
    "Problem",
    "Requirement",
    "discover",
    "find_requirement",
    "is_code",
    "is_shadowed",
    "leading_to",
    "load",
    "may_be_about_adapters",
    "read_file",
]
