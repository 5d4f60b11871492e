"""What a configuration takes at full size, and that full size rules where the small model differs."""

import json
import subprocess
import sys

import pytest

from adapterlint.dynamic import Plan, Run, Settings, run_plan
from adapterlint.dynamic.outcomes.outcome import from_json
from adapterlint.dynamic.planning.originals import Original, named
from adapterlint.dynamic.planning.setups import Setup

BERT, VIT = named("bert-base-uncased"), named("google/vit-base-patch16-224")
RUNS = {
    "bottleneck": Run("seq_bn", BERT, ()),
    "lora": Run("lora", VIT, ()),
    "reft": Run("loreft", BERT, ()),
    "half": Run("lora", VIT, (), Setup(dtype="bfloat16", autocast="bfloat16", batch_size=16)),
    "checkpointed": Run("lora", VIT, (), Setup(gradient_checkpointing=True)),
    "seven billion": Run("lora", named("meta-llama/Llama-2-7b-hf"), ()),
    "raises anyway": Run("compacter[phm_dim=5]", BERT, ()),
    "not sized": Run("lora", Original("bert", sized=False), ()),
}


@pytest.fixture(scope="module")
def outcomes():
    report = run_plan(Plan(tuple(RUNS.values())), Settings(device="cpu", jobs=2))
    return dict(zip(RUNS, (outcome for _, outcome in report.outcomes), strict=True))


def test_parameters_are_those_of_the_true_model(outcomes):
    full = outcomes["bottleneck"].full_size
    down_and_up = 12 * (768 * 48 + 48 + 48 * 768 + 768)
    assert full.trainable == down_and_up
    assert full.parameters == 109_482_240 + down_and_up
    assert outcomes["lora"].full_size.trainable == 12 * 2 * 2 * 8 * 768
    assert outcomes["seven billion"].full_size.trainable == 32 * 2 * 2 * 8 * 4096


def test_orthogonal_projections_are_counted_without_being_computed(outcomes):
    unit = (768 + 1) + 768
    assert outcomes["reft"].full_size.trainable == 12 * 2 * unit


def test_memory_is_what_tensors_take(outcomes):
    full = outcomes["lora"].full_size
    assert full.weights_bytes == 4 * full.parameters
    assert full.training_bytes == 3 * 4 * full.trainable
    assert full.memory_bytes == full.weights_bytes + full.training_bytes + full.activations_bytes
    assert "a batch of 8 (assumed)" in full.assumed


def test_precision_batch_and_checkpointing_of_the_script_count(outcomes):
    lora, half, checkpointed = (outcomes[name].full_size for name in ("lora", "half", "checkpointed"))
    assert half.weights_bytes == 2 * (half.parameters - half.trainable) + 4 * half.trainable
    assert half.activations_bytes == lora.activations_bytes
    assert half.assumed == "a batch of 16"
    assert checkpointed.activations_bytes < lora.activations_bytes / 2


def test_what_is_not_known_is_not_guessed(outcomes):
    assert outcomes["not sized"].full_size is None
    assert outcomes["raises anyway"].full_size is None


PROGRAM = """
import json
from adapterlint.dynamic.models.meta import judged_at_full_size
from adapterlint.dynamic.planning.originals import named
from adapterlint.dynamic.outcomes.outcome import Outcome, to_json
from adapterlint.dynamic.outcomes.outcome import from_json
from adapterlint.dynamic.planning.setups import Setup
small = {"model": "a small bert"}
sound = Outcome(phase="steps", **small)
raised = Outcome(phase="add_adapter", raised="AssertionError", **small)
cases = [("compacter", raised), ("compacter[phm_dim=5]", raised), ("compacter[phm_dim=5]", sound)]
print(json.dumps([to_json(judged_at_full_size(one, what, named("bert-base-uncased"), Setup())) for what, one in cases]))
"""


def test_full_size_rules_where_the_small_model_differs():
    process = subprocess.run([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, check=True)
    only_small, both, only_full = map(from_json, json.loads(process.stdout))
    assert only_small.raised is None
    assert only_small.inconclusive == "AssertionError in add_adapter: only in a small bert, not at full size"
    assert (both.raised, both.inconclusive) == ("AssertionError", None)
    assert (only_full.phase, only_full.raised) == ("add_adapter", "AssertionError")
    assert "(at full size, not in a small bert)" in only_full.raised_message
