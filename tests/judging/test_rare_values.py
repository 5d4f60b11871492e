"""What is rarely given: data types themselves, classes and functions that are not called; and heads beside adapters."""

from __future__ import annotations

import pytest

from adapterlint import check_config, lint_source
from adapterlint.rules import load


def test_a_data_type_of_torch_is_a_value_from_python_too():
    torch = pytest.importorskip("torch")
    found = check_config("LoRAConfig", {"dtype": torch.bfloat16}, adapters="==1.3.0")
    assert [finding.code for finding in found] == ["ADL120"]


def test_a_head_that_the_script_adds_is_trained():
    script = (
        "from adapters import AutoAdapterModel, LoReftConfig\n"
        "model = AutoAdapterModel.from_pretrained('bert-base-uncased')\n"
        "model.add_adapter('a', config=LoReftConfig(prefix_positions=0))\n"
        "{}model.train_adapter('a')\n"
    )
    (with_head,) = lint_source(script.format("model.add_classification_head('a')\n"))
    (without,) = lint_source(script.format(""))
    assert (with_head.code, with_head.claim) == ("ADL237", None)
    assert without.claim is not None


def test_a_retired_code_leads_to_what_it_became():
    assert load().similar("ADL152") == ["ADL128"]


@pytest.mark.parametrize(
    ("config", "claimed"),
    [
        ("make", ("add_adapter", "TypeError")),
        ("LoRAConfig", ("add_adapter", "TypeError")),
        ("{'architecture': 'union', 'configs': [LoRAConfig, SeqBnConfig()]}", ("add_adapter", "TypeError")),
        ("{'architecture': 'union', 'configs': [make]}", ("add_adapter", "AttributeError")),
        ("ConfigUnion(make, LoRAConfig())", ("construct", "TypeError")),
        ("b'lora'", ("add_adapter", "TypeError")),
    ],
)
def test_what_is_no_configuration_raises(config, claimed):
    script = f"from adapters import *\ndef make():\n    return LoRAConfig()\nmodel.add_adapter('a', config={config})\n"
    (claim,) = (finding.claim for finding in lint_source(script) if finding.claim)
    assert (claim.phase, claim.raises) == claimed


def test_torch_looks_at_the_types_of_all_sizes_before_their_signs():
    options = {"phm_dim": -4, "phm_rank": 2.5, "shared_W_phm": False}
    found = check_config("CompacterPlusPlusConfig", options, base_model="bert-base-uncased")
    assert next(one.claim.raises for one in found if one.claim) == "TypeError"
