"""Linting from Python."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapterlint import lint_paths, lint_source

BROKEN = "from adapters import SeqBnConfig\n\nconfig = SeqBnConfig(non_linearty='gelu')\n"


def codes(findings):
    return [finding.code for finding in findings]


@pytest.fixture
def script(tmp_path):
    path = tmp_path / "train.py"
    path.write_text(BROKEN)
    return path


def test_one_path_or_several(script):
    assert codes(lint_paths(script)) == ["ADL101"]
    assert codes(lint_paths(str(script))) == ["ADL101"]
    assert codes(lint_paths(str(script.parent))) == ["ADL101"]
    assert codes(lint_paths([script, str(script)])) == ["ADL101"]
    assert codes(lint_paths(path for path in (script,))) == ["ADL101"]
    assert lint_paths([]) == []


@pytest.mark.parametrize("paths", [None, 3, b"train.py", [None], [3, "train.py"], [b"train.py"]])
def test_what_is_no_path_is_refused(paths):
    with pytest.raises(TypeError, match="path"):
        lint_paths(paths)


@pytest.mark.parametrize("path", ["missing.py", "x" * 10**5, "null\0.py"])
def test_a_path_that_leads_nowhere_is_a_finding(path):
    assert codes(lint_paths(path)) == ["ADL001"]


@pytest.mark.parametrize(
    ("options", "error", "cause"),
    [
        ({"selcet": "ADL1"}, TypeError, "no option `selcet`"),
        ({"select": 3}, TypeError, "select has to be text, or several, not int"),
        ({"ignore": [3]}, TypeError, "ignore has to hold text, not int"),
        ({"select": ["ADL1", "ADLX"]}, ValueError, "no rule is called `ADLX`"),
        ({"ignore": "unknwon-option"}, ValueError, "did you mean `unknown-option`"),
        ({"installed": 3}, TypeError, "installed has to map packages to whether they are there, not int"),
        ({"adapters": 1.3}, TypeError, "adapters has to be text, not float"),
        ({"adapters": "newest"}, ValueError, "neither a version nor"),
        ({"base_model": "roberta-bse"}, ValueError, "`roberta-bse` is not known"),
        ({"base_model": Path("config.json")}, TypeError, "base_model has to be text"),
    ],
)
def test_what_cannot_be_set_is_refused(script, options, error, cause):
    with pytest.raises(error, match=cause):
        lint_paths(script, **options)
    with pytest.raises(error, match=cause):
        lint_source(BROKEN, **options)


@pytest.mark.parametrize("data", [b"", b"[]", b'{"cells": [', b'{"cells": NaN}', b"[" * 100_000])
def test_a_notebook_that_is_named_and_is_none_is_told(data, tmp_path):
    file = tmp_path / "train.ipynb"
    file.write_bytes(data)
    assert codes(lint_paths(file)) == codes(lint_source(data, file)) == ["ADL001"]
    assert lint_paths(tmp_path) == []


def test_a_notebook_that_is_named_may_be_about_anything(tmp_path):
    file = tmp_path / "plot.ipynb"
    file.write_text('{"cells": [{"cell_type": "code", "source": "plot("}], "nbformat": 4}')
    assert lint_paths(file) == []


def test_options(script):
    assert lint_paths(script, ignore="unknown-option") == []
    assert codes(lint_paths(script, select=["ADL1"])) == ["ADL101"]


def test_source():
    assert codes(lint_source(BROKEN)) == codes(lint_source(BROKEN.encode(), Path("train.py"))) == ["ADL101"]


def test_text_with_a_lone_surrogate_is_no_text():
    assert codes(lint_source(f"{BROKEN}\nname = '\ud800'\n")) == ["ADL001"]


@pytest.mark.parametrize(("source", "path"), [(None, "train.py"), (3, "train.py"), (BROKEN, None), (BROKEN, b"a.py")])
def test_what_is_no_source_is_refused(source, path):
    with pytest.raises(TypeError, match="has to be"):
        lint_source(source, path)


def test_a_name_too_long_for_a_file_is_refused():
    with pytest.raises(ValueError, match=r"x…: File name too long"):
        lint_source(BROKEN, "x" * 10**5)
