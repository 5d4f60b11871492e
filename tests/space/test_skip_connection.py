from __future__ import annotations

from itertools import product
from typing import Literal

import pytest

from adapterlint.space.skip_connection import trace


def health(*, ln_before: bool, ln_after: bool, residual: str) -> str:
    """The table measured on 24 models with adapters 1.3.0, sequential adapters."""
    if residual == "sub-layer":
        return "preserved" if ln_after else "lost"
    if residual == "input":
        return {(1, 1): "doubled", (0, 0): "lost"}.get((ln_before, ln_after), "preserved")
    return "doubled" if ln_after else "norm missing"


@pytest.mark.parametrize("norm", [True, False])
@pytest.mark.parametrize("residual", ["sub-layer", "input"])
def test_sequential_adapters_behave_as_measured(norm: bool, residual: Literal["sub-layer", "input"]) -> None:
    for ln_before, ln_after in product((True, False), repeat=2):
        traced = trace(parallel=False, ln_before=ln_before, ln_after=ln_after, residual=residual, norm=norm)
        assert traced.state == health(ln_before=ln_before, ln_after=ln_after, residual=residual)


@pytest.mark.parametrize("ln_after", [True, False])
def test_post_add_is_never_quite_healthy(ln_after: bool) -> None:
    traced = trace(parallel=False, ln_before=True, ln_after=ln_after, residual="post_add", norm=True)
    assert traced.state == health(ln_before=True, ln_after=ln_after, residual="post_add")


def test_parallel_adapters_need_the_original_residual_and_read_nothing_else() -> None:
    for ln_before, residual, norm in product((True, False), ("sub-layer", "input", "post_add"), (True, False)):
        for ln_after, state in ((True, "preserved"), (False, "lost")):
            traced = trace(parallel=True, ln_before=ln_before, ln_after=ln_after, residual=residual, norm=norm)
            assert traced.state == state


def test_behind_a_plugin_the_model_adds_the_residual_itself() -> None:
    for ln_before, residual in product((True, False), ("sub-layer", "input")):
        traced = trace(parallel=False, ln_before=ln_before, ln_after=True, residual=residual, norm=False, plugin=True)
        assert traced.state == ("doubled" if ln_before and residual == "input" else "preserved")


def test_without_residual_input_a_plugin_is_always_healthy() -> None:
    traced = trace(
        parallel=False, ln_before=True, ln_after=True, residual="input", norm=False, plugin=True, residual_input=False
    )
    assert traced.state == "preserved"


@pytest.mark.parametrize(
    ("norm", "ln_before", "ln_after", "residual", "base", "adapted"),
    [
        (False, True, False, "sub-layer", "x + h", "A(x + h) + x"),
        (False, True, True, "sub-layer", "x + h", "A(x + h) + x + h"),
        (False, False, False, "input", "x + h", "A(x) + x"),
        (True, True, True, "input", "LN(x + h)", "LN(A(LN(x + h)) + LN(x + h) + h)"),
        (True, True, False, "post_add", "LN(x + h)", "A(LN(x + h)) + x + h"),
    ],
)
def test_formulas_show_the_block_before_and_after(
    norm: bool,
    ln_before: bool,
    ln_after: bool,
    residual: Literal["sub-layer", "input", "post_add"],
    base: str,
    adapted: str,
) -> None:
    traced = trace(parallel=False, ln_before=ln_before, ln_after=ln_after, residual=residual, norm=norm)
    assert (traced.base, traced.adapted) == (base, adapted)
