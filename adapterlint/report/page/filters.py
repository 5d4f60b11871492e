"""How the templates write values. Everything that comes in is text to be escaped; what comes out is safe."""

from __future__ import annotations

import re
from typing import Final

from markupsafe import Markup, escape

from adapterlint.report.printable import on_one_line, printable

_CODE: Final = re.compile(r"`([^`]+)`")
_UNITS: Final = ("bytes", "KiB", "MiB", "GiB", "TiB")
_STEP_OF_UNITS: Final = 1024
_THREE_DIGITS: Final = 999.5
"""From here on, three significant digits would need an exponent."""


def shown(value: object) -> object:
    """Return what a template prints: text without characters that cannot be seen, or that steer what follows."""
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def markup(source: str) -> Markup:
    """Return markup of this project's own making, without the characters that `shown` takes away."""
    return Markup("\n").join(Markup(printable(line)) for line in source.split("\n"))  # noqa: S704 - our own


def prose(text: str) -> Markup:
    """Return a message, what stands in backticks as code."""
    pieces = _CODE.split(on_one_line(text))
    return Markup("").join(
        Markup("<code>{}</code>").format(piece) if number % 2 else escape(piece) for number, piece in enumerate(pieces)
    )


def breakable(path: str, separator: str = "/") -> Markup:
    """Return a path that may be broken behind each of its separators."""
    return Markup("<wbr>").join(re.split(f"(?<={re.escape(separator)})", printable(path)))


def memory(number: int) -> str:
    """Return a number of bytes in the unit that suits it."""
    amount = float(number)
    for unit in _UNITS[:-1]:
        if amount < _THREE_DIGITS:
            return f"{amount:.3g} {unit}"
        amount /= _STEP_OF_UNITS
    return f"{amount:,.0f} {_UNITS[-1]}"
