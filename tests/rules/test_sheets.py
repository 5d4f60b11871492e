"""Every sheet is complete, and its examples show what it says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from adapterlint import Finding, lint_paths, lint_source
from adapterlint.findings import Edit, Severity
from adapterlint.rules import Rule, load
from adapterlint.rules.condition import names_in
from adapterlint.rules.sheet import HEADINGS, PHASES, Example
from adapterlint.space.order import STEPS

RULES = list(load())
SHOWN = [
    pytest.param(rule, example, id=f"{rule.code}-{number}-{example.mark}")
    for rule in RULES
    for number, example in enumerate(rule.examples)
    if rule.reads != "Run" and example.mark != "twin"
]


def findings_in(example: Example, folder: Path) -> list[Finding]:
    options = example.options
    base_model = options.get("base-model")
    if "config" in options:
        base_model = str(folder / "config.json")
        Path(base_model).write_text(json.dumps({"model_type": options["config"]}), encoding="utf-8")
    if example.language == "json":
        saved = folder / "adapter_config.json"
        saved.write_text(example.text, encoding="utf-8")
        return lint_paths(saved, adapters=options.get("adapters"))
    return lint_source(
        example.text,
        str(folder / "example.py"),
        adapters=options.get("adapters"),
        base_model=base_model,
        installed={"torchvision": options["torchvision"] == "true"} if "torchvision" in options else None,
    )


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """Lint the examples of the sheets, each once, and return what is found in one."""
    folder = tmp_path_factory.mktemp("examples")
    found = {id(one.values[1]): findings_in(one.values[1], folder) for one in SHOWN}
    return lambda example: found[id(example)]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
class TestSheet:
    def test_has_all_headings_in_order(self, rule: Rule) -> None:
        assert tuple(re.findall(r"^## (.+)$", rule.prose, re.MULTILINE)) == HEADINGS
        assert all(rule.section(heading) for heading in HEADINGS)

    def test_is_named_in_kebab_case_and_coded_by_its_severity(self, rule: Rule) -> None:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)
        assert re.fullmatch(r"ADL\d{3}", rule.code)

    def test_message_and_help_stand_alone_on_one_line(self, rule: Rule) -> None:
        assert rule.message
        assert rule.help
        assert "\n" not in rule.message + rule.help

    def test_claims_something_that_can_be_run_or_cites_a_source(self, rule: Rule) -> None:
        effect = rule.effect
        if effect.kind == "raises":
            assert effect.phase in PHASES
            assert effect.raises
            assert effect.step in STEPS or str(effect.step).startswith("{")
        elif effect.kind == "convention":
            assert rule.sources
        else:
            assert effect.kind in {
                "linter",
                "no-effect",
                "nothing-trainable",
                "dead-parameters",
                "skip-connection",
                "changed-start",
                "non-finite",
                "explosion",
                "changed-by-init",
                "unsupported",
                "measured",
            }

    def test_shows_both_a_mistake_and_its_mending(self, rule: Rule) -> None:
        if rule.reads not in ("File", "Run"):
            assert {"bad", "good"} <= {example.mark for example in rule.examples}

    def test_concerns_nothing_that_its_condition_does_not_ask_for(self, rule: Rule) -> None:
        assert names_in(rule.when) or rule.when == "True"


def applied(text: str, edits: Iterable[Edit]) -> str:
    """Return code with the changes of a fix, the last one first."""
    lines = text.splitlines(keepends=True)
    for edit in sorted(edits, key=lambda edit: edit.span, reverse=True):
        span = edit.span
        before, after = lines[span.line - 1][: span.column - 1], lines[span.end_line - 1][span.end_column - 1 :]
        lines[span.line - 1 : span.end_line] = [before + edit.text + after]
    return "".join(lines)


@pytest.mark.parametrize(("rule", "example"), [one for one in SHOWN if one.values[0].remedies and one.values[1].bad])
def test_its_fixes_mend_the_example(rule: Rule, example: Example, shown, tmp_path: Path) -> None:
    found = shown(example)
    errors = {finding.code for finding in found if finding.severity is Severity.ERROR}
    for fix in next(finding for finding in found if finding.code == rule.code).fixes:
        if not fix.edits:
            continue
        mended = applied(example.text, fix.edits)
        compile(mended, "mended.py", "exec")
        left = findings_in(replace(example, text=mended), tmp_path)
        assert rule.code not in {finding.code for finding in left}, mended
        assert {finding.code for finding in left if finding.severity is Severity.ERROR} <= errors, mended


def test_most_fixes_of_code_are_changes_to_it(shown) -> None:
    offered = [fix for one in SHOWN for found in shown(one.values[1]) for fix in found.fixes]
    assert sum(bool(fix.edits) for fix in offered) > 0.9 * len(offered)


@pytest.mark.parametrize(("rule", "example"), SHOWN)
def test_the_example_shows_it(rule: Rule, example: Example, shown) -> None:
    codes = [finding.code for finding in shown(example)]
    if example.bad:
        assert rule.code in codes
    else:
        assert codes == []
