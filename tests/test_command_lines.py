"""From the command lines of a project to findings: what its shell scripts, makefiles, workflows and notebooks pass."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path

import pytest

from adapterlint import Finding, Severity, lint_paths
from adapterlint.findings import Certainty

TRAIN = """
import argparse
from adapters import AutoAdapterModel, SeqBnConfig
parser = argparse.ArgumentParser()
parser.add_argument("--reduction_factor", type=int, default=16)
parser.add_argument("--init", default="bert")
args = parser.parse_args()
model = AutoAdapterModel.from_pretrained("bert-base-uncased")
model.add_adapter("task", config=SeqBnConfig(reduction_factor=args.reduction_factor, init_weights=args.init))
"""
SETUP = """
from adapters import AdapterArguments, AutoAdapterModel, setup_adapter_training
from transformers import HfArgumentParser
(adapter_args,) = HfArgumentParser(AdapterArguments).parse_args_into_dataclasses()
model = AutoAdapterModel.from_pretrained("bert-base-uncased")
setup_adapter_training(model, adapter_args, "task")
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def write(**files: str) -> list[Finding]:
        for name, text in {"requirements.txt": "adapters==1.2.0\n", **files}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(textwrap.dedent(text))
        return lint_paths(Path())

    return write


def test_a_default_is_possible_and_named(project):
    (finding,) = project(**{"train.py": TRAIN.replace("default=16", "default=0")})
    assert (finding.severity, finding.certainty) == (Severity.WARNING, Certainty.POSSIBLE)
    assert finding.message.endswith("when `--reduction_factor` is `0` (the default at line 5)")
    assert any(one.message == "its value comes from the default of `--reduction_factor`" for one in finding.related)


def test_very_many_runs_are_put_together_by_what_they_share(project):
    script = TRAIN.replace("args =", "parser.add_argument('--seed'); args =")
    healthy = "".join(f"python train.py --seed {seed}\n" for seed in range(40))
    broken = "".join(f"python train.py --seed {seed} --reduction_factor 0\n" for seed in range(20))
    (finding,) = project(**{"train.py": script, "run.sh": healthy + broken})
    assert finding.when == ("it is run as at run.sh:41 or in one of 19 ways like it",)


GUARDED = """
import argparse
from adapters import AutoAdapterModel, ParBnConfig, PrefixTuningConfig
parser = argparse.ArgumentParser()
parser.add_argument("--adapter", default="par")
parser.add_argument("--budget", type=float)
parser.add_argument("--size", type=int)
args = parser.parse_args()
is_open = 1 if args.budget else 0
if is_open == 0 and args.adapter == "prefix":
    {guard}
model = AutoAdapterModel.from_pretrained("bert-base-uncased")
setting = {{"adapter": args.adapter, "size": args.size}}
if setting["adapter"] == "prefix":
    if not is_open:
        model.add_adapter("task", config=PrefixTuningConfig(bottleneck_size=setting["size"]))
"""


@pytest.mark.parametrize("guard", ["assert args.size", "if args.size is None:\n        raise ValueError('no size')"])
def test_what_a_guard_under_a_test_excludes_is_not_possible_under_the_test(project, guard):
    assert [finding.code for finding in project(**{"train.py": GUARDED.format(guard="pass")})] == ["ADL161"]
    assert project(**{"train.py": GUARDED.format(guard=guard)}) == []


def test_a_parser_in_another_module_takes_what_commands_pass(project):
    head, tail = TRAIN.split("args = ")
    parts = {
        "options.py": "import argparse\nparser =" + head.split("parser =")[1],
        "train.py": f"from adapters import AutoAdapterModel, SeqBnConfig\nfrom options import parser\nargs = {tail}",
    }
    (finding,) = project(**parts, **{"run.sh": "python train.py --reduction_factor 0\n"})
    assert "when it is run as at run.sh:1" in finding.message


def test_the_first_way_of_every_command_comes_before_other_ways(project):
    many = "for rf in {}; do\n  python train.py --reduction_factor $rf\ndone\n".format(" ".join(map(str, range(1, 17))))
    (finding,) = project(**{"train.py": TRAIN, "run.sh": many * 4 + "python train.py --reduction_factor 0\n"})
    assert "when it is run as at run.sh:13" in finding.message


