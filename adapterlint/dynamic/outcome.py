"""What a run in the real library showed."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

CHANGED_START = 0.1
"""A larger relative gap to the base model, before the first step, means that the adapter changes what it starts from.

Measured on 24 models x 72 bottleneck configurations: a healthy one starts with a gap of at most 0.034 (0.039 at
12 layers), one with a lost, doubled or unnormalised skip connection with at least 0.140. LoRA and its kin start at 0.
"""

DESTROYED_START = 0.8
"""A larger gap means that nothing is left: a lost skip connection was measured at 0.83 and more."""

_SHOWN_OF_A_MESSAGE = 160
"""The library puts whole configurations into its messages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one run showed; the sheets that read `Run` judge these fields and properties.

    Attributes:
        phase: how far it came: `construct`, `init`, `add_adapter`, `train_adapter`, `forward`, `backward`, `steps`.
        model: the model it ran in, in words.
        raised: the name of the exception that the library raised.
        raised_message: its message, whole.
        raised_at: the function of the library that raised it.
        died: how the process ended that could not finish: a signal, a time or memory limit.
        inconclusive: why the run says nothing about the configuration.
        trainable: how many numbers `train_adapter` leaves trainable; None if the run did not get there.
        parameters: how many tensors that are.
        dead_parameters: the trainable tensors whose gradient stayed zero or absent in every step.
        non_finite: where a NaN or an infinity first appeared.
        gap: ‖adapted - base‖ / ‖base‖ of the final hidden states, untrained, in evaluation mode.
        starts_as_base: whether the configuration is one that leaves the base model as it is at first.
        depends_on_size: whether the configuration asks for a width or for layers that not every model has.
        changed_base_weights: frozen tensors that the steps changed.
        losses: the loss of each step.
        output: the end of what the process printed.
    """

    phase: str
    model: str = ""
    raised: str | None = None
    raised_message: str = ""
    raised_at: str = ""
    died: str | None = None
    inconclusive: str | None = None
    trainable: int | None = None
    parameters: int = 0
    dead_parameters: tuple[str, ...] = ()
    non_finite: str | None = None
    gap: float | None = None
    starts_as_base: bool = False
    depends_on_size: bool = False
    changed_base_weights: tuple[str, ...] = ()
    losses: tuple[float, ...] = ()
    seconds: float = 0.0
    output: str = ""

    @property
    def raised_in_short(self) -> str:
        """The message of the exception, short enough for a report."""
        return in_short(self.raised_message)

    @property
    def nothing_trainable(self) -> bool:
        """Whether there is nothing for the optimizer to change."""
        return self.trainable == 0

    @property
    def all_dead(self) -> bool:
        """Whether no trainable tensor ever gets a gradient."""
        return 0 < self.parameters == len(self.dead_parameters)

    @property
    def some_dead(self) -> bool:
        """Whether some trainable tensors never get a gradient, and others do."""
        return 0 < len(self.dead_parameters) < self.parameters

    @property
    def dead_example(self) -> str:
        """One of the dead tensors."""
        return self.dead_parameters[0] if self.dead_parameters else ""

    @property
    def dead_count(self) -> int:
        """How many trainable tensors are dead."""
        return len(self.dead_parameters)

    @property
    def changed_start(self) -> bool:
        """Whether the untrained adapter noticeably changes a base model that it should leave as it is."""
        return self.starts_as_base and self.gap is not None and CHANGED_START < self.gap <= DESTROYED_START

    @property
    def destroyed_start(self) -> bool:
        """Whether the untrained adapter destroys a base model that it should leave as it is."""
        return self.starts_as_base and self.gap is not None and self.gap > DESTROYED_START

    @property
    def gap_in_percent(self) -> str:
        """The gap, to be read before "of the base model's output"."""
        return "" if self.gap is None else f"{self.gap:.0%}"

    @property
    def changed_example(self) -> str:
        """One of the changed base weights."""
        return self.changed_base_weights[0] if self.changed_base_weights else ""


def in_short(message: str) -> str:
    """Return the first line of a message, or its beginning if that is long."""
    line = next(iter(message.strip().splitlines()), "")
    return line if len(line) <= _SHOWN_OF_A_MESSAGE else f"{line[:_SHOWN_OF_A_MESSAGE]}…"


def to_json(outcome: Outcome) -> dict[str, object]:
    """Return the fields of an outcome as JSON can say them."""
    return dataclasses.asdict(outcome)


def from_json(fields: Mapping[str, object]) -> Outcome:
    """Undo `to_json`."""
    return Outcome(**{key: tuple(value) if isinstance(value, list) else value for key, value in fields.items()})  # type: ignore[arg-type]
