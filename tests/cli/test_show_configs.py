"""`--show-configs`: what was read, instead of what is wrong."""

from __future__ import annotations

import json

import pytest

SCRIPT = """\
import argparse
import sys

from adapters import AutoAdapterModel, ConfigUnion, LoRAConfig, SeqBnConfig

parser = argparse.ArgumentParser()
parser.add_argument("--factor", required=True, type=int, choices=[8, 16])
args = parser.parse_args()
model = AutoAdapterModel.from_pretrained("bert-base-uncased")
config = SeqBnConfig(reduction_factor=args.factor, leave_out=sys.argv, non_linearity="gelu")
model.add_adapter("a", config=config)
model.add_adapter("b", config="lora[r=4]")
union = ConfigUnion(SeqBnConfig(ln_befor=True), LoRAConfig(r=8))
"""


@pytest.fixture
def script(project):
    (project / "train.py").write_text(SCRIPT)
    (project / "requirements.txt").write_text("adapters==1.2.0\n")
    return project


def test_each_configuration_with_its_options_its_model_and_its_releases(script, run):
    result = run("--show-configs", "train.py")
    assert (result.code, result.err) == (0, "")
    assert result.out == (
        "train.py:10:10: SeqBnConfig\n"
        "  reduction_factor  8, when `--factor` is `8` (train.py:7:67)\n"
        "                    16, when `--factor` is `16` (train.py:7:70)\n"
        "  leave_out         not known: what users give on the command line\n"
        "  non_linearity     'gelu'\n"
        "  base model        AutoAdapterModel 'bert-base-uncased', model type bert (train.py:9:9)\n"
        "  added             to the model at train.py:11:1\n"
        "  adapters          1.2.0: ==1.2.0 (requirements.txt:1)\n"
        "\n"
        "train.py:12:31: 'lora[r=4]'\n"
        "  base model  AutoAdapterModel 'bert-base-uncased', model type bert (train.py:9:9)\n"
        "  added       to the model at train.py:12:1\n"
        "  adapters    1.2.0: ==1.2.0 (requirements.txt:1)\n"
        "\n"
        "train.py:13:9: ConfigUnion\n"
        "  argument 1  SeqBnConfig(ln_befor=True)\n"
        "  argument 2  LoRAConfig(r=8)\n"
        "  base model  not known: no base model is linked to this configuration\n"
        "  adapters    1.2.0: ==1.2.0 (requirements.txt:1)\n"
        "\n"
        "1 file, 3 configurations read, 1 partly opaque; adapters: ==1.2.0 (requirements.txt:1)\n"
    )


def test_json(script, run):
    result = run("--show-configs", "--output-format", "json", "train.py")
    document = json.loads(result.out)
    assert document["schema_version"] == 2
    assert document["summary"] == {"files": 1, "configurations": 3, "opaque": 1}
    first, second, _ = document["configurations"]
    assert (first["path"], first["line"], first["column"]) == ("train.py", 10, 10)
    (form,) = first["forms"]
    assert (form["written"], form["name"]) == ("call", "SeqBnConfig")
    factor, leave_out, activation = form["options"]
    assert [value["value"] for value in factor["values"]] == ["8", "16"]
    assert [len(way["when"]) for value in factor["values"] for way in value["ways"]] == [1, 1]
    assert leave_out["values"][0]["value"] is None
    assert leave_out["values"][0]["unknown"] == "what users give on the command line"
    assert (activation["line"], activation["values"][0]["value"]) == (10, "'gelu'")
    assert second["added_at"]["line"] == 12
    assert second["adapters"]["releases"] == ["1.2.0"]
    assert second["adapters"]["source"] == "requirements.txt:1"


def test_other_carriers_and_what_the_settings_say(project, run):
    (project / "run.yaml").write_text("model_name_or_path: t5-small\nadapter_config: seq_bn\n")
    saved = {"config": {"architecture": "lora", "r": 8}, "version": "adapters.1.1.0", "model_type": "bert", "name": "a"}
    (project / "adapter_config.json").write_text(json.dumps(saved))
    result = run("--show-configs")
    assert "adapter_config.json:1:12: a dictionary" in result.out
    assert "1.1.0 to 1.3.0: not declared (every supported release); saved with 1.1.0" in result.out
    assert "'t5-small', model type t5 (run.yaml:1:1)" in result.out
    assert "'vit', from the settings" in run("--show-configs", "--base-model", "vit").out