def test_a_command_that_hands_on_its_own_arguments_leaves_defaults_and_users(project):
    (finding,) = project(**{"train.py": TRAIN.replace("default=16", "default=0"), "run.sh": 'python train.py "$@"\n'})
    assert (finding.severity, finding.certainty) == (Severity.WARNING, Certainty.POSSIBLE)
    assert "when `--reduction_factor` is `0` (the default at line 5)" in finding.message


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("run.sh", "#!/bin/bash\nRF=0\npython train.py --reduction_factor $RF\n", 3),
        ("scripts/run.sbatch", "cd ..\nsrun python train.py \\\n  --reduction_factor=0\n", 2),
        (
            "run.sh",
            "for rf in 16 0; do\n  GPU=0 torchrun --nproc_per_node 2 train.py --reduction_factor $rf\ndone\n",
            2,
        ),
        ("run.sh", "python -m torch.distributed.launch train.py --reduction_factor 0\n", 1),
        ("run.sh", "accelerate launch --config_file x.yaml ./train.py --reduction_factor 0\n", 1),
        ("run.sh", "python -m train --reduction_factor 0\n", 1),
        ("Makefile", "RF = 0\ntrain:\n\t@python train.py --reduction_factor $(RF)\n", 3),
        ("Makefile", "PY ?= python\nRF = 0\ntrain:\n\t$(PY) \\\n\t  train.py --reduction_factor '$(RF)'\n", 1),
        (".github/workflows/ci.yml", "jobs:\n  a:\n    steps:\n      - run: python train.py --reduction_factor 0\n", 4),
        ("compose.yaml", "services:\n  a:\n    command: 'python train.py --reduction_factor 0'\n", 3),
    ],
)
def test_a_value_of_a_command_counts_as_written(project, name, text, line):
    (finding,) = project(**{"train.py": TRAIN, name: text})
    assert finding.span.path == "train.py"
    assert f"when it is run as at {name}:{line}" in finding.message
    assert any(one.span.path == name for one in finding.related)


ENVIRONMENT = """
import os
from adapters import AutoAdapterModel, SeqBnConfig
model = AutoAdapterModel.from_pretrained("bert-base-uncased")
model.add_adapter("task", config=SeqBnConfig(non_linearity=os.environ.get("ACT", "relu")))
"""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("run.sh", "export ACT=elu\npython train.py\n"),
        ("run.sh", "for act in tanh elu; do\n  ACT=$act python train.py\ndone\n"),
        ("Makefile", "export ACT := elu\ntrain:\n\tpython train.py\n"),
        ("Dockerfile", 'ENV ACT=elu\nCMD ["python", "train.py"]\n'),
    ],
)
def test_a_variable_that_a_command_sets_counts_as_written(project, name, text):
    (finding,) = project(**{"train.py": ENVIRONMENT, name: text})
    assert "when it is run as at" in finding.message
    assert any(one.span.path == name and "the variable `ACT`" in one.message for one in finding.related)
    assert not project(**{"train.py": ENVIRONMENT, name: text.replace("elu", "gelu")})


@pytest.mark.parametrize(
    "text", ["ACT=elu\npython train.py\n", "python train.py; export ACT=elu\n", "(export ACT=elu)\npython train.py"]
)
def test_a_variable_that_no_command_has_is_not_judged(project, text):
    assert not project(**{"train.py": ENVIRONMENT, "run.sh": text})


def test_combinations_that_a_loop_skips_are_not_judged(project):
    loops = "for r in 16 0; do for i in bert mam_adapter; do\n  %s\n  python train.py --reduction_factor $r --init $i\n"
    skipping = "if [[ $r == 0 && $i == bert ]]; then continue; fi; [ $r -lt 8 ] && break"
    assert not project(**{"train.py": TRAIN, "run.sh": f"{loops % skipping}done; done\n"})
    assert project(**{"train.py": TRAIN, "run.sh": f"{loops % ':'}done; done\n"})


