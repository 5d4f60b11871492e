"""From the runs of dynamic mode to the records that every report shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from adapterlint.describing import ResolvedPart, resolved_in
from adapterlint.drawing import rows_of
from adapterlint.dynamic import DynamicReport, Outcome, Run
from adapterlint.dynamic.outcomes.verdicts import verdicts_on
from adapterlint.dynamic.planning.plan import Place
from adapterlint.dynamic.planning.recipes import repr_of
from adapterlint.dynamic.planning.retracing import base_model_of, fact_of
from adapterlint.findings import Finding, Severity, Span
from adapterlint.releases import nearest
from adapterlint.rules import RuleBook
from adapterlint.runs import (
    VERDICTS,
    NotRun,
    RunBlock,
    RunCheck,
    RunOption,
    RunPart,
    RunPlace,
    RunRecord,
    Runs,
    Verdict,
)
from adapterlint.space.hidden import NotShown
from adapterlint.subjects.placed import PlacedBottleneck

Alternatives: TypeAlias = "dict[Span | None, list[tuple[str, ...]]]"
"""The alternatives that were run, by the place that they are written at."""
_VERDICT_OF: dict[Severity, Verdict] = {Severity.ERROR: "fail", Severity.WARNING: "warn", Severity.ADVICE: "pass"}


def recorded(ran: DynamicReport, findings: Sequence[Finding], book: RuleBook) -> Runs:
    """Return what the runs showed.

    Args:
        findings: those of the report, which records refer to by number.
        book: the rules that judge runs.
    """
    silent = {(place.span, outcome.inconclusive) for run, outcome in ran.outcomes for place in run.places}
    alternatives: Alternatives = {}
    for place in (place for run, _ in ran.outcomes for place in run.places):
        alternatives.setdefault(place.span, []).append(place.when)
    installation = ran.installation
    release = nearest(f"=={installation.adapters}")[-1] if installation else ""
    releases = (
        {name: getattr(installation, name) for name in ("adapters", "transformers", "torch")} if installation else {}
    )
    return Runs(
        tuple(
            _record(number, run, outcome, verdict_of(run, outcome, book), findings, alternatives, release)
            for number, (run, outcome) in enumerate(ran.outcomes, start=1)
        ),
        tuple(NotRun(one.span, one.reason, one.count) for one in ran.skipped if (one.span, one.reason) not in silent),
        releases,
        installation.device if installation else None,
        ran.recalled,
    )


def _record(  # noqa: PLR0913, PLR0917 - all that is known of a run
    number: int,
    run: Run,
    outcome: Outcome,
    judged: tuple[Verdict, tuple[str, ...]],
    findings: Sequence[Finding],
    alternatives: Alternatives,
    release: str,
) -> RunRecord:
    verdict, reasons = judged
    full = outcome.full_size if outcome.full_size and not outcome.full_size.skipped else None
    resolved = resolved_in(release, base_model_of(run.original), fact_of(run.recipe))
    return RunRecord(
        number=number,
        configuration=repr_of(run.recipe),
        base_model=run.original.label,
        assumed=run.original.assumed,
        model=outcome.model,
        places=tuple(RunPlace(place.span, place.when) for place in run.places if place.span),
        parts=tuple(map(_part, resolved.parts)),
        verdict=verdict,
        reasons=reasons,
        findings=tuple(
            index
            for index, finding in enumerate(findings)
            if any(_is_about(finding, place, alternatives) for place in run.places)
        ),
        phase=outcome.phase,
        raised=f"{outcome.raised}: {outcome.raised_message}" if outcome.raised else None,
        gap=outcome.gap,
        trainable=outcome.trainable,
        parameters=full.trainable if full else resolved.parameters,
        all_parameters=full.parameters if full else None,
        memory_bytes=outcome.memory_bytes,
        memory_assumes=full.assumed if full else "",
        setup=outcome.setup,
        not_rehearsed=outcome.not_rehearsed,
        seconds=outcome.seconds,
        checks=tuple(RunCheck(check.probe, check.verdict, check.reason) for check in outcome.checks),
        curves=outcome.curves,
        layer_gaps=outcome.layer_gaps,
        gradient_norms=outcome.gradient_norms,
        output=outcome.output,
    )


def _is_about(finding: Finding, place: Place, alternatives: Alternatives) -> bool:
    """Whether a finding at the place of a run is about this alternative: its message names those that it is about."""
    if finding.span is None or finding.span != place.span:
        return False
    for number, option in enumerate(place.when):
        options = {when[number] for when in alternatives[place.span] if number < len(when)}
        named = {one for one in options if one in finding.message}
        if named and option not in named:
            return False
    return True


def verdict_of(run: Run, outcome: Outcome, book: RuleBook) -> tuple[Verdict, tuple[str, ...]]:
    """Return the worst of what checks and rules say of a run, and why."""
    if outcome.inconclusive is not None:
        return "skipped", (outcome.inconclusive,)
    held = verdicts_on(DynamicReport(((run, outcome),)), book)
    by_rules = [(_VERDICT_OF[one.rule.severity], one.message()) for one in held]
    by_checks = [(one.verdict, f"{one.probe}: {one.reason}") for one in outcome.checks if one.verdict != "skipped"]
    worst: Verdict = min((verdict for verdict, _ in (*by_rules, *by_checks)), key=VERDICTS.index, default="pass")
    if worst == "pass":
        return worst, ()
    # A rule says it better than the check that measured the same.
    said = [reason for verdict, reason in by_rules if verdict == worst]
    return worst, tuple(dict.fromkeys(said or (reason for verdict, reason in by_checks if verdict == worst)))


def _part(part: ResolvedPart) -> RunPart:
    return RunPart(
        part.class_name,
        tuple(RunOption(option.name, repr(option.value), option.given) for option in part.options),
        part.places,
        tuple({(block.base, block.adapted): block for block in _blocks(part.adapters)}.values()),
        part.parameters,
    )


def _blocks(adapters: Sequence[PlacedBottleneck]) -> Iterator[RunBlock]:
    for adapter in adapters:
        try:
            skip = adapter.skip_connection
            yield RunBlock(adapter.place.location, skip.base, skip.adapted, skip.state, tuple(rows_of(adapter)))
        except (NotShown, TypeError):
            continue
