"""How a configuration is built: plain data that can be compared, hashed and sent to another process."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from adapterlint.space.dtypes import TorchType

Plain: TypeAlias = object
"""None, bool, int, float, str, list, tuple, set, range, dict and `TorchType`, with `Construct`s and `Load`s anywhere
inside."""


@dataclass(frozen=True, slots=True)
class Construct:
    """A configuration that is built by calling its class, `BnConfig(mh_adapter=True, …)`.

    Attributes:
        class_name: the name of the class in the library.
    """

    class_name: str
    positional: tuple[Plain, ...] = ()
    keywords: Mapping[str, Plain] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.class_name}({', '.join([*map(repr_of, self.positional), *_keywords(self.keywords)])})"


@dataclass(frozen=True, slots=True)
class Load:
    """A configuration that is loaded and changed, `AdapterConfig.load("seq_bn", reduction_factor=8)`.

    Attributes:
        class_name: the class whose `from_dict` is called; None for `load`.
        replaced: what `.replace` sets after that.
    """

    source: Plain
    keywords: Mapping[str, Plain] = field(default_factory=dict)
    class_name: str | None = None
    replaced: Mapping[str, Plain] = field(default_factory=dict)

    def __str__(self) -> str:
        called = f"{self.class_name}.from_dict" if self.class_name else "AdapterConfig.load"
        loaded = f"{called}({', '.join([repr_of(self.source), *_keywords(self.keywords)])})"
        return f"{loaded}.replace({', '.join(_keywords(self.replaced))})" if self.replaced else loaded


Recipe: TypeAlias = "Construct | Load | str | dict[str, Plain] | None"
"""A constructor call, something loaded, a configuration string, a dictionary, or the library's default."""


class NotPlainError(ValueError):
    """A value that is no literal, so that another process cannot be told about it."""


def repr_of(value: Plain) -> str:
    """Return a value as it would be written in a script."""
    return str(value) if isinstance(value, (Construct, Load)) else repr(value)


def _keywords(arguments: Mapping[str, Plain]) -> list[str]:
    return [f"{key}={repr_of(value)}" for key, value in arguments.items()]


def encode(value: Plain) -> object:  # noqa: PLR0911 - one for each kind of value
    """Turn plain data into what JSON can say, without losing the difference between a list and a tuple.

    Raises:
        NotPlainError: it contains something that is no literal.
    """
    match value:
        case None | bool() | int() | float() | str():
            return value
        case list():
            return [encode(item) for item in value]
        case tuple() | set() | frozenset():
            items = value if isinstance(value, tuple) else sorted(value, key=repr)
            return {f"${type(value).__name__}": [encode(item) for item in items]}
        case range():
            return {"$range": [value.start, value.stop, value.step]}
        case TorchType(name):
            return {"$dtype": name}
        case Load(source, keywords, class_name, replaced):
            return {"$load": [encode(source), encode(dict(keywords)), class_name, encode(dict(replaced))]}
        case Construct(name, positional, keywords):
            return {"$call": [name, encode(list(positional)), encode(dict(keywords))]}
        case Mapping():
            return {"$dict": [[encode(key), encode(item)] for key, item in value.items()]}
        case _:
            raise NotPlainError(f"`{value!r}` is not a literal")


def decode(value: object) -> Plain:  # noqa: PLR0911 - one for each kind of value
    """Undo `encode`."""
    match value:
        case list():
            return [decode(item) for item in value]
        case {"$tuple": list() as items}:
            return tuple(decode(item) for item in items)
        case {"$set": list() as items}:
            return {decode(item) for item in items}
        case {"$frozenset": list() as items}:
            return frozenset(decode(item) for item in items)
        case {"$dict": list() as pairs}:
            return {decode(key): decode(item) for key, item in pairs}
        case {"$range": [int() as start, int() as stop, int() as step]}:
            return range(start, stop, step)
        case {"$dtype": str() as name}:
            return TorchType(name)
        case {"$load": [source, {"$dict": list() as pairs}, None | str() as class_name, {"$dict": list() as changes}]}:
            return Load(decode(source), _decoded(pairs), class_name, _decoded(changes))
        case {"$call": [str() as name, list() as positional, {"$dict": list() as pairs}]}:
            return Construct(name, tuple(map(decode, positional)), _decoded(pairs))
        case _:
            return value


def _decoded(pairs: Iterable[tuple[object, object]]) -> dict[str, Plain]:
    return {str(key): decode(item) for key, item in pairs}


def canonical(value: Plain) -> str:
    """Return a text that is equal for equal plain data, `1` and `1.0` and `True` kept apart."""
    return json.dumps(encode(value), separators=(",", ":"))