def test_entries_of_a_table_that_no_target_names_are_not_judged(project):
    script = TRAIN.replace("args =", "parser.add_argument('task'); args =").replace(
        "args.reduction", "FACTORS[args.task]#"
    )
    makefile = "all: run-mnli run-rte\nrun-%:\n\tpython train.py $*\n"
    table = "FACTORS = {'mnli': 16, 'rte': 8, 'sst2': 0}\n"
    script = script.replace("FACTORS[args.task]#_factor, ", "FACTORS[args.task], ")
    assert not project(**{"train.py": table + script, "Makefile": makefile})
    assert project(**{"train.py": table + script, "Makefile": makefile.replace("run-rte", "run-sst2")})


def test_a_notebook_that_runs_a_script(project):
    cell = {"cell_type": "code", "source": "!pip install x\n!python train.py --reduction_factor 0", "metadata": {}}
    notebook = {"cells": [{**cell, "source": "x = 1"}, cell], "metadata": {}, "nbformat": 4}
    (finding,) = project(**{"train.py": TRAIN, "run.ipynb": json.dumps(notebook)})
    assert "run as at run.ipynb:cell 2, 2" in finding.message


@pytest.mark.parametrize(
    "text",
    [
        "python train.py --reduction_factor 8\n",
        "python train.py --reduction_factor $RF\n",
        "python train.py $ARGS\n",
        "python other.py --reduction_factor 0\n",
        "echo python train.py # --reduction_factor 0\n",
        "python train.py --rf 0\n",
    ],
)
def test_healthy_commands_and_unknown_words_are_no_mistake(project, text):
    assert project(**{"train.py": TRAIN, "run.sh": text}) == []


def test_values_of_one_command_stay_together(project):
    one_each = "python train.py --init mam_adapter --reduction_factor 16\npython train.py --reduction_factor 8\n"
    files = {
        "requirements.txt": "adapters==1.0.1\n",
        "train.py": TRAIN.replace("init_weights", "ln_before=args.reduction_factor == 8, init_weights"),
    }
    assert project(**files, **{"run.sh": one_each}) == []
    together = "python train.py --init mam_adapter --reduction_factor 8\n"
    assert [finding.code for finding in project(**files, **{"run.sh": together})] == ["ADL201"]


def test_two_scripts_of_one_name_are_told_apart_by_their_folders(project):
    files = {"a/train.py": TRAIN, "b/train.py": TRAIN, "b/run.sh": "python train.py --reduction_factor 0\n"}
    assert [finding.span.path for finding in project(**files)] == ["b/train.py"]


def test_the_string_of_a_command_reaches_setup_adapter_training(project):
    command = 'python run_glue.py --train_adapter --adapter_config "seq_bn[reduction_factor=8"\n'
    (finding,) = project(**{"run_glue.py": SETUP, "run.sh": command})
    assert finding.code == "ADL108"
    assert any(one.span.path == "run.sh" and "--adapter_config" in one.message for one in finding.related)


@pytest.mark.parametrize(
    ("command", "codes"),
    [
        ('--train_adapter --adapter_config "seq_bn[reduction_factor=8"', ["ADL108"]),
        ('--train_adapter --adapter_config="seq_bn[reduction_facto=8]"', ["ADL101"]),
        ("--train_adapter --adapter_config seq_bnn", ["ADL106"]),
        ("--train_adapter --load_lang_adapter en --lang_adapter_config seq_bn_inw", ["ADL106"]),
        ('--train_adapter --adapter_config "seq_bn[reduction_factor=8]"', []),
        ("--train_adapter --adapter_config meta-adapter", []),
        ("--train_adapter --adapter_config bapnafi", []),
        ("--train_adapter --adapter_config $CONFIG", []),
        ("--train_adapter --adapter_config configs/adapter.json", []),
        ('--adapter_config "seq_bn[reduction_factor=8"', []),
    ],
)
def test_strings_for_scripts_that_are_not_there(project, command, codes):
    findings = project(**{"run.sh": f"python run_glue.py {command}\n"})
    assert [finding.code for finding in findings] == codes
    assert all(finding.span.path == "run.sh" and finding.span.line == 1 for finding in findings)


