"""Drawings of a block with its adapter: where the residual and the norms go."""

from adapterlint.drawing.block import Row, rows_of
from adapterlint.drawing.svg import DEFINITIONS, STYLE, draw_svg, draw_symbol, view_box
from adapterlint.drawing.text import draw_text

__all__ = ["DEFINITIONS", "STYLE", "Row", "draw_svg", "draw_symbol", "draw_text", "rows_of", "view_box"]
