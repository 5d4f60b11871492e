"""A finding that depends on alternatives says which, shortly in its message and completely in its condition."""

from __future__ import annotations

import json
import textwrap

import pytest

from adapterlint import lint_paths, lint_source
from adapterlint.linting import lint_bytes
from adapterlint.report.json import render
from adapterlint.settings import Settings

LOOP = """
from adapters import AutoAdapterModel, LoRAConfig
model = AutoAdapterModel.from_pretrained("bert-base-uncased")
for r in {values}:
    model.add_adapter("task", config=LoRAConfig(r=r))
"""


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ((0, 8), "`r` is 0"),
        ((0, -1, -2, 8), "`r` is 0 or `r` is -1 or `r` is -2"),
        ((*range(0, -9, -1), 8), "`r` is 0, `r` is -1, or in 7 more cases"),
    ],
)
def test_the_message_names_some_and_the_condition_all(values, said):
    (finding,) = lint_source(LOOP.format(values=values), adapters="==1.3.0")
    assert finding.message.endswith(f"when {said}")
    assert finding.when == (" or ".join(f"`r` is {value}" for value in values[:-1]),)


def test_the_document_has_them_all():
    report = lint_bytes(LOOP.format(values=(*range(0, -9, -1), 8)).encode(), "loop.py", Settings())
    (finding,) = json.loads(render(report, color=False))["findings"]
    assert "`r` is -8" in finding["when"][0]


def test_what_is_certain_depends_on_nothing():
    (finding,) = lint_source(LOOP.format(values=(0,)), adapters="==1.3.0")
    assert finding.when == ()


@pytest.mark.parametrize(("default", "severity"), [("gelu", "advice"), ("elu", "warning")])
def test_what_takes_other_than_the_default_is_advice(default, severity):
    (finding,) = lint_source(
        "import argparse\nfrom adapters import AutoAdapterModel, SeqBnConfig\n"
        "parser = argparse.ArgumentParser()\n"
        f"parser.add_argument('--activation', choices=['gelu', 'elu'], default={default!r})\n"
        "config = SeqBnConfig(non_linearity=parser.parse_args().activation)\n"
        "AutoAdapterModel.from_pretrained('bert-base-uncased').add_adapter('task', config=config)\n",
        adapters="==1.3.0",
    )
    assert finding.severity == severity


@pytest.mark.parametrize("leaving", ["raise optuna.TrialPruned()", "return 0.0"])
@pytest.mark.parametrize(
    "guard",
    ["if init == 'mam_adapter' and before:\n        ", "if init == 'mam_adapter':\n        if before:\n            "],
)
def test_what_the_script_excludes_together_is_no_world(guard, leaving):
    trial = (
        "import optuna\nfrom adapters import AutoAdapterModel, SeqBnConfig\n"
        "def objective(trial):\n"
        "    init = trial.suggest_categorical('init', ['bert', 'mam_adapter'])\n"
        "    before = trial.suggest_categorical('before', [True, False])\n"
        "    {}\n"
        "    model = AutoAdapterModel.from_pretrained('bert-base-uncased')\n"
        "    model.add_adapter('task', config=SeqBnConfig(init_weights=init, ln_before=before))\n"
        "optuna.create_study().optimize(objective, n_trials=5)\n"
    )
    assert lint_source(trial.format(guard + leaving), adapters="==1.0.1") == []
    (finding,) = lint_source(trial.format("pass"), adapters="==1.0.1")
    assert (finding.code, finding.severity) == ("ADL201", "warning")


USED = """
from adapters import AutoAdapterModel, LoRAConfig, ParBnConfig
model = AutoAdapterModel.from_pretrained("bert-base-uncased")
{}
"""


@pytest.mark.parametrize(
    "body",
    [
        'TABLE = {"a": ParBnConfig(scaling=4), "b": LoRAConfig()}\nmodel.add_adapter("task", config=TABLE["b"])',
        (
            'TABLE = {"a": lambda: ParBnConfig(scaling=4), "b": lambda: LoRAConfig()}\n'
            'model.add_adapter("task", config=TABLE["b"]())'
        ),
        (
            'def old():\n    model.add_adapter("old", config=ParBnConfig(scaling=4))\n'
            'model.add_adapter("task", config=LoRAConfig())'
        ),
        'def old():\n    return ParBnConfig(scale=4.0)\nmodel.add_adapter("task", config=LoRAConfig())',
    ],
)
def test_what_is_not_seen_to_go_into_a_model_beside_others_is_advice(body):
    (finding,) = lint_source(USED.format(body), adapters="==1.3.0")
    assert (finding.severity, finding.claim) == ("advice", None)
    assert finding.message.endswith("the script puts others into a model, and is not seen to use this one")


@pytest.mark.parametrize(
    "body",
    [
        "config = ParBnConfig(scaling=4)",
        'old = ParBnConfig(scale=4.0)\nmodel.add_adapter("task", config=LoRAConfig())',
        (
            'TABLE = {"a": ParBnConfig(scaling=4), "b": LoRAConfig()}\nfor one in TABLE:\n'
            "    model.add_adapter(one, config=TABLE[one])"
        ),
    ],
)
def test_what_fails_where_it_is_built_or_has_no_others_beside_it_is_an_error(body):
    (finding,) = lint_source(USED.format(body), adapters="==1.3.0")
    assert finding.severity == "error"


