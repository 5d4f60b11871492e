from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapterlint.rules.condition import UNDETERMINED, ConditionError, compile_condition

FACT = {"r": 8, "alpha": 16, "flag": False, "name": "bert", "layers": [0, 1], "model.size": 64}


def judge(source: str, **unknown: object) -> object:
    names = {**FACT, **unknown}
    return compile_condition(source)(lambda name: names.get(name, UNDETERMINED))


@pytest.mark.parametrize(
    ("source", "verdict"),
    [
        ("r == 8", True),
        ("r == 8 and flag", False),
        ("not flag", True),
        ("0 < r <= 8", True),
        ("name in ('bert', 'vit')", True),
        ("1 in layers and 2 not in layers", True),
        ("model.size % r == 0", True),
        ("kind(name) == 'str' and kind(alpha) == 'int'", True),
        ("number(r) and text(name) and not true(flag)", True),
        ("missing", UNDETERMINED),
        ("missing or r == 8", True),
        ("missing and flag", False),
        ("flag or missing", UNDETERMINED),
        ("not missing", UNDETERMINED),
        ("missing == 3", UNDETERMINED),
        ("r < name", UNDETERMINED),
        ("r % 0 == 1", UNDETERMINED),
    ],
)
def test_judges_with_kleene_logic(source: str, verdict: object) -> None:
    assert judge(source) is verdict


@pytest.mark.parametrize(
    "source",
    [
        "__import__('os').system('true')",
        "open('x')",
        "[x for x in layers]",
        "lambda: 1",
        "(r := 3)",
        "name.upper()",
        "r ==",
        "print(r)",
        "layers[0]",
        "f'{r}'",
    ],
)
def test_refuses_everything_but_facts_and_fixed_functions(source: str) -> None:
    with pytest.raises(ConditionError):
        compile_condition(source)


three_valued = st.sampled_from([True, False, UNDETERMINED])


@given(st.dictionaries(st.sampled_from("abcd"), three_valued, min_size=4), st.integers(0, 5))
def test_a_verdict_holds_for_every_completion_of_the_unknown(values: dict[str, object], which: int) -> None:
    sources = ["a and b or c", "not (a or b) and d", "a and (b or not c)", "(a or b) and (c or d)", "a", "not a or b"]
    condition = compile_condition(sources[which])
    verdict = condition(values.__getitem__)
    if verdict is UNDETERMINED:
        return
    unknown = [name for name, value in values.items() if value is UNDETERMINED]
    for bits in range(2 ** len(unknown)):
        completed = {**values, **{name: bool(bits >> number & 1) for number, name in enumerate(unknown)}}
        assert condition(completed.__getitem__) is verdict
