"""Trainers of the script have what the Trainer keeps of its arguments."""

from __future__ import annotations

import textwrap

import pytest

from tests.reading.support import linked

SCRIPT = """
import adapters
from adapters import AdapterTrainer, LoRAConfig
from transformers import AutoModel, Trainer, TrainingArguments
{code}
model = AutoModel.from_pretrained("bert-base-uncased")
adapters.init(model)
{call}
"""
ADD = 'self.model.add_adapter("task", config=LoRAConfig(r=8))'
LINKED = ["LoRAConfig(r=8) -> AutoModel<'bert-base-uncased'>"]
UNLINKED = ["LoRAConfig(r=8) -> ?"]
TRAINERS = {
    "its own init": (
        f"""
        class Mine(Trainer):
            def __init__(self, *args, smoothing=0.1, **kwargs):
                super().__init__(*args, **kwargs)
                {ADD}
        """,
        "Mine(model=model, args=TrainingArguments('out'))",
        LINKED,
    ),
    "the init above": (
        f"""
        class Mine(AdapterTrainer):
            def prepare(self):
                {ADD}
        """,
        "Mine(model, TrainingArguments('out')).prepare()",
        LINKED,
    ),
    "two classes above": (
        f"""
        class Base(Trainer):
            def __init__(self, first, **kwargs):
                super().__init__(first, **kwargs)
        class Mine(Base):
            def __init__(self, first):
                super(Mine, self).__init__(first)
                {ADD}
        """,
        "Mine(model)",
        LINKED,
    ),
    "no model is given": (
        f"""
        class Mine(Trainer):
            def __init__(self, **kwargs):
                super().__init__(**kwargs)
                {ADD}
        """,
        "Mine(**load())",
        UNLINKED,
    ),
    "a class of another library": (
        f"""
        from elsewhere import Trainer
        class Mine(Trainer):
            def __init__(self, *args):
                super().__init__(*args)
                {ADD}
        """,
        "Mine(model)",
        UNLINKED,
    ),
}


@pytest.mark.parametrize(("code", "call", "expected"), TRAINERS.values(), ids=TRAINERS)
def test_the_model_of_a_trainer(code, call, expected):
    assert linked(SCRIPT.format(code=textwrap.dedent(code), call=call)) == expected
