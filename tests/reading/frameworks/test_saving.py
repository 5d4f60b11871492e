"""Adapters that one script saves and another one loads."""

import pytest

from adapterlint import lint_paths

TRAIN = """
import sys
from adapters import AutoAdapterModel
model = AutoAdapterModel.from_pretrained("roberta-base")
for task in ("mnli", "qqp"):
    model.add_adapter(task, config={config})
    model.train_adapter(task)
    {save}
"""
FUSE = """
from adapters import AutoAdapterModel, Fuse
model = AutoAdapterModel.from_pretrained("roberta-base")
for task in ("mnli", "qqp"):
    model.load_adapter({folder}, with_head=False)
setup = Fuse("mnli", "qqp")
model.add_adapter_fusion(setup)
model.train_adapter_fusion(setup)
"""
SAVE = 'model.save_adapter(f"out/{task}/", task)'


def found(tmp_path, first, second, *, save=SAVE, config='"lora"', folder='"./out/" + task'):
    (tmp_path / first).write_text(TRAIN.format(save=save, config=config))
    (tmp_path / second).write_text(FUSE.format(folder=folder))
    return [finding.code for finding in lint_paths(tmp_path)]


@pytest.mark.parametrize("names", [("a_train.py", "b_fuse.py"), ("b_train.py", "a_fuse.py")])
def test_what_is_fused_is_what_another_script_saves_whichever_is_read_first(tmp_path, names):
    assert found(tmp_path, *names) == ["ADL240"]


def test_all_adapters_are_saved_in_folders_of_their_names(tmp_path):
    assert found(tmp_path, "train.py", "fuse.py", save='model.save_all_adapters("out")') == ["ADL240"]


def test_bottleneck_adapters_can_be_fused(tmp_path):
    assert found(tmp_path, "train.py", "fuse.py", config='"seq_bn"') == []


@pytest.mark.parametrize(
    "other",
    [
        {"folder": '"elsewhere/" + task'},
        {"save": "model.save_adapter(sys.argv[1], task)"},
        {"save": 'model.save_adapter("out/mnli", task); model.save_adapter("out/qqp", task)'},
        {"save": f'{SAVE}; model.add_adapter("x", config="seq_bn"); model.save_adapter(f"out/{{task}}", "x")'},
    ],
)
def test_nothing_is_known_of_what_is_not_saved_there_or_not_alone(tmp_path, other):
    assert found(tmp_path, "train.py", "fuse.py", **other) == []
