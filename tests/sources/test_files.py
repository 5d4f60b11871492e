from __future__ import annotations

import os
from pathlib import Path

import pytest

from adapterlint.sources import Problem, discover, documents, read_file


def test_the_bytes_of_a_file(tmp_path):
    (tmp_path / "a.py").write_bytes(b"x = 1")
    assert read_file(tmp_path / "a.py") == b"x = 1"


def test_large_files_are_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(documents, "LARGEST_FILE", 10)
    (tmp_path / "a.py").write_bytes(b"x" * 11)
    assert read_file(tmp_path / "a.py") == Problem(tmp_path / "a.py", "larger than 10 bytes, not read")


@pytest.mark.parametrize("name", ["missing.py", ".", "a\0b"])
def test_what_cannot_be_read(tmp_path, name):
    assert isinstance(read_file(tmp_path / name), Problem)


@pytest.mark.skipif(os.name != "posix", reason="needs pipes and devices")
def test_pipes_and_devices_are_problems(tmp_path):
    os.mkfifo(tmp_path / "pipe.py")
    (tmp_path / "zero.py").symlink_to("/dev/zero")
    problems = [Problem(tmp_path / name, "is not a regular file") for name in ("pipe.py", "zero.py")]
    assert [read_file(problem.path) for problem in problems] == problems
    assert list(discover([tmp_path])) == problems
    assert list(discover([tmp_path / "pipe.py", Path("/dev/null")])) == [
        problems[0],
        Problem(Path("/dev/null"), "is not a regular file"),
    ]
