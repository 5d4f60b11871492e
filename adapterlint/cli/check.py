"""`adapterlint check`, the default command: lint files, and run their configurations if asked to."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO

import click

from adapterlint import linting, settings
from adapterlint.cli.dynamic import CommandWithProbes, Dynamic, dynamic_options, refuse_missing_library, run
from adapterlint.cli.exits import Exit
from adapterlint.cli.page import refuse_page, save_page
from adapterlint.cli.terminal import ColorChoice, columns, complain, has_blocks, use_color, write
from adapterlint.report import LISTERS, RENDERERS
from adapterlint.report.printable import location, on_one_line
from adapterlint.report.text import understood
from adapterlint.results import Report
from adapterlint.settings import Settings

STDIN = Path("-")


def _admitting(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Refuse a specifier that admits no release."""
    if value is not None:
        from adapterlint.releases import admitted

        try:
            admitted(value)
        except ValueError as error:
            raise click.BadParameter(str(error), ctx, param) from error
    return value


def _codes(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:  # noqa: ARG001 - click's signature
    """Split each value at its commas."""
    return tuple(code.strip() for value in values for code in value.split(",") if code.strip())


@click.command("check", cls=CommandWithProbes)
@click.argument("paths", nargs=-1, type=click.Path(exists=True, allow_dash=True, path_type=Path))
@click.option(
    "--select",
    multiple=True,
    callback=_codes,
    metavar="CODES",
    help="Report only these codes, beginnings of codes, or names.",
)
@click.option(
    "--ignore",
    multiple=True,
    callback=_codes,
    metavar="CODES",
    help="Do not report these; the longer match of the two wins.",
)
@click.option("--exclude", multiple=True, metavar="PATTERN", help="Leave out files, as a line of .gitignore does.")
@click.option(
    "--adapters-version",
    callback=_admitting,
    metavar="SPEC",
    help="The releases of adapters to judge for: `1.3.0`, `<1.1`. Default: what the project requires.",
)
@click.option(
    "--base-model",
    help="The model to judge for, whatever scripts show: a checkpoint, a model type, or the path of a config.json.",
)
@click.option("--output-format", type=click.Choice(list(RENDERERS)), help="How to print findings.  [default: text]")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Whether to use colours.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even if there are findings.")
@click.option("-v", "--verbose", is_flag=True, help="Also list what could not be seen.")
@click.option("--show-configs", is_flag=True, help="List the configurations that are read, instead of what is wrong.")
@dynamic_options
@click.option("--stdin-filename", metavar="PATH", help="What to call the script read from standard input (`-`).")
@click.option(
    "--config",
    "config_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Take settings from this file, not from the nearest pyproject.toml or adapterlint.toml.",
)
@click.option("--no-config", is_flag=True, help="Take settings from no file.")
def command(  # noqa: PLR0913 - one argument per option
    *,
    paths: tuple[Path, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    exclude: tuple[str, ...],
    adapters_version: str | None,
    base_model: str | None,
    output_format: str | None,
    color: ColorChoice,
    exit_zero: bool,
    verbose: bool,
    show_configs: bool,
    stdin_filename: str | None,
    config_file: Path | None,
    no_config: bool,
    **dynamic_values: Any,  # noqa: ANN401 - click's values; `Dynamic` has their types
) -> Exit:
    """Lint PATHS: files, folders (default: the current one), or `-` for standard input.

    Exits with 0 if nothing was found, 1 if something was, 2 for wrong use or an internal
    failure, and 3 if there was nothing to check. With --show-configs, exits with 0 if
    there are configurations, and with 3 if there are none.
    """
    dynamic = Dynamic(**dynamic_values)
    paths = paths or (Path(),)
    chosen = settings.overridden(
        _settings_of_files(paths, config_file, no_config=no_config),
        select=select,
        ignore=ignore,
        exclude=exclude,
        adapters=adapters_version,
        base_model=base_model,
        output_format=output_format,
    )
    settings.refuse_unknown_codes(chosen)
    _refuse_unknown_base_model(chosen)
    if show_configs and dynamic.probes:
        raise click.UsageError("`--show-configs` and `--dynamic` exclude each other.")
    if dynamic.page is not None:
        refuse_page(dynamic.page, runs=dynamic.probes is not None)
    if dynamic.probes:
        refuse_missing_library(dynamic)
    report = _lint(paths, chosen, stdin_filename)
    if show_configs:
        return _show_configs(report, chosen, color=use_color(color), verbose=verbose)
    if dynamic.probes:
        report = run(report, chosen, dynamic)
    try:
        if dynamic.page is not None:
            save_page(dynamic.page, report)
    finally:
        write(_rendered(report, chosen, color=use_color(color)))
    _comment_on(report, chosen, verbose=verbose)
    if not (report.summary.files or report.findings):
        complain(f"adapterlint: nothing to check: no Python file, notebook or saved adapter in {_listed(paths)}")
        return Exit.NOTHING
    return Exit.FINDINGS if report.findings and not exit_zero else Exit.CLEAN


def _settings_of_files(paths: Sequence[Path], file: Path | None, *, no_config: bool) -> Settings:
    if file and no_config:
        raise click.UsageError("`--config` and `--no-config` exclude each other.")
    if file:
        return settings.load(file)
    return Settings() if no_config else settings.find([Path() if path == STDIN else path for path in paths])


def _refuse_unknown_base_model(chosen: Settings) -> None:
    """Refuse a base model of which nothing is known: what depends on it would pass unseen."""
    if chosen.base_model is None:
        return
    from adapterlint.checking import find_base_model

    find_base_model(chosen.base_model)


def _lint(paths: Sequence[Path], chosen: Settings, stdin_filename: str | None) -> Report:
    if STDIN not in paths:
        return linting.lint(paths, chosen)
    if len(paths) > 1:
        raise click.UsageError("`-` (standard input) cannot be combined with other paths.")
    return linting.lint_bytes(_standard_input(), stdin_filename or "<stdin>", chosen)


def _standard_input() -> bytes:
    stream: TextIO | None = sys.stdin  # None if it was closed before the start
    if stream is None:
        raise click.ClickException("standard input is closed: there is nothing to read from `-`")
    try:
        return stream.buffer.read()
    except OSError as error:
        raise click.ClickException(f"standard input cannot be read: {error.strerror or error}") from error


def _rendered(report: Report, chosen: Settings, *, color: bool) -> str:
    """Return what is printed; people also get a table of the runs."""
    text = RENDERERS[chosen.output_format](report, color=color)
    if chosen.output_format != "text" or report.runs is None or not report.runs.records:
        return text
    from adapterlint.report.runs_table import draw

    return f"{text}\n{draw(report.runs, color=color, width=columns(), unicode=has_blocks(sys.stdout))}"


def _show_configs(report: Report, chosen: Settings, *, color: bool, verbose: bool) -> Exit:
    """List the configurations; what could not be read is said on standard error."""
    write(LISTERS.get(chosen.output_format, LISTERS["text"])(report, color=color))
    for finding in report.findings:
        if finding.code in linting.ABOUT_READING and finding.span is not None:
            complain(f"not read: {location(finding.span)}: {on_one_line(finding.message)}")
    _list_unseen(report, verbose=verbose)
    return Exit.CLEAN if report.judged else Exit.NOTHING


def _comment_on(report: Report, chosen: Settings, *, verbose: bool) -> None:
    """Print on standard error what a format leaves out, so that its output stays what it is."""
    if chosen.output_format == "concise":
        complain(understood(report))
    _list_unseen(report, verbose=verbose)


def _list_unseen(report: Report, *, verbose: bool) -> None:
    if verbose:
        for unseen in report.unseen:
            complain(f"not seen: {location(unseen.span)}: {on_one_line(unseen.message)}")


def _listed(paths: Sequence[Path]) -> str:
    return ", ".join(f"`{path}`" for path in paths)
