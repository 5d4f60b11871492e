"""The dynamic road: what the static one read, run in the real library, and the findings of both together."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

from adapterlint import linting, rules
from adapterlint.confirmation import confirm, contradict
from adapterlint.dynamic import DynamicReport
from adapterlint.dynamic.outcomes.verdicts import findings_of
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
    predicted = contradict(predicted, ran, book, lambda path: linting.judged_releases(Path(path), settings))
    selected = [finding for finding in news if settings.selects(finding.code)]
    suppressed = report.summary.suppressed + len(found.silenced)
    findings = tuple(sorted((*predicted, *selected), key=by_place))
    return dataclasses.replace(
        report,
        findings=findings,
        summary=dataclasses.replace(report.summary, suppressed=suppressed),
        unseen=(*report.unseen, *_unseen(ran)),
        runs=recorded(ran, findings, book),
    )


def _unseen(ran: DynamicReport) -> Iterator[Related]:
    for skipped in ran.skipped:
        if skipped.span:
            yield Related(f"not run: {skipped.reason}", skipped.span)
    for run, outcome in ran.outcomes:
        for place in run.places:
            if place.span and outcome.not_rehearsed:
                yield Related(f"not run as the script trains: {outcome.not_rehearsed}", place.span)
