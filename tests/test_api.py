"""What `import adapterlint` offers."""

from __future__ import annotations

import pytest

import adapterlint
from adapterlint import Finding, Severity, lint_paths, lint_source

MISTAKE = "from adapters import SeqBnConfig\n\nconfig = SeqBnConfig(original_ln_after=False)\n"


def test_the_public_names_are_few_and_sorted():
    assert adapterlint.__all__ == ["Finding", "Severity", "check_config", "lint_paths", "lint_source"]
    assert all(getattr(adapterlint, name).__doc__ for name in adapterlint.__all__)
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = adapterlint.no_such_name


def test_files_and_source_are_judged_alike(tmp_path):
    script = tmp_path / "train.py"
    script.write_text(MISTAKE)
    (from_file,) = lint_paths([script])
    (from_source,) = lint_source(MISTAKE, str(script))
    assert isinstance(from_file, Finding)
    assert from_file == from_source
    assert (from_file.code, from_file.severity, from_file.span.line) == ("ADL401", Severity.ERROR, 3)


def test_settings_are_options(tmp_path):
    assert lint_source(MISTAKE, str(tmp_path / "x.py"), ignore="ADL401") == []
    assert lint_source(MISTAKE, str(tmp_path / "x.py"), select=["ADL1"]) == []
    with pytest.raises(TypeError, match="no_such_option"):
        lint_source(MISTAKE, no_such_option=True)


def test_a_finding_keeps_its_fingerprint_when_lines_move(tmp_path):
    (one,) = lint_source(MISTAKE, str(tmp_path / "x.py"))
    (moved,) = lint_source("# a comment\n" * 9 + MISTAKE, str(tmp_path / "x.py"))
    assert one.span != moved.span
    assert one.fingerprint == moved.fingerprint


def test_fixes_are_edits_of_the_source(tmp_path):
    (finding,) = lint_source(MISTAKE, str(tmp_path / "x.py"))
    lines = MISTAKE.splitlines()
    (edit,) = finding.fixes[0].edits
    line = lines[edit.span.line - 1]
    lines[edit.span.line - 1] = line[: edit.span.column - 1] + edit.text + line[edit.span.end_column - 1 :]
    assert lines[2] == "config = SeqBnConfig(original_ln_after=True)"
    assert lint_source("\n".join(lines), str(tmp_path / "x.py")) == []
