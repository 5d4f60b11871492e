"""What a run in the real library comes to."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from adapterlint.dynamic.outcomes import thresholds
from adapterlint.dynamic.outcomes.observations import Observations

if TYPE_CHECKING:
    from pydantic import TypeAdapter

LAST_PHASE = "steps"
"""Where a run ends that came through."""

_FINAL_STEPS = 10
_SMALL = 0.01
_PHASES_OF_THE_MODEL = ("forward", "backward", "steps")
_SHOWN_OF_A_MESSAGE = 160
"""The library puts whole configurations into its messages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome(Observations):
    """What one run showed; the sheets that read `Run` judge what was observed, and these properties of it."""

    @property
    def raised_in_short(self) -> str:
        """The message of the exception, short enough for a report."""
        return in_short(self.raised_message)

    @property
    def fails_to_build(self) -> bool:
        """Whether the library raised before the model was run."""
        return self.raised is not None and self.phase not in _PHASES_OF_THE_MODEL

    @property
    def fails_forward(self) -> bool:
        """Whether a forward pass raised."""
        return self.raised is not None and self.phase == "forward"

    @property
    def fails_backward(self) -> bool:
        """Whether a backward pass or an optimizer step raised."""
        return self.raised is not None and self.phase in ("backward", "steps")

    @property
    def memory_bytes(self) -> int | None:
        """How much memory training takes at full size, estimated; None if that is not known."""
        return None if self.full_size is None or self.full_size.skipped else self.full_size.memory_bytes

    @property
    def nothing_trainable(self) -> bool:
        """Whether there is nothing for the optimizer to change."""
        return self.trainable == 0

    @property
    def all_dead(self) -> bool:
        """Whether no trainable tensor ever moves."""
        return 0 < self.parameters == len(self.dead_parameters) + len(self.idle_parameters)

    @property
    def some_dead(self) -> bool:
        """Whether some trainable tensors never move, and others do."""
        return bool(self.dead_parameters) and not self.all_dead

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
        return self.start_gap is not None and thresholds.CHANGED_START < self.start_gap <= thresholds.DESTROYED_START

    @property
    def destroyed_start(self) -> bool:
        """Whether the untrained adapter destroys a base model that it should leave as it is."""
        return self.start_gap is not None and self.start_gap > thresholds.DESTROYED_START

    @property
    def start_gap(self) -> float | None:
        """The gap that should not be there: of all that is added, or of bottlenecks that add nothing of their own."""
        return self.gap if self.starts_as_base else self.silent_gap

    @property
    def who_starts(self) -> str:
        """Which adapter makes it, to be read before "changes the output"."""
        return "the untrained adapter" if self.starts_as_base else "the bottleneck, even while it adds nothing,"

    @property
    def gap_in_percent(self) -> str:
        """That gap, to be read before "of the base model's output"."""
        return "" if self.start_gap is None else f"{self.start_gap:.0%}"

    @property
    def changed_example(self) -> str:
        """One of the changed base weights."""
        return self.changed_base_weights[0] if self.changed_base_weights else ""

    @property
    def where_non_finite(self) -> str:
        """The first module to blame, to be read behind the message."""
        return f"; `{self.first_non_finite}` is the first to compute it" if self.first_non_finite else ""

    @property
    def changed_by_init(self) -> bool:
        """Whether `adapters.init` changes the model."""
        return self.init_gap is not None and self.init_gap > thresholds.CHANGED_BY_INIT

    @property
    def mixed_example(self) -> str:
        """One of the parameters of another type."""
        return self.mixed_parameters[0] if self.mixed_parameters else ""

    @property
    def trainable_base_example(self) -> str:
        """One of the tensors of the base model that train."""
        return self.trainable_base_weights[0] if self.trainable_base_weights else ""

    @property
    def trains_otherwise(self) -> bool:
        """Whether the adapter computes something else in training, without being told to."""
        return self.training_gap is not None and self.training_gap > thresholds.SAME_OUTPUT

    @property
    def hides_text(self) -> bool:
        """Whether tokens see prefixes instead of the text before them."""
        return bool(self.hidden_tokens)

    @property
    def exploded(self) -> bool:
        """Whether the adapter begins at the base model, and the first step throws it far away."""
        quiet = self.gap is not None and self.gap <= thresholds.CHANGED_START
        return quiet and self.leap is not None and self.leap > thresholds.EXPLOSION

    @property
    def forgets(self) -> bool:
        """Whether the untrained adapter makes a pre-trained model forget what it should leave as it is."""
        return self.starts_as_base and self.old_accuracy is not None and self.old_accuracy < thresholds.FORGOTTEN

    @property
    def unused_in_words(self) -> str:
        """The adapters that are trained in vain."""
        return ", ".join(f"`{name}`" for name in self.unused_adapters)

    @property
    def frozen_example(self) -> str:
        """One of the fusions that are used and not trained."""
        return self.frozen_fusions[0] if self.frozen_fusions else ""

    @property
    def final_losses(self) -> Mapping[str, float]:
        """What each curve ends in: the mean of its last ten steps."""
        return {name: _mean(losses[-_FINAL_STEPS:]) for name, losses in self.curves.items()}

    @property
    def compared(self) -> bool:
        """Whether the adapter learnt beside a linear probe."""
        return {"candidate", "probe"} <= self.curves.keys()

    @property
    def learns_too_little(self) -> bool:
        """Whether a linear layer upon the frozen base model learns better than the adapter does."""
        return self.compared and self.candidate_loss > thresholds.WORSE_THAN_PROBE * self.probe_loss

    @property
    def candidate_loss(self) -> float:
        """What the curve of the adapter ends in."""
        return self.final_losses.get("candidate", math.nan)

    @property
    def control_loss(self) -> float:
        """What the curve of a healthy adapter ends in."""
        return self.final_losses.get("control", math.nan)

    @property
    def probe_loss(self) -> float:
        """What the curve of the linear probe ends in."""
        return self.final_losses.get("probe", math.nan)

    @property
    def option_example(self) -> str:
        """The options that change nothing, as they are written."""
        return ", ".join(f"`{option}`" for option in self.options_without_effect)

    @property
    def lost_when_saved(self) -> bool:
        """Whether an adapter that is saved and loaded is another one."""
        return self.reload_error is not None or _differs(self.reload_gap)

    @property
    def loss_when_saved(self) -> str:
        """What is lost then, to be read behind "after `save_adapter` and `load_adapter`"."""
        if self.reload_error is not None:
            return self.reload_error
        example = f"; `{self.lost_parameters[0]}` does not come back" if self.lost_parameters else ""
        return f"its output differs by {_percent(self.reload_gap)}{example}"

    @property
    def harmed_by_merging(self) -> bool:
        """Whether merging, or undoing it, changes what the adapter computes, or fails."""
        return self.merge_error is not None or _differs(self.merge_gap) or _differs(self.reset_gap)

    @property
    def harm_of_merging(self) -> str:
        """What happens then."""
        if self.merge_error is not None:
            return self.merge_error
        if _differs(self.merge_gap):
            return f"`merge_adapter` changes the output by {_percent(self.merge_gap)}"
        return f"`reset_adapter` does not undo `merge_adapter`: the output differs by {_percent(self.reset_gap)}"


def _mean(losses: Sequence[float]) -> float:
    return sum(losses) / len(losses) if losses else math.nan


def _percent(gap: float | None) -> str:
    return "?" if gap is None else f"{gap:.2%}" if gap < _SMALL else f"{gap:.0%}"


def _differs(gap: float | None) -> bool:
    # A gap that is no number is none that is small.
    return gap is not None and not gap <= thresholds.SAME_OUTPUT


def in_short(message: str) -> str:
    """Return the first line of a message, or its beginning if that is long."""
    line = next(iter(message.strip().splitlines()), "")
    return line if len(line) <= _SHOWN_OF_A_MESSAGE else f"{line[:_SHOWN_OF_A_MESSAGE]}…"


def to_json(outcome: Outcome) -> dict[str, object]:
    """Return the fields of an outcome as JSON can say them."""
    return dataclasses.asdict(outcome)


def from_json(fields: Mapping[str, object]) -> Outcome:
    """Undo `to_json`."""
    return _outcomes().validate_python(fields)


@cache
def _outcomes() -> TypeAdapter[Outcome]:
    from pydantic import TypeAdapter

    return TypeAdapter(Outcome)
