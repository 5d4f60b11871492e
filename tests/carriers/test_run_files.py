"""YAML and JSON that name a configuration for a script."""

from __future__ import annotations

import json
import textwrap

import pytest

from adapterlint import lint_paths, lint_source
from adapterlint.carriers import carrier_of, run_files


def lint(text, name="run.yaml", release="1.3.0"):
    return lint_source(textwrap.dedent(text), f"/nowhere/{name}", adapters=f"=={release}")


def places(findings):
    return [(one.code, one.span.line, one.span.column) for one in findings]


def number_of_sites(text, tmp_path, name="run.yaml"):
    carrier = carrier_of(name)
    data = textwrap.dedent(text).encode()
    return len(carrier.read(tmp_path / name, data).sites) if carrier.may_hold(data) else 0


WRONG = {
    "an option of a string": ("adapter_config: seq_bn[reduction_facter=8]", [("ADL101", 1, 17)]),
    "a value in a string": (
        "model:\n  adapter_config: 'lora[r=8]|lora[r=4]'",
        [("ADL206", 2, 19), ("ADL207", 2, 19), ("ADL225", 2, 19)],
    ),
    "a string that is malformed": ("lang_adapter_config: seq_bn[r", [("ADL108", 1, 22)]),
    "the model beside it": (
        "model_name_or_path: bert-base-uncased\nadapter_config: seq_bn[reduction_factor=900]",
        [("ADL409", 2, 17)],
    ),
    "Hydra": ("x:\n  _target_: adapters.SeqBnConfig\n  ln_befor: true", [("ADL101", 3, 3)]),
    "Hydra, a deeper module": (
        "_target_: adapters.configuration.adapter_config.LoRAConfig\nr: '8'",
        [("ADL140", 2, 1)],
    ),
    "Hydra, a union": (
        """
        _target_: adapters.ConfigUnion
        _args_:
        - _target_: adapters.LoRAConfig
        - {_target_: adapters.LoRAConfig, r: 4}
        """,
        [("ADL206", 2, 1), ("ADL207", 2, 1), ("ADL225", 2, 1)],
    ),
    "Hydra, loaded": (
        "_target_: adapters.AdapterConfig.load\nconfig: pfeiffer\nadapter_reduction_factor: 3",
        [("ADL314", 3, 1)],
    ),
    "jsonargparse": (
        "adapter:\n  class_path: adapters.BnConfig\n  init_args:\n    mh_adapter: true",
        [("ADL103", 2, 3)],
    ),
    "the zoo": (
        "type: text_task\nmodel_name: bert-base-uncased\nconfig:\n  using: pfeiffer\n  reduction_factor: 900",
        [("ADL409", 5, 3)],
    ),
    "several documents": ("a: 1\n---\nadapter_config: seq_bn[r=8]\n", [("ADL101", 3, 17)]),
    "an anchor": ("a: &a\n  adapter_config: seq_bn[r=8]\nb: *a\n", [("ADL101", 2, 19)]),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_said_where_it_stands(case):
    text, found = WRONG[case]
    assert places(lint(text)) == found


@pytest.mark.parametrize(
    "data",
    [
        {"adapter_config": "seq_bn[reduction_facter=8]"},
        {"model": {"adapter_config": "seq_bn[reduction_facter=8]", "train_adapter": True}},
        {"steps": [{"_target_": "adapters.SeqBnConfig", "reduction_facter": 8}]},
    ],
)
@pytest.mark.parametrize("indent", [None, 2, "\t"])
def test_json(data, indent):
    text = json.dumps(data, indent=indent)
    (finding,) = lint(text, "run.json")
    line = text.splitlines()[finding.span.line - 1][finding.span.column - 1 :]
    assert finding.code == "ADL101"
    assert line.startswith(('"seq_bn[', '"reduction_facter"'))


@pytest.mark.parametrize(
    "text",
    [
        "adapter_config: seq_bn",
        "adapter_config: pfeiffer+inv",
        "adapter_config: seq_bn[reduction_factor=8]|lora",
        "type: text_lang\nconfig: {using: houlsby, non_linearity: swish, reduction_factor: 2}",
        "_target_: adapters.SeqBnConfig\nreduction_factor: ${model.factor}\nnon_linearity: ${act}",
        "_target_: adapters.BnConfig\n_partial_: true\nmh_adapter: true",
        "_target_: adapters.LoRAConfig\nr: 8\ndropout: 1e-1",
        "adapter_config: seq_bn[reduction_factor=8]\nadapter_reduction_factor: 0",
    ],
)
def test_healthy_ones_are_read_and_silent(text, tmp_path):
    assert number_of_sites(text, tmp_path) == 1
    assert lint(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "adapter_config: meta-adapter",  # of a fork
        "adapter_config: bapnafi[omega=3]",
        "adapter_config: config/adapter.json",
        "adapter_config: {mh_adapter: 3}",  # for whom?
        "adapter_config: [seq_bn]",
        "adapter_config: seq_bn|mine",
        "agent: {adapter_config: {reduction_factor: 0}}",
        "config: {using: pfeiffer, reduction_factor: 0}",  # no entry of the zoo
        "runs: {using: node20, adapter_config: null}",
        "_target_: adapters.LinearAdapter\nin_features: 512",  # a package of the same name
        "_target_: peft.LoraConfig\nr: 0",
        "_target_: peft.IA3Config\nadapter_config: x",
        "adapter_config: |\n  text\n",
        "services: {adapter_config: ''}",
    ],
)
@pytest.mark.parametrize("release", ["0.2.2", "1.3.0"])
def test_what_may_be_for_another_program_is_no_site(text, tmp_path, release):
    assert number_of_sites(text, tmp_path) == 0
    assert lint(text, release=release) == []


