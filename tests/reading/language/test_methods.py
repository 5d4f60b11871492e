"""Methods that are taken from things and classes of Python's own, and called later."""

from __future__ import annotations

import pytest

from tests.reading.support import linked, written

METHODS = {
    "of a dictionary": ("get = {'a': 4}.get\nC(r=get('a'))", ["C(r=4)"]),
    "of a list, which it changes": ("rs = []\nadd = rs.append\nadd(4)\nadd(8)\nC(r=rs)", ["C(r=[4, 8])"]),
    "handed to map": ("r, = map({'a': 4}.get, ['a'])\nC(r=r)", ["C(r=4)"]),
    "as a key of order": ("table = {'a': 2, 'b': 1}\nC(r=sorted(table, key=table.get))", ["C(r=['b', 'a'])"]),
    "of its class": ("r, = map(str.upper, ['a'])\nC(r=r)", ["C(r='A')"]),
    "of its class, on something else": ("C(r=str.upper(read()), x=str.upper(4))", ["C(r=?, x=?)"]),
    "handed to code that is not known": ("rs = [4]\nread(rs.append)\nC(r=rs)", ["C(r=?)"]),
    "that the script defines itself": (
        "class A:\n    def get(self, r):\n        return r + 1\nget = A().get\nC(r=get(4))",
        ["C(r=5)"],
    ),
    "that are not there": ("C(r=hasattr(object(), 'get'))", ["C(r=?)"]),
}


@pytest.mark.parametrize(("body", "expected"), METHODS.values(), ids=METHODS)
def test_methods_that_are_taken_from_things(body, expected):
    assert written(body) == expected


def test_a_method_of_a_model_that_is_called_later():
    source = """
    from adapters import AutoAdapterModel
    model = AutoAdapterModel.from_pretrained("gpt2")
    add = getattr(model, "add_adapter")
    add("task", config="lora[r=8]")
    """
    assert linked(source) == ["text lora[r=8] -> AutoAdapterModel<'gpt2'>"]


ALTERNATIVES = {
    "formatted with %": "'x%d%s' % (4 if sys.argv else 8, 'y')",
    "formatted with a dictionary": "'x%(r)dy' % {'r': 4 if sys.argv else 8}",
    "joined": "''.join(['x', '4' if sys.argv else '8', 'y'])",
    "compared": "{True: 'x4y', False: 'x8y'}[[4 if sys.argv else 8, 1] == [4, 1]]",
    "computed": "f'x{max([1, 4 if sys.argv else 8])}y'",
}


@pytest.mark.parametrize("expression", ALTERNATIVES.values(), ids=ALTERNATIVES)
def test_what_decides_between_parts_decides_between_what_is_made_of_them(expression):
    (shown,) = written(f"C(r={expression})")
    assert shown == "C(r='x4y' if `sys.argv` is true | 'x8y' if `sys.argv` is false)"
