"""For people: each finding with a frame of the code it points at, and a last line that says what was understood."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import click

from adapterlint.findings import Finding, Severity
from adapterlint.report.frame import Label, draw
from adapterlint.report.printable import counted, location, on_one_line
from adapterlint.results import Adapters, Report, SourceKey

REQUIREMENTS_AT_MOST = 5
"""Of projects that require different releases, so many are named."""
COLORS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.ADVICE: "cyan"}


def render(report: Report, *, color: bool) -> str:
    """Render the findings with their code frames, and the summary."""
    lines = [line for finding in report.findings for line in (*_finding(finding, report, color=color), "")]
    return "\n".join([*lines, *summary(report)]) + "\n"


def summary(report: Report) -> list[str]:
    """Return how many findings there are, and how much was read; never more reassuring than it is."""
    severities = Counter(finding.severity for finding in report.findings)
    if severities:
        found = [_count(severities[severity], severity) for severity in Severity if severities[severity]]
        first = f"Found {' and '.join([', '.join(found[:-1]), found[-1]] if found[1:] else found)}."
        first += " `adapterlint rule CODE` explains each."
    elif report.summary.configurations:
        first = "Nothing found."
    else:
        first = "No configuration of adapters found."
    return [first, understood(report)]


def understood(report: Report) -> str:
    """Return in one line how much was read, and for which releases it was judged."""
    numbers = report.summary
    read = [counted(numbers.files, "file"), f"{counted(numbers.configurations, 'configuration')} read"]
    if numbers.opaque:
        read.append(f"{numbers.opaque} partly opaque")
    if numbers.suppressed:
        read.append(f"{counted(numbers.suppressed, 'finding')} suppressed")
    declared = [releases_in_words(adapters) for adapters in report.requirements]
    more = f" and {len(declared) - REQUIREMENTS_AT_MOST} more" if len(declared) > REQUIREMENTS_AT_MOST else ""
    line = f"{', '.join(read)}; adapters: {'; '.join(declared[:REQUIREMENTS_AT_MOST])}{more}"
    if report.runs is None:
        return line
    library = f" with {report.runs.library}" if report.runs.library else ""
    left_out = f", {report.runs.left_out} not run" if report.runs.left_out else ""
    before = f", {report.runs.recalled} of them before" if report.runs.recalled else ""
    refuted = sum(finding.refuted is not None for finding in report.findings)
    against = f", {counted(refuted, 'finding')} contradicted" if refuted else ""
    return f"{line}; {counted(len(report.runs.records), 'configuration')} run{library}{before}{left_out}{against}"


def releases_in_words(adapters: Adapters) -> str:
    """Name the releases that were judged for, and what declares them."""
    match adapters.specifier, adapters.source:
        case None, None:
            releases = "not declared (every supported release)"
        case None, source:
            releases = f"any release ({source})"
        case specifier, None:
            releases = str(specifier)
        case specifier, source:
            releases = f"{specifier} ({source})"
    return f"{releases}, which is not known: judged for {adapters.instead}" if adapters.instead else releases


def _count(number: int, severity: Severity) -> str:
    # "advice" has no plural.
    return f"{number} {severity}" if severity is Severity.ADVICE else counted(number, severity.value)


def _finding(finding: Finding, report: Report, *, color: bool) -> Iterator[str]:
    def style(text: str, fg: str | None = None) -> str:
        return click.style(text, fg=fg, bold=True) if color else text

    def paint(text: str, label: Label) -> str:
        return style(text, COLORS[finding.severity] if label.primary else "blue")

    title = style(f"{finding.severity}[{finding.code}]", COLORS[finding.severity])
    yield f"{title}: {style(on_one_line(finding.message))}"
    labels = [Label(related.span, on_one_line(related.message)) for related in finding.related]
    if finding.span:
        labels.insert(0, Label(finding.span, primary=True))
    by_document: dict[SourceKey, list[Label]] = {}
    for label in labels:
        by_document.setdefault((label.span.path, label.span.cell), []).append(label)
    for document, there in by_document.items():
        arrow = "-->" if there[0].primary else ":::"
        frame = draw(report.sources[document], there, paint) if document in report.sources else []
        note = "" if frame or there[0].primary else f": {there[0].text}"
        yield f"  {arrow} {location(there[0].span)}{note}"
        yield from frame
    if finding.confirmed:
        yield f"  = confirmed by running it: {on_one_line(finding.confirmed)}"
    if finding.refuted:
        yield f"  = contradicted by running it: {on_one_line(finding.refuted)}"
    if finding.claim:
        yield f"  = raises {finding.claim.raises} in {finding.claim.phase}"
    if finding.help:
        yield f"  = help: {on_one_line(finding.help)}"
