"""Python literals as JSON and back: what JSON does not know is written as `{"$tuple": [...]}` and the like."""

from __future__ import annotations

import ast
import math
from typing import Any

_CONTAINERS = {"$tuple": tuple, "$set": set, "$frozenset": frozenset}


def encode(value: Any) -> Any:  # noqa: PLR0911 - one for each kind of value
    """Turn a value into what `json` can write."""
    match value:
        case float() if not math.isfinite(value):
            return {"$float": repr(value)}
        case list():
            return [encode(item) for item in value]
        case dict() if all(isinstance(key, str) and not key.startswith("$") for key in value):
            return {key: encode(item) for key, item in value.items()}
        case dict():
            return {"$dict": [[encode(key), encode(item)] for key, item in value.items()]}
        case range():
            return {"$range": [value.start, value.stop, value.step]}
        case complex() | bytes():
            return {"$literal": repr(value)}
        case None | bool() | int() | float() | str():
            return value
        case _:
            tag = next(tag for tag, container in _CONTAINERS.items() if type(value) is container)
            return {tag: [encode(item) for item in value]}


def decode(value: Any) -> Any:  # noqa: PLR0911 - one for each kind of value
    """Turn what `encode` made back into the value."""
    match value:
        case list():
            return [decode(item) for item in value]
        case {"$float": text}:
            return float(text)
        case {"$literal": text}:
            return ast.literal_eval(text)
        case {"$dict": items}:
            return {decode(key): decode(item) for key, item in items}
        case {"$range": bounds}:
            return range(*bounds)
        case dict() if len(value) == 1 and (container := _CONTAINERS.get(next(iter(value)))):
            return container(decode(item) for item in next(iter(value.values())))
        case dict():
            return {key: decode(item) for key, item in value.items()}
        case _:
            return value
