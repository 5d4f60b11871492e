"""The dynamic road: what the static one read, run in the real library, and the findings of both together."""

from __future__ import annotations

import dataclasses

from adapterlint import rules
from adapterlint.confirmation import confirm
from adapterlint.dynamic import DynamicReport
from adapterlint.dynamic.verdicts import findings_of
from adapterlint.findings import Related
from adapterlint.recording import recorded
from adapterlint.results import Report, by_place
from adapterlint.settings import Settings
from adapterlint.suppressions import silence


def with_runs(report: Report, settings: Settings, ran: DynamicReport) -> Report:
    """Add to a report what the runs of its configurations showed."""
    book = rules.load(settings.rules)
    found = silence(findings_of(ran, book), report.sources)
    predicted, news = confirm(report.findings, found.kept, book)
    selected = [finding for finding in news if settings.selects(finding.code)]
    suppressed = report.summary.suppressed + len(found.silenced)
    findings = tuple(sorted((*predicted, *selected), key=by_place))
    return dataclasses.replace(
        report,
        findings=findings,
        summary=dataclasses.replace(report.summary, suppressed=suppressed),
        unseen=(*report.unseen, *(Related(f"not run: {one.reason}", one.span) for one in ran.skipped if one.span)),
        runs=recorded(ran, findings, book),
    )
