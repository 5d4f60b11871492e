"""`adapterlint check`, through its options, output and exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

BROKEN = "from adapters import SeqBnConfig\n\nconfig = SeqBnConfig(non_linearty='gelu')\n"
HEALTHY = "from adapters import SeqBnConfig\n\nconfig = SeqBnConfig(reduction_factor=8)\n"
FAILS_BEFORE_1_1 = (
    "from adapters import SeqBnConfig\n\nconfig = SeqBnConfig(ln_before=True, init_weights='mam_adapter')\n"
)
LOST_IN_VIT = """\
from adapters import SeqBnConfig

config = SeqBnConfig(original_ln_before=False, leave_out=list(range(12)))
"""


@pytest.fixture
def broken(project):
    (project / "train.py").write_text(BROKEN)
    return project


@pytest.fixture
def healthy(project):
    (project / "train.py").write_text(HEALTHY)
    return project


def codes(result):
    return [line.split()[1] for line in result.out.splitlines()]


def test_findings_exit_with_1(broken, run):
    result = run("train.py")
    assert result.code == 1
    assert result.out.startswith("error[ADL101]: ")
    assert "--> train.py:3:" in result.out
    assert "3 | config = SeqBnConfig(non_linearty='gelu')" in result.out


def test_nothing_found_exits_with_0(healthy, run):
    result = run("train.py")
    assert result.code == 0
    assert result.out.startswith("Nothing found.\n1 file, 1 configuration read; adapters: ")


def test_exit_zero(broken, run):
    result = run("--exit-zero", "train.py")
    assert result.code == 0
    assert "ADL101" in result.out


def test_nothing_to_check_exits_with_3(project, run):
    (project / "notes.txt").write_text("no Python here")
    result = run(".")
    assert result.code == 3
    assert "nothing to check: no Python file, notebook or saved adapter in `.`" in result.err


def test_python_without_adapters_is_something_to_check(project, run):
    (project / "train.py").write_text("import torch\n")
    result = run(".")
    assert result.code == 0
    assert result.out.startswith("No configuration of adapters found.\n1 file, 0 configurations read")


def test_the_current_folder_is_the_default(broken, run):
    assert run("--output-format", "concise").out == run("--output-format", "concise", ".").out != ""


def test_check_is_the_default_command(broken, run):
    assert run("check", "train.py") == run("train.py")


def test_a_path_named_like_a_command_can_be_checked(project, run):
    (project / "rule").mkdir()
    (project / "rule" / "train.py").write_text(BROKEN)
    assert "ADL101" in run("check", "rule").out


def test_concise(broken, run):
    result = run("--output-format", "concise", "train.py")
    assert len(result.out.splitlines()) == 1
    assert result.out.startswith("train.py:3:")
    assert codes(result) == ["ADL101"]
    assert result.err.startswith("1 file, 1 configuration read; ")


def test_json(broken, run):
    result = run("--output-format", "json", "train.py")
    document = json.loads(result.out)
    assert result.code == 1
    assert result.err == ""
    assert document["summary"] == {"files": 1, "configurations": 1, "opaque": 0}
    assert document["adapters"] == {"specifier": None, "source": None}
    [finding] = document["findings"]
    assert (finding["code"], finding["path"], finding["line"], finding["cell"]) == ("ADL101", "train.py", 3, None)


def test_notebooks(project, run):
    cells = [
        {"cell_type": "code", "source": [line], "metadata": {}}
        for line in BROKEN.splitlines(keepends=True)
        if line.strip()
    ]
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    (project / "lab.ipynb").write_text(json.dumps(notebook))
    result = run("--output-format", "json", ".")
    [finding] = json.loads(result.out)["findings"]
    assert (finding["path"], finding["cell"], finding["line"]) == ("lab.ipynb", 2, 1)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--select", "ADL101"), ["ADL101"]),
        (("--select", "adl1"), ["ADL101"]),
        (("--select", "ADL2,ADL1"), ["ADL101"]),
        (("--select", "ADL2", "--select", "ADL1"), ["ADL101"]),
        (("--select", "ADL2"), []),
        (("--ignore", "ADL1"), []),
        (("--ignore", "ADL1", "--select", "ADL101"), ["ADL101"]),
        (("--ignore", "unknown-option"), []),
        (("--ignore", "ADL1", "--select", "Unknown-Option"), ["ADL101"]),
    ],
)
def test_select_and_ignore(broken, run, options, expected):
    result = run("--output-format", "concise", *options, "train.py")
    assert codes(result) == expected
    assert result.code == bool(expected)


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("# adapterlint: ignore", []),
        ("# adapterlint: ignore[ADL101]", []),
        ("# adapterlint: ignore[unknown-option]", []),
        ("# adapterlint: ignore[unknown-optoin]", ["ADL003", "ADL101"]),
        ("# adapterlint: ignore[ADL101, ADL004]", []),
        ("# adapterlint: ignore[ADL102, ADL101, ADL004]", []),
        ("# noqa: ADL101", []),
        ("# adapterlint: ignore-file", []),
        ("# adapterlint: ignore[ADL102]", ["ADL004", "ADL101"]),
        ("# adapterlint: ignore[ADL899, ADL101]", ["ADL003"]),
    ],
)
def test_comments(project, run, comment, expected):
    (project / "train.py").write_text(BROKEN.rstrip("\n") + f"  {comment}\n")
    assert sorted(codes(run("--output-format", "concise", "train.py"))) == expected


def test_a_comment_beside_the_option_or_the_insertion_silences(project, run):
    lines = [
        "from adapters import AutoAdapterModel, SeqBnConfig",
        'model = AutoAdapterModel.from_pretrained("bert-base-uncased")',
        "config = SeqBnConfig(",
        "    reduction_factor=16,",
        "    original_ln_after=False,",
        ")",
        'model.add_adapter("task", config=config)',
    ]
    for number, silenced in enumerate([False, False, True, True, True, True, True]):
        commented = [line + "  # adapterlint: ignore" * (place == number) for place, line in enumerate(lines)]
        (project / "train.py").write_text("\n".join(commented) + "\n")
        assert (codes(run("--output-format", "concise", "train.py")) == []) is silenced, commented[number]


def test_suppressed_findings_are_counted(project, run):
    (project / "train.py").write_text(BROKEN.rstrip("\n") + "  # noqa\n")
    assert "1 finding suppressed" in run("train.py").out


@pytest.mark.parametrize("version", ["1.0.1", "==1.0.1", "<1.1", ">=1.0,<1.1", "1.0.*", "adapters==1.0.1"])
def test_the_release_can_be_given(project, run, version):
    (project / "train.py").write_text(FAILS_BEFORE_1_1)
    result = run("--adapters-version", version, "train.py")
    assert "error[ADL201]" in result.out
    assert f"adapters: {version} (" in result.out


def test_the_release_of_the_project(project, run):
    (project / "train.py").write_text(FAILS_BEFORE_1_1)
    assert "warning[ADL201]" in run("train.py").out
    (project / "requirements.txt").write_text("torch\nadapters>=1.1\n")
    result = run("train.py")
    assert result.code == 0
    assert result.out.endswith("adapters: >=1.1 (requirements.txt:2)\n")


def test_the_base_model_can_be_given(project, run):
    (project / "train.py").write_text(LOST_IN_VIT)
    assert "ADL404" not in run("--base-model", "bert-large-uncased", "train.py").out
    assert "ADL404" in run("--base-model", "bert-base-uncased", "train.py").out


def test_the_base_model_can_be_a_file(project, run):
    (project / "train.py").write_text(LOST_IN_VIT)
    (project / "config.json").write_text(json.dumps({"model_type": "bert", "num_hidden_layers": 12}))
    assert "ADL404" in run("--base-model", "config.json", "train.py").out


def test_settings_of_the_project(broken, run):
    (broken / "pyproject.toml").write_text('[tool.adapterlint]\nignore = ["ADL1"]\n')
    assert run("train.py").code == 0
    assert run("--no-config", "train.py").code == 1
    (broken / "other.toml").write_text('select = ["ADL1"]\n')
    assert run("--config", "other.toml", "train.py").code == 1


def test_exclude(broken, run):
    (broken / "vendored").mkdir()
    (broken / "vendored" / "train.py").write_text(BROKEN)
    assert len(codes(run("--output-format", "concise", "."))) == 2
    assert len(codes(run("--output-format", "concise", "--exclude", "vendored/", "."))) == 1


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["missing.py"], "Path 'missing.py' does not exist"),
        (["--adapters-version", "newest", "."], "`newest` is neither a version nor"),
        (["--adapters-version", "==77", "."], "admits no supported release"),
        (["--base-model", "someone/bert", "."], "the base model `someone/bert` is not known"),
        (["--base-model", "settings.toml", "."], "settings.toml: cannot be read as a config.json"),
        (["--output-format", "xml", "."], "'xml' is not one of"),
        (["--select", "ADL899", "."], "no rule is called `ADL899`, and no rule's code begins so"),
        (["--ignore", "ADL10I", "."], "did you mean `ADL"),
        (["--ignore", "unknown-optoin", "."], "did you mean `unknown-option`"),
        (["--timeout", "nan", "."], "nan is no number of seconds"),
        (["--base-model", "mt.json", "."], "mt.json: is no config.json of a model: there is no `model_type` in it"),
        (["--base-model", "mamba.json", "."], "mamba.json: nothing is known of the model type `mamba`"),
        (["--colour", "."], "No such option"),
        (["--config", "missing.toml", "."], "'missing.toml' does not exist"),
        (["--no-config", "--config", "settings.toml", "."], "exclude each other"),
        (["--config", "settings.toml", "."], "did you mean `select`?"),
        (["-", "train.py"], "cannot be combined"),
    ],
)
def test_wrong_use_exits_with_2_and_says_why(broken, run, args, message):
    (broken / "settings.toml").write_text("selct = []\n")
    (broken / "mt.json").write_text('{"model_type": 3}')
    (broken / "mamba.json").write_text('{"model_type": "mamba"}')
    result = run(*args)
    assert result.code == 2
    assert message in result.err
    assert "Traceback" not in result.err
    assert result.out == ""


def test_an_unreadable_file_does_not_hide_the_others(broken, run):
    (broken / "a.py").write_bytes(b"from adapters import LoRAConfig\nname = '\xff'\n")
    (broken / "b.py").write_text("from adapters import LoRAConfig\nprint 'Python 2'\n")
    result = run("--output-format", "concise", ".")
    assert codes(result) == ["ADL001", "ADL002", "ADL101"]
    assert result.code == 1


def test_a_sheet_of_the_project(broken, run):
    (broken / "sheets").mkdir()
    (broken / "sheets" / "LAB001.md").write_text("not a sheet")
    (broken / "pyproject.toml").write_text('[tool.adapterlint]\nrules = ["sheets"]\n')
    result = run("train.py")
    assert result.code == 2
    assert "LAB001.md" in result.err


def subprocess_of(*args, **options):
    command = [sys.executable, "-m", "adapterlint", *args]
    return subprocess.run(command, capture_output=True, check=False, timeout=60, **options)


def test_standard_input(project):
    result = subprocess_of("--output-format", "concise", "--stdin-filename", "src/train.py", "-", input=BROKEN.encode())
    assert result.returncode == 1
    assert result.stdout.startswith(b"src/train.py:3:")
    assert subprocess_of("-", input=HEALTHY.encode()).returncode == 0


@pytest.mark.parametrize(
    ("options", "environment", "coloured"),
    [
        ((), (), False),
        ((), ("FORCE_COLOR",), True),
        ((), ("FORCE_COLOR", "NO_COLOR"), False),
        (("--color", "always"), ("NO_COLOR",), True),
        (("--color", "never"), ("FORCE_COLOR",), False),
    ],
)
def test_colours(broken, run, monkeypatch, options, environment, coloured):
    for variable in environment:
        monkeypatch.setenv(variable, "1")
    assert ("\x1b[" in run(*options, "train.py").out) is coloured


@pytest.mark.skipif(os.name == "nt", reason="there are no such pipes on Windows")
def test_a_reader_that_stops_early(broken):
    for number in range(200):
        (broken / f"train{number}.py").write_text(BROKEN)
    command = f"{sys.executable} -m adapterlint . | head -n 1; exit ${{PIPESTATUS[0]}}"
    result = subprocess.run(["bash", "-c", command], capture_output=True, check=False, timeout=60)
    assert result.returncode == 1
    assert result.stdout.count(b"\n") == 1
    assert result.stderr == b""


def test_characters_that_the_output_cannot_show(project):
    (project / "train.py").write_text(BROKEN.replace("gelu", "\u6a21"), encoding="utf-8")
    result = subprocess_of("train.py", env={**os.environ, "PYTHONIOENCODING": "cp1252"})
    assert result.returncode == 1
    assert rb"non_linearty='\u6a21'" in result.stdout
