"""From runs to the records that reports show."""

from __future__ import annotations

import json
from datetime import datetime, timezone

import pytest

from adapterlint import rules
from adapterlint.checking import written
from adapterlint.dynamic import DynamicReport, Installation, Outcome
from adapterlint.dynamic.outcomes.observations import Check
from adapterlint.dynamic.planning.plan import Skipped, plan
from adapterlint.facts import Argument, Call, Site, Text
from adapterlint.findings import Certainty, Finding, Severity, Span
from adapterlint.recording import recorded
from adapterlint.report.json import render as render_json
from adapterlint.report.page import Heading, render
from adapterlint.results import Report
from adapterlint.values import Choice, Known, OneOf
from tests.truth.families import FAMILIES
from tests.truth.recipes import NAMES

INSTALLED = Installation("1.3.0", "4.57.6", "2.13.0", "cpu")
SPAN = Span("train.py", 3, 1, 3, 9)
FAST = Choice("fast", ("`fast` is true", "`fast` is false"))
ALTERNATIVES = Site(
    Known(Call("LoRAConfig", keywords={"r": Argument(OneOf(FAST, (Known(4), Known(8))))})),
    span=SPAN,
)
SOUND = Outcome(phase="steps", trainable=8, parameters=2, curves={"candidate": (2.0, 1.0)})


def runs_of(site, *outcomes, findings=(), skipped=()):
    planned = plan([site]).runs
    pairs = tuple(zip(planned, outcomes, strict=True))
    return recorded(DynamicReport(pairs, tuple(skipped), INSTALLED), findings, rules.load())


def record_of(outcome, configuration="seq_bn"):
    (record,) = runs_of(Site(Known(Text(configuration)), span=SPAN), outcome).records
    return record


def test_a_sound_run_passes():
    record = record_of(SOUND)
    assert (record.verdict, record.reasons) == ("pass", ())
    assert record.configuration == "'seq_bn'"
    assert record.base_model == "bert"
    assert record.assumed
    assert record.curves == {"candidate": (2.0, 1.0)}


@pytest.mark.parametrize(
    ("changes", "verdict", "reason"),
    [
        ({"raised": "ValueError", "raised_message": "no"}, "fail", "`ValueError` in `steps` when run: no"),
        ({"died": "it took longer than 60 s"}, "fail", "it took longer than 60 s"),
        ({"inconclusive": "it needs the network"}, "skipped", "it needs the network"),
        (
            {"checks": (Check("gap", "pass", "0.01"), Check("learning", "warn", "learning: it is slow"))},
            "warn",
            "learning: it is slow",
        ),
        ({"checks": (Check("learning", "warn", "slow"), Check("gap", "fail", "gap: lost"))}, "fail", "gap: lost"),
    ],
)
def test_the_worst_counts_and_says_why(changes, verdict, reason):
    record = record_of(Outcome(**{"phase": "steps", "trainable": 8, "parameters": 2, **changes}))
    assert record.verdict == verdict
    assert reason in record.reasons[0]
    assert len(record.reasons) == 1


def test_what_a_rule_says_is_not_said_again_by_a_check():
    outcome = Outcome(phase="steps", trainable=8, gap=1.3, starts_as_base=True, checks=(Check("gap", "fail", "1.3"),))
    (reason,) = record_of(outcome).reasons
    assert "130%" in reason


def test_skipped_checks_do_not_count():
    record = record_of(Outcome(phase="steps", trainable=8, checks=(Check("merge", "skipped", "it has none"),)))
    assert record.verdict == "pass"
    assert [(check.probe, check.verdict) for check in record.checks] == [("merge", "skipped")]


def test_it_says_what_the_configuration_amounts_to():
    (part,) = record_of(SOUND, "seq_bn[reduction_factor=16]").parts
    assert part.class_name == "SeqBnConfig"
    assert {option.name: option.value for option in part.options if option.given} == {"reduction_factor": "16"}
    (block,) = part.blocks
    assert (block.base, block.adapted, block.skip_connection) == ("LN(x + h)", "LN(A(LN(x + h)) + x + h)", "preserved")
    assert any(row.adapter for row in block.rows)


def test_a_union_has_its_parts():
    record = record_of(SOUND, "seq_bn|lora")
    assert [part.class_name for part in record.parts] == ["SeqBnConfig", "LoRAConfig"]


def test_findings_of_an_alternative_belong_to_its_run():
    def finding(message, span=SPAN):
        return Finding("ADL1", "a-rule", Severity.WARNING, Certainty.POSSIBLE, message, span=span)

    findings = [
        finding("always"),
        finding("wrong when `fast` is true"),
        finding("wrong when `fast` is false"),
        finding("elsewhere", Span("train.py", 9, 1, 9, 2)),
    ]
    runs = runs_of(ALTERNATIVES, SOUND, SOUND, findings=findings)
    assert [record.findings for record in runs.records] == [(0, 1), (0, 2)]
    assert [record.places[0].when for record in runs.records] == [("`fast` is true",), ("`fast` is false",)]


def test_what_no_run_says_anything_about_is_counted_once():
    silent = Outcome(phase="init", inconclusive="it needs the network")
    skipped = [Skipped(SPAN, "it needs the network"), Skipped(SPAN, "more than 8 alternatives", 4)]
    runs = runs_of(ALTERNATIVES, silent, SOUND, skipped=skipped)
    assert [one.reason for one in runs.not_run] == ["more than 8 alternatives"]
    assert runs.left_out == 5
    assert runs.counts() == {"skipped": 1, "pass": 1}
    assert list(runs.counts()) == ["skipped", "pass"]
    assert runs.library == "adapters 1.3.0 (cpu)"


@pytest.mark.parametrize("family", sorted(set(FAMILIES) - {"forms", "fusion"}))
def test_no_configuration_is_too_odd_to_be_shown(family):
    for case in FAMILIES[family](7, 20, "1.3.0", NAMES):
        fact = written(case.class_name or case.text, case.arguments if case.class_name else None)
        for run in plan([Site(Known(fact), span=SPAN)]).runs:
            runs = recorded(DynamicReport(((run, SOUND),), (), INSTALLED), [], rules.load())
            report = Report(runs=runs)
            (told,) = json.loads(render_json(report, color=False))["runs"]["records"]
            assert told["configuration"] == runs.records[0].configuration
            assert 'id="run-1"' in render(report, Heading("adapterlint", datetime.now(timezone.utc)))
