"""Variables of the environment are what the script sets them to."""

from __future__ import annotations

import pytest

from tests.reading.support import show, value_of

VARIABLES = {
    "set": ("os.environ['R'] = '8'", "int(os.environ['R'])", "8"),
    "set and asked for": ("os.environ['R'] = '8'", "int(os.getenv('R', '4'))", "8"),
    "set last": ("os.environ['R'] = '8'\nos.environ['R'] = '4'", "os.environ.get('R')", "'4'"),
    "several": ("os.environ.update({'R': '8'}, S='4')", "os.environ['R'] + os.environ['S']", "'84'"),
    "a default that is set": (
        "os.environ.setdefault('R', '8')",
        "os.environ['R']",
        "'8' if the variable `R` is not set | ? if the variable `R` is set",
    ),
    "set in a branch": (
        "import sys\nif sys.argv:\n    os.environ['R'] = '8'\nelse:\n    os.environ['R'] = '4'",
        "os.environ['R']",
        "'8' if `sys.argv` is true | '4' if `sys.argv` is false",
    ),
    "not set": ("", "os.environ['R']", "?"),
    "taken away": ("os.environ['R'] = '8'\nos.environ.pop('R')", "os.environ['R']", "?"),
    "perhaps set": ("import sys\nos.environ['R'] = '8'\nos.environ[sys.argv[1]] = '4'", "os.environ['R']", "?"),
    "another one": ("os.environ['S'] = '8'", "os.environ['R']", "?"),
}


@pytest.mark.parametrize(("body", "expression", "expected"), VARIABLES.values(), ids=VARIABLES)
def test_variables_of_the_environment(body, expression, expected):
    assert show(value_of(expression, f"import os\n{body}")) == expected
