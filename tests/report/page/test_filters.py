"""How values are written."""

from __future__ import annotations

import pytest

from adapterlint.report.page.filters import memory


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1010, "0.986 KiB"),
        (1010 * 2**20, "0.986 GiB"),
        (3 * 2**30, "3 GiB"),
        (5000 * 2**40, "5,000 TiB"),
    ],
)
def test_memory_is_written_in_the_unit_that_suits_it(number, text):
    assert memory(number) == text
