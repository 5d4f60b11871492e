"""The `runs` of the JSON document: the fields of `adapterlint.runs`, as docs/usage.md describes them."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping

from adapterlint.drawing import draw_text
from adapterlint.report.json import place
from adapterlint.runs import SCHEMA_VERSION, Runs


def document(runs: Runs) -> dict[str, object]:
    """Return the runs as JSON can say them."""
    return {"schema_version": SCHEMA_VERSION, "summary": dict(runs.counts()), **_fields(runs)}


def _fields(thing: object) -> dict[str, object]:
    """Return the fields of a dataclass; a place is not nested in what is there, and a drawing is text."""
    found: dict[str, object] = {}
    for field in dataclasses.fields(thing):  # type: ignore[arg-type]
        value = getattr(thing, field.name)
        if field.name == "span":
            found |= place(value)
        elif field.name == "rows":
            found["drawing"] = draw_text(value) if value else []
        else:
            found[field.name] = _plain(value)
    return found


def _plain(value: object) -> object:
    match value:
        case float():
            return value if math.isfinite(value) else None
        case tuple():
            return [_plain(item) for item in value]
        case Mapping():
            return {str(key): _plain(item) for key, item in value.items()}
        case _ if dataclasses.is_dataclass(value):
            return _fields(value)
        case _:
            return value
