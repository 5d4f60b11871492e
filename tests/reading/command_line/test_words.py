"""The words of a command line that no file of the project shows: users may give none."""

import pytest

from tests.reading.support import written

SCRIPTS = {
    "handed on": "def main(r=8, *rest):\n    C(r=r)\nmain(*sys.argv[1:])",
    "the first alone": "def main(r=8):\n    C(r=r)\nmain(*sys.argv[1:2])",
    "gone through": "conf = {'r': 8}\nfor item in sys.argv[1:]:\n    conf[item] = 4\nC(r=conf['r'])",
    "gone through in a function": (
        "def read(words):\n    conf = {'r': 8}\n    for item in words:\n        conf[item] = 4\n    return conf\n"
        "words = sys.argv[1:]\nC(r=read(words)['r'])"
    ),
}


@pytest.mark.parametrize("body", SCRIPTS.values(), ids=SCRIPTS)
def test_where_nothing_is_given_the_rest_of_the_script_is_known(body):
    (shown,) = written(f"import sys\n{body}")
    assert "8 if nothing is given to its command line" in shown
    assert "? if something is given to its command line" in shown


@pytest.mark.parametrize(
    ("test", "holds"),
    [("> 1", True), (">= 2", True), ("!= 1", True), ("== 1", False), ("< 2", False), ("> 2", None), ("== 2", None)],
)
def test_where_nothing_is_given_there_is_one_word_and_else_there_are_more(test, holds):
    (shown,) = written(f"import sys\nC(r=len(sys.argv) {test})")
    without = eval(f"1 {test}")  # noqa: S307 - Python is the measure
    given = "?" if holds is None else holds
    assert (
        shown
        == f"C(r={without} if nothing is given to its command line | {given} if something is given to its command line)"
    )
