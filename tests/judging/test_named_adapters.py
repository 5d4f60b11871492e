"""Adapters and fusions that are named by steps, and were added before or may have been."""

from __future__ import annotations

import pytest

import adapterlint

LOADED = """
from adapters import AutoAdapterModel
from adapters.composition import Fuse, Stack
model = AutoAdapterModel.from_pretrained("bert-base-uncased")
for task in ("mnli", "qqp"):
    model.add_adapter(f"{task}_adapter", config="seq_bn")
"""


def codes(body: str) -> list[str]:
    return [finding.code for finding in adapterlint.lint_source(LOADED + body)]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ('model.train_adapter("mnli")', "ADL257"),
        ('model.active_adapters = Stack("mnli_adapter", "sst2_adapter")', "ADL257"),
        ('model.add_adapter_fusion("mnli_adapter,sst2_adapter")', "ADL257"),
        ('model.delete_adapter("qqp_adapter")\nmodel.set_active_adapters("qqp_adapter")', "ADL257"),
        ('model.set_active_adapters(Fuse("mnli_adapter", "qqp_adapter"))', "ADL371"),
    ],
)
def test_what_was_never_added_is_not_there(body, code):
    assert codes(body) == [code]


@pytest.mark.parametrize(
    "body",
    [
        'model.train_adapter("mnli_adapter")',
        'model.bert.add_adapter("inner")\nmodel.train_adapter("inner")',
        'getattr(model, "bert").add_adapter("inner")\nmodel.train_adapter("inner")',
        'model.load_adapter("AdapterHub/other")\nmodel.train_adapter("other")',
        'import helper\nhelper.add(model)\nmodel.train_adapter("other")',
        'if "sst2" in model.adapters_config:\n    model.train_adapter("sst2")',
        'import os\nfor name in os.listdir("saved"):\n    model.add_adapter(name)\nmodel.train_adapter("sst2")',
        'model.average_adapter("mean", ["mnli_adapter", "qqp_adapter"])\nmodel.train_adapter("mean")',
        'model.load_adapter_fusion("saved")\nmodel.set_active_adapters(Fuse("mnli_adapter", "qqp_adapter"))',
        'other = AutoAdapterModel.from_pretrained("./saved")\nother.train_adapter("sst2")',
    ],
)
def test_what_may_be_there_is_not_missed(body):
    assert codes(body) == []


@pytest.mark.parametrize(
    "body",
    [
        (
            'for n in ("a", "b"):\n    model.add_adapter(n, config="lora")\n'
            'model.merge_adapter("a")\nfor layer in model.modules():\n    layer.merged = False\n'
            'model.merge_adapter("b")'
        ),
        (
            'for n in ("a", "b"):\n    model.add_adapter(n, config="lora")\n'
            'model.merge_adapter("a")\nmodel.bert.reset_adapter()\nmodel.merge_adapter("b")'
        ),
        (
            'model.add_adapter("a", config="lora[attn_matrices=[\'q\']]")\n'
            'model.add_adapter("b", config="lora[attn_matrices=(\'q\',)]")\nmodel.average_adapter("c", ["a", "b"])'
        ),
        (
            'names = ["mnli_adapter", "qqp_adapter"]\nmodel.add_adapter_fusion(names)\n'
            "model.train_adapter_fusion(Fuse(*names))\nmodel.delete_adapter_fusion(names)\n"
            "model.active_adapters = names"
        ),
    ],
)
def test_what_was_undone_or_is_alike_is_no_mistake(body):
    assert codes(body) == []


@pytest.mark.parametrize(("checkpoint", "found"), [("bert-base-uncased", ["ADL249"]), ("saved/with_fusions", [])])
def test_a_checkpoint_may_hold_a_fusion_in_another_order(checkpoint, found):
    script = LOADED.replace("bert-base-uncased", checkpoint)
    body = """
names = ["mnli_adapter", "qqp_adapter"]
model.add_adapter_fusion(names)
model.active_adapters = Fuse(*names[::-1])
"""
    assert [finding.code for finding in adapterlint.lint_source(script + body)] == found


@pytest.mark.parametrize(
    ("releases", "given", "found"),
    [
        ("==0.2.2", "combine_strategy='linear'", ["ADL260"]),
        ("==1.3.0", "combine_strategy='mean'", ["ADL258"]),
        ("==0.2.2", "[0.5, 0.5], False", []),
        ("==1.3.0", "combine_strategy='linear'", []),
        (None, "combine_strategy='linear'", []),
    ],
)
def test_strategies_of_averages_came_late(releases, given, found):
    script = f"{LOADED}model.average_adapter('mean', ['mnli_adapter', 'qqp_adapter'], {given})\n"
    options = {} if releases is None else {"adapters": releases}
    assert [finding.code for finding in adapterlint.lint_source(script, **options)] == found
