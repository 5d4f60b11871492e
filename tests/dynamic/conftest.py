"""Runs in the real library are made once, all together, and shared by the tests."""

import os
from dataclasses import dataclass

import pytest

from adapterlint.dynamic import Outcome, Plan, Run, Settings, run_plan
from adapterlint.dynamic.planning.originals import Original
from adapterlint.dynamic.planning.plan import Place
from adapterlint.dynamic.planning.recipes import Construct
from adapterlint.dynamic.planning.setups import Setup
from adapterlint.findings import Span

ORDINARY = Setup()
BOTTLENECK = {"mh_adapter": True, "output_adapter": True, "reduction_factor": 16, "non_linearity": "relu"}

MODEL_TYPES = [
    "bert",
    "roberta",
    "xlm-roberta",
    "electra",
    "albert",
    "distilbert",
    "deberta",
    "deberta-v2",
    "xmod",
    "vit",
    "beit",
    "clip",
    "clip_vision_model",
    "gpt2",
    "gptj",
    "t5",
    "mt5",
    "bart",
    "mbart",
    "plbart",
    "whisper",
    "llama",
    "mistral",
    "modernbert",
    "qwen2",
    "qwen3",
    "gemma2",
    "gemma3_text",
    "phi",
]


@dataclass(frozen=True)
class Case:
    recipe: object
    model_type: str = "bert"
    config: tuple = ()
    sized: bool = True
    setup: Setup = ORDINARY


def bottleneck(**options):
    return Construct("BnConfig", (), {**BOTTLENECK, **options})


CASES = {
    "lost skip connection": Case(bottleneck(original_ln_after=False, residual_before_ln=True), "vit"),
    "shape of AdapterPlus": Case(
        bottleneck(original_ln_before=True, original_ln_after=False, residual_before_ln=False, scaling="channel"), "vit"
    ),
    "ln_before with mam init": Case(bottleneck(ln_before=True, init_weights="mam_adapter")),
    "missing arguments": Case(Construct("BnConfig")),
    "missing class": Case(Construct("NoSuchConfig")),
    "unknown name": Case("seq_bnn"),
    "fails in forward": Case(bottleneck(inv_adapter="glow", inv_adapter_reduction_factor=2)),
    "fails in backward": Case("loreft[prefix_positions=0]"),
    "nothing trainable": Case(bottleneck(mh_adapter=False, output_adapter=False)),
    "every layer left out": Case(bottleneck(leave_out=list(range(12)))),
    "some layers left out": Case(bottleneck(leave_out=list(range(11)))),
    "scaling of zero": Case(bottleneck(scaling=0.0)),
    "scaling of nan": Case(bottleneck(scaling=float("nan"))),
    "norm of its own": Case(bottleneck(ln_after=True)),
    "invertible": Case("seq_bn_inv"),
    "dead prefix": Case("prefix_tuning", "gpt2"),
    "half dead": Case("mam", "gpt2"),
    "compacter at 768": Case("compacter"),
    "compacter at 320": Case("compacter", config=(("hidden_size", 320), ("num_attention_heads", 5))),
    "compacter at 384": Case("compacter", config=(("hidden_size", 384), ("num_attention_heads", 6))),
    "dictionary": Case({"architecture": "lora", "r": 4}),
    "default": Case(None),
    "no such model": Case("seq_bn", "no-such-model"),
    **{name: Case(name) for name in ("lora", "ia3", "loreft", "prefix_tuning", "compacter++", "unipelt", "par_bn")},
    "mam in t5": Case("mam", "t5"),
    "vera": Case("vera"),
    "dead prefix, not in eager attention": Case("prefix_tuning", "gpt2", setup=Setup(attention="eager")),
    **{f"seq_bn in {model_type}": Case("seq_bn", model_type, sized=False) for model_type in MODEL_TYPES},
}


def run_of(case: Case, line: int = 1) -> Run:
    original = Original(case.model_type, config=dict(case.config), sized=case.sized)
    return Run(case.recipe, original, (Place(Span("train.py", line, 1, line, 2)),), case.setup)


@pytest.fixture(scope="session")
def cache(tmp_path_factory):
    """A folder for what is kept between runs: small models are pre-trained once, for all workers of pytest."""
    folder = tmp_path_factory.getbasetemp()
    return (folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder) / "cache"


@pytest.fixture(scope="session")
def report():
    runs = tuple(run_of(case, line) for line, case in enumerate(CASES.values(), start=1))
    return run_plan(Plan(runs), Settings(device="cpu", seconds=60, jobs=2))


@pytest.fixture(scope="session")
def outcomes(report) -> dict[str, Outcome]:
    return dict(zip(CASES, (outcome for _, outcome in report.outcomes), strict=True))
