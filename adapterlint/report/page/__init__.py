"""What dynamic mode showed as one page of HTML, which needs neither a network nor a script.

Templates are Jinja's: they read like the page that they make, and escaping is what they do unless told otherwise.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from importlib.resources import files

from adapterlint.report.page import filters
from adapterlint.report.page.charts import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, brief
from adapterlint.report.page.sections import SPARK, sections_of
from adapterlint.report.printable import layers_in_words, location
from adapterlint.report.text import understood
from adapterlint.results import Report

__all__ = ["Heading", "render"]


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
    from jinja2 import Environment, FunctionLoader, StrictUndefined
    from markupsafe import Markup

    from adapterlint import drawing

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
        memory=filters.memory,
        prose=filters.prose,
        svg=Markup,
    )
    style = _source("style.css") + drawing.STYLE
    sections = sections_of(report)
    told = {number for section in sections for number in section.record.findings}
    return environment.get_template("page.html").render(
        heading=heading,
        linter=version("adapterlint"),
        runs=report.runs,
        sections=sections,
        others=[finding for number, finding in enumerate(report.findings) if number not in told],
        understood=understood(report),
        style=Markup(style),  # noqa: S704 - our own
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        definitions=Markup(drawing.DEFINITIONS),  # noqa: S704 - our own
        spark_size=SPARK,
        frame={
            "width": WIDTH,
            "height": HEIGHT,
            "left": LEFT,
            "right": WIDTH - RIGHT,
            "top": TOP,
            "bottom": HEIGHT - BOTTOM,
        },
    )


def _source(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")
