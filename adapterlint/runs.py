"""What dynamic mode showed, run by run: plain data, which the table, the page and the JSON document all tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from adapterlint.drawing import Row
from adapterlint.findings import Span

SCHEMA_VERSION: Final = 1
"""Of the `runs` in the JSON document; raised whenever a field changes its meaning or is taken away."""

Verdict: TypeAlias = Literal["fail", "warn", "skipped", "pass"]
VERDICTS: Final[tuple[Verdict, ...]] = ("fail", "warn", "skipped", "pass")
"""The worst first; what could not be judged comes before what is well."""


@dataclass(frozen=True, slots=True)
class RunCheck:
    """What one probe found in one run.

    Attributes:
        reason: what was seen, or why the configuration cannot be judged by it; one line.
    """

    probe: str
    verdict: Verdict
    reason: str


@dataclass(frozen=True, slots=True)
class RunPlace:
    """Where a script writes the configuration.

    Attributes:
        when: the alternatives of the script that lead to this run, in words.
    """

    span: Span
    when: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RunOption:
    """An option as the library sees it.

    Attributes:
        value: as Python writes it.
        given: whether the script gives it, or it is the default.
    """

    name: str
    value: str
    given: bool


@dataclass(frozen=True, slots=True)
class RunBlock:
    """A block of the base model, and what a bottleneck adapter makes of it.

    Attributes:
        location: the option that puts the adapter there, `output_adapter`.
        base, adapted: the formula of the block before and after; `A(…)` is the bottleneck, near zero at the start.
        skip_connection: what becomes of it: `preserved`, `lost`, `doubled` or `norm missing`.
        rows: the drawing of the block with its adapter.
    """

    location: str
    base: str
    adapted: str
    skip_connection: str
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class RunPart:
    """One configuration of a single method; a union has several.

    Attributes:
        layers: where it is put: the layers by the option that puts it there; None if that is not known.
        parameters: how many it trains at the size of the original; None if that is not known.
    """

    class_name: str
    options: tuple[RunOption, ...] = ()
    layers: Mapping[str, tuple[int, ...]] | None = None
    blocks: tuple[RunBlock, ...] = ()
    parameters: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """One configuration in one base model, and what running it showed.

    Attributes:
        number: counts the runs, from 1, in the order of the scripts.
        configuration: as a script would write it.
        base_model: the model type or class of the original.
        assumed: why the base model is a guess; None if the script shows it.
        model: the small model that it was run in, in words.
        places: where scripts write it.
        parts: what the release makes of it; empty if that cannot be told.
        verdict: the worst of what checks and rules say; `skipped` if the run says nothing about the configuration.
        reasons: why, one line each; empty for `pass`.
        findings: the numbers of the findings at its places, counted from 0 in the report.
        phase: how far it came.
        raised: the exception of the library, `ValueError: …`; None if there was none.
        gap: ‖adapted - base‖ / ‖base‖ of the final hidden states, untrained; None if it was not measured.
        trainable: how many parameters were trained in the small model; None if it did not get there.
        parameters: how many it trains at the size of the original; None if that is not known.
        all_parameters: how many the original has with it, frozen ones included; None if that is not known.
        memory_bytes: an estimate of what training takes in the original; None if that is not known.
        memory_assumes: the circumstances under which that holds.
        setup: how the script trains, where the configuration was also run so; empty where it was not.
        not_rehearsed: why it was not, although the script says how it trains.
        checks: what each probe found.
        curves: losses step by step, of the `candidate`, of a healthy `control`, of a linear `probe`.
        layer_gaps: the gap behind each layer, by the path of the module.
        gradient_norms: of each module that holds parameters of the adapter.
        output: the end of what the run printed.
    """

    number: int
    configuration: str
    base_model: str
    assumed: str | None = None
    model: str = ""
    places: tuple[RunPlace, ...] = ()
    parts: tuple[RunPart, ...] = ()
    verdict: Verdict
    reasons: tuple[str, ...] = ()
    findings: tuple[int, ...] = ()
    phase: str = ""
    raised: str | None = None
    gap: float | None = None
    trainable: int | None = None
    parameters: int | None = None
    all_parameters: int | None = None
    memory_bytes: int | None = None
    memory_assumes: str = ""
    setup: str = ""
    not_rehearsed: str = ""
    seconds: float = 0.0
    checks: tuple[RunCheck, ...] = ()
    curves: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    layer_gaps: Mapping[str, float] = field(default_factory=dict)
    gradient_norms: Mapping[str, float] = field(default_factory=dict)
    output: str = ""


@dataclass(frozen=True, slots=True)
class NotRun:
    """A configuration, or alternatives of one, that was not run, and why."""

    span: Span | None
    reason: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Runs:
    """Everything that dynamic mode did.

    Attributes:
        records: the runs, in the order of the scripts; the same configuration, written twice, is run once.
        not_run: what was not run.
        releases: of the libraries that ran them, by name; empty if there was nothing to run.
        device: where they ran.
        recalled: how many of them had been made before, and were found in the cache.
    """

    records: tuple[RunRecord, ...] = ()
    not_run: tuple[NotRun, ...] = ()
    releases: Mapping[str, str] = field(default_factory=dict)
    device: str | None = None
    recalled: int = 0

    @property
    def left_out(self) -> int:
        """How many places there are whose configurations no run says anything about."""
        silent = sum(len(record.places) for record in self.records if record.verdict == "skipped")
        return silent + sum(one.count for one in self.not_run)

    @property
    def library(self) -> str | None:
        """What ran them, `adapters 1.3.0 (cpu)`; None if there was nothing to run."""
        return f"adapters {self.releases['adapters']} ({self.device})" if self.releases else None

    def counts(self) -> Mapping[Verdict, int]:
        """How many runs have each verdict, the worst first; verdicts that none has are left out."""
        counter = Counter(record.verdict for record in self.records)
        return {verdict: counter[verdict] for verdict in VERDICTS if counter[verdict]}
