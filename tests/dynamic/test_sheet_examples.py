"""What the sheets that read runs say of their examples is what a run of them shows."""

import pytest

from adapterlint.dynamic import run_sites
from adapterlint.dynamic.outcomes.checks import FULL, PROBES
from adapterlint.dynamic.outcomes.verdicts import KIND, findings_of
from adapterlint.linting import lint_bytes
from adapterlint.rules import load
from adapterlint.rules.condition import names_in
from adapterlint.settings import Settings

BOOK = load()
RULES = [rule for rule in BOOK.reading(KIND) if rule.examples]
ON_DEMAND = {name for probe in PROBES if probe.level == FULL for name in (*probe.fails, *probe.warns)}
EXAMPLES = [
    pytest.param(rule, number, id=f"{rule.code}-{example.mark}")
    for rule in RULES
    for number, example in enumerate(rule.examples)
]


def path_of(rule, number):
    return f"{rule.code}-{number}.py"


@pytest.fixture(scope="module")
def codes(cache):
    """Run all examples, those of probes that are made on demand with all probes, and return what was found in each."""
    sites = {"quick": [], "full": []}
    for rule in RULES:
        for number, example in enumerate(rule.examples):
            report = lint_bytes(example.text.encode(), path_of(rule, number), Settings())
            sites["full" if ON_DEMAND & set(names_in(rule.when)) else "quick"].extend(report.sites)
    found = {}
    for probes, some in sites.items():
        # One after the other, so that each finds what the one before has pre-trained.
        report = run_sites(some, probes=probes, device="cpu", cache=cache, timeout=600, jobs=1)
        for finding in findings_of(report, BOOK):
            found.setdefault(finding.span.path, []).append(finding.code)
    return found


@pytest.mark.parametrize(("rule", "number"), EXAMPLES)
def test_the_example_shows_it(codes, rule, number):
    shown = codes.get(path_of(rule, number), [])
    assert rule.code in shown if rule.examples[number].bad else shown == []


def test_every_probe_has_a_sheet_and_every_sheet_a_probe():
    judged = {name for probe in PROBES for name in (*probe.fails, *probe.warns)}
    read = {name for rule in BOOK.reading(KIND) for name in names_in(rule.when)}
    raised = {"fails_to_build", "fails_forward", "fails_backward"}
    assert judged - raised <= read
    rehearsed = {"unused_adapters", "frozen_fusions"}
    assert read - judged == {"raised", "died", *rehearsed}
