"""What a page says of each run, laid out for the templates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from adapterlint.drawing import Row
from adapterlint.dynamic.outcomes import thresholds
from adapterlint.findings import Finding
from adapterlint.report.page.bars import Bars, bars_of, common_path
from adapterlint.report.page.charts import LineChart, line_chart, spark_path
from adapterlint.results import Report
from adapterlint.runs import VERDICTS, RunBlock, RunCheck, RunRecord

SPARK: Final = (64, 18)
"""Width and height of the curve in the overview."""

_CURVES: Final = {"candidate": "this configuration", "control": "healthy control", "probe": "linear probe, frozen base"}
_STYLES: Final = ("candidate", "control", "probe")
_NOTABLE: Final = ("fail", "warn")
_NOTABLE_GAPS: Final = {"changed": thresholds.CHANGED_START, "destroyed": thresholds.DESTROYED_START}


@dataclass(frozen=True)
class Section:
    """One run, and its charts; None where there is nothing to draw."""

    record: RunRecord
    findings: tuple[Finding, ...]
    loss: LineChart | None
    loss_rows: tuple[tuple[float | None, ...], ...]
    gap: LineChart | None
    gradients: Bars | None
    spark: str

    @property
    def name(self) -> str:
        """What links lead to."""
        return f"run-{self.record.number}"

    @property
    def notable_checks(self) -> list[RunCheck]:
        """The checks that failed or warn."""
        return [check for check in self.record.checks if check.verdict in _NOTABLE]

    @property
    def other_checks(self) -> list[RunCheck]:
        """The checks that passed, and those that were not made; these as one where they have the same reason."""
        together: dict[tuple[str, str], list[str]] = {}
        for check in self.record.checks:
            if check.verdict == "pass":
                together[check.probe, check.reason] = [check.probe]
            elif check.verdict not in _NOTABLE:
                together.setdefault(("", check.reason), []).append(check.probe)
        return [
            RunCheck(", ".join(probes), "pass" if passed else "skipped", reason)
            for (passed, reason), probes in together.items()
        ]

    @property
    def blocks(self) -> list[RunBlock]:
        """The blocks that bottleneck adapters are put into."""
        return [block for part in self.record.parts for block in part.blocks]


def drawings_of(sections: Iterable[Section]) -> dict[tuple[Row, ...], str]:
    """Return a name for each drawing of a block; equal ones are drawn once."""
    drawn = dict.fromkeys(tuple(block.rows) for section in sections for block in section.blocks)
    return {rows: f"block-{number}" for number, rows in enumerate(drawn, start=1)}


def defaults_of(sections: Iterable[Section]) -> dict[str, dict[str, str]]:
    """Return what the options of each class are if they are not given, so far as runs show it."""
    defaults: dict[str, dict[str, str]] = {}
    for section in sections:
        for part in section.record.parts:
            of_class = defaults.setdefault(part.class_name, {})
            for option in part.options:
                if not option.given:
                    of_class.setdefault(option.name, option.value)
    return {name: options for name, options in defaults.items() if options}


def sections_of(report: Report) -> list[Section]:
    """Return a section for each run, the worst first."""
    if report.runs is None:
        return []
    records = sorted(report.runs.records, key=lambda record: VERDICTS.index(record.verdict))
    return [_section(record, report) for record in records]


def _section(record: RunRecord, report: Report) -> Section:
    curves = {name: record.curves[name] for name in _CURVES if record.curves.get(name)}
    return Section(
        record,
        tuple(report.findings[number] for number in record.findings),
        line_chart(
            "Loss",
            {_CURVES[name]: curve for name, curve in curves.items()},
            kinds={_CURVES[name]: name for name in curves},
            x_title="step",
        ),
        tuple(zip_longest(*curves.values())),
        _gap_chart(record.layer_gaps),
        bars_of(record.gradient_norms) if record.gradient_norms else None,
        spark_path(record.curves.get("candidate", ()), *SPARK),
    )


def _gap_chart(gaps: Mapping[str, float]) -> LineChart | None:
    """Return the gap behind each layer, a curve for each stack of layers; None if there is none behind any."""
    if not any(gap > 0 for gap in gaps.values()):
        return None
    stacks: dict[str, list[float]] = {}
    for path, gap in gaps.items():
        stacks.setdefault(path.rpartition(".")[0], []).append(gap)
    common = common_path([f"{stack}." for stack in stacks])
    named = {stack.removeprefix(common) or "gap": values for stack, values in stacks.items()}
    return line_chart(
        "Relative gap to the base model, untrained",
        named,
        kinds={name: _STYLES[number % len(_STYLES)] for number, name in enumerate(named)},
        x_title="behind layer",
        first=0,
        limits=_NOTABLE_GAPS,
        log=True,
    )
