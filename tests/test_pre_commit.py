"""The hook, run by the real pre-commit in a real repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
IDENTITY = ["-c", "user.name=Someone", "-c", "user.email=someone@example.org"]
BROKEN = "from adapters import SeqBnConfig\n\nconfig = SeqBnConfig(non_linearty='gelu')\n"
HEALTHY = "from adapters import SeqBnConfig\n\nconfig = SeqBnConfig(reduction_factor=8)\n"


def git(folder, *args):
    # A surrounding git (this test may itself run in a hook) must not decide which repository is meant.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    command = ["git", *IDENTITY, *args]
    result = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    return result.stdout


def commit(folder):
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--no-verify", "--message", "a state")


@pytest.fixture(scope="module")
def hooks(tmp_path_factory):
    """A repository with the working tree of this project, as pre-commit clones it."""
    folder = tmp_path_factory.mktemp("hooks")
    for name in git(PROJECT, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0"):
        if name and (PROJECT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(PROJECT / name, folder / name)
    git(folder, "init", "--quiet")
    commit(folder)
    return folder


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def pre_commit(hooks, cache, tmp_path):
    """Commit some files, and run the hook on them."""
    git(tmp_path, "init", "--quiet")
    revision = git(hooks, "rev-parse", "HEAD").strip()
    (tmp_path / ".pre-commit-config.yaml").write_text(
        f"repos:\n- repo: {hooks.as_uri()}\n  rev: {revision}\n  hooks:\n  - id: adapterlint\n"
    )

    def run(files):
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
        commit(tmp_path)
        environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        command = [sys.executable, "-m", "pre_commit", "run", "--all-files", "--color", "never"]
        return subprocess.run(
            command,
            cwd=tmp_path,
            env={**environment, "PRE_COMMIT_HOME": str(cache)},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_a_broken_file_fails_the_commit(pre_commit):
    result = pre_commit({"broken.py": BROKEN, "healthy.py": HEALTHY})
    assert result.returncode == 1, result.stderr
    assert "error[ADL101]" in result.stdout
    assert "--> broken.py:3:" in result.stdout
    assert "2 files, 2 configurations read" in result.stdout


def test_healthy_files_pass(pre_commit):
    result = pre_commit({"healthy.py": HEALTHY, "other.py": "import torch\n", "README.md": "# a project\n"})
    assert result.returncode == 0, result.stdout
    assert "Passed" in result.stdout


def test_a_commit_without_python_skips_the_hook(pre_commit):
    result = pre_commit({"README.md": "# a project\n"})
    assert result.returncode == 0, result.stdout
    assert "(no files to check)" in result.stdout
