"""Runs to report: plain data, with everything that a run can show."""

from __future__ import annotations

import math

import pytest

from adapterlint.drawing import Row
from adapterlint.findings import Certainty, Claim, Finding, Severity, Span
from adapterlint.results import Report, Summary
from adapterlint.runs import NotRun, RunBlock, RunCheck, RunOption, RunPart, RunPlace, RunRecord, Runs

SPAN = Span("scripts/train.py", 12, 10, 14, 2)
ROWS = (Row("h", starts=frozenset({"skip"})), Row("feed-forward network", module=True), Row("x"), Row("out"))


def record(number=1, **changes):
    fields = {
        "number": number,
        "configuration": "BnConfig(reduction_factor=96, original_ln_after=False)",
        "base_model": "vit",
        "model": "a vit with 4 of 12 layers, 64 of 768 wide",
        "places": (RunPlace(SPAN),),
        "parts": (
            RunPart(
                "BnConfig",
                (RunOption("reduction_factor", "96", given=True), RunOption("scaling", "1.0", given=False)),
                {"output_adapter": tuple(range(12))},
                (RunBlock("output_adapter", "x + h", "A(x + h) + x", "lost", ROWS),),
                156_768,
            ),
        ),
        "verdict": "fail",
        "reasons": ("the untrained adapter changes `131%` of the output",),
        "findings": (0,),
        "phase": "steps",
        "gap": 1.31,
        "trainable": 52_256,
        "parameters": 156_768,
        "all_parameters": 86_000_000,
        "memory_bytes": 3 * 2**30,
        "memory_assumes": "a batch of 8",
        "setup": "bfloat16, SGD",
        "seconds": 1.25,
        "checks": (RunCheck("gap", "fail", "131%, at most 10%"), RunCheck("merge", "skipped", "it has no `merge`")),
        "curves": {"candidate": (2.5, 2.25, math.nan), "control": (2.5, 0.5, 0.125), "probe": (2.5, 1.0, 0.75)},
        "layer_gaps": {"encoder.layer.0": 0.5, "encoder.layer.1": 1.31},
        "gradient_norms": {"encoder.layer.0.adapters.down": 0.0, "encoder.layer.1.adapters.down": 0.0625},
        "output": "a warning\non two lines\n",
    }
    return RunRecord(**{**fields, **changes})


FINDING = Finding(
    "ADL401",
    "skip-connection-lost",
    Severity.ERROR,
    Certainty.CERTAIN,
    "the adapter loses the skip connection: `x + h` becomes `A(x + h) + x`",
    span=SPAN,
    help="set `original_ln_after=True`",
    claim=Claim("forward", "ValueError"),
    confirmed="the untrained adapter changes `131%` of the output",
)
OTHER = Finding(
    "ADL101",
    "unknown-option",
    Severity.WARNING,
    Certainty.POSSIBLE,
    "no option `r`",
    span=Span("other.py", 1, 1, 1, 2),
    refuted="the run came through",
)


def report_of(*records, **changes):
    fields = {
        "records": records,
        "not_run": (NotRun(Span("other.py", 3, 1, 3, 9), "`r` is not known: read at run time", 2),),
        "releases": {"adapters": "1.3.0", "transformers": "4.57.6", "torch": "2.13.0"},
        "device": "cpu",
    }
    return Report((FINDING, OTHER), Summary(2, 3), runs=Runs(**{**fields, **changes}))


@pytest.fixture(name="record")
def record_fixture():
    """Makes a record of a run that failed, with changes."""
    return record


@pytest.fixture(name="report_of")
def report_fixture():
    """Makes a report of some records, with two findings and something that was not run."""
    return report_of
