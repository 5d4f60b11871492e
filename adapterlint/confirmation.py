"""Static and dynamic findings about the same thing become one, confirmed; what runs contradict is marked."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from adapterlint.dynamic import DynamicReport, Outcome, Run
from adapterlint.dynamic.outcomes.outcome import LAST_PHASE
from adapterlint.dynamic.outcomes.thresholds import CHANGED_START
from adapterlint.findings import Certainty, Finding, Severity, Span
from adapterlint.rules import RuleBook


def confirm(
    predicted: Sequence[Finding], shown: Iterable[Finding], book: RuleBook
) -> tuple[list[Finding], list[Finding]]:
    """Match what runs showed to what was predicted at the same place.

    Args:
        predicted: the findings of the static road.
        shown: the findings of runs.

    Returns:
        The predicted findings, those that a run showed too marked as confirmed; and what was shown and not predicted.
    """
    merged = list(predicted)
    news: list[Finding] = []
    for finding in shown:
        match = next((number for number, one in enumerate(merged) if _same(one, finding, book)), None)
        if match is None:
            news.append(finding)
        else:
            merged[match] = dataclasses.replace(merged[match], confirmed=finding.message)
    return merged, news


def contradict(
    predicted: Iterable[Finding], ran: DynamicReport, book: RuleBook, judged: Callable[[str], Collection[str]]
) -> list[Finding]:
    """Mark what was predicted for certain, and what every run of the configuration shows not to happen.

    Args:
        judged: the releases of adapters that a file was judged for; a run in any other one refutes nothing.
    """
    outcomes: dict[Span | None, list[tuple[Run, Outcome]]] = {}
    for run, outcome in ran.outcomes:
        for place in run.places:
            outcomes.setdefault(place.span, []).append((run, outcome))
    left_out = {skipped.span for skipped in ran.skipped}

    def marked(finding: Finding) -> Finding:
        runs = outcomes.get(finding.span, [])
        refutes = _REFUTES.get(book[finding.code].effect.kind) if finding.code in book else None
        if (
            refutes is None
            or finding.span is None
            or finding.certainty is not Certainty.CERTAIN
            or finding.severity is not Severity.ERROR
            or finding.span in left_out
            or not runs
            or not all(_is_sound(run, outcome) and refutes(outcome) for run, outcome in runs)
            or ran.installation is None
            or ran.installation.adapters not in judged(finding.span.path)
        ):
            return finding
        run, outcome = runs[0]
        shown = f"the run of {run.label} with adapters {ran.installation.adapters}"
        gap = "" if outcome.gap is None else f", at a relative gap of {outcome.gap:.2f} to the base model"
        return dataclasses.replace(finding, refuted=f"{shown} came through{gap}")

    return [marked(finding) for finding in predicted]


_REFUTES: Mapping[str, Callable[[Outcome], bool]] = {
    "raises": lambda outcome: outcome.raised is None,
    "nothing-trainable": lambda outcome: bool(outcome.trainable),
    "skip-connection": lambda outcome: (
        outcome.starts_as_base and outcome.gap is not None and outcome.gap <= CHANGED_START
    ),
    "non-finite": lambda outcome: outcome.non_finite is None,
}
"""By the effect that a rule predicts: whether a run shows that it does not happen."""


def _is_sound(run: Run, outcome: Outcome) -> bool:
    """Tell whether a run came to its end, in the model of the script, at sizes that are known or do not matter."""
    ended = outcome.phase == LAST_PHASE and outcome.raised is None and outcome.died is None
    known = run.original.assumed is None and (run.original.sized or not outcome.depends_on_size)
    return ended and known and outcome.inconclusive is None


def _same(predicted: Finding, shown: Finding, book: RuleBook) -> bool:
    if predicted.span != shown.span or predicted.code not in book or shown.code not in book:
        return False
    kind = book[shown.code].confirms
    if kind is None or book[predicted.code].effect.kind != kind:
        return False
    return kind != "raises" or predicted.claim is None or shown.claim is None or predicted.claim == shown.claim
