"""The modules that know the kinds of source code; importing one registers what it knows."""

from __future__ import annotations

from importlib import import_module

HANDLERS = (
    "blocks",
    "branches",
    "calls",
    "casting",
    "changes",
    "classes",
    "collection_functions",
    "command_line.absl_flags",
    "command_line.adapter_training",
    "command_line.argparse_parsers",
    "command_line.commands",
    "command_line.dataclass_parsers",
    "command_line.runs",
    "command_line.signatures",
    "configurations",
    "copies",
    "dict_methods",
    "displays",
    "environment",
    "exports",
    "files.documents",
    "files.opened",
    "files.paths",
    "functions",
    "handed_on",
    "hydra.entry",
    "hydra.instantiate",
    "hydra.omegaconf",
    "hyperparameters",
    "imports",
    "insertions",
    "instances",
    "iteration",
    "list_methods",
    "literals",
    "loading",
    "loops",
    "model_steps",
    "models",
    "names",
    "namespaces",
    "operations",
    "partials",
    "patterns",
    "plain_functions",
    "progress_bars",
    "records",
    "reflection",
    "statements",
    "set_methods",
    "subscripts",
    "text_methods",
    "trainers",
    "training",
    "variables",
)


def load_handlers() -> None:
    """Import every module that registers a handler."""
    for name in HANDLERS:
        import_module(f"adapterlint.reading.{name}")
