"""Parsers that take words apart as those of scripts: which texts each option is given, without converting any."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import NoReturn

from adapterlint.reading.command_line.options import Option


class RejectedError(Exception):
    """The parser does not accept a command."""


class ImitatedParser(argparse.ArgumentParser):
    """A parser that raises where one of a script would end it."""

    def error(self, message: str) -> NoReturn:
        """Refuse a command."""
        raise RejectedError(message)


def imitated(options: Sequence[Option]) -> ImitatedParser:
    """Return a parser that takes words apart as that of a script with these options."""
    parser = ImitatedParser(add_help=False, argument_default=argparse.SUPPRESS)
    for option in options:
        _declare(parser, option)
    return parser


def _declare(parser: argparse.ArgumentParser, option: Option) -> None:
    """Declare an option so that parsing yields its texts, or the number of its constant."""
    action = "append_const" if option.appends else "store_const"
    for number, constant in enumerate(option.constants):
        flags = [flag for flag in constant.flags if flag not in parser._option_string_actions]  # noqa: SLF001
        if flags and not (option.takes_text and constant.flags == option.flags):
            parser.add_argument(*flags, dest=option.name, action=action, const=number)
    flags = [flag for flag in option.flags if flag not in parser._option_string_actions]  # noqa: SLF001
    if not option.takes_text or (option.flags and not flags):
        return
    # mypy cannot follow keywords of several types through the overloads of `add_argument`.
    keywords: dict[str, str | int | None] = {"action": "append" if option.appends else "store", "nargs": option.count}
    if option.count == "?" and option.constants:
        keywords["const"] = 0
    if flags:
        parser.add_argument(*flags, dest=option.name, **keywords)  # type: ignore[arg-type]
    else:
        parser.add_argument(option.name, **keywords)  # type: ignore[arg-type]
