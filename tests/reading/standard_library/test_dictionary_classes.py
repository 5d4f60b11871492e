"""Classes of the script that are dictionaries."""

from __future__ import annotations

import textwrap

import pytest

from tests.reading.support import written

CLASSES = {
    "attributes": (
        """
        class A(dict):
            __getattr__ = dict.__getitem__
            __setattr__ = dict.__setitem__
        a = A(r=8)
        a.x = 2
        C(r=a.r, x=a['x'])
        """,
        ["C(r=8, x=2)"],
    ),
    "a method for attributes": (
        """
        class A(dict):
            def __getattr__(self, name):
                return self[name]
        C(r=A({'r': 8}).r)
        """,
        ["C(r=8)"],
    ),
    "its own attributes": (
        """
        class A(dict):
            def __init__(self, *args, **kwargs):
                super().__init__(*args, **kwargs)
                self.__dict__ = self
        C(r=A({'r': 8}, x=2).r)
        """,
        ["C(r=8)"],
    ),
    "unpacked": ("class A(dict):\n    pass\nC(**A(r=8))", ["C(r=8)"]),
    "one that does more": (
        """
        class A(dict):
            def __init__(self, r, x):
                super().__init__(r=r * x)
        C(**A(4, 2))
        """,
        ["C(**?)"],
    ),
    "one that answers otherwise": (
        """
        class A(dict):
            def __missing__(self, name):
                return 8
        C(r=A()['r'])
        """,
        ["C(r=?)"],
    ),
}


@pytest.mark.parametrize(("body", "expected"), CLASSES.values(), ids=CLASSES)
def test_classes_that_are_dictionaries(body, expected):
    assert written(textwrap.dedent(body)) == expected
