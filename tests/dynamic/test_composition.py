"""Adapters are composed, trained and given heads as the script does it, and what that shows is found."""

import pytest

from adapterlint.dynamic import Plan, Settings, plan, run_plan
from tests.reading.support import sites_of

HEAD = """
from adapters import BertAdapterModel
from adapters.composition import Average, BatchSplit, Fuse, Parallel, Split, Stack
from transformers import BertConfig
model = BertAdapterModel(BertConfig(hidden_size=64, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64))
"""
A_AND_B = "for name in 'ab':\n    model.add_adapter(name, config='{config}')\n"
MISTAKES = {
    "another one is active": ("lora", "model.train_adapter('a')\nmodel.set_active_adapters('b')"),
    "only the first of a stack is used": ("loreft", "model.train_adapter(Stack('a', 'b'))"),
    "too deep": ("seq_bn", "model.train_adapter('a')\nmodel.active_adapters = Stack('a', Stack('b', 'a'))"),
    "no fusion": ("seq_bn", "model.train_adapter_fusion(Fuse('a', 'b'))"),
    "fusion is not trained": ("seq_bn", "model.add_adapter_fusion(['a', 'b'])\nmodel.train_adapter(Fuse('a', 'b'))"),
    "split of lora": ("lora", "model.train_adapter(Split('a', 'b', splits=[8, 16]))"),
    "deleted": ("lora", "model.delete_adapter('b')\nmodel.train_adapter('b')"),
    "head of none": ("lora", "model.add_classification_head('a')\nmodel.train_adapter(Parallel('a', 'b'))"),
    "a stack of zeros": ("lora", "model.train_adapter(Stack('a', 'b'))"),
    "no such head": ("lora", "model.add_image_classification_head('a')\nmodel.train_adapter('a')"),
    "prompts among words that are parsed": (
        "prompt_tuning",
        "model.add_dependency_parsing_head('b')\nmodel.train_adapter('b')",
    ),
}
FOUND = {
    "another one is active": ("", ("a",), ()),
    "only the first of a stack is used": ("", ("b",), ()),
    "too deep": ("ValueError in active_adapters", (), ()),
    "no fusion": ("KeyError in forward", (), ()),
    "fusion is not trained": ("", (), ("a,b",)),
    "split of lora": ("NotImplementedError in forward", (), ()),
    "deleted": ("ValueError in train_adapter", (), ()),
    "head of none": ("ValueError in forward", (), ()),
    "a stack of zeros": ("", ("a", "b"), ()),
    "no such head": ("ValueError in add_image_classification_head", (), ()),
    "prompts among words that are parsed": ("IndexError in forward", (), ()),
}
SOUND = {
    "as in MAD-X": ("seq_bn", "model.train_adapter('b')\nmodel.active_adapters = Stack('a', 'b')"),
    "a stack, as a list": ("ia3", "model.train_adapter(['a', 'b'])"),
    "one by one, then fused": (
        "seq_bn",
        ("for name in 'ab':\n    model.train_adapter(name)\n"
        "model.add_adapter_fusion(Fuse('a', 'b'))\nmodel.train_adapter_fusion(Fuse('a', 'b'))"),
    ),
    "parallel": (
        "seq_bn",
        ("for name in 'ab':\n    model.add_classification_head(name, num_labels=3)\n"
        "model.train_adapter(Parallel('a', 'b'))\nmodel.active_adapters = Parallel('a', 'b')"),
    ),
    "split": ("seq_bn", "model.train_adapter(Split('a', 'b', splits=64))"),
    "batch split": ("lora", "model.train_adapter(BatchSplit('a', 'b', batch_sizes=[1, 5]))"),
    "average": ("seq_bn", "model.train_adapter(Average('a', 'b'))"),
    "parsed": ("seq_bn", "model.add_dependency_parsing_head('b', num_labels=30)\nmodel.train_adapter('b')"),
    "chosen": ("lora", "model.add_multiple_choice_head('b', num_choices=5)\nmodel.train_adapter('b')"),
    "some of many": (
        "ia3", "model.add_classification_head('b', num_labels=7, multilabel=True)\nmodel.train_adapter('b')"
    ),
    "deleted and added again": (
        "lora", "model.delete_adapter('b')\nmodel.add_adapter('b', config='ia3')\nmodel.train_adapter('b')"
    ),
}  # fmt: skip


def runs_of(config, steps):
    return plan(sites_of(HEAD + A_AND_B.format(config=config) + steps)).runs


@pytest.fixture(scope="module")
def outcomes():
    runs = {name: runs_of(*case)[-1] for name, case in {**MISTAKES, **SOUND}.items()}
    report = run_plan(Plan(tuple(runs.values())), Settings(device="cpu", jobs=2))
    return dict(zip(runs, (outcome for _, outcome in report.outcomes), strict=True))


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_found(outcomes, name):
    outcome = outcomes[name]
    raised = f"{outcome.raised} in {outcome.phase}" if outcome.raised else ""
    assert (raised, outcome.unused_adapters, outcome.frozen_fusions) == FOUND[name]


@pytest.mark.parametrize("name", SOUND)
def test_what_is_sound_is_run_and_said(outcomes, name):
    outcome = outcomes[name]
    assert (outcome.raised, outcome.unused_adapters, outcome.frozen_fusions) == (None, (), ())
    assert (outcome.not_rehearsed, outcome.phase) == ("", "steps")
    assert "`train_adapter" in outcome.setup
