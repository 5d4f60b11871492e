"""The first founding mistake fails in adapters 1.0.1 only; the server runs whatever is installed beside it."""

import json
import subprocess

import pytest

from scripts.environments import build, python_of

PROGRAM = """
import json
from adapterlint.dynamic import Plan, Run, Settings, run_plan
from adapterlint.dynamic.planning.originals import Original
from adapterlint.dynamic.planning.recipes import Construct
keywords = {"mh_adapter": True, "output_adapter": True, "reduction_factor": 16, "non_linearity": "relu"}
mistake = Construct("BnConfig", (), {**keywords, "ln_before": True, "init_weights": "mam_adapter"})
runs = [Run(recipe, Original(model), ()) for recipe, model in [(mistake, "bert"), ("seq_bn", "bert"), ("lora", "gpt2")]]
report = run_plan(Plan(tuple(runs)), Settings(device="cpu", jobs=2))
print(json.dumps([report.installation.adapters, *([o.phase, o.raised, o.inconclusive] for _, o in report.outcomes)]))
"""


@pytest.fixture(scope="session")
def python():
    return python_of(build("1.0.1"))


def test_mam_init_with_ln_before_raises_in_adapters_1_0_1(python):
    process = subprocess.run([python, "-c", PROGRAM], stdout=subprocess.PIPE, check=True, text=True)
    release, mistake, sound, padded = json.loads(process.stdout)
    assert release == "1.0.1"
    assert mistake == ["add_adapter", "ValueError", None]
    assert sound == ["steps", None, None]
    # transformers 4.45 fails in GPT-2's backward with padding and a newer torch, which is no configuration's fault.
    assert padded == ["steps", None, None]
