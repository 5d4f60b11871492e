"""The options of dynamic mode, and what the command line does with them."""

from __future__ import annotations

import math
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from adapterlint.cli.terminal import complain
from adapterlint.results import Report
from adapterlint.settings import Settings

if TYPE_CHECKING:
    from adapterlint.dynamic import Device, Probes

OPTION = "--dynamic"
_DEFAULT_PROBES: Final = "quick"
_SIGNALLED = 128
"""Shells add this to the number of the signal that ended a process."""

_Command = TypeVar("_Command", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Dynamic:
    """What the command line says about runs; each attribute is an option.

    Attributes:
        probes: how much to look at; None to run nothing.
        executor: the address of a Dask cluster that performs the runs; None for this machine.
        checkpoint: a folder of real weights to run all in; None for small models.
        page: the file to write a page about the runs into; None for no such file.
    """

    probes: Probes | None
    device: Device
    timeout: float
    executor: str | None
    no_cache: bool
    checkpoint: Path | None
    page: Path | None


class CommandWithProbes(click.Command):
    """A command that takes `--dynamic` alone, and `--dynamic=full`, but never `--dynamic PATH` for the latter."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Write out what the bare option means."""
        end = args.index("--") if "--" in args else len(args)
        written_out = [f"{OPTION}={_DEFAULT_PROBES}" if arg == OPTION else arg for arg in args[:end]]
        return super().parse_args(ctx, [*written_out, *args[end:]])


def _finite(ctx: click.Context, param: click.Parameter, value: float) -> float:
    """Refuse what float() takes for a number and no clock can wait for."""
    if not math.isfinite(value):
        raise click.BadParameter(f"{value} is no number of seconds.", ctx, param)
    return value


def _address(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Refuse what cannot be the address of a cluster."""
    if value is not None and "://" not in value:
        raise click.BadParameter(f"`{value}` is no address, as `tcp://host:8786` is one.", ctx, param)
    return value


def dynamic_options(command: _Command) -> _Command:
    """Add the options of dynamic mode to a command; `Dynamic` holds their values."""
    for option in (
        click.option(
            "--report",
            "page",
            type=click.Path(dir_okay=False, path_type=Path),
            metavar="FILE",
            help="Also write a page (HTML) that shows what --dynamic showed.",
        ),
        click.option(
            "--checkpoint",
            type=click.Path(exists=True, file_okay=False, path_type=Path),
            metavar="DIR",
            help="Let --dynamic run all in these real weights, as `save_pretrained` wrote them, in full size.",
        ),
        click.option("--no-cache", is_flag=True, help="Let --dynamic repeat what was run before, and keep nothing."),
        click.option(
            "--executor",
            metavar="ADDRESS",
            callback=_address,
            help="Let a Dask cluster perform the runs of --dynamic: `tcp://host:8786`.",
        ),
        click.option(
            "--timeout",
            type=click.FloatRange(min=0, min_open=True),
            callback=_finite,
            default=60.0,
            show_default=True,
            metavar="SECONDS",
            help="How long --dynamic lets one run take.",
        ),
        click.option(
            "--device",
            type=click.Choice(["auto", "cpu", "cuda", "mps"]),
            default="auto",
            show_default=True,
            help="Where --dynamic runs them.",
        ),
        click.option(
            OPTION,
            "probes",
            type=click.Choice(["quick", "full"]),
            metavar="[=quick|full]",
            help="Also run the configurations in the real library, in small models; `full` looks longer.",
        ),
    ):
        command = option(command)
    return command


def refuse_missing_library(dynamic: Dynamic) -> None:
    """Refuse what dynamic mode cannot do here, before anything is read."""
    from adapterlint.dynamic import availability

    if dynamic.executor is None and (missing := availability()):
        raise click.ClickException(missing)


def run(report: Report, chosen: Settings, dynamic: Dynamic) -> Report:
    """Run the configurations of a report, and add what that showed."""
    from adapterlint import rules
    from adapterlint.cli.progress import drawn_progress
    from adapterlint.dynamic import ServerError, run_sites
    from adapterlint.dynamic.storage import cache_folder
    from adapterlint.running import with_runs

    try:
        with (
            ending_on_sigterm(),
            _executor(dynamic.executor) as executor,
            drawn_progress(rules.load(chosen.rules)) as progress,
        ):
            ran = run_sites(
                report.sites,
                base_model=chosen.base_model,
                probes=dynamic.probes or _DEFAULT_PROBES,
                device=dynamic.device,
                timeout=dynamic.timeout,
                checkpoint=dynamic.checkpoint,
                executor=executor,
                cache=None if dynamic.no_cache else cache_folder(),
                progress=progress,
            )
    except ServerError as error:
        raise click.ClickException(str(error)) from error
    for note in ran.notes:
        complain(f"adapterlint: {note}")
    return with_runs(report, chosen, ran)


def _executor(address: str | None) -> AbstractContextManager[Executor | None]:
    if address is None:
        return nullcontext()
    from adapterlint.dynamic.processes.dask import cluster

    return cluster(address)


@contextmanager
def ending_on_sigterm() -> Iterator[None]:
    """End in good order when asked to: what was started ends first."""

    def end(number: int, _: FrameType | None) -> None:
        sys.exit(_SIGNALLED + number)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
