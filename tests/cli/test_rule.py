"""`adapterlint rule`."""

from __future__ import annotations

from adapterlint import rules


def test_without_a_code_every_rule_is_listed(run):
    result = run("rule")
    lines = result.out.splitlines()
    assert result.code == 0
    assert [line.split()[:3] for line in lines] == [
        [rule.code, rule.name, rule.severity.value] for rule in rules.load()
    ]


def test_a_sheet_is_printed_as_it_is(run):
    sheet = rules.load()["ADL002"].text
    assert run("rule", "ADL002").out == sheet
    assert run("rule", "adl002").out == sheet
    assert run("rule", "syntax-error").out == sheet


def test_an_unknown_code_is_refused(run):
    result = run("rule", "ADL00l")
    assert result.code == 2
    assert "There is no rule `ADL00l`; did you mean `ADL00" in result.err
    assert "`adapterlint rule` lists all" in run("rule", "zzzzzz").err


def test_rules_of_the_project_are_listed(project, run):
    (project / "sheets").mkdir()
    sheet = rules.load()["ADL002"].text.replace("ADL002", "LAB001").replace("syntax-error", "of-the-lab")
    (project / "sheets" / "LAB001.md").write_text(sheet)
    (project / "pyproject.toml").write_text('[tool.adapterlint]\nrules = ["sheets"]\n')
    assert "LAB001  of-the-lab" in run("rule").out