def test_what_is_for_another_library_is_listed_and_not_judged(script, run):
    (script / "requirements.txt").write_text("adapter-transformers==3.2.1\n")
    result = run("--show-configs", "train.py")
    assert result.out.count("not judged: the project is for adapter-transformers==3.2.1 (requirements.txt:1)") == 3


def test_without_configurations(project, run):
    (project / "a.py").write_text("import adapters\n")
    result = run("--show-configs")
    assert result.code == 3
    assert result.out.startswith("No configuration of adapters found.\n1 file")
    assert run("--show-configs", "--dynamic").code == 2


def test_what_cannot_be_read_is_said(script, run):
    (script / "bad.py").write_text("from adapters import (\n")
    (script / "adapter_config.json").write_text("{")
    result = run("--show-configs")
    assert result.code == 0
    assert [line.partition(": ")[2].partition(":")[0] for line in result.err.splitlines()] == [
        "adapter_config.json",
        "bad.py",
    ]


def test_long_values_and_control_characters_do_not_reach_the_terminal(project, run):
    (project / "a.py").write_text(f"from adapters import BnConfig\nBnConfig(non_linearity='{'x' * 999}\\x1b[31m')\n")
    result = run("--show-configs")
    assert max(map(len, result.out.splitlines())) < 200
    assert "\x1b" not in result.out


def test_projects_that_require_different_releases_are_all_named(project, run):
    for name, requirement in {"old": "adapters<1.1", "new": "adapters>=1.1", "other": "adapter-transformers"}.items():
        (project / name).mkdir()
        (project / name / "requirements.txt").write_text(requirement)
        (project / name / "train.py").write_text("from adapters import SeqBnConfig\nSeqBnConfig()\n")
    result = run()
    assert result.out.splitlines()[-1].endswith(
        "adapters: >=1.1 (new/requirements.txt:1); <1.1 (old/requirements.txt:1); "
        "adapter-transformers (other/requirements.txt:1)"
    )
    document = json.loads(run("--output-format", "json").out)
    assert [one["specifier"] for one in document["requirements"]] == [">=1.1", "<1.1", "adapter-transformers"]


def test_equal_values_of_many_runs_are_one_with_the_ways_to_it(project, run):
    (project / "train.py").write_text(
        "import argparse\nfrom adapters import SeqBnConfig\n"
        "parser = argparse.ArgumentParser()\nparser.add_argument('--factor', type=int)\n"
        "parser.add_argument('--seed')\nargs = parser.parse_args()\n"
        "SeqBnConfig(reduction_factor=args.factor)\n"
    )
    (project / "run.sh").write_text("".join(f"python train.py --factor {n % 2 + 4} --seed {n}\n" for n in range(10)))
    shown = run("--show-configs", "train.py").out
    assert shown.startswith(
        "train.py:7:1: SeqBnConfig\n"
        "  reduction_factor  4, when it is run as at run.sh:1, from `--factor` on the command line (run.sh:1:26)\n"
        "                      also when it is run as at run.sh:3, from `--factor` on the command line (run.sh:3:26)\n"
        "                      also when it is run as at run.sh:5, from `--factor` on the command line (run.sh:5:26)\n"
        "                      also in 2 more ways\n"
        "                    5, when it is run as at run.sh:2, from `--factor` on the command line (run.sh:2:26)\n"
    )
    (project / "run.sh").write_text("".join(f"python train.py --factor {n}\n" for n in range(1, 21)))
    assert "                    or 5 more\n" in run("--show-configs", "train.py").out
    (form,) = json.loads(run("--show-configs", "--output-format", "json", "train.py").out)["configurations"][0]["forms"]
    assert (len(form["options"][0]["values"]), form["options"][0]["more_values"]) == (16, 5)
