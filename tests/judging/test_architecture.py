"""The field `architecture`, which names the method a second time."""

from __future__ import annotations

from typing import Any

import pytest

from adapterlint import check_config


def raised(options: dict[str, Any], base_model: str, release: str = "==1.3.0") -> list[str]:
    findings = check_config("LoRAConfig", options, base_model=base_model, adapters=release)
    return [finding.claim.raises for finding in findings if finding.claim]


@pytest.mark.parametrize(
    ("architecture", "base_model", "expected"),
    [
        ("prompt_tuning", "gpt2", ["ValueError"]),
        ("prompt_tuning", "bert", []),
        ("invertible", "vit", ["ValueError"]),
        ("anything", "bert", []),
        ("anything", "qwen2", ["ValueError"]),
        (None, "qwen2", []),
        ("union", "bert", ["AttributeError"]),
    ],
)
def test_is_what_the_base_model_is_asked_for(architecture: str | None, base_model: str, expected: list[str]) -> None:
    assert raised({"architecture": architecture}, base_model) == expected


def test_is_not_asked_for_before_it_was_checked() -> None:
    assert raised({"architecture": "prompt_tuning"}, "gpt2", "==1.1.1") == []


def test_of_another_method_makes_a_union_unknown() -> None:
    parts = [("LoRAConfig", {"architecture": "prefix_tuning"}), ("LoRAConfig", {})]
    assert check_config("ConfigUnion", {"configs": parts}, base_model="bert", adapters="==1.3.0") == []
