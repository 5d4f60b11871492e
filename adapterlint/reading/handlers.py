"""The modules that know the kinds of source code; importing one registers what it knows."""

from __future__ import annotations

from importlib import import_module

HANDLERS = (
    "blocks",
    "branches",
    "builtin_functions",
    "calls",
    "classes",
    "command_line.absl_flags",
    "command_line.adapter_training",
    "command_line.argparse_parsers",
    "command_line.commands",
    "command_line.dataclass_parsers",
    "command_line.signatures",
    "configurations",
    "displays",
    "functions",
    "imports",
    "literals",
    "loops",
    "methods",
    "models",
    "names",
    "operations",
    "statements",
    "subscripts",
)


def load_handlers() -> None:
    """Import every module that registers a handler."""
    for name in HANDLERS:
        import_module(f"adapterlint.reading.{name}")
