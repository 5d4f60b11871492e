"""`adapterlint rule`."""

from __future__ import annotations

import re

import pytest

from adapterlint import rules


def test_without_a_code_every_rule_is_listed(run):
    result = run("rule")
    lines = result.out.splitlines()
    assert result.code == 0
    assert [line.split()[:3] for line in lines] == [
        [rule.code, rule.name, rule.severity.value] for rule in rules.load()
    ]


@pytest.mark.parametrize("name", ["ADL002", "adl002", "syntax-error"])
def test_a_sheet_can_be_printed_as_it_is(run, name):
    assert run("rule", "--raw", name).out == rules.load()["ADL002"].text


def test_a_rule_is_explained(run):
    out = run("rule", "ADL201").out
    assert out == run("rule", "mam-init-with-ln-before").out
    assert out.startswith(
        "# ADL201 mam-init-with-ln-before\n\nError, for adapters <1.1:\n\n> `init_weights='mam_adapter'`"
    )
    assert "\n\nRaises `ValueError` in `add_adapter`.\n\n## What it does\n" in out
    assert "\nBad (adapters ==1.0.1):\n\n```python\nfrom adapters" in out
    assert "\nGood (adapters ==1.0.1):\n\n```python\nfrom adapters" in out


@pytest.mark.parametrize("rule", rules.load(), ids=lambda rule: rule.code)
def test_no_explanation_shows_what_only_the_linter_reads(rule, run):
    out = run("rule", rule.code).out
    assert out.startswith(f"# {rule.code} {rule.name}\n")
    assert rule.section("Why it matters").splitlines()[0] in out
    assert "+++" not in out
    assert not re.search(r"^```\w+ +\S", out, re.MULTILINE)
    assert "{" not in out.split("## What it does")[0]


def test_raw_needs_a_rule(run):
    assert run("rule", "--raw").code == 2


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
