"""The command line: one module per command, loaded when it is called."""

from __future__ import annotations

import importlib
import io
import os
import sys
from collections.abc import Sequence
from typing import NoReturn, TextIO

import click

from adapterlint.cli.exits import Exit
from adapterlint.cli.terminal import OutputError, complain, discard
from adapterlint.errors import InputError

COMMANDS = ("check", "rule", "config", "schema")
"""Each is a module here that holds a `command`."""
DEFAULT = "check"
ARGUMENTS = "adapterlint.arguments"
"""The key of the arguments in `Context.meta`, as the user gave them."""


class Commands(click.Group):
    """The commands; a line that names none of them is one for `check`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of the commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Load a command."""
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(f"adapterlint.cli.{cmd_name}").command
        return command if isinstance(command, click.Command) else None

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the default command in front of arguments that name none."""
        ctx.meta[ARGUMENTS] = tuple(args)
        own_options = {name for parameter in self.get_params(ctx) for name in parameter.opts}
        if not args or args[0] not in own_options.union(COMMANDS):
            args = [DEFAULT, *args]
        return super().parse_args(ctx, args)


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="`adapterlint PATH` is short for `adapterlint check PATH`; see `adapterlint check --help` for its options.",
)
@click.version_option(package_name="adapterlint", message="%(prog)s %(version)s")
def commands() -> None:
    """Find configurations of the adapters library that crash, are ignored or never learn."""


def main(args: Sequence[str] | None = None) -> NoReturn:
    """Run a command line and end the process; whatever happens, it ends with one of `Exit` and no traceback."""
    for stream in (sys.stdout, sys.stderr):
        # Source code is quoted; a terminal that lacks one of its characters is no reason to fail.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        _refuse_closed_output()
        code = _run(args)
    except click.UsageError as error:
        _show(error)
        code = Exit.FAILURE
    except (click.ClickException, InputError) as error:
        complain(f"Error: {error}")
        code = Exit.FAILURE
    except click.Abort:
        complain("adapterlint: interrupted")
        code = Exit.INTERRUPTED
    except Exception as error:
        if os.environ.get("ADAPTERLINT_DEBUG"):
            raise
        complain(
            f"adapterlint: internal failure: {type(error).__name__}: {error}\n"
            "This is a bug of adapterlint. Please report it, with the traceback that ADAPTERLINT_DEBUG=1 shows."
        )
        code = Exit.FAILURE
    sys.exit(code)


def _run(args: Sequence[str] | None) -> int:
    try:
        code: int = commands.main(args, prog_name="adapterlint", standalone_mode=False)
    except OSError as error:
        if error.filename is not None:
            raise
        # No file, so a stream: what click prints by itself, help and version, does not pass through `write`.
        discard(sys.stdout)
        raise OutputError(f"the output cannot be written: {error.strerror or error}") from error
    return code


def _refuse_closed_output() -> None:
    stream: TextIO | None = sys.stdout  # None if it was closed before the start
    if stream is None:
        raise OutputError("standard output is closed: there is nowhere to print to")


def _show(error: click.UsageError) -> None:
    """Print wrong use with the usage of the command."""
    try:
        error.show()
    except OSError:
        discard(sys.stderr)