OTHER_METHOD = """
import argparse
import adapters
from adapters import IA3Config, LoRAConfig, PromptTuningConfig
from transformers import GPT2ForSequenceClassification
parser = argparse.ArgumentParser()
parser.add_argument("--method", choices=["ia3", "prompt"], default={default!r})
args = parser.parse_args()
model = GPT2ForSequenceClassification.from_pretrained("gpt2")
adapters.init(model)
def config():
    if args.method == "prompt":
        return {other}
    return IA3Config()
model.add_adapter("task", config=config())
"""


@pytest.mark.parametrize(
    ("default", "other", "severities"),
    [
        ("ia3", "PromptTuningConfig()", {"advice"}),
        ("prompt", "PromptTuningConfig()", {"error", "warning"}),
        ("ia3", "LoRAConfig(rank=8)", {"error"}),
    ],
)
def test_what_does_not_go_with_the_model_is_advice_if_the_script_has_another_configuration(default, other, severities):
    findings = lint_source(OTHER_METHOD.format(default=default, other=other), adapters="==1.1.1")
    assert {finding.severity for finding in findings} == severities
    assert all(("only when" in finding.message) == ("advice" in severities) for finding in findings)


def test_what_only_another_run_than_those_of_the_project_comes_to_is_advice(tmp_path):
    (tmp_path / "run.sh").write_text("python train.py --part par --part lora\n")
    (tmp_path / "train.py").write_text(
        "import argparse\nfrom adapters import AutoAdapterModel, ConfigUnion, LoRAConfig, ParBnConfig, SeqBnConfig\n"
        "parts = {'seq': SeqBnConfig, 'par': ParBnConfig, 'lora': LoRAConfig}\n"
        "parser = argparse.ArgumentParser()\n"
        "parser.add_argument('--part', action='append')\n"
        "config = ConfigUnion(*[parts[name]() for name in parser.parse_args().part or ['seq', 'par']])\n"
        "AutoAdapterModel.from_pretrained('bert-base-uncased').add_adapter('task', config=config)\n"
    )
    assert {finding.severity for finding in lint_paths(tmp_path)} == {"advice"}


ALLOWED = {
    "a guard that asks a configuration, by a default of its class": """
        p = argparse.ArgumentParser()
        p.add_argument("--alpha", type=int, default=32)
        p.add_argument("--gated", action="store_true")
        args = p.parse_args()
        config = LoRAConfig(alpha=args.alpha)
        if args.gated:
            if config.alpha != LoRAConfig.alpha:
                raise SystemExit("a gate takes the place of alpha")
            config = UniPELTConfig(lora=config)
        model.add_adapter("a", config=config)
        """,
    "options that the class has": """
        options = {"r": 8, "lr": 1e-4, "use_dora": True}
        known = {field.name for field in dataclasses.fields(LoRAConfig)}
        LoRAConfig(**{name: value for name, value in options.items() if name in known})
        LoRAConfig(**{f.name: options[f.name] for f in dataclasses.fields(LoRAConfig) if f.name in options})
        taken = inspect.signature(LoRAConfig.__init__).parameters
        config = LoRAConfig(**{name: value for name, value in options.items() if name in taken})
        config.replace(**{name: value for name, value in options.items() if hasattr(config, name)})
        """,
    "options that something unknown keeps": """
        options = {}
        for name, value in {"r": 8, "lr": 1e-4}.items():
            if name not in allowed:
                continue
            options[name] = value
        LoRAConfig(**options)
        """,
    "layers that something unknown leaves out": """
        model.add_adapter("a", config=SeqBnConfig(leave_out=[layer for layer in range(12) if layer < n]))
        """,
    "a test of several words, and of one": """
        def make(kind):
            options = {}
            if kind in ("bn", "par"):
                options["reduction_factor"] = 8
            if "bn" in kind:
                options["use_gating"] = True
            if kind == "lora":
                return LoRAConfig(**options)
            return SeqBnConfig(**options)
        """,
    "a model with as many keys as heads, or none": """
        for name in ("bert-base-uncased", "Qwen/Qwen2-0.5B"):
            config = AutoConfig.from_pretrained(name)
            heads = getattr(config, "num_key_value_heads", None) or config.num_attention_heads
            is_grouped = heads != config.num_attention_heads or config.model_type in ("mistral", "qwen2")
            model = AutoAdapterModel.from_pretrained(name)
            model.add_adapter("a", config=LoRAConfig() if is_grouped else PrefixTuningConfig())
        """,
}


@pytest.mark.parametrize("body", ALLOWED.values(), ids=ALLOWED)
def test_what_a_script_excludes_is_not_found(body):
    head = "import argparse, dataclasses, inspect\nfrom adapters import *\nfrom transformers import AutoConfig\n"
    model = "model = AutoAdapterModel.from_pretrained('bert-base-uncased')\n"
    assert lint_source(head + model + textwrap.dedent(body)) == []
