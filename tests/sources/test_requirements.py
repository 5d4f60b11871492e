from __future__ import annotations

import json

import pytest

from adapterlint.sources import find_requirement

DECLARED = [
    ("pyproject.toml", '[project]\ndependencies = [\n  "torch",\n  "adapters>=1.0,<2",\n]', "<2,>=1.0", 4),
    (
        "pyproject.toml",
        "[project.optional-dependencies]\ntrain = [\"Adapters[test]==1.1.0; python_version>'3'\"]",
        "==1.1.0",
        2,
    ),
    ("pyproject.toml", '[dependency-groups]\ndev = [{include-group = "x"}, "adapters~=1.0"]', "~=1.0", 2),
    ("pyproject.toml", '[tool.poetry.dependencies]\npython = "^3.10"\nadapters = "^1.0.1"', "<2,>=1.0.1", 3),
    ("pyproject.toml", '[tool.poetry.dependencies]\nadapters = "^0.2.1"', "<0.3,>=0.2.1", 2),
    ("pyproject.toml", '[tool.poetry.dependencies]\nadapters = "~1.2"', "<1.3,>=1.2", 2),
    ("pyproject.toml", '[tool.poetry.dependencies]\nadapters = {version = "1.1.*", extras = ["x"]}', "==1.1.*", 2),
    ("pyproject.toml", '[tool.poetry.group.train.dependencies]\nadapters = ">=1, <2"', "<2,>=1", 2),
    ("pyproject.toml", '[tool.poetry.dependencies]\nadapters = "*"', "", 2),
    ("requirements.txt", "torch==2\n# adapters==9\nadapters==1.0.1  # pinned\n", "==1.0.1", 3),
    ("requirements.txt", "adapters == 1.1.0 \\\n  --hash=sha256:abc\n", "==1.1.0", 1),
    ("requirements.txt", "-r other.txt\nadapters>=1.1 ; python_version >= '3.8'\n", ">=1.1", 2),
    ("requirements-train.txt", "adapters\n", "", 1),
    ("requirements/base.txt", "adapters<1.1\n", "<1.1", 1),
    ("dev-requirements.txt", "adapters<1.1\n", "<1.1", 1),
    (
        "uv.lock",
        '[[package]]\nname = "torch"\nversion = "2"\n\n[[package]]\nname = "adapters"\nversion = "1.2.0"',
        "==1.2.0",
        6,
    ),
    ("poetry.lock", '[[package]]\nname = "adapters"\nversion = "1.1.1"', "==1.1.1", 2),
    ("Pipfile", '[packages]\nadapters = "==1.0.0"\n', "==1.0.0", 2),
    ("Pipfile.lock", '{"default": {\n"adapters": {"version": "==1.0.0"}}}', "==1.0.0", 2),
    ("environment.yml", "name: x\ndependencies:\n  - python=3.10\n  - pip:\n    - adapters==1.0.1\n", "==1.0.1", 5),
    ("environment.yaml", "dependencies:\n  - conda-forge::adapters=1.0\n", "==1.0.*", 2),
    ("setup.cfg", "[options]\ninstall_requires =\n    torch\n    adapters>=1.0\n", ">=1.0", 4),
    (
        "setup.py",
        "from setuptools import setup\nsetup(name='adapters', install_requires=['adapters>=1.0'])",
        ">=1.0",
        2,
    ),
]


@pytest.mark.parametrize(("name", "text", "specifier", "line"), DECLARED)
def test_declared(tmp_path, name, text, specifier, line):
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(text)
    found = find_requirement(tmp_path)
    assert found is not None
    assert (found.package, found.source) == ("adapters", f"{file}:{line}")
    assert ",".join(sorted(found.specifier.split(","))) == specifier


def test_the_predecessor(tmp_path):
    (tmp_path / "requirements.txt").write_text("adapter-transformers==3.2.1\n")
    found = find_requirement(tmp_path)
    assert found is not None
    assert (found.package, found.specifier) == ("adapter-transformers", "==3.2.1")


