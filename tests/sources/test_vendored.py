"""Copies of the library in a project."""

from __future__ import annotations

import pytest

from adapterlint import lint_paths

TRAIN = """
from adapters import AutoAdapterModel, LoRAConfig
model = AutoAdapterModel.from_pretrained("bert-base-uncased")
model.add_adapter("a", config=LoRAConfig(alpha=64))
model.add_adapter("b", config=LoRAConfig())
model.add_adapter_fusion(["a", "b"], "linear")
"""
BROKEN = "from adapters import BnConfig\nBnConfig(new=1)\n"


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "train.py").write_text(TRAIN)
    repository = tmp_path / "third_party" / "adapters"
    package = repository / "src" / "adapters"
    for folder in (package, repository / "tests", repository / "examples"):
        folder.mkdir(parents=True)
    (repository / "setup.py").touch()
    (repository / "tests" / "test_configs.py").write_text(BROKEN)
    (package / "composition.py").write_text(BROKEN)
    (package / "__init__.py").write_text('__version__ = "0.2.2"\n')
    return tmp_path


def test_its_release_is_that_of_the_project_and_it_may_know_more_names(project):
    (finding,) = lint_paths(project)
    assert (finding.code, finding.span.path) == ("ADL321", str(project / "train.py"))


def test_where_there_is_none_what_no_release_knows_is_unknown(project):
    (project / "third_party" / "adapters" / "src" / "adapters" / "composition.py").unlink()
    assert "ADL181" in {finding.code for finding in lint_paths(project)}


def test_its_code_and_tests_are_left_alone_but_not_if_they_are_asked_for(project):
    repository = project / "third_party" / "adapters"
    assert {finding.span.path for finding in lint_paths(repository)} == {str(repository / "tests" / "test_configs.py")}
    (repository / "examples" / "own.py").write_text(BROKEN)
    assert str(repository / "examples" / "own.py") in {finding.span.path for finding in lint_paths(project)}
