"""Variables that a string names."""

from __future__ import annotations

import pytest

from tests.reading.support import written

VARIABLES = {
    "globals": ("name = 'C'\nglobals()[name](r=8)", ["C(r=8)"]),
    "globals, from a function": ("r = 8\ndef make():\n    C(r=globals()['r'])\nmake()", ["C(r=8)"]),
    "globals hold no variables of functions": ("def make():\n    r = 8\n    C(r=globals()['r'])\nmake()", ["C(r=?)"]),
    "get": ("C(r=globals().get('RANK', 4))\nRANK = 8\nC(r=globals().get('RANK', 4))", ["C(r=?)", "C(r=8)"]),
    "locals": ("r = 4\ndef make():\n    r = 8\n    C(r=locals()['r'])\nmake()", ["C(r=8)"]),
    "class of a star import": ("globals()['Seq' + 'BnConfig'](dropout=0.1)", ["SeqBnConfig(dropout=0.1)"]),
    "alternatives": (
        "A, B = 4, 8\nC(r=globals()['A' if sys.argv else 'B'])",
        ["C(r=4 if `sys.argv` is true | 8 if `sys.argv` is false)"],
    ),
    "name that is not known": ("C(r=globals()[read()])", ["C(r=?)"]),
    "eval": ("r = 8\neval('C')(r=eval('r'))", ["C(r=8)"]),
    "eval of an attribute": ("eval('adapters.SeqBnConfig')(dropout=0.1)", ["SeqBnConfig(dropout=0.1)"]),
    "eval of an expression": ("C(r=eval('4 + 4'))", ["C(r=?)"]),
}


@pytest.mark.parametrize(("body", "expected"), VARIABLES.values(), ids=VARIABLES)
def test_variables_that_a_string_names(body, expected):
    assert written(body) == expected