def test_locks_win_over_ranges(tmp_path):
    (tmp_path / "pyproject.toml").write_text('[project]\ndependencies = ["adapters>=1"]')
    (tmp_path / "uv.lock").write_text('[[package]]\nname = "adapters"\nversion = "1.2.0"')
    found = find_requirement(tmp_path)
    assert found is not None
    assert found.specifier == "==1.2.0"


def test_the_nearest_declaration_up_to_the_root(tmp_path):
    script = tmp_path / "repository" / "a" / "b" / "train.py"
    script.parent.mkdir(parents=True)
    (tmp_path / "requirements.txt").write_text("adapters==0.1.0")
    assert find_requirement(script) is None
    (tmp_path / "repository" / ".git").mkdir()
    assert find_requirement(script) is None
    (tmp_path / "repository" / "requirements.txt").write_text("adapters==1.0.0")
    assert str(find_requirement(script)).count("==1.0.0") == 1
    (tmp_path / "repository" / "a" / "requirements.txt").write_text("torch")
    assert str(find_requirement(script)).count("==1.0.0") == 1
    (tmp_path / "repository" / "a" / "requirements.txt").write_text("adapters==1.1.0")
    assert str(find_requirement(script)).count("==1.1.0") == 1


@pytest.mark.parametrize(
    ("line", "specifier"),
    [
        ("!pip install -q adapters==1.0.1 torch", "==1.0.1"),
        ("%pip install 'adapters>=1.1'", ">=1.1"),
        ("!python -m pip install -U adapters", ""),
        ("  !pip3 install datasets adapters~=1.0 # comment", "~=1.0"),
        ("!pip install -Uq adapter-transformers==3.2.1", "==3.2.1"),
    ],
)
def test_installed_by_a_notebook(tmp_path, line, specifier):
    notebook = tmp_path / "a.ipynb"
    notebook.write_text(json.dumps({"cells": [{"cell_type": "code", "source": ["x = 1\n", line]}]}))
    (tmp_path / "requirements.txt").write_text("adapters==0.1.0")
    found = find_requirement(notebook)
    assert found is not None
    assert found.specifier == specifier


@pytest.mark.parametrize(
    "line", ["pip install adapters==1.0", "!pip install ./adapters", "!pip install peft-adapters", "!echo adapters==1"]
)
def test_not_installed_by_a_notebook(tmp_path, line):
    notebook = tmp_path / "a.ipynb"
    notebook.write_text(json.dumps({"cells": [{"cell_type": "code", "source": line}]}))
    assert find_requirement(notebook) is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pyproject.toml", "[project\nadapters"),
        ("pyproject.toml", '[project]\ndependencies = "adapters"\n[tool]\npoetry = 1'),
        ("pyproject.toml", '[tool.poetry.dependencies]\nadapters = "||"'),
        ("pyproject.toml", "[tool.poetry.group]\nx = 1"),
        ("pyproject.toml", '[project]\nname = "adapters"\ndependencies = ["adapters-not-this>=1"]'),
        ("uv.lock", "package = 1"),
        ("uv.lock", "[[package]]\nname = 1\nversion = 2"),
        ("Pipfile.lock", "["),
        ("Pipfile.lock", '["adapters"]'),
        ("setup.py", "setup(name='adapters',"),
        ("setup.py", "setup(name='adapters')"),
        ("setup.cfg", "adapters"),
        ("requirements.txt", "adapters=1\n-e ./adapters\ngit+https://github.com/adapter-hub/adapters\n\0"),
        ("environment.yml", "- adapters=x=y=z\n- - adapters"),
    ],
)
def test_broken_files_declare_nothing(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    assert find_requirement(tmp_path) is None


def test_files_that_are_directories(tmp_path):
    for name in ("pyproject.toml", "requirements.txt", "setup.py"):
        (tmp_path / name).mkdir()
    assert find_requirement(tmp_path) is None
    assert find_requirement(tmp_path / "missing" / "a.ipynb") is None
