"""Write JSON that people can read and compare: an entry per line, short entries on one."""

from __future__ import annotations

import json

LINE = 120


def dump(value: object, indent: str = "") -> str:
    """Write JSON with an entry per line, but on one line what is short and holds no objects."""
    flat = json.dumps(value)
    if len(indent) + len(flat) < LINE and not holds_objects(value):
        return flat
    deeper = indent + " "
    if isinstance(value, dict):
        entries = [f"{deeper}{json.dumps(key)}: {dump(item, deeper)}" for key, item in value.items()]
    else:
        entries = [deeper + dump(item, deeper) for item in value]
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    return f"{opening}\n" + ",\n".join(entries) + f"\n{indent}{closing}"


def holds_objects(value: object) -> bool:
    """Tell whether a JSON value contains an object."""
    if not isinstance(value, (dict, list)):
        return False
    return any(isinstance(item, dict) for item in (value.values() if isinstance(value, dict) else value))
