"""`adapterlint config`: what a configuration amounts to."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from adapterlint.cli.exits import Exit
from adapterlint.cli.terminal import use_color, write
from adapterlint.describing import Description, ResolvedPart, describe
from adapterlint.report.printable import layers_in_words
from adapterlint.report.text import COLORS


@click.command("config")
@click.argument("config")
@click.argument("options", nargs=-1, metavar="[OPTION=VALUE]...")
@click.option("--base-model", help="A checkpoint, a model type, or the path of a config.json.")
@click.option("--adapters-version", metavar="SPEC", help="The releases of adapters; the newest one is shown.")
@click.option("--svg", type=click.Path(dir_okay=False, path_type=Path), help="Also draw the block into this file.")
def command(
    *, config: str, options: tuple[str, ...], base_model: str | None, adapters_version: str | None, svg: Path | None
) -> Exit:
    """Show what CONFIG amounts to: its options, where adapters are put, the block before and after, its parameters.

    CONFIG is a configuration string (`seq_bn[reduction_factor=16]|lora`), or the name of a class, which OPTIONs follow
    (`BnConfig mh_adapter=True`).
    """
    try:
        arguments = _arguments(options) if options else None
        description = describe(config, arguments, base_model=base_model, adapters=adapters_version)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    write("\n".join(_lines(description)) + "\n")
    if svg is not None:
        _draw(description, svg)
    return Exit.FINDINGS if description.findings else Exit.CLEAN


def _arguments(options: Iterable[str]) -> dict[str, Any]:
    arguments: dict[str, Any] = {}
    for name, value in map(_option, options):
        if name in arguments:
            raise click.UsageError(f"`{name}` is given twice")
        arguments[name] = value
    return arguments


def _option(text: str) -> tuple[str, Any]:
    name, separator, value = text.partition("=")
    if not separator:
        raise click.UsageError(f"`{text}` is not of the form OPTION=VALUE")
    try:
        return name, ast.literal_eval(value)
    except (ValueError, SyntaxError):
        return name, value


def _lines(description: Description) -> Iterator[str]:
    model = description.base_model
    yield f"adapters {description.release}, {f'in {model.model_type}' if model else 'base model not known'}"
    for part in description.parts:
        yield ""
        yield from _part(part)
    yield ""
    yield f"trainable parameters: {_parameters(description)}"
    for finding in description.findings:
        title = f"{finding.severity}[{finding.code}]"
        if use_color():
            title = click.style(title, fg=COLORS[finding.severity], bold=True)
        yield f"{title}: {finding.message}"


def _parameters(description: Description) -> str:
    if description.parameters is None:
        return "not known"
    fused = " to fuse `seq_bn` adapters" if any(part.fuses for part in description.parts) else ""
    shown, model = f"{description.parameters:,}{fused}", description.base_model
    if model is None:
        return shown
    if description.share is None or model.parameters is None:
        return f"{shown}; how many the base model has is not known"
    return f"{shown}, {description.share:.3%} of the {model.parameters:,} of the base model without heads"


def _part(part: ResolvedPart) -> Iterator[str]:
    from adapterlint.drawing import draw_text, rows_of

    yield part.class_name
    width = max((len(option.name) for option in part.options), default=0)
    yield from (
        f"  {option.name:{width}}  {option.value!r}{'' if option.given else '  (default)'}" for option in part.options
    )
    if part.places is not None and not part.fuses:
        yield "  put into: " + (
            "; ".join(f"{name or 'attention'} of {layers_in_words(layers)}" for name, layers in part.places.items())
            or "nothing"
        )
    for adapter in part.adapters[:1]:
        skip = adapter.skip_connection
        yield f"  block: {skip.base} becomes {skip.adapted} (skip connection {skip.state})"
        yield ""
        yield from (f"    {line}" for line in draw_text(rows_of(adapter)))


def _draw(description: Description, file: Path) -> None:
    from adapterlint.drawing import draw_svg, rows_of

    adapter = next((adapter for part in description.parts for adapter in part.adapters), None)
    if adapter is None:
        raise click.ClickException("there is no bottleneck adapter to draw")
    try:
        file.write_text(draw_svg(rows_of(adapter), f"{adapter.owner.class_name} in a block"), encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{file}: {error.strerror}") from error
