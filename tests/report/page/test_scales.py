"""Axes."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapterlint.report.page.scales import Scale, scale_for

values = st.lists(st.floats(), max_size=20)


@pytest.mark.parametrize(
    ("given_values", "ticks"),
    [
        ([0.0, 2.3], (0.0, 1.0, 2.0, 3.0)),
        ([0.11, 0.13], (0.11, 0.115, 0.12, 0.125, 0.13)),
        ([0.001, 5.0], (0.001, 0.01, 0.1, 1.0, 10.0)),
        ([], (0.0, 0.5, 1.0)),
    ],
)
def test_ticks_are_round(given_values, ticks):
    assert scale_for(given_values).ticks() == pytest.approx(ticks)


def test_a_logarithmic_scale_has_zero_at_its_low_end():
    scale = scale_for([0.0, 0.01, 1.0], log=True)
    assert (scale.low, scale.high) == pytest.approx((0.01, 1.0))
    assert scale.share(0.0) == 0.0
    assert scale.share(0.1) == pytest.approx(0.5)


def test_limits_fit_on_it():
    assert scale_for([0.01], at_least=(0.1, 0.8), log=True) == Scale(0.01, 1.0, log=True)


@given(values, st.sampled_from([None, True, False]))
def test_every_value_has_a_place_and_ticks_lie_on_the_axis(some, log):
    scale = scale_for(some, log=log)
    assert math.isfinite(scale.low)
    assert math.isfinite(scale.high)
    assert scale.low < scale.high
    shares = [scale.share(value) for value in sorted(value for value in some if math.isfinite(value))]
    assert shares == sorted(shares)
    assert all(0.0 <= share <= 1.0 for share in shares)
    ticks = scale.ticks()
    assert 1 <= len(ticks) <= 8
    assert list(ticks) == sorted(set(ticks))
    span = scale.high - scale.low
    assert all(scale.low - span * 1e-6 <= tick <= scale.high + span * 1e-6 for tick in ticks)
