"""Tests that pytest calls with parameters and fixtures."""

from __future__ import annotations

import textwrap

import pytest

from adapterlint.linting import lint
from adapterlint.settings import Settings
from tests.reading.support import show, written

BOTH = "@pytest.mark.parametrize('x', [1, 2])\n@pytest.mark.parametrize('r', [4])\n"
TESTS = {
    "parameters": (
        "@pytest.mark.parametrize('r', [4, 8])\ndef test_a(r):\n    C(r=r)",
        ["C(r=4 if `r` is 4 | 8 if `r` is 8)"],
    ),
    "several at once": (
        "@pytest.mark.parametrize('r, x', [pytest.param(4, 1, id='small')])\ndef test_a(r, x):\n    C(r=r, x=x)",
        ["C(r=4, x=1)"],
    ),
    "one of a tuple of names": ("@pytest.mark.parametrize(('r',), [(4,)])\ndef test_a(r):\n    C(r=r)", ["C(r=4)"]),
    "of several decorators": (
        f"{BOTH}def test_a(r, x):\n    C(r=r, x=x)",
        ["C(r=4, x=1 if `x` is 1, `r` is 4 | 2 if `x` is 2, `r` is 4)"],
    ),
    "of a method": (
        "class TestA:\n    @pytest.mark.parametrize('r', [4])\n    def test_a(self, r):\n        C(r=r)",
        ["C(r=4)"],
    ),
    "of a class that others inherit": (
        """
        class Base:
            r = 0
            def test_a(self):
                C(r=self.r)
        class TestA(Base):
            r = 4
        class Small(TestA, unittest.TestCase):
            r = 2
        """,
        ["C(r=4 if run by `TestA` | 2 if run by `Small`)"],
    ),
    "of a name": ("RS = [4]\n@pytest.mark.parametrize('r', RS)\ndef test_a(r):\n    C(r=r)", ["C(r=4)"]),
    "that are not known": ("@pytest.mark.parametrize('r', read())\ndef test_a(r):\n    C(r=r)", ["C(r=?)"]),
    "that may be expected to fail": (
        "@pytest.mark.parametrize('r', [pytest.param(0, marks=pytest.mark.xfail)])\ndef test_a(r):\n    C(r=r)",
        ["C(r=?)"],
    ),
    "fixtures of fixtures": (
        """
        @pytest.fixture
        def rank():
            return 4
        @pytest.fixture()
        def options(rank):
            yield {'r': rank}
        def test_a(options):
            C(**options)
        """,
        ["C(r=4)"],
    ),
    "a fixture with a parameter": (
        "@pytest.fixture(params=[4])\ndef r(request):\n    return request.param\ndef test_a(r):\n    C(r=r)",
        ["C(r=4)"],
    ),
    "fixtures that are not known": ("def test_a(tmp_path):\n    C(r=tmp_path)", ["C(r=?)"]),
    "no test": ("@pytest.fixture\ndef r():\n    return 4\ndef make(r):\n    C(r=r)", ["C(r=?)"]),
}


@pytest.mark.parametrize(("body", "expected"), TESTS.values(), ids=TESTS)
def test_what_tests_are_given(body, expected):
    assert written("import pytest\n" + textwrap.dedent(body)) == expected


def test_fixtures_of_conftest(tmp_path):
    files = {
        "conftest.py": "import pytest\n@pytest.fixture\ndef rank():\n    return 4\n",
        "test_a.py": "from adapters import LoRAConfig\ndef test_a(rank):\n    LoRAConfig(r=rank)\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    assert [show(site.configuration) for site in lint([tmp_path], Settings()).sites] == ["LoRAConfig(r=4)"]
