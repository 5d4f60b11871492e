"""Mappings whose items keep their types. The expected values were seen with ml_collections 1.1 and yacs 0.1.8."""

from __future__ import annotations

import pytest

from tests.reading.support import written

CONFIG_DICT = """
import copy, random
from ml_collections import ConfigDict
c = ConfigDict({"s": 1.0, "t": (1, 2), "n": {"i": 8, "l": [1]}, "none": None})
"""
ASSIGNED = {
    "an integer": ("c.s = 3", "c.s", "3.0"),
    "an item": ("c['s'] = 3", "c.s", "3.0"),
    "update": ("c.update({'s': 3})", "c.s", "3.0"),
    "a list": ("c.t = [12, 0]", "c.t[0] if isinstance(c.t, tuple) else None", "12"),
    "the same type": ("c.n.i = 16", "c.n.i", "16"),
    "another type": ("c.n.i = 1.5", "c.n.i", "?"),
    "where there was none": ("c.none = 3", "c.none", "3"),
    "anew": ("c.new = 3", "c.new", "3"),
    "a copy": ("c = copy.deepcopy(c)\nc.s = 3", "c.s", "3.0"),
    "one of two": (
        "c.s = 3 if random.random() > 0.5 else 2.5",
        "c.s",
        "3.0 if `random.random() > 0.5` is true | 2.5 if `random.random() > 0.5` is false",
    ),
}


@pytest.mark.parametrize(("change", "read", "expected"), ASSIGNED.values(), ids=ASSIGNED)
def test_what_is_assigned_keeps_the_type(change, read, expected):
    assert written(f"{CONFIG_DICT}{change}\nC(r={read})") == [f"C(r={expected})"]


CFG_NODE = """
from yacs.config import CfgNode
c = CfgNode({"A": {"RF": 8, "S": 1.0, "L": (1, 2), "N": "relu"}, "X": None})
other = CfgNode({"A": {"N": "None", "L": [7]}, "X": "3.5"})
"""
MERGED = {
    "a list": ("c.merge_from_list(['A.RF', '(4)', 'X', 2.0])", "rf=c.A.RF, x=c.X", "rf=4, x=2.0"),
    "a tuple": ("c.merge_from_list(['A.L', '[3]'])", "l=c.A.L[0], rf=c.A.RF", "l=3, rf=8"),
    "another type": ("c.merge_from_list(['A.RF', '4.5'])", "rf=c.A.RF", "rf=?"),
    "no literal": ("c.merge_from_list(['A.N', 'gelu'])", "n=c.A.N", "n='gelu'"),
    "an odd list": ("c.merge_from_list(['A.N'])", "n=c.A.N", "n=?"),
    "another tree": ("c.merge_from_other_cfg(other)", "n=c.A.N, x=c.X, l=c.A.L == (7,)", "n=None, x=3.5, l=True"),
}


@pytest.mark.parametrize(("change", "read", "expected"), MERGED.values(), ids=MERGED)
def test_what_is_merged_is_decoded_and_keeps_the_type(change, read, expected):
    assert written(f"{CFG_NODE}{change}\nC({read})") == [f"C({expected})"]
