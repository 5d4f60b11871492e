"""Expressions: the same value as Python's where there is one, and unknown where it would cost too much."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapterlint.reading.memory.merging import same
from adapterlint.values import Known, Unknown, plain
from tests.reading.support import value_of

EXPRESSIONS = [
    "-1",
    "+1.5e3",
    "0x10 + 0b11 + 1_000",
    "~5",
    "'a' 'b' \"c\"",
    "r'\\d' + '\\n'",
    'f\'{1 + 1}-{"x"}-{0.5:.2f}-{"q"!r}-{{}}\'',
    "b'ab'",
    "7 // 2 + 7 % 3 - 2 ** 3 / 4",
    "1 << 4 | 3 & 2 ^ 1",
    "1 < 2 <= 2 != 3",
    "'b' in 'abc' and 2 not in [1, 3]",
    "None is None",
    "not 0 or 5",
    "0 or '' or [] or 'last'",
    "1 and 2",
    "[1, 2] + [3] * 2",
    "(1, *[2, 3])",
    "{'a': 1, **{'b': 2}}['b']",
    "({'a': 1} | {'a': 2})['a']",
    "{1, 2} | {3}",
    "[1, 2, 3][1:]",
    "[1, 2, 3][-1]",
    "'abc'[::-1]",
    "(1, 2, 3)[0:2]",
    "len([1, 2]) + len('abc') + len({'a': 1}) + len(range(5))",
    "int('12') + int(2.9)",
    "float('0.5')",
    "str(12) + repr('a')",
    "bool([]) or bool([0])",
    "min(3, 1, 2) + max([1, 5]) + abs(-2) + round(2.6) + sum([1, 2])",
    "list(range(2, 10, 3))",
    "tuple('ab')",
    "sorted([3, 1, 2])",
    "list(reversed([1, 2]))",
    "dict(a=1, b=2)",
    "dict([('a', 1)])",
    "{'a': 1}.get('a')",
    "{'a': 1}.get('b', 3)",
    "list({'a': 1}.items())",
    "list({'a': 1}.keys()) + list({'a': 1}.values())",
    "list(enumerate('ab'))",
    "list(zip([1, 2], 'ab'))",
    "[x * 2 for x in range(4) if x % 2]",
    "[(x, y) for x in [1, 2] for y in 'ab']",
    "{x: x ** 2 for x in range(3)}",
    "'a,b'.split(',')",
    "f'x[{[1, None]}] {(1, 2.5)} {dict(a=[1])!r}'",
    "'-'.join(['a', 'b'])",
    "'{}-{name}'.format(1, name='x')",
    "'%s-%d' % ('a', 3)",
    "'%d%%' % 5",
    "'AbC'.lower() + 'abc'.upper() + ' x '.strip() + 'aXa'.replace('X', 'b')",
    "'abc'.startswith('a')",
    "1 if '' else 2",
    "range(3)",
    "...",
    "1 == 1.0",
    "[1, [2]] == [1, [2]]",
    "divmod(7, 2)[0] + pow(2, 3) + round(2.567, 1)",
    "sum([[1], [2]], [])",
    "any([0, 1]) and all([1, 1])",
    "min([], default=5) + max(1, 2) + int('ff', base=16)",
    "sorted([3, 1, 2], reverse=True)",
    "sorted(['bb', 'a'], key=len)",
    "sorted([1, 2], key=lambda x: -x)",
    "list(map(int, ['1', '2'])) + list(map(lambda x, y: x * y, [1, 2], [3, 4]))",
    "list(filter(None, [0, 1])) + list(filter(lambda x: x > 1, [1, 2]))",
    "list(enumerate('ab', start=1))",
    "list(zip([1, 2], [3]))",
    "dict.fromkeys('ab', 1)",
    "next(iter([8]))",
    "next((x for x in [1, 2] if x > 1), 0)",
    "'{0}-{0}'.format('a')",
    "'%(a)s' % {'a': 1}",
    "'a-b-c'.rsplit('-', maxsplit=1)[-1]",
    "'abc'.partition('b')[2]",
    "'abc'.startswith(('x', 'a'))",
    "frozenset([1, 2]) - {1}",
    "{1, 2}.union([3])",
    "[1, 2, 3].index(2) + [1, 1].count(1)",
]


def computed(expression: str) -> object:
    """Evaluate with Python itself; the expressions are the tests' own."""
    return eval(expression)  # noqa: S307


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_agrees_with_python(expression):
    value = value_of(expression)
    assert isinstance(value, Known)
    assert same(value.value, computed(expression))


