"""What dynamic mode showed as one page of HTML, which needs neither a network nor a script.

Templates are Jinja's: they read like the page that they make, and escaping is what they do unless told otherwise.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.metadata import version
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined

from adapterlint.report.page import filters
from adapterlint.report.page.charts import FRAME, brief
from adapterlint.report.page.sections import SPARK, defaults_of, drawings_of, sections_of
from adapterlint.report.printable import layers_in_words, location
from adapterlint.report.text import understood
from adapterlint.results import Report

__all__ = ["Heading", "render"]

TOLD_IN_FULL = 50
"""Of more runs than these, those with nothing to look at are told in less space."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What a page says of its own making.

    Attributes:
        command: the command line, as the user gave it.
        made: when, with a time zone.
    """

    command: str
    made: datetime


def render(report: Report, heading: Heading) -> str:
    """Render the runs of a report, and all of its findings."""
    from adapterlint import drawing

    style = _source("style.css") + drawing.STYLE
    sections = sections_of(report)
    drawings = drawings_of(sections)
    told = {number for section in sections for number in section.record.findings}
    return (
        _environment()
        .get_template("page.html")
        .render(
            heading=heading,
            linter=version("adapterlint"),
            runs=report.runs,
            sections=sections,
            others=[finding for number, finding in enumerate(report.findings) if number not in told],
            understood=understood(report),
            style=filters.markup(style),
            style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
            definitions=filters.markup(
                drawing.DEFINITIONS + "".join(map(drawing.draw_symbol, drawings, drawings.values()))
            ),
            drawings=drawings,
            defaults=defaults_of(sections),
            told_in_full=TOLD_IN_FULL,
            view_box=drawing.view_box,
            spark_size=SPARK,
            frame=FRAME,
        )
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        autoescape=True,
        finalize=filters.shown,
        loader=FunctionLoader(_source),
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters.update(
        breakable=filters.breakable,
        brief=brief,
        layers=layers_in_words,
        location=location,
        markup=filters.markup,
        memory=filters.memory,
        prose=filters.prose,
    )
    return environment


def _source(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")
