"""What becomes of the models that configurations are put into: for each configuration, the steps that matter to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from adapterlint.facts import NO_HISTORY, TRAINING, ModelHistory, Step
from adapterlint.reading.memory.merging import leaves
from adapterlint.values import Known, Unknown, Value

NOTED_AT_MOST = 2_000


class Histories:
    """Collects what models go through, on every path of a script."""

    def __init__(self) -> None:
        self._noted: dict[int, list[Value]] = {}
        self._count = 0
        self._through: dict[int, dict[int, list[tuple[Step, ...]]]] | None = None

    def note(self, model: int, steps: Value) -> None:
        """Note the steps that a model went through so far; the longest ones come last."""
        self._count += 1
        if self._count <= NOTED_AT_MOST:
            self._noted.setdefault(model, []).append(steps)
            self._through = None

    def of(self, added: Step | None) -> Value:
        """Return the history of the model that a step puts an adapter into, on the first path that trains something."""
        unknown: Unknown = NO_HISTORY
        found: tuple[Step, ...] = ()
        for model, ways in self._ways_through(added).items():
            unknown = next((steps for steps in self._noted[model] if isinstance(steps, Unknown)), unknown)
            for steps in ways:
                goes_on = bool(found) and steps[: len(found)] == found
                if (goes_on or not found) and any(step.name in TRAINING for step in steps):
                    found = steps
        position = _index(found, added)
        return unknown if position is None else Known(ModelHistory(found, position))

    def _ways_through(self, added: Step | None) -> Mapping[int, Sequence[tuple[Step, ...]]]:
        """Return the histories that a step is part of, by model."""
        if self._through is None:
            self._through = {}
            for model, noted in self._noted.items():
                for steps in _ways(noted):
                    for step in steps:
                        self._through.setdefault(id(step), {}).setdefault(model, []).append(steps)
        return self._through.get(id(added), {})


def _ways(noted: list[Value]) -> Iterator[tuple[Step, ...]]:
    for value in noted:
        for _, leaf in leaves(value):
            if isinstance(leaf, Known) and isinstance(leaf.value, tuple):
                yield leaf.value


def _index(steps: tuple[Step, ...], added: Step | None) -> int | None:
    return next((index for index, step in enumerate(steps) if step is added), None)