LIBRARY = {
    "math.ceil(3.2) + math.floor(2.5) + math.sqrt(16) + math.log2(8) + math.prod([2, 3])": 19.0,
    "math.pi": 3.141592653589793,
    "functools.reduce(lambda a, b: a * b, [2, 4], 1)": 8,
    "list(itertools.chain([1], [2]))": [1, 2],
    "list(itertools.chain.from_iterable([[1], [2]]))": [1, 2],
    "list(itertools.product('ab', repeat=2))": [("a", "a"), ("a", "b"), ("b", "a"), ("b", "b")],
    "list(itertools.combinations([1, 2, 3], 2))": [(1, 2), (1, 3), (2, 3)],
    "os.path.join('a', os.path.basename('b/c'))": "a/c",
    "operator.mul(2, 3)": 6,
}


@pytest.mark.parametrize(("expression", "expected"), LIBRARY.items(), ids=LIBRARY)
def test_functions_of_the_library(expression, expected):
    value = value_of(expression, "import functools, itertools, math, operator, os")
    assert isinstance(value, Known)
    assert same(value.value, expected)


COSTLY = [
    "pow(10, 10 ** 10)",
    "list(itertools.product(range(900), repeat=3))",
    "'{0[a]}'.format({'a': 1})",
    "json.loads('[' * 9000)",
    "10 ** 10 ** 10",
    "2 ** 100000",
    "1 << 10 ** 9",
    "'a' * 10 ** 9",
    "[0] * 10 ** 9",
    "10 ** 9 * (1,)",
    "list(range(10 ** 9))",
    "sum(range(10 ** 12))",
    "max(range(10 ** 12))",
    "sorted(range(10 ** 12))",
    "set(range(10 ** 9))",
    "[x for x in range(10 ** 9)]",
    "'%1000000000d' % 1",
    "'{:1000000000}'.format(1)",
    "f'{1:1000000000}'",
    "f'{1:{10 ** 9}}'",
    "'{:{}}'.format(1, 10 ** 9)",
    "'a'.join(['b' * 9999] * 9999)",
    "('a' * 9999).replace('a', 'b' * 9999)",
    "[1 in range(10 ** 12)][0] + sum(range(10 ** 12))",
    "5 in {x for x in range(10 ** 9)}",
    "(-1) ** 0.5 ** 10 ** 10 ** 10",
    "1" * 6000,
    "-" * 500 + "1",
    "(" * 150 + "1" + ")" * 150 + " + x",
    "1" + " + 1" * 500,
]


@pytest.mark.parametrize("expression", COSTLY, ids=range(len(COSTLY)))
def test_costly_expressions_are_not_computed(expression):
    assert isinstance(value_of(expression, "import itertools, json"), Unknown)


FAILING = [
    "1 / 0",
    "'a' + 1",
    "[1][5]",
    "{'a': 1}['b']",
    "int('x')",
    "min([])",
    "-'a'",
    "'%d' % 'a'",
    "'a' < 1",
    "(1)()",
]


@pytest.mark.parametrize("expression", FAILING)
def test_what_raises_is_unknown(expression):
    assert isinstance(value_of(expression), Unknown)


def literals() -> st.SearchStrategy[str]:
    scalars = st.one_of(
        st.integers(-100, 100),
        st.floats(allow_nan=False, allow_infinity=False, width=16),
        st.booleans(),
        st.none(),
        st.text("abc{}%", max_size=4),
    )
    return scalars.map(repr)


def combine(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    operators = ["+", "-", "*", "/", "//", "%", "|", "&", "==", "!=", "<", "<=", "and", "or", "in", "is"]
    return st.one_of(
        st.tuples(parts, st.sampled_from(operators), parts).map(lambda three: f"({' '.join(three)})"),
        st.tuples(st.sampled_from(["not ", "-", "+", "~"]), parts).map(lambda two: f"({''.join(two)})"),
        st.lists(parts, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.lists(parts, max_size=3).map(lambda items: f"({''.join(item + ',' for item in items)})"),
        st.lists(st.tuples(literals(), parts), max_size=3).map(
            lambda items: "{" + ", ".join(f"{key}: {value}" for key, value in items) + "}"
        ),
        st.tuples(parts, parts, parts).map(lambda three: f"({three[0]} if {three[1]} else {three[2]})"),
        st.tuples(parts, parts).map(lambda two: f"{two[0]}[{two[1]}]"),
        st.tuples(st.sampled_from(["len", "str", "bool", "int", "float", "abs", "list", "tuple", "max"]), parts).map(
            lambda two: f"{two[0]}({two[1]})"
        ),
    )


@settings(max_examples=150, deadline=None)
@given(st.recursive(literals(), combine, max_leaves=8))
@pytest.mark.filterwarnings("ignore")
def test_a_known_value_is_the_one_that_python_computes(expression):
    value = value_of(expression)
    try:
        expected = computed(expression)
    except Exception:  # noqa: BLE001 - whatever Python raises, there is no value to compare
        return
    if isinstance(value, Known) and isinstance(settled := plain(value), Known):
        assert same(settled.value, expected)
