"""What one test decides in several places is decided together."""

from __future__ import annotations

import pytest

from tests.reading.support import show, sites_of


def test_alternatives_of_one_test_share_their_choice():
    source = """
    from adapters import BnConfig
    if fast:
        a, b = 1, 2
    else:
        a, b = 3, 4
    BnConfig(a=a, b=b)
    """
    (site,) = sites_of(source)
    keywords = site.configuration.value.keywords
    assert keywords["a"].value.choice == keywords["b"].value.choice
    assert keywords["a"].value.choice.span.line == 3


def test_keys_of_a_dictionary_are_alternatives():
    source = """
    from adapters import LoRAConfig
    key = "r" if fast else "alpha"
    LoRAConfig(**{key: 4, "dropout": 0.1})
    """
    (site,) = sites_of(source)
    alternatives = [show(one) for one in site.configuration.alternatives]
    assert alternatives == ["LoRAConfig(r=4, dropout=0.1)", "LoRAConfig(alpha=4, dropout=0.1)"]


DISPATCHED = """
from adapters import BnConfig, LoRAConfig
class Trainer:
    def __init__(self, params):
        self.params = params
    def config(self):
        {config}
    def add(self, model):
        config = self.config()
        if self.params.kind == "pair":
            base, extra = config
            model.add_adapter("a", config=base)
        elif self.params.kind == "list":
            for one in config:
                model.add_adapter("b", config=one)
"""
BY_TEST = """if self.params.kind == "pair":
            return (BnConfig(dropout=0.1), {"experts": 4})
        elif self.params.kind == "list":
            return [LoRAConfig(r=8)]
        raise ValueError"""
BY_TABLE = """kinds = {"pair": (BnConfig(dropout=0.1), {"experts": 4}), "list": [LoRAConfig(r=8)]}
        config = kinds.get(self.params.kind.lower())
        if not config:
            raise ValueError
        return config"""


@pytest.mark.parametrize("config", [BY_TEST, BY_TABLE], ids=["test", "table"])
def test_what_one_attribute_decides_in_two_methods_is_decided_together(config):
    source = DISPATCHED.replace("{config}", config)
    added = [site for site in sites_of(source) if site.inserted_at is not None]
    assert [show(site.configuration) for site in added] == ["BnConfig(dropout=0.1)", "LoRAConfig(r=8)"]


TABLES = "options = {'lora': {'r': 8}, 'bn': {'dropout': 0.1}}[kind]"
KEYS = {
    "two tables": f"{TABLES}\ncls = {{'bn': BnConfig, 'lora': LoRAConfig}}[kind]",
    "a table after a test": "if kind == 'lora':\n    options = {'r': 8}\nelse:\n    options = {'dropout': 0.1}\n"
    "cls = {'bn': BnConfig, 'lora': LoRAConfig}[kind]",
    "a test of how it begins, and a table": "options = {'r': 8} if kind.startswith('lo') else {'dropout': 0.1}\n"
    "cls = {'bn': BnConfig, 'lora': LoRAConfig}[kind]",
    "a test after a table": f"{TABLES}\nif kind == 'lora':\n    cls = LoRAConfig\nelse:\n    cls = BnConfig",
}


@pytest.mark.parametrize("body", KEYS.values(), ids=KEYS)
def test_what_one_unknown_key_decides_is_decided_together(body):
    sites = sites_of(f"from adapters import BnConfig, LoRAConfig\nkind = input()\n{body}\ncls(**options)")
    written = {show(alternative) for site in sites for alternative in site.configuration.alternatives}
    assert written == {"BnConfig(dropout=0.1)", "LoRAConfig(r=8)"}


def test_what_is_unpacked_by_a_choice_of_users_is_known_in_each_option():
    source = """
    import argparse
    from adapters import LoRAConfig
    PRESETS = {"small": {"r": 2}, "large": {"r": 8, "alpha": 3}}
    parser = argparse.ArgumentParser()
    parser.add_argument("--preset", choices=list(PRESETS), default="large")
    def preset(name, **changes):
        return LoRAConfig(**{**PRESETS[name], **changes})
    preset(parser.parse_args().preset, dropout=0.1)
    """
    (site,) = sites_of(source)
    options = [
        {name: show(held.value) for name, held in one.value.keywords.items()} for one in site.configuration.alternatives
    ]
    assert options == [{"r": "8", "alpha": "3", "dropout": "0.1"}, {"r": "2", "dropout": "0.1"}]
