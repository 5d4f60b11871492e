"""Trainers of models with adapters: only where nothing can have activated one, and one was added, is it said."""

from __future__ import annotations

import pytest

from tests.reading.projects import linted

SCRIPT = """
from adapters import AdapterTrainer, AutoAdapterModel
from transformers import Trainer
import elsewhere

model = AutoAdapterModel.from_pretrained("bert-base-uncased")
{before}
trainer = {trainer}(model=model, args=elsewhere.arguments)
{after}
trainer.train()
"""
ADDED = 'model.add_adapter("a", config="seq_bn")'


@pytest.mark.parametrize(
    ("before", "after", "is_idle"),
    [
        (ADDED, "", True),
        (f"{ADDED}\nmodel.to('cuda')", "", True),
        ("", "", False),
        ('model.load_adapter("somewhere/a")', "", False),
        ('model.add_adapter("a", set_active=True)', "", False),
        ('model.add_adapter("a", "seq_bn", False, elsewhere.active)', "", False),
        (f"{ADDED}\nelsewhere.prepare(model)", "", False),
        (ADDED, 'model.train_adapter("a")', False),
        (ADDED, 'trainer.model.set_active_adapters("a")', False),
    ],
)
@pytest.mark.parametrize(("trainer", "code"), [("Trainer", "ADL370"), ("AdapterTrainer", "ADL254")])
def test_adapters_that_nothing_activates(tmp_path, before, after, is_idle, trainer, code):
    script = SCRIPT.format(before=before, after=after, trainer=trainer)
    found = [finding.code for finding in linted(tmp_path, {"train.py": script}).findings]
    assert found == ([code] if is_idle else [])
