"""The modules that know the kinds of source code; importing one registers what it knows."""

from __future__ import annotations

from importlib import import_module

HANDLERS = (
    "command_line.absl_flags",
    "command_line.adapter_training",
    "command_line.argparse_parsers",
    "command_line.commands",
    "command_line.config_flags",
    "command_line.dataclass_parsers",
    "command_line.runs",
    "command_line.signatures",
    "files.config_trees",
    "files.documents",
    "files.opened",
    "files.paths",
    "frameworks.casting",
    "frameworks.changes",
    "frameworks.configurations",
    "frameworks.exports",
    "frameworks.hyperparameters",
    "frameworks.insertions",
    "frameworks.loading",
    "frameworks.model_steps",
    "frameworks.models",
    "frameworks.trainers",
    "frameworks.training",
    "hydra.entry",
    "hydra.instantiate",
    "hydra.omegaconf",
    "language.blocks",
    "language.branches",
    "language.calls",
    "language.classes",
    "language.displays",
    "language.functions",
    "language.imports",
    "language.instances",
    "language.literals",
    "language.loops",
    "language.names",
    "language.operations",
    "language.patterns",
    "language.statements",
    "language.subscripts",
    "language.variables",
    "standard_library.collection_functions",
    "standard_library.copies",
    "standard_library.dict_methods",
    "standard_library.environment",
    "standard_library.from_mappings",
    "standard_library.handed_on",
    "standard_library.iteration",
    "standard_library.list_methods",
    "standard_library.namespaces",
    "standard_library.partials",
    "standard_library.plain_functions",
    "standard_library.progress_bars",
    "standard_library.records",
    "standard_library.reflection",
    "standard_library.set_methods",
    "standard_library.text_methods",
)


def load_handlers() -> None:
    """Import every module that registers a handler."""
    for name in HANDLERS:
        import_module(f"adapterlint.reading.{name}")
