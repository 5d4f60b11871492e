"""Named tuples, which are tuples as well."""

from __future__ import annotations

import pytest

from tests.reading.support import written

ROW = """
from typing import NamedTuple
class Row(NamedTuple):
    r: int
    x: int = 16
"""
ROWS = {
    "unpacked": ("r, x = Row(4)\nC(r=r, x=x)", ["C(r=4, x=16)"]),
    "unpacked into arguments": ("C(*Row(4, 8))", ["C(4, 8)"]),
    "indexed": ("row = Row(4, 8)\nC(r=row[0], x=row[-1])", ["C(r=4, x=8)"]),
    "made of items": ("C(**Row._make([4, 8])._asdict())", ["C(r=4, x=8)"]),
    "made of each of several": (
        "from itertools import product\n[C(r=row.r, x=row.x) for row in map(Row._make, product([4], [8]))]",
        ["C(r=4, x=8)"],
    ),
    "made by starmap": (
        "from itertools import starmap\nfor row in starmap(Row, [(4, 8)]):\n    C(r=row.r, x=row.x)",
        ["C(r=4, x=8)"],
    ),
    "replaced": ("row = Row(4, 8)\nC(r=row._replace(r=2).r, x=row.r)", ["C(r=2, x=4)"]),
    "of collections": (
        "from collections import namedtuple\nPair = namedtuple('Pair', 'r x')\nC(*Pair(4, 8)._replace(x=2))",
        ["C(4, 2)"],
    ),
}


@pytest.mark.parametrize(("body", "expected"), ROWS.values(), ids=ROWS)
def test_named_tuples(body, expected):
    assert written(ROW + body) == expected
