"""What `full` adds: a small model that knows something, and the way of an adapter to the disk and back."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from adapterlint.dynamic import Plan, Run, Settings, run_plan
from adapterlint.dynamic.planning.originals import Original, assumed
from adapterlint.dynamic.planning.plan import Place
from adapterlint.dynamic.planning.recipes import Construct
from adapterlint.dynamic.planning.setups import Setup
from tests.dynamic.conftest import bottleneck

LOST = {"original_ln_before": True, "original_ln_after": False}
CASES = {
    "lost": (bottleneck(**LOST), Original("vit")),
    "kept": (bottleneck(**LOST, residual_before_ln=False), Original("vit")),
    "lost in bert": (bottleneck(**LOST), Original("bert")),
    "kept in bert": (bottleneck(**LOST, residual_before_ln=False), Original("bert"), Setup(attention="sdpa")),
    "prefixes": ("prefix_tuning", Original("bert"), Setup(attention="flash_attention_2")),
    "prefixes in eager attention": ("prefix_tuning", Original("gpt2"), Setup(attention="eager")),
    "compacter with a head": ("compacter", Original("bert")),
    "compacter alone": ("compacter", Original("bert", bare=True)),
    "names a layer": (Construct("SeqBnConfig", (), {"leave_out": [0]}), Original("bert")),
    "several options": ("seq_bn[cross_adapter=True, non_linearity='gelu', phm_dim=2]", Original("bert")),
}


@pytest.fixture(scope="module")
def kept(cache):
    return cache / "models"


@pytest.fixture(scope="module")
def outcomes(kept):
    runs = tuple(Run(recipe, original, (Place(None),), *setup) for recipe, original, *setup in CASES.values())
    settings = Settings(device="cpu", seconds=600, probes="full", pretrained=str(kept))
    return dict(zip(CASES, (outcome for _, outcome in run_plan(Plan(runs), settings).outcomes), strict=True))


def verdicts(outcome):
    return {check.probe: check.verdict for check in outcome.checks}


def reason(outcome, probe):
    return next(check.reason for check in outcome.checks if check.probe == probe)


@pytest.mark.parametrize("name", ["lost", "lost in bert"])
def test_a_lost_skip_connection_is_worse_than_no_adapter(outcomes, name):
    outcome = outcomes[name]
    assert {verdicts(outcome)[probe] for probe in ("gap at init", "old task")} == {"fail"}
    assert outcome.probe_loss < outcome.candidate_loss
    assert outcome.control_loss < outcome.probe_loss
    assert outcome.old_accuracy < 0.3


def test_attention_is_that_of_the_script_where_it_can_be(outcomes):
    assert outcomes["prefixes in eager attention"].setup == "eager attention"
    assert outcomes["kept in bert"].setup == "sdpa attention"
    assert "flash" in outcomes["prefixes"].not_rehearsed


def test_a_loss_far_above_that_of_a_linear_probe_is_a_failure(outcomes):
    assert verdicts(outcomes["lost"])["learning"] == "fail"
    assert outcomes["lost"].candidate_loss > 1.5 * outcomes["lost"].probe_loss


@pytest.mark.parametrize(
    "name", ["kept", "kept in bert", "prefixes", "prefixes in eager attention", "compacter with a head"]
)
def test_what_is_healthy_learns_beside_a_control_and_comes_back(outcomes, name):
    outcome = outcomes[name]
    assert "fail" not in verdicts(outcome).values()
    assert outcome.candidate_loss < outcome.probe_loss * 1.05
    assert {name: len(losses) for name, losses in outcome.curves.items()} == dict.fromkeys(
        ("candidate", "control", "probe"), 50
    )
    assert outcome.reload_gap < 1e-5


def test_what_a_bare_model_does_not_save_is_lost(outcomes):
    outcome = outcomes["compacter alone"]
    assert verdicts(outcome)["save and load"] == "fail"
    assert "phm_rule" in outcome.loss_when_saved


def test_what_cannot_be_judged_says_why(outcomes):
    assert "names layers" in reason(outcomes["names a layer"], "learning")
    assert reason(outcomes["kept"], "merge and reset") == "only LoRA and its kin can be merged"
    assert all(check.reason for outcome in outcomes.values() for check in outcome.checks)


def test_options_that_change_nothing_are_told_apart_from_those_that_do(outcomes):
    assert outcomes["several options"].options_without_effect == ("cross_adapter=True", "phm_dim=2")


def test_gaps_and_gradients_are_told_by_place(outcomes):
    gaps = outcomes["lost"].layer_gaps
    assert list(gaps) == [f"encoder.layer.{number}" for number in range(4)]
    assert all(gap > 0.5 for gap in gaps.values())
    assert all(norm > 0 for norm in outcomes["kept"].gradient_norms.values())


def test_a_pretrained_model_is_kept_and_nothing_else_is(outcomes, kept):
    names = [path.name.partition("-")[0] + path.suffix for path in kept.iterdir()]
    # Other tests may keep other models beside them.
    for family in ("bert", "gpt2", "vit"):
        assert sorted(name for name in names if name.startswith(f"{family}.")) == [
            f"{family}.json",
            f"{family}.safetensors",
        ]
    assert {name.rpartition(".")[2] for name in names} == {"json", "safetensors"}
    assert all(path.stat().st_size < 2_000_000 for path in kept.iterdir())


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory):
    """A checkpoint on disk, written in another process: this one imports no torch."""
    folder = tmp_path_factory.mktemp("checkpoint")
    sizes = "hidden_size=64, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64, vocab_size=99"
    made = f"BertModel(BertConfig({sizes})).save_pretrained({str(folder)!r})"
    program = f"from transformers import BertConfig, BertModel; {made}"
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def with_weights(checkpoint):
    """What comes of runs in the checkpoint: of a configuration without a model, and of one for another model."""
    originals = (assumed("no base model is linked"), Original("vit"))
    plan = Plan(tuple(Run("seq_bn", original, (Place(None),)) for original in originals))
    settings = Settings(device="cpu", seconds=600, checkpoint=str(checkpoint))
    return [outcome for _, outcome in run_plan(plan, settings).outcomes]


def test_real_weights_are_run_in_full_size(with_weights):
    outcome, _ = with_weights
    assert outcome.phase == "steps"
    assert "2 layers, 64 wide" in outcome.model
    assert not {"fail", "warn"} & {*verdicts(outcome).values()}
    assert verdicts(outcome)["train and eval"] == "pass"


def test_weights_of_another_model_are_no_verdict(with_weights, checkpoint):
    _, other = with_weights
    assert other.inconclusive == f"`{checkpoint}` holds a bert, and the configuration is for a vit"


IN_FOLDERS = """
import json, sys
from adapterlint.dynamic import Settings, worker
from adapterlint.dynamic.planning.originals import Original
run_in = lambda folder: worker.perform("seq_bn", Original("bert", sized=False), "cpu", Settings(checkpoint=folder))
print(json.dumps([run_in(folder).inconclusive for folder in sys.argv[1:]]))
"""


def test_no_weights_are_no_verdict(checkpoint, tmp_path):
    (tmp_path / "config.json").write_text(Path(checkpoint, "config.json").read_text())
    (tmp_path / "model.safetensors").write_bytes(os.urandom(64))
    command = [sys.executable, "-c", IN_FOLDERS, tmp_path / "nowhere", tmp_path]
    missing, damaged = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    assert "there is no folder" in missing
    assert "cannot be read" in damaged
