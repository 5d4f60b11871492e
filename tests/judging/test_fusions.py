"""Adapters that a script fuses: what is wrong with them together, whatever decides which they are."""

from __future__ import annotations

import pytest

from tests.reading.projects import linted

SCRIPT = """
import argparse
from adapters import AdapterConfig, AutoAdapterModel
from adapters.composition import Fuse

parser = argparse.ArgumentParser()
parser.add_argument("--sources", required=True)
parser.add_argument("--config", default="seq_bn")
given = parser.parse_args()
model = AutoAdapterModel.from_pretrained("bert-base-uncased")
sources = given.sources.split(",")
for source in sources:
    model.add_adapter(source, config={config})
model.add_adapter_fusion(sources)
model.train_adapter_fusion(Fuse(*sources))
"""


@pytest.mark.parametrize("config", ["given.config", "AdapterConfig.load(given.config)"])
@pytest.mark.parametrize(("named", "codes"), [("lora", ["ADL240"]), ("seq_bn", [])])
def test_fused_as_the_command_line_says(tmp_path, config, named, codes):
    files = {
        "train.py": SCRIPT.format(config=config),
        "run.sh": f"python train.py --sources a,b --config {named}\n",
    }
    assert [finding.code for finding in linted(tmp_path, files).findings] == codes


@pytest.mark.parametrize(("second", "codes"), [("houlsby", ["ADL239"]), ("pfeiffer", [])])
def test_fused_in_a_base_model_that_is_not_known(tmp_path, second, codes):
    script = f"""
from adapters import AutoAdapterModel
model = AutoAdapterModel.from_pretrained("some/checkpoint")
model.add_adapter("a", config="pfeiffer")
model.add_adapter("b", config="{second}")
model.add_adapter_fusion("a,b")
model.train_adapter_fusion("a,b")
"""
    assert [finding.code for finding in linted(tmp_path, {"train.py": script}).findings] == codes


def test_saved_adapters_that_are_fused(tmp_path):
    saved = '{"config": {"architecture": "lora", "r": 8}, "name": "x", "model_type": "bert"}'
    script = """
from adapters import AutoAdapterModel
from adapters.composition import Fuse

model = AutoAdapterModel.from_pretrained("bert-base-uncased")
setup = Fuse(*[model.load_adapter(f"saved/{name}", load_as=name) for name in ("a", "b")])
model.add_adapter_fusion(setup)
model.train_adapter_fusion(setup)
"""
    files = {"train.py": script, "saved/a/adapter_config.json": saved, "saved/b/adapter_config.json": saved}
    assert {finding.code for finding in linted(tmp_path, files).findings} == {"ADL240"}


@pytest.mark.parametrize(
    ("leave_out", "order", "codes"),
    [
        ({"a": [], "b": [0, 1]}, "ab", ["ADL246"]),
        ({"a": [], "b": [0, 1]}, "ba", []),
        ({"a": [0, 1], "b": [1, 0]}, "ab", []),
        ({"a": [0], "b": [1]}, "ba", ["ADL246"]),
    ],
)
@pytest.mark.parametrize("base", ["bert-base-uncased", "gpt2", "lab/own-bert"])
def test_the_last_of_the_fused_adapters_is_where_all_others_are(tmp_path, leave_out, order, codes, base):
    script = f"""
from adapters import AutoAdapterModel, SeqBnConfig
from adapters.composition import Fuse

model = AutoAdapterModel.from_pretrained("{base}")
for name, layers in {leave_out}.items():
    model.add_adapter(name, config=SeqBnConfig(leave_out=layers))
setup = Fuse(*"{order}")
model.add_adapter_fusion(setup)
model.train_adapter_fusion(setup)
"""
    found = [finding.code for finding in linted(tmp_path, {"train.py": script}).findings]
    assert found == ([] if base == "lab/own-bert" else codes)
