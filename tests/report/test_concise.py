"""The report for editors and `grep`."""

from __future__ import annotations

import pytest

from adapterlint.findings import Certainty, Finding, Severity, Span
from adapterlint.report.concise import render
from adapterlint.results import Report


@pytest.mark.parametrize(
    ("span", "message", "expected"),
    [
        (Span("train.py", 3, 5, 4, 2), "a `message`", "train.py:3:5: ADL101 a `message`\n"),
        (Span("lab.ipynb", 3, 5, 4, 2, cell=7), "a `message`", "lab.ipynb:cell 7:3:5: ADL101 a `message`\n"),
        (Span("train.py", 3, 5, 4, 2), "two\n lines\x07", "train.py:3:5: ADL101 two lines\N{REPLACEMENT CHARACTER}\n"),
        (None, "a `message`", "ADL101 a `message`\n"),
    ],
)
def test_a_finding_is_one_line(span, message, expected):
    finding = Finding("ADL101", "a-name", Severity.ERROR, Certainty.CERTAIN, message, span)
    assert render(Report((finding,)), color=False) == expected


def test_no_findings_are_no_output():
    assert render(Report(), color=False) == ""