def test_a_package_of_the_project_is_not_the_library(tmp_path):
    (tmp_path / ".git").mkdir()
    (tmp_path / "adapters").mkdir()
    (tmp_path / "adapters" / "__init__.py").write_text("class LoRAConfig: ...\n")
    (tmp_path / "run.yaml").write_text("_target_: adapters.LoRAConfig\nsize: 3\n")
    assert lint_paths(tmp_path) == []


def test_comments_silence_in_yaml_and_useless_ones_are_reported():
    wrong = "adapter_config: seq_bn[reduction_facter=8]"
    assert lint(f"{wrong}  # adapterlint: ignore[ADL101]\n") == []
    assert lint(f"# adapterlint: ignore-file\na:\n- {wrong}\n") == []
    assert places(lint("adapter_config: seq_bn  # adapterlint: ignore[ADL101]")) == [("ADL004", 1, 25)]
    assert places(lint(f'{wrong}\nnote: "x#y" # noqa')) == [("ADL101", 1, 17)]
    in_json = '{"adapter_config": "seq_bn[x=8]", "note": "# adapterlint: ignore-file"}'
    assert [one.code for one in lint(in_json, "run.json")] == ["ADL101"]


MALFORMED = 'adapter_config: "seq_bn\n'


def test_malformed_files_are_findings_where_they_are_named(tmp_path):
    file = tmp_path / "run.yaml"
    file.write_text(MALFORMED)
    (finding,) = lint_paths(file)
    assert finding.code == "ADL001"
    assert "is not YAML that can be read" in finding.message
    assert lint_paths(tmp_path) == []
    file.write_text("other: {\n")
    assert lint_paths(file) == []


def test_large_files_are_data_unless_they_are_named(tmp_path):
    file = tmp_path / "data.json"
    file.write_text(json.dumps({"adapter_config": "seq_bn[x=1]", "data": "x" * run_files.LARGEST}))
    assert lint_paths(tmp_path) == []
    (finding,) = lint_paths(file)
    assert "larger than" in finding.message
