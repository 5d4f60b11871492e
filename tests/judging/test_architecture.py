"""The field `architecture`, which names the method a second time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from adapterlint import check_config, lint_paths


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


def test_that_is_unknown_makes_a_union_unknown(tmp_path: Path) -> None:
    script = tmp_path / "train.py"
    script.write_text(
        "from adapters import BertAdapterModel, ConfigUnion, LoRAConfig\n"
        "method = input()\n"
        'model = BertAdapterModel.from_pretrained("bert-base-uncased")\n'
        'model.add_adapter("task", config=ConfigUnion(LoRAConfig(method, 8), LoRAConfig(r=4)))\n',
        encoding="utf-8",
    )
    assert lint_paths(script) == []
