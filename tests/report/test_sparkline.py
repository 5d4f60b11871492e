"""Curves in a few characters."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from adapterlint.report.sparkline import ASCII, BLOCKS, sparkline

curves = st.lists(st.floats(), max_size=60)


def test_a_falling_loss_falls():
    assert sparkline([4.0, 3.0, 2.0, 1.0, 0.5]) == "█▆▄▂▁"


def test_a_level_curve_is_level():
    assert sparkline([2.0, 2.0, 2.0]) == "▁▁▁"


def test_what_is_not_finite_is_marked_and_does_not_bend_the_scale():
    assert sparkline([2.0, 1.0, math.inf, math.nan], unicode=False) == "@_xx"


def test_long_curves_are_thinned_and_keep_their_ends():
    drawn = sparkline([9.0, *[5.0] * 98, 1.0], width=10)
    assert len(drawn) == 10
    assert (drawn[0], drawn[-1]) == ("█", "▁")


@given(curves, st.integers(2, 40), st.booleans())
def test_it_fits_and_needs_no_more_than_the_terminal_has(values, width, unicode):
    drawn = sparkline(values, width=width, unicode=unicode)
    assert len(drawn) == min(len(values), width)
    assert set(drawn) <= {"x", *(BLOCKS if unicode else ASCII)}


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=12))
def test_higher_values_are_never_drawn_lower(values):
    heights = [BLOCKS.index(mark) for mark in sparkline(values)]
    ordered = [height for _, height in sorted(zip(values, heights, strict=True))]
    assert ordered == sorted(ordered)
