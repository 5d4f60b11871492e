"""The command line, run in a folder of its own."""

from __future__ import annotations

import sys
from dataclasses import dataclass

import pytest

from adapterlint.cli import main


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str


@pytest.fixture
def project(tmp_path, monkeypatch):
    """An empty project, which is the current folder."""
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("ADAPTERLINT_CACHE_DIR", str(tmp_path / "cache"))
    for variable in ("NO_COLOR", "FORCE_COLOR", "ADAPTERLINT_DEBUG"):
        monkeypatch.delenv(variable, raising=False)
    return folder


@pytest.fixture
def run(project, capfd):
    """Run `adapterlint` with some arguments."""

    def run(*args):
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(arg) for arg in args])
        sys.stdout.flush()
        captured = capfd.readouterr()
        return Result(ended.value.code or 0, captured.out, captured.err)

    return run
