"""Configurations that are loaded, or given as dictionaries."""

from __future__ import annotations

import pytest

from adapterlint import Finding, lint_source

SCRIPT = """
from adapters import AdapterConfig, AutoAdapterModel

model = AutoAdapterModel.from_pretrained("bert-base-uncased")
model.add_adapter("task", config={})
"""


def findings(config: str, adapters: str = "==1.3.0") -> list[Finding]:
    return lint_source(SCRIPT.replace("{}", config), "/nowhere/script.py", adapters=adapters)


@pytest.mark.parametrize(
    ("config", "codes"),
    [
        ('AdapterConfig.load("seq_bn", reduction_factor=8)', []),
        ('AdapterConfig.load("seq_bn", reduction_factor=None)', []),
        ('AdapterConfig.load("seq_bn[leave_out=[0]]", reduction_factor=8)', []),
        ('AdapterConfig.load("path/to/adapter_config.json", reduction_factor=0)', []),
        ('AdapterConfig.load("seq_bn", reduction_factor=0)', ["ADL123"]),
        ('AdapterConfig.load("seq_bn", original_ln_after=False)', ["ADL401"]),
        ('AdapterConfig.load("seq_bn", adapter_reduction_factor=8)', ["ADL314"]),
        ('AdapterConfig.load("seq_bm")', ["ADL106"]),
        ('{"mh_adapter": False, "output_adapter": True, "reduction_factor": 8, "non_linearity": "relu"}', []),
        ('{"mh_adapter": False, "output_adapter": True, "reduction_factor": 8}', ["ADL103"]),
        ('{"architecture": "lora", "r": 4, "lora_alpha": 8}', ["ADL314"]),
        ('{"architecture": "something"}', ["ADL109"]),
        ('"path/to/adapter"', []),
    ],
)
def test_is_judged_as_the_library_resolves_it(config: str, codes: list[str]) -> None:
    assert [finding.code for finding in findings(config)] == codes


def test_what_is_loaded_fails_at_once_and_a_dictionary_when_it_is_added() -> None:
    (loaded,) = findings('AdapterConfig.load("seq_bm")')
    (given,) = findings('{"mh_adapter": True}')
    assert loaded.claim is not None
    assert given.claim is not None
    assert (loaded.claim.phase, given.claim.phase) == ("construct", "add_adapter")


@pytest.mark.parametrize(
    ("config", "claim"),
    [
        ('ConfigUnion(LoRAConfig(architecture="prefix_tuning"), SeqBnConfig())', None),
        ('ConfigUnion(LoRAConfig(architecture="lor"), SeqBnConfig())', ("add_adapter", "KeyError")),
        ("ConfigUnion(LoRAConfig(architecture=None), SeqBnConfig())", ("construct", "AttributeError")),
        ("ConfigUnion(LoRAConfig(architecture=None), PrefixTuningConfig())", ("add_adapter", "TypeError")),
        ("ConfigUnion(LoRAConfig, SeqBnConfig())", ("construct", "TypeError")),
        ("ConfigUnion(LoRAConfig(), r=4)", ("construct", "TypeError")),
        (
            'ConfigUnion(LoRAConfig(architecture="union"), SeqBnConfig()).replace(leave_out=[])',
            ("add_adapter", "KeyError"),
        ),
        ('AdapterConfig.load(ConfigUnion(LoRAConfig(architecture="lor")))', ("construct", "KeyError")),
        ('AdapterConfig.load("lora|seq_bn", configs=[LoRAConfig(), LoRAConfig()])', ("construct", "ValueError")),
        ('MAMConfig("prefix_tuning")', ("construct", "AssertionError")),
        ("MAMConfig({}, None)", None),
        ("MAMConfig.from_dict({'configs': [PrefixTuningConfig()]})", None),
        (
            "MAMConfig.from_dict({'configs': [PrefixTuningConfig(), SeqBnConfig(), LoRAConfig()]})",
            ("construct", "TypeError"),
        ),
        ('UniPELTConfig(lora=LoRAConfig(architecture="prompt_tuning"))', ("add_adapter", "TypeError")),
        ('UniPELTConfig({"r": 4})', ("construct", "AttributeError")),
        ('AdapterConfig.from_dict({"architecture": "lora"})', ("construct", "AttributeError")),
        ('["lora"]', ("add_adapter", "TypeError")),
        ("[]", None),
        ('ConfigUnion(LoRAConfig(architecture="union"), SeqBnConfig())', ("add_adapter", "KeyError")),
        ("\"lora[architecture='union']|seq_bn\"", ("add_adapter", "AttributeError")),
        ('MAMConfig(PrefixTuningConfig(architecture="lora"))', ("add_adapter", "AssertionError")),
        ("ConfigUnion(ConfigUnion(LoRAConfig(), LoRAConfig()), SeqBnConfig())", ("construct", "ValueError")),
        ("ConfigUnion(ConfigUnion(LoRAConfig()), SeqBnConfig())", ("construct", "TypeError")),
        ("ConfigUnion(ConfigUnion(LoRAConfig(), LoRAConfig()), LoRAConfig(foo=1))", ("construct", "ValueError")),
        ('{"architecture": "union", "configs": [{"architecture": "union"}]}', ("add_adapter", "KeyError")),
        ('{"architecture": "union", "configs": ["lora"]}', ("add_adapter", "AttributeError")),
        ('LoRAConfig.from_dict({"architecture": "reft"})', None),
        (
            '{"architecture": "union", "configs": [MAMConfig().replace(foo=1), LoRAConfig()]}',
            ("construct", "TypeError"),
        ),
        ('{"architecture": "union", "configs": [LoRAConfig(), ...]}', ("add_adapter", "AttributeError")),
        ('{"architecture": LoRAConfig(r=4)}', ("add_adapter", "KeyError")),
        ('MAMConfig(AdapterConfig.load(""), ConfigUnion())', None),
        ('ConfigUnion(AdapterConfig.load(""), LoRAConfig())', ("construct", "TypeError")),
        ("ConfigUnion(AdapterConfig.load('ia3[r:8]'), LoRAConfig(foo=1))", ("construct", "ValueError")),
    ],
)
def test_a_union_is_made_anew_of_what_its_parts_say(config: str, claim: tuple[str, str] | None) -> None:
    names = "AdapterConfig, ConfigUnion, LoRAConfig, MAMConfig, PrefixTuningConfig, SeqBnConfig, UniPELTConfig"
    script = f"from adapters import {names}\n" + SCRIPT.replace("{}", config)
    found = lint_source(script, "/nowhere/script.py", adapters="==1.3.0")
    claims = [(one.claim.phase, one.claim.raises) for one in found if one.claim]
    assert (claims[0] if claims else None) == claim