def test_other_libraries_are_left_alone(project):
    command = 'python run_glue.py --train_adapter --adapter_config "pfeiffer[reduction_factor=8"\n'
    assert project(**{"requirements.txt": "adapter-transformers==3.2.1\n", "run.sh": command}) == []


def test_a_file_that_is_linted_alone_is_run_as_its_repository_shows(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / "train.py").write_text(TRAIN)
    (tmp_path / "run.sh").write_text(
        "python train.py --reduction_factor 0\npython run_glue.py --train_adapter --adapter_config 'seq_bn['\n"
    )
    (finding,) = lint_paths("train.py", adapters="1.2.0")
    assert "when it is run as at run.sh:1" in finding.message


def test_defaults_are_judged_together_however_many_options_there_are(project):
    options = "".join(f'parser.add_argument("--o{n}", type=float, default=0.1)\n' for n in range(12))
    arguments = ", ".join(f"o{n}=args.o{n}" for n in range(12))
    script = TRAIN.replace("args =", f"{options}args =").replace("default=16", "default=0")
    script = script.replace("SeqBnConfig(", f"dict({arguments}) and SeqBnConfig(dropout=args.o0, scaling=args.o1, ")
    messages = [finding.message for finding in project(**{"train.py": script})]
    assert messages[-1].endswith("when `--reduction_factor` is `0` (the default at line 5)")


def test_flags_that_only_users_could_combine_badly_are_not_reported(project):
    flags = "".join(f'parser.add_argument("--{name}", action="store_true")\n' for name in ("parallel", "before"))
    options = "mh_adapter=False, output_adapter=True, is_parallel=args.parallel, original_ln_before=args.before, "
    script = TRAIN.replace("args =", f"{flags}args =").replace(
        "import AutoAdapterModel, SeqBn", "import AutoAdapterModel, Bn"
    )
    script = script.replace("SeqBnConfig(", f"BnConfig(non_linearity='relu', {options}")
    assert project(**{"train.py": script}) == []
    always = script.replace("is_parallel=args.parallel", "is_parallel=True")
    (finding,) = project(**{"train.py": always})
    assert finding.message.endswith("when `--before` is given")


def test_values_that_users_may_give_instead_of_a_default_are_no_gap(project, tmp_path):
    from adapterlint.linting import lint
    from adapterlint.settings import Settings

    project(**{"train.py": TRAIN})
    assert lint([tmp_path], Settings()).summary.opaque == 0
    (tmp_path / "train.py").write_text(TRAIN.replace("default=16", "required=True"))
    assert lint([tmp_path], Settings()).summary.opaque == 1


RECORD = """
from dataclasses import dataclass
from {library} import ArgumentParser
from adapters import AutoAdapterModel, SeqBnConfig
@dataclass
class Options:
    reduction_factor: int = {default}
parser = ArgumentParser()
{declared}
args = parser.parse_args()
model = AutoAdapterModel.from_pretrained("bert-base-uncased")
model.add_adapter("a", config=SeqBnConfig(reduction_factor=args.o.reduction_factor))
"""
WITH_FILE = 'parser.add_argument("--config", action="config")\nparser.add_argument("--o", type=Options)'


@pytest.mark.parametrize(
    ("command", "count"),
    [
        ("--config c.yaml", 0),
        ("--config c.yaml --o.reduction_factor 0", 1),
        ("--o.reduction_factor 0 --config c.yaml", 0),
    ],
)
def test_a_file_of_values_gives_what_is_not_given_after_it(project, command, count):
    script = RECORD.format(library="jsonargparse", declared=WITH_FILE, default=16)
    assert len(project(**{"train.py": script, "run.sh": f"python train.py {command}\n"})) == count


def test_options_of_a_record_begin_with_its_prefix(project):
    declared = 'parser.add_arguments(Options, dest="o", prefix="sub_")'
    script = RECORD.format(library="simple_parsing", declared=declared, default=0)
    assert project(**{"train.py": script, "run.sh": "python train.py --sub_reduction_factor 8\n"}) == []
    assert project(**{"train.py": script, "run.sh": "python train.py --reduction_factor 8\n"})
