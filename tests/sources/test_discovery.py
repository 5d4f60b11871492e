from __future__ import annotations

import os
from pathlib import Path

import pytest

from adapterlint.sources import Problem, discover


def tree(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")


def found(root: Path, *paths: Path, exclude: tuple[str, ...] = ()) -> list[str]:
    results = list(discover(paths or [root], exclude))
    assert not [result for result in results if isinstance(result, Problem)]
    return [result.relative_to(root).as_posix() for result in results if isinstance(result, Path)]


def test_scripts_and_notebooks_in_a_fixed_order(tmp_path):
    tree(tmp_path, "b.py", "a.ipynb", "c/d.py", "c/e.txt", "Z.py", "f.pyc")
    assert found(tmp_path) == ["Z.py", "a.ipynb", "b.py", "c/d.py"]


@pytest.mark.parametrize(
    "name", [".git", ".venv", "venv", "node_modules", "__pycache__", ".ipynb_checkpoints", "a/.venv", ".hg"]
)
def test_directories_that_hold_no_code_of_the_project(tmp_path, name):
    tree(tmp_path, f"{name}/x.py", "y.py")
    assert found(tmp_path) == ["y.py"]


def test_virtual_environments_of_any_name(tmp_path):
    tree(tmp_path, "py311/pyvenv.cfg", "py311/lib/x.py", "y.py")
    assert found(tmp_path) == ["y.py"]


def test_gitignore_nested_and_negated(tmp_path):
    tree(tmp_path, ".git/HEAD", "a.py", "out/b.py", "out/keep/c.py", "data/d.py", "data/e.py", "data/deep/e.py")
    (tmp_path / ".gitignore").write_text("/out/*\n!/out/keep\n*.tmp.py\n# comment\n")
    (tmp_path / "data" / ".gitignore").write_text("e.py\n!deep/e.py\n")
    assert found(tmp_path) == ["a.py", "data/d.py", "data/deep/e.py", "out/keep/c.py"]


def test_gitignore_of_the_repository_above(tmp_path):
    tree(tmp_path, ".git/HEAD", "src/a.py", "src/b.py", "src/sub/b.py")
    (tmp_path / ".gitignore").write_text("src/sub\n")
    (tmp_path / "src" / ".gitignore").write_text("/b.py\n")
    assert found(tmp_path, tmp_path / "src") == ["src/a.py"]
    assert found(tmp_path, tmp_path / "src" / "sub") == ["src/sub/b.py"]


def test_gitignore_above_the_repository_does_not_count(tmp_path):
    tree(tmp_path, "repository/.git/HEAD", "repository/a.py")
    (tmp_path / ".gitignore").write_text("*.py\n")
    assert found(tmp_path, tmp_path / "repository") == ["repository/a.py"]


def test_a_broken_gitignore_is_no_reason_to_stop(tmp_path):
    tree(tmp_path, "a.py", "b.py")
    (tmp_path / ".gitignore").write_bytes(b"\xff\xfe\n!\n[\nb.py\n")
    assert found(tmp_path) == ["a.py"]


def test_a_named_file_is_always_taken(tmp_path):
    tree(tmp_path, ".git/HEAD", "a.py", "script", ".venv/b.py")
    (tmp_path / ".gitignore").write_text("a.py\n")
    named = [tmp_path / "a.py", tmp_path / "script", tmp_path / ".venv" / "b.py"]
    assert found(tmp_path, *named, exclude=("a.py",)) == ["a.py", "script", ".venv/b.py"]


def test_exclude(tmp_path):
    tree(tmp_path, "a.py", "tests/b.py", "src/tests/c.py")
    assert found(tmp_path, exclude=("/tests",)) == ["a.py", "src/tests/c.py"]
    assert found(tmp_path, exclude=("tests/",)) == ["a.py"]


def test_each_file_once(tmp_path):
    tree(tmp_path, "a/b.py")
    assert found(tmp_path, tmp_path, tmp_path / "a", tmp_path / "a" / "b.py") == ["a/b.py"]


def test_loops_of_links(tmp_path):
    tree(tmp_path, "a/b.py")
    (tmp_path / "a" / "up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "gone.py").symlink_to(tmp_path / "nowhere.py")
    (tmp_path / "self").symlink_to(tmp_path / "self")
    assert [name for name in found(tmp_path) if name != "gone.py"] == ["a/b.py"]


def test_a_directory_called_like_a_script(tmp_path):
    tree(tmp_path, "x.py/y.py", "z.ipynb/readme.txt")
    assert found(tmp_path) == ["x.py/y.py"]


def test_missing_paths_are_problems(tmp_path):
    (problem,) = discover([tmp_path / "missing.py"])
    assert problem == Problem(tmp_path / "missing.py", "no such file or directory")


@pytest.mark.parametrize("name", ["a\0b", "x" * 5000])
def test_impossible_paths_are_problems(name):
    (problem,) = discover([Path(name)])
    assert isinstance(problem, Problem)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="needs permissions that bind")
def test_a_directory_that_cannot_be_listed(tmp_path):
    tree(tmp_path, "a/b.py", "c.py")
    (tmp_path / "a").chmod(0)
    try:
        results = list(discover([tmp_path]))
    finally:
        (tmp_path / "a").chmod(0o755)
    assert results == [Problem(tmp_path / "a", "cannot be listed: permission denied"), tmp_path / "c.py"]
