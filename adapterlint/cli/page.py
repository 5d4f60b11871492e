"""`--report FILE`: the page about what dynamic mode showed."""

from __future__ import annotations

import shlex
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path

import click

from adapterlint.cli import ARGUMENTS
from adapterlint.cli.output_file import refuse_unwritable, save
from adapterlint.cli.terminal import complain
from adapterlint.results import Report


def refuse_page(page: Path, *, runs: bool) -> None:
    """Refuse a page that could not be written, before anything is run for it."""
    if not runs:
        raise click.UsageError("`--report` shows what running configurations shows: it needs `--dynamic`.")
    if find_spec("jinja2") is None:
        raise click.ClickException("`--report` needs jinja2: pip install 'adapterlint[dynamic]'")
    refuse_unwritable(page)


def save_page(page: Path, report: Report) -> None:
    """Write the page."""
    from adapterlint.report.page import Heading, render

    heading = Heading(
        shlex.join(["adapterlint", *click.get_current_context().meta[ARGUMENTS]]), datetime.now().astimezone()
    )
    save(page, render(report, heading))
    complain(f"adapterlint: wrote {page}")
