"""What goes wrong only as the script trains is found, and what goes wrong with any configuration is none's fault."""

import pytest

from adapterlint.dynamic import Plan, Run, Settings, plan, run_plan
from adapterlint.dynamic.planning.originals import Original
from adapterlint.dynamic.planning.setups import Setup
from tests.dynamic.conftest import bottleneck
from tests.reading.support import sites_of

LOUD = bottleneck(scaling=1e16, original_ln_after=True)
STEEP = Setup(learning_rate=1e2)
RUNS = {
    "half precision": ("seq_bn", Setup(autocast="float16")),
    "all of it": (
        "seq_bn",
        Setup("bfloat16", "eager", "bfloat16", gradient_checkpointing=True, optimizer="adamw", learning_rate=1e-4),
    ),
    "steep": ("seq_bn", STEEP),
    "loud": (LOUD, Setup(optimizer="AdamW", learning_rate=1e-4)),
    "loud and steep": (LOUD, STEEP),
    "weights alone": ("lora", Setup(dtype="bfloat16")),
    "no such attention": ("lora", Setup(attention="none_such")),
    "only a size": ("lora", Setup(batch_size=4)),
}


@pytest.fixture(scope="module")
def outcomes():
    runs = tuple(Run(recipe, Original("bert"), (), setup) for recipe, setup in RUNS.values())
    report = run_plan(Plan(runs), Settings(device="cpu", jobs=2))
    return dict(zip(RUNS, (outcome for _, outcome in report.outcomes), strict=True))


@pytest.mark.parametrize("name", ["half precision", "all of it", "steep", "loud"])
def test_a_sound_set_up_is_run_and_said(outcomes, name):
    outcome = outcomes[name]
    assert outcome.setup == str(RUNS[name][1])
    assert (outcome.raised, outcome.non_finite, outcome.all_dead, outcome.phase) == (None, None, False, "steps")


def test_what_only_this_configuration_does_in_this_set_up_is_its_fault(outcomes):
    assert outcomes["loud and steep"].non_finite == "the loss (as the script trains: learning rate 100)"


def test_what_every_configuration_does_in_it_is_not(outcomes):
    outcome = outcomes["weights alone"]
    assert outcome.raised is None
    assert outcome.phase == "steps"
    assert outcome.not_rehearsed.startswith("weights in bfloat16: RuntimeError in forward")
    assert outcome.not_rehearsed.endswith("with any configuration")


def test_what_is_not_possible_here_is_said(outcomes):
    assert "none_such" in outcomes["no such attention"].not_rehearsed


def test_an_ordinary_set_up_is_not_rehearsed(outcomes):
    assert (outcomes["only a size"].setup, outcomes["only a size"].not_rehearsed) == ("", "")


def test_the_set_up_of_a_script_comes_with_its_runs():
    sites = sites_of("""
        import torch
        from adapters import AutoAdapterModel
        from transformers import TrainingArguments
        model = AutoAdapterModel.from_pretrained("bert-base-uncased", torch_dtype=torch.bfloat16)
        model.add_adapter("task", config="seq_bn")
        TrainingArguments("out", learning_rate=1, bf16=True, per_device_train_batch_size=4)
    """)
    (run,) = plan(sites).runs
    assert run.setup == Setup(dtype="bfloat16", autocast="bfloat16", learning_rate=1.0, batch_size=4)
