"""From outcomes to findings: the sheets that read `Run` judge what a run showed."""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from adapterlint.dynamic import DynamicReport
from adapterlint.dynamic.outcomes.outcome import Outcome
from adapterlint.dynamic.planning.plan import Place, Run
from adapterlint.findings import Certainty, Claim, Finding, Severity
from adapterlint.rules import Rule, RuleBook
from adapterlint.rules.condition import UNDETERMINED

KIND = "Run"
"""What the sheets of dynamic mode say that they read."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A rule that holds for a run."""

    rule: Rule
    run: Run
    outcome: Outcome

    def message(self) -> str:
        """Return the rule's message, and where the run was made if that was not in the user's own model."""
        message = self.rule.message.format_map(
            {name: getattr(self.outcome, name) for name in _fields(self.rule.message)}
        )
        assumed = self.run.original.assumed
        return message if assumed is None else f"{message} (run in a small BERT: {assumed})"

    @property
    def holds_for_any_size(self) -> bool:
        """Whether it does not hang on a width or a depth that is only guessed."""
        return self.run.original.sized or not self.outcome.depends_on_size


def findings_of(report: DynamicReport, book: RuleBook) -> list[Finding]:
    """Return what the runs showed to be wrong, in the order of the plan."""
    verdicts = list(verdicts_on(report, book))
    runs_at = Counter(place.span for run, _ in report.outcomes for place in run.places)
    verdicts_at = Counter((place.span, verdict.rule.code) for verdict in verdicts for place in verdict.run.places)
    findings: dict[tuple[object, str], Finding] = {}
    for verdict in verdicts:
        for place in verdict.run.places:
            key = (place.span, verdict.rule.code)
            always = verdicts_at[key] == runs_at[place.span] and not place.is_open
            findings.setdefault(key, _finding(verdict, place, always=always))
    return list(findings.values())


def verdicts_on(report: DynamicReport, book: RuleBook) -> Iterator[Verdict]:
    """Yield every rule that holds for a run that says something."""
    for run, outcome in report.outcomes:
        if outcome.inconclusive is None:
            for rule in book.reading(KIND):
                if rule.judge(lambda name, outcome=outcome: getattr(outcome, name, UNDETERMINED)) is True:
                    yield Verdict(rule, run, outcome)


def _finding(verdict: Verdict, place: Place, *, always: bool) -> Finding:
    """Return a verdict as a finding; `always` if it holds for all alternatives of the configuration."""
    rule, outcome = verdict.rule, verdict.outcome
    certain = always and verdict.holds_for_any_size
    when = "" if always or not place.when else f" when {' and '.join(place.when)}"
    claim = Claim(outcome.phase, outcome.raised) if certain and outcome.raised else None
    return Finding(
        code=rule.code,
        name=rule.name,
        severity=Severity.WARNING if rule.severity is Severity.ERROR and not certain else rule.severity,
        certainty=Certainty.CERTAIN if certain else Certainty.POSSIBLE,
        message=verdict.message() + when,
        span=place.span,
        help=rule.help,
        claim=claim,
    )


def _fields(template: str) -> list[str]:
    return [name for _, name, _, _ in string.Formatter().parse(template) if name]
