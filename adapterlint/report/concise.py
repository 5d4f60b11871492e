"""One line a finding: `path:line:column: CODE message`, with `cell N` before the line in notebooks."""

from __future__ import annotations

import click

from adapterlint.report.printable import location, on_one_line
from adapterlint.results import Report


def render(report: Report, *, color: bool) -> str:
    """Render the findings, and nothing else."""
    lines = []
    for finding in report.findings:
        code = click.style(finding.code, bold=True) if color else finding.code
        place = f"{location(finding.span)}: " if finding.span else ""
        lines.append(f"{place}{code} {on_one_line(finding.message)}\n")
    return "".join(lines)
