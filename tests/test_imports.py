"""What a run of the linter loads: nothing that it does not need."""

from __future__ import annotations

import subprocess
import sys

import pytest

ADAPTERS = "from adapters import SeqBnConfig\n\nconfig = SeqBnConfig(non_linearty='gelu')\n"


def loaded(folder, *args):
    """Return the top-level names of everything that a run imports."""
    command = [sys.executable, "-X", "importtime", "-m", "adapterlint", *args]
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)
    assert result.returncode in (0, 1), result.stderr
    imports = [
        line.rpartition("|")[2].strip() for line in result.stderr.splitlines() if line.startswith("import time:")
    ]
    assert "adapterlint.linting" in imports
    return {name.partition(".")[0] for name in imports}


@pytest.fixture
def project(tmp_path):
    (tmp_path / "with_adapters.py").write_text(ADAPTERS)
    (tmp_path / "without").mkdir()
    (tmp_path / "without" / "train.py").write_text("import torch\n\nmodel = torch.nn.Linear(2, 2)\n")
    (tmp_path / "without" / "run.yaml").write_text("model: bert\nadapter: none\n")
    (tmp_path / "without" / "package.json").write_text('{"name": "x", "adapter": null}')
    (tmp_path / "without" / "adapter_config.json").write_text('{"peft_type": "LORA", "r": 8}')
    return tmp_path


def test_linting_loads_neither_torch_nor_what_it_lints(project):
    assert not loaded(project, ".") & {"torch", "transformers", "adapters", "numpy"}


def test_a_tree_without_adapters_loads_neither_a_parser_nor_models(project):
    assert not loaded(project, "without") & {"libcst", "pydantic", "pydantic_core", "rich", "yaml"}


def test_findings_are_printed_without_rich(project):
    assert "rich" not in loaded(project, ".")


def test_settings_are_validated_only_where_there_are_some(project):
    (project / "without" / "adapterlint.toml").write_text('ignore = ["ADL1"]\n')
    assert "pydantic" in loaded(project, "without")
