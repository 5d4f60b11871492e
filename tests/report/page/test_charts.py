"""Charts: where everything goes."""

from __future__ import annotations

import math
import re

from hypothesis import given
from hypothesis import strategies as st

from adapterlint.report.page.bars import bars_of, common_path
from adapterlint.report.page.charts import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, line_chart, spark_path

NUMBER = re.compile(r"-?\d+\.\d+")


def chart_of(log=None, limits=None, **curves):
    return line_chart("Loss", curves, kinds=dict.fromkeys(curves, "candidate"), x_title="step", log=log, limits=limits)


def points(path):
    numbers = list(map(float, NUMBER.findall(path)))
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def test_a_falling_curve_falls_from_the_left_to_the_right():
    chart = chart_of(a=[2.0, 1.0, 0.5])
    drawn = points(chart.lines[0].path)
    assert drawn[0][0] == LEFT
    assert drawn[-1][0] == WIDTH - RIGHT
    assert max(drawn) == drawn[-1]
    assert [y for _, y in drawn] == sorted(y for _, y in drawn)  # down is larger
    assert chart.summary == "a from 2 to 0.5 in 3 values"


def test_what_is_not_finite_interrupts_the_curve_and_is_marked():
    line = chart_of(a=[2.0, math.nan, 1.0, 0.5]).lines[0]
    assert line.path.count("M") == 2
    assert len(line.gaps) == 1
    assert "1 of 4 values not finite" in chart_of(a=[2.0, math.nan, 1.0, 0.5]).summary


def test_a_diverging_loss_is_shown_by_powers_of_ten():
    chart = chart_of(a=[2.0, 50.0, 4000.0])
    assert chart.note == "logarithmic"
    assert [tick.text for tick in chart.y_ticks] == ["1", "10", "100", "1e+03", "1e+04"]


def test_zeros_on_a_logarithmic_axis_are_told():
    assert chart_of(log=True, a=[0.0, 0.1]).note == "logarithmic, zeros at the bottom"


def test_limits_are_drawn_at_their_level():
    chart = chart_of(limits={"destroyed": 0.8}, a=[0.8, 0.8])
    assert chart.limits[0].at == points(chart.lines[0].path)[0][1]
    assert chart.limits[0].text == "destroyed 0.8"


def test_nothing_to_show_is_no_chart():
    assert chart_of() is None
    assert chart_of(a=[]) is None


@given(
    st.dictionaries(st.text(max_size=3), st.lists(st.floats(), max_size=60), max_size=3), st.sampled_from([None, True])
)
def test_everything_is_drawn_inside(curves, log):
    chart = chart_of(log=log, **curves)
    if chart is None:
        return
    drawn = [point for line in chart.lines for point in points(line.path)]
    assert all(LEFT <= x <= WIDTH - RIGHT and TOP <= y <= HEIGHT - BOTTOM for x, y in drawn)
    assert sum(math.isfinite(value) for curve in curves.values() for value in curve) == len(drawn)
    assert all(tick.text not in ("nan", "inf", "-inf") for tick in (*chart.x_ticks, *chart.y_ticks))


@given(st.lists(st.floats(), max_size=60))
def test_the_small_curve_too(curve):
    assert all(0 <= x <= 64 and 0 <= y <= 18 for x, y in points(spark_path(curve, 64, 18)))


def test_bars_name_modules_by_what_tells_them_apart():
    bars = bars_of({"a.layer.0.up": 1.0, "a.layer.1.up": 0.5, "a.layer.2.up": 0.0})
    assert bars.common == "a.layer."
    assert [(row.module, row.share) for row in bars.rows] == [("0.up", 1.0), ("1.up", 0.5), ("2.up", 0.0)]
    assert not bars.log


def test_bars_over_many_orders_are_logarithmic():
    bars = bars_of({"a": 1e-6, "b": 1e-3, "c": 1.0})
    assert bars.log
    assert [row.share for row in bars.rows] == [0.02, 0.5, 1.0]


@given(st.dictionaries(st.text("ab.", max_size=6), st.floats(), max_size=8))
def test_bars_fit_and_their_names_are_whole(values):
    bars = bars_of(values)
    assert [bars.common + row.module for row in bars.rows] == list(values)
    assert all(0.0 <= row.share <= 1.0 for row in bars.rows)


def test_one_path_has_nothing_in_common():
    assert common_path(["a.b.c"]) == ""
    assert common_path(["a.b", "a.b.c"]) == "a."
