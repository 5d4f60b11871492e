"""Configuration strings, `seq_bn[reduction_factor=8]|lora`, read as the library reads them.

Source: `adapters/utils.py`, `parse_adapter_config_string`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_CHUNK: Final = re.compile(r"^(?P<name>[^\[\]\|\n]+)(?:\[(?P<options>.*)\])?$")
_FILE: Final = re.compile(r"^[^|\[\]]*([/\\@][^|\[\]]*|\.json)$")
_LONGEST: Final = 10_000


class ConfigStringError(ValueError):
    """A configuration string that the library cannot make use of.

    Attributes:
        chunk: the part that it rejects.
        number: when it comes to that part; 0 if it does so before it looks at any.
        raises: what it raises.
    """

    def __init__(self, message: str, chunk: str, number: int = 0, raises: str = "ValueError") -> None:
        super().__init__(message)
        self.chunk = chunk
        self.number = number
        self.raises = raises

    def from_turn(self, turn: int) -> ConfigStringError:
        """Return it as what the library comes to after so many other things."""
        return ConfigStringError(str(self), self.chunk, turn + self.number, self.raises)


@dataclass(frozen=True, slots=True)
class Chunk:
    """One configuration of a string: an identifier and its options.

    Attributes:
        written: the text of it.
        options: what is in the brackets; None if these are no names and values, which the library finds out late.
    """

    written: str
    identifier: str
    options: Mapping[str, object] | None


def may_name_file(text: str) -> bool:
    """Tell whether a text looks like the path of a file, or an adapter of the Hub, and not like a configuration."""
    return _FILE.match(text) is not None


def not_options(chunk: Chunk, number: int) -> ConfigStringError:
    """Say what is wrong with a part whose brackets hold no names and values: the library passes them on."""
    return ConfigStringError("its options are not of the form `option=value`", chunk.written, number, "TypeError")


def parse_config_string(text: str) -> tuple[Chunk, ...]:
    """Split a configuration string into its parts.

    Raises:
        ConfigStringError: a part is not `name` or `name[option=literal, …]`.
    """
    return tuple(_parse_chunk(chunk) for chunk in text[:_LONGEST].split("|"))


def _parse_chunk(text: str) -> Chunk:
    match = _CHUNK.match(text.strip())
    if match is None:
        raise ConfigStringError("it is not of the form `name[option=value, …]`", text)
    literal = re.sub(r"(\w+)=", r"'\1':", match["options"] or "")
    try:
        options = ast.literal_eval("{" + literal + "}")
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        raise ConfigStringError("its options are not Python literals; strings need quotes", text) from None
    named = isinstance(options, dict) and all(isinstance(key, str) for key in options)
    return Chunk(text, match["name"], options if named else None)
