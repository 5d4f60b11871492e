"""The report for programs."""

from __future__ import annotations

import json
from importlib.metadata import version

from adapterlint.findings import Certainty, Claim, Edit, Finding, Fix, Related, Safety, Severity, Span
from adapterlint.report.json import render
from adapterlint.results import Adapters, Report, Summary

PLACE = {"path": "lab.ipynb", "line": 2, "column": 10, "end_line": 2, "end_column": 30, "cell": 4}


def document(*findings, **fields):
    return json.loads(render(Report(findings, **fields), color=True))


def test_every_field_of_a_finding():
    span = Span("lab.ipynb", 2, 10, 2, 30, cell=4)
    finding = Finding(
        code="ADL201",
        name="mam-init-with-ln-before",
        severity=Severity.ERROR,
        certainty=Certainty.POSSIBLE,
        message="`init_weights='mam_adapter'` fails",
        span=span,
        help="initialise with 'bert'",
        related=(Related("set here", span),),
        claim=Claim("add_adapter", "ValueError"),
        when=("`fast` is true",),
        fixes=(Fix("initialise with 'bert'", Safety.UNSAFE, {"init_weights": "bert"}, (Edit(span, "'bert'"),)),),
    )
    assert document(finding)["findings"] == [
        {
            "code": "ADL201",
            "name": "mam-init-with-ln-before",
            "severity": "error",
            "certainty": "possible",
            "message": "`init_weights='mam_adapter'` fails",
            "when": ["`fast` is true"],
            "help": "initialise with 'bert'",
            **PLACE,
            "related": [{"message": "set here", **PLACE}],
            "claim": {"phase": "add_adapter", "raises": "ValueError"},
            "fixes": [
                {
                    "title": "initialise with 'bert'",
                    "safety": "unsafe",
                    "set": {"init_weights": "bert"},
                    "remove": [],
                    "edits": [{"text": "'bert'", **PLACE}],
                }
            ],
        }
    ]


def test_what_a_finding_lacks_is_null():
    finding = Finding("ADL1", "a-name", Severity.ADVICE, Certainty.CERTAIN, "a message")
    assert document(finding)["findings"] == [
        {
            "code": "ADL1",
            "name": "a-name",
            "severity": "advice",
            "certainty": "certain",
            "message": "a message",
            "when": [],
            "help": None,
            **dict.fromkeys(PLACE),
            "related": [],
            "claim": None,
            "fixes": [],
        }
    ]


def test_the_document_says_what_was_read():
    fields = {"summary": Summary(3, 9, 2, 1), "adapters": Adapters("<1.1", "requirements.txt:3")}
    assert document(**fields) == {
        "schema_version": 1,
        "adapterlint": version("adapterlint"),
        "adapters": {"specifier": "<1.1", "source": "requirements.txt:3"},
        "requirements": [{"specifier": "<1.1", "source": "requirements.txt:3"}],
        "summary": {"files": 3, "configurations": 9, "opaque": 2},
        "findings": [],
        "runs": None,
    }
