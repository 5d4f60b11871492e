"""How findings are printed: one module per output format, each with a `render` of the same shape."""

from __future__ import annotations

from typing import Literal, Protocol

from adapterlint.report import concise, configs_json, configs_text, json, text
from adapterlint.results import Report

__all__ = ["LISTERS", "RENDERERS", "Renderer"]


class Renderer(Protocol):
    """Turns a report into text that ends with a newline, or is empty."""

    def __call__(self, report: Report, *, color: bool) -> str:
        """Render a report, with ANSI escapes if wanted and where the format has a use for them."""


RENDERERS: dict[Literal["text", "concise", "json"], Renderer] = {
    "text": text.render,
    "concise": concise.render,
    "json": json.render,
}
"""The formats by name, the default first."""

LISTERS: dict[str, Renderer] = {"text": configs_text.render, "json": configs_json.render}
"""The formats in which configurations are listed."""
