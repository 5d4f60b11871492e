"""A block as a picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from adapterlint.drawing.block import Row

_STEP: Final = 46
_BOX: Final = 28
_CENTRE: Final = 170
_RAIL: Final = {"adapter": 330, "skip": 380}
_WIDTH: Final = 420
STYLE: Final = """
.block text { font: 13px ui-sans-serif, system-ui, sans-serif; text-anchor: middle; fill: #24292f }
.block rect { fill: #f6f8fa; stroke: #57606a; rx: 6 }
.block line, .block path { stroke: #57606a; stroke-width: 1.4; fill: none }
.block .adapter { fill: #ddf4ff; stroke: #0969da }
.block .skip-rail { stroke: #8250df }
.block .adapter-rail { stroke: #0969da }
@media (prefers-color-scheme: dark) {
  .block text { fill: #e6edf3 }
  .block rect { fill: #161b22; stroke: #8b949e }
  .block line, .block path { stroke: #8b949e }
  .block .adapter { fill: #0c2d6b; stroke: #58a6ff }
  .block .skip-rail { stroke: #bc8cff }
  .block .adapter-rail { stroke: #58a6ff }
}
"""
"""For light and dark pages."""
DEFINITIONS: Final = (
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    '<path d="M1,1 L7,4 L1,7"/></marker></defs>'
)
"""What drawings refer to; there is one of it in a page."""


def draw_svg(rows: Sequence[Row], title: str) -> str:
    """Draw the rows of a block, from top to bottom, as a standalone SVG document for light and dark pages."""
    body = "\n".join(f"  {element}" for element in _elements(rows))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="block" viewBox="{view_box(rows)}" role="img">\n'
        f"  <title>{escape(title)}</title>\n  <style>{STYLE}  </style>\n  {DEFINITIONS}\n{body}\n</svg>\n"
    )


def draw_symbol(rows: Sequence[Row], name: str) -> str:
    """Draw the same for a page that has `STYLE` and `DEFINITIONS`, and shows the symbol by its name."""
    return f'<symbol id="{escape(name)}" class="block" viewBox="{view_box(rows)}">{"".join(_elements(rows))}</symbol>'


def view_box(rows: Sequence[Row]) -> str:
    """Return what an SVG element needs to show the rows of a block."""
    return f"0 0 {_WIDTH} {_STEP * len(rows) + 10}"


def _elements(rows: Sequence[Row]) -> Iterator[str]:
    started: dict[str, float] = {}
    for number, row in enumerate(rows):
        y = _STEP * number + _STEP / 2
        half = _BOX / 2 if row.module else 10
        if number + 1 < len(rows):
            below = y + _STEP - (_BOX / 2 if rows[number + 1].module else 10)
            yield f'<line x1="{_CENTRE}" y1="{y + half}" x2="{_CENTRE}" y2="{below - 1}" marker-end="url(#arrow)"/>'
        if row.module:
            box_width = 8 * len(row.label) + 24
            kind = ' class="adapter"' if row.adapter else ""
            yield f'<rect{kind} x="{_CENTRE - box_width / 2}" y="{y - half}" width="{box_width}" height="{_BOX}"/>'
        yield f'<text x="{_CENTRE}" y="{y}" dy="0.35em">{escape(row.label)}</text>'
        edge = _CENTRE + (4 * len(row.label) + 14 if row.module else 4 * len(row.label) + 8)
        for rail in sorted(row.takes):
            start = started.get(rail, y)
            yield (f'<path class="{rail}-rail" d="M{_RAIL[rail]},{start} V{y} H{edge}" marker-end="url(#arrow)"/>')
            started[rail] = y
        for rail in sorted(row.starts):
            started[rail] = y
            yield f'<path class="{rail}-rail" d="M{edge},{y} H{_RAIL[rail]}"/>'
