"""What a script does to a model is noted where rules are about it, and where the library is what does it."""

from __future__ import annotations

import pytest

from adapterlint import lint_source
from adapterlint.space.hidden import NotShown
from adapterlint.subjects.steps import ModelStep
from tests.reading.support import sites_of

SCRIPT = """
from adapters import BertAdapterModel, Fuse
from adapters.model_mixin import ModelAdaptersMixin
from peft import LoraConfig
class Own(BertAdapterModel):
    def train_fusion(self, setup):
        self.train_adapter_fusion(setup)
model = BertAdapterModel.from_pretrained("bert-base-uncased")
"""


@pytest.mark.parametrize(
    ("body", "noted"),
    [
        ("model.train_fusion('a,b')", ["train_fusion"]),
        ("try:\n    model.train_fusion('a,b')\nexcept AttributeError:\n    pass", []),
        ("model.add_fusion = model.add_adapter_fusion\nmodel.add_fusion(['a', 'b'])", []),
        ("ModelAdaptersMixin.train_fusion = print\nmodel.train_fusion('a,b')", []),
        ("Own.from_pretrained('bert-base-uncased').train_fusion('a,b')", []),
        ("model.add_adapter(f'a_{0.5}', config='lora')", ["add_adapter"]),
        ("model.add_adapter(f'a_{5}', config='lora')", []),
        ("model.add_adapter(LoraConfig(), 'a.b')", []),
    ],
)
def test_steps_of_old_names_and_of_dotted_names_are_noted(body, noted):
    assert [site.configuration.value.name for site in sites_of(SCRIPT + body) if site.is_deed] == noted


@pytest.mark.parametrize(
    ("before", "is_new"),
    [
        ("model.add_adapter_fusion(Fuse('a', 'b'))", True),
        ("model.add_adapter_fusion('a,b')\nmodel.load_adapter('c')\nmodel.train_adapter('a')", True),
        ("model.add_adapter_fusion('a,b')\nmodel.train_adapter_fusion(Fuse('a', 'b'))", False),
        ("model.add_adapter_fusion('a,b')\nmodel.load_adapter_fusion('saved')", False),
        ("", False),
    ],
)
def test_a_fusion_is_new_until_it_is_trained_or_loaded(before, is_new):
    sites = sites_of(f"{SCRIPT}{before}\nmodel.train_adapter(Fuse('a', 'b'))")
    steps = [site.configuration.value for site in sites if site.is_deed]
    assert [step.before.has_new_fusion for step in steps if step.name == "train_adapter"] == [is_new]


@pytest.mark.parametrize(
    ("before", "active", "added"),
    [
        ("model.add_adapter_fusion(['a', 'b'])", "Fuse('b', 'a')", "a, b"),
        ("model.load_adapter('x', load_as='a')\nmodel.add_adapter_fusion('a,b')", "Stack('c', Fuse('b', 'a'))", "a, b"),
        ("model.add_adapter_fusion(['a', 'b'])", "Fuse('a', 'b')", ""),
        ("model.add_adapter_fusion(['a', 'b'])", "Fuse('b', 'a', name='f')", ""),
        ("model.add_adapter_fusion(['a', 'b'])\nmodel.add_adapter_fusion(Fuse('b', 'a'))", "Fuse('b', 'a')", ""),
        ("model.add_adapter_fusion(['a', 'b'])\nmodel.add_adapter_fusion(names)", "Fuse('b', 'a')", "?"),
        ("model.add_adapter_fusion(['a', 'b'])\nmodel.load_adapter_fusion(path)", "Fuse('b', 'a')", "?"),
        ("model.add_adapter_fusion(['a', 'b'], name='f')", "Fuse('b', 'a')", ""),
        ("", "Fuse('b', 'a')", ""),
    ],
)
def test_a_fusion_has_the_order_in_which_it_was_added(before, active, added):
    sites = sites_of(f"{SCRIPT}from adapters import Stack\n{before}\nmodel.set_active_adapters({active})")
    *_, step = (site.configuration.value for site in sites if site.is_deed)
    try:
        assert ModelStep(None, step).added_fusion == added
    except NotShown:
        assert added == "?"


MERGING = """
import copy
def new():
    made = BertAdapterModel.from_pretrained("bert-base-uncased")
    for name in "abc":
        made.add_adapter(name, config="lora")
    return made
model = new()
"""


@pytest.mark.parametrize(
    ("body", "severities"),
    [
        ("for name in 'ab':\n    model.merge_adapter(name)", ["error"]),
        ("if x:\n    model.merge_adapter('a')\nmodel.merge_adapter('b')", ["warning"]),
        ("for name in 'ab':\n    model.merge_adapter(name)\n    model.reset_adapter()", []),
        ("for name in 'ab':\n    new().merge_adapter(name)", []),
        ("for name in 'ab':\n    copy.deepcopy(model).merge_adapter(name)", []),
        ("for name in 'aa':\n    model.merge_adapter(name)", []),
        ("model.merge_adapter(x)\nmodel.merge_adapter('b')", []),
        ("try:\n    for name in 'ab':\n        model.merge_adapter(name)\nexcept ValueError:\n    pass", []),
    ],
)
def test_adapters_that_are_merged_while_others_are(body, severities):
    assert [found.severity.value for found in lint_source(SCRIPT + MERGING + body)] == severities
