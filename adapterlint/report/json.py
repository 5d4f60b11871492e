"""A JSON document, for programs. Its shape only changes together with `SCHEMA_VERSION`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from adapterlint.findings import Finding, Fix, Related, Span
from adapterlint.results import Adapters, Report

SCHEMA_VERSION: Final = 1


def render(report: Report, *, color: bool) -> str:  # noqa: ARG001 - every format has the same signature
    """Render the whole report."""
    from importlib.metadata import version

    from adapterlint.report import runs_json

    document = {
        "schema_version": SCHEMA_VERSION,
        "adapterlint": version("adapterlint"),
        "adapters": _adapters(report.adapters),
        "requirements": [_adapters(adapters) for adapters in report.requirements],
        "summary": {
            "files": report.summary.files,
            "configurations": report.summary.configurations,
            "opaque": report.summary.opaque,
        },
        "findings": [_finding(finding) for finding in report.findings],
        "runs": runs_json.document(report.runs) if report.runs else None,
    }
    return json.dumps(document, indent=2, default=str) + "\n"


def _adapters(adapters: Adapters) -> dict[str, object]:
    return {"specifier": adapters.specifier, "source": adapters.source}


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "certainty": finding.certainty.value,
        "message": finding.message,
        "when": list(finding.when),
        "help": finding.help,
        **place(finding.span),
        "related": [_related(related) for related in (*finding.related, *_from_runs(finding))],
        "claim": finding.claim and {"phase": finding.claim.phase, "raises": finding.claim.raises},
        "fixes": [_fix(fix) for fix in finding.fixes],
    }


def _from_runs(finding: Finding) -> Iterator[Related]:
    shown = (("confirmed", finding.confirmed), ("contradicted", finding.refuted))
    for verb, what in shown:
        if what is not None and finding.span is not None:
            yield Related(f"{verb} by running it: {what}", finding.span)


def _related(related: Related) -> dict[str, object]:
    return {"message": related.message, **place(related.span)}


def _fix(fix: Fix) -> dict[str, object]:
    return {
        "title": fix.title,
        "safety": fix.safety.value,
        "set": dict(fix.set),
        "remove": list(fix.remove),
        "edits": [{"text": edit.text, **place(edit.span)} for edit in fix.edits],
    }


def place(span: Span | None) -> dict[str, object]:
    """Return the keys of a place, null where there is none."""
    names = ("path", "line", "column", "end_line", "end_column", "cell")
    return {name: getattr(span, name) if span else None for name in names}
