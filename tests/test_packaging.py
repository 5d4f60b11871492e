"""The package as users install it."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from adapterlint import rules

PROJECT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel of the working tree."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(PROJECT)]
    subprocess.run(command, check=True)
    [path] = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def scripts(wheel, tmp_path_factory):
    """The programs of a fresh environment that the wheel is installed in."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    subprocess.run([programs / "python", "-m", "pip", "install", "--quiet", str(wheel)], check=True)
    return programs


def run(scripts, *args, cwd):
    return subprocess.run([scripts / args[0], *args[1:]], cwd=cwd, capture_output=True, text=True, check=False)


def test_the_wheel_holds_every_sheet_and_nothing_of_the_checkout(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    sheets = {Path(name).name for name in names if name.startswith("adapterlint/sheets/")}
    assert sheets == {path.name for path in (PROJECT / "rules").iterdir()}
    assert {name.partition("/")[0] for name in names} == {
        "adapterlint",
        next(n for n in names if ".dist-info/" in n).partition("/")[0],
    }


def test_the_installed_rules_are_those_of_the_checkout(scripts, tmp_path):
    listed = run(scripts, "adapterlint", "rule", cwd=tmp_path).stdout.splitlines()
    assert [line.split()[0] for line in listed] == [rule.code for rule in rules.load()]
    assert run(scripts, "adapterlint", "rule", "--raw", "ADL001", cwd=tmp_path).stdout == rules.load()["ADL001"].text


def test_the_installed_linter_finds_something(scripts, tmp_path):
    (tmp_path / "train.py").write_text("from adapters import SeqBnConfig\n\nSeqBnConfig(non_linearty='gelu')\n")
    result = run(scripts, "adapterlint", "--output-format", "concise", "train.py", cwd=tmp_path)
    assert result.returncode == 1, result.stderr
    assert result.stdout.startswith("train.py:3:")


def test_without_an_extra_there_is_no_torch(scripts, tmp_path):
    listed = run(scripts, "python", "-m", "pip", "list", "--format", "freeze", cwd=tmp_path).stdout.lower()
    installed = {line.partition("==")[0] for line in listed.splitlines()}
    assert "adapterlint" in installed
    assert not installed & {"torch", "transformers", "adapters", "numpy"}


def test_dynamic_mode_without_its_extra_names_the_extra(scripts, tmp_path):
    (tmp_path / "train.py").write_text("from adapters import SeqBnConfig\n\nSeqBnConfig()\n")
    result = run(scripts, "adapterlint", "--dynamic", "train.py", cwd=tmp_path)
    assert result.returncode == 2
    assert "adapterlint[dynamic]" in result.stderr
    assert "Traceback" not in result.stderr
