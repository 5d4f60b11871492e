"""Tables that are configurations."""

from __future__ import annotations

from adapterlint.data.nodes import Items, Table, argument_of
from adapterlint.facts import Argument, Dictionary
from adapterlint.values import Known


def dictionary_of(table: Table, version: str | None, *, is_fusion: bool = False) -> Dictionary:
    """Return a table as a configuration; of a union, each part.

    Args:
        version: what the file says that saved it; None for what no release saved, or reads as if none had.
    """
    options: dict[str, Argument] = {}
    for entry in table.entries:
        parts = entry.value
        if entry.key == "configs" and isinstance(parts, Items):
            members = [
                Known(dictionary_of(part, None)) if isinstance(part, Table) else Known(None) for part in parts.items
            ]
            options[entry.key] = Argument(Known(members), entry.span, parts.span)
        else:
            options[entry.key] = argument_of(entry)
    return Dictionary(options, table.span, version, is_fusion)
