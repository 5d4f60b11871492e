"""What the documentation shows is what the linter does.

    ADAPTERLINT_REWRITE=1 python -m pytest tests/test_documentation.py

writes the outputs in the README anew.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from adapterlint import rules
from adapterlint.linting import lint
from adapterlint.report.json import render
from adapterlint.settings import Settings

PROJECT = Path(__file__).parent.parent
README = PROJECT / "README.md"
SHOWN = re.compile(r"```console\n\$ adapterlint (?P<args>[^\n]+)\n(?P<output>.*?)```", re.DOTALL)


def shown_anew(match):
    command = [sys.executable, "-m", "adapterlint", *match["args"].split()]
    output = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False, timeout=60).stdout
    return f"```console\n$ adapterlint {match['args']}\n{output}```"


def test_the_outputs_in_the_readme_are_real():
    text = README.read_text(encoding="utf-8")
    anew = SHOWN.sub(shown_anew, text)
    if os.environ.get("ADAPTERLINT_REWRITE"):
        README.write_text(anew, encoding="utf-8")
        return
    assert len(SHOWN.findall(text)) == 2
    assert text == anew


def test_every_example_shows_what_its_readme_says(monkeypatch):
    monkeypatch.chdir(PROJECT)
    table = (PROJECT / "examples" / "README.md").read_text(encoding="utf-8")
    expected = {
        name: code.strip() for name, code in re.findall(r"^\| `([^`]+)` \|[^|]*\|([^|]*)\|$", table, re.MULTILINE)
    }
    examples = [path for path in Path("examples").rglob("*") if path.suffix in (".py", ".ipynb")]
    found = {path.relative_to("examples").as_posix(): "" for path in examples}
    for finding in lint([Path("examples")], Settings()).findings:
        found[Path(finding.span.path).relative_to("examples").as_posix()] += finding.code
    assert found == expected


def test_the_readme_names_the_rules_and_options_that_there_are():
    text = README.read_text(encoding="utf-8")
    command = [sys.executable, "-m", "adapterlint", "check", "--help"]
    usage = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    option = re.compile(r"(?<!\S)`?(--[a-z][a-z-]+)")
    assert set(re.findall(r"\bADL\d{3}\b", text)) <= {rule.code for rule in rules.load()}
    assert set(option.findall(text)) - {"--requirement"} == set(option.findall(usage)) - {"--help"}


def test_the_usage_names_every_key_of_the_json_document():
    text = (PROJECT / "docs" / "usage.md").read_text(encoding="utf-8")
    document = json.loads(render(lint([PROJECT / "examples" / "old_release"], Settings()), color=False))
    for key in document.keys() | document["findings"][0].keys() | document["findings"][0]["fixes"][0].keys():
        assert f"`{key}" in text, key
    for section in ("summary", "adapters"):
        for key in document[section]:
            assert f"`{section}.{key}`" in text, key
