"""From what a run measured to a verdict for each probe; the sheets that read `Run` judge the same properties."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from adapterlint.dynamic.outcomes.observations import Check
from adapterlint.dynamic.outcomes.outcome import Outcome

FULL: Final = "full"


@dataclass(frozen=True, slots=True)
class Probe:
    """One thing that a run looks at.

    Attributes:
        made: whether it was made, so far as the outcome shows.
        seen: what it saw, in a line.
        fails, warns: properties of an outcome that tell whether that is bad.
        level: `full` if it is made only on demand.
    """

    name: str
    made: Callable[[Outcome], bool]
    seen: Callable[[Outcome], str]
    fails: tuple[str, ...] = ()
    warns: tuple[str, ...] = ()
    level: Literal["quick", "full"] = "quick"

    def verdict(self, outcome: Outcome) -> Literal["pass", "warn", "fail"]:
        """Judge what was seen."""
        if any(getattr(outcome, name) for name in self.fails):
            return "fail"
        return "warn" if any(getattr(outcome, name) for name in self.warns) else "pass"


def _gap(name: str) -> Callable[[Outcome], str]:
    return lambda outcome: f"a relative gap of {getattr(outcome, name):.3g}"


def _has(name: str) -> Callable[[Outcome], bool]:
    return lambda outcome: getattr(outcome, name) is not None


def _stepped(outcome: Outcome) -> bool:
    return bool(outcome.losses)


def _listed(names: tuple[str, ...]) -> str:
    return f"{len(names)}, such as `{names[0]}`" if names else "none"


def _unmoved(outcome: Outcome) -> str:
    dead = f"unmoved by training: {_listed(outcome.dead_parameters)}"
    idle = f"; unused by the library's own defaults: {_listed(outcome.idle_parameters)}"
    return f"{dead}{idle if outcome.idle_parameters else ''}"


def _reached(*phases: str) -> Callable[[Outcome], bool]:
    return lambda outcome: outcome.phase in phases


def _raised(name: str, otherwise: str) -> Callable[[Outcome], str]:
    return lambda outcome: (
        f"`{outcome.raised}`: {outcome.raised_in_short}"
        if getattr(outcome, name)
        else f"{otherwise} without an exception"
    )


PROBES: tuple[Probe, ...] = (
    Probe("build", lambda outcome: bool(outcome.phase), _raised("fails_to_build", "added"), fails=("fails_to_build",)),
    Probe(
        "forward",
        _reached("forward", "backward", "steps"),
        _raised("fails_forward", "run"),
        fails=("fails_forward",),
    ),
    Probe("backward", _reached("backward", "steps"), _raised("fails_backward", "trained"), fails=("fails_backward",)),
    Probe("init", _has("init_gap"), _gap("init_gap"), warns=("changed_by_init",)),
    Probe(
        "trainable set",
        _has("trainable"),
        lambda outcome: (
            f"{outcome.trainable:,} numbers in {outcome.parameters} tensors; of the base model: "
            f"{_listed(outcome.trainable_base_weights)}"
        ),
        fails=("nothing_trainable", "trainable_base_weights"),
    ),
    Probe(
        "type and device",
        _has("trainable"),
        lambda outcome: f"tensors unlike the base model: {_listed(outcome.mixed_parameters)}",
        warns=("mixed_parameters",),
    ),
    Probe(
        "gap at init",
        _has("start_gap"),
        lambda outcome: (
            f"a relative gap of {outcome.start_gap:.3g}{'' if outcome.starts_as_base else ', of bottlenecks alone'}"
        ),
        fails=("destroyed_start",),
        warns=("changed_start",),
    ),
    Probe("train and eval", _has("training_gap"), _gap("training_gap"), warns=("trains_otherwise",)),
    Probe(
        "context",
        _has("hidden_tokens"),
        lambda outcome: f"{outcome.hidden_tokens} tokens do not see the first one any more",
        warns=("hides_text",),
    ),
    Probe(
        "finite values",
        lambda outcome: _stepped(outcome) or outcome.non_finite is not None,
        lambda outcome: f"{outcome.non_finite}{outcome.where_non_finite}" if outcome.non_finite else "all are",
        fails=("non_finite",),
    ),
    Probe(
        "frozen set",
        _stepped,
        lambda outcome: f"changed by training: {_listed(outcome.changed_base_weights)}",
        fails=("changed_base_weights",),
    ),
    Probe(
        "dead parameters",
        lambda outcome: _stepped(outcome) and outcome.non_finite is None,
        _unmoved,
        fails=("all_dead",),
        warns=("some_dead",),
    ),
    Probe(
        "explosion",
        lambda outcome: outcome.leap is not None,
        lambda outcome: f"the first step moves the output by {outcome.leap:.2f} of its size",
        warns=("exploded",),
    ),
    Probe(
        "old task",
        _has("old_accuracy"),
        lambda outcome: f"{outcome.old_accuracy:.0%} of what the model knows is still recognised",
        fails=("forgets",),
        level=FULL,
    ),
    Probe(
        "learning",
        lambda outcome: outcome.compared,
        lambda outcome: (
            f"a loss of {outcome.candidate_loss:.2f} after {len(outcome.curves['candidate'])} steps; a linear probe's "
            f"is {outcome.probe_loss:.2f}, a healthy adapter's {outcome.control_loss:.2f}"
        ),
        fails=("learns_too_little",),
        level=FULL,
    ),
    Probe(
        "save and load",
        lambda outcome: outcome.reload_gap is not None or outcome.reload_error is not None,
        lambda outcome: outcome.loss_when_saved,
        fails=("lost_when_saved",),
        level=FULL,
    ),
    Probe(
        "options",
        _stepped,
        lambda outcome: f"without effect: {outcome.option_example or 'none'}",
        warns=("options_without_effect",),
        level=FULL,
    ),
    Probe(
        "merge and reset",
        lambda outcome: outcome.merge_gap is not None or outcome.merge_error is not None,
        lambda outcome: (
            outcome.harm_of_merging if outcome.harmed_by_merging else f"a relative gap of {outcome.merge_gap:.3g}"
        ),
        warns=("harmed_by_merging",),
        level=FULL,
    ),
)
"""All of them, in the order in which they are made."""

_BY_CONSTRUCTION = "the method changes the output by construction"


def checks_of(outcome: Outcome, skipped: Mapping[str, str], *, full: bool) -> tuple[Check, ...]:
    """Return what each probe found.

    Args:
        skipped: why a probe was not made, by its name.
        full: whether those of the level `full` were to be made.
    """
    return tuple(_checks(outcome, skipped, full=full))


def _checks(outcome: Outcome, skipped: Mapping[str, str], *, full: bool) -> Iterator[Check]:
    for probe in PROBES:
        if probe.level == FULL and not full:
            yield Check(probe.name, "skipped", "only `--dynamic=full` makes it")
        elif probe.name in skipped:
            yield Check(probe.name, "skipped", skipped[probe.name])
        elif probe.made(outcome):
            yield Check(probe.name, probe.verdict(outcome), probe.seen(outcome))
        else:
            yield Check(probe.name, "skipped", _why_not(outcome))


def _why_not(outcome: Outcome) -> str:
    if outcome.inconclusive is not None:
        return outcome.inconclusive
    if outcome.raised is not None:
        return f"the run ended in `{outcome.phase}`"
    if outcome.nothing_trainable:
        return "there is nothing to train"
    if outcome.non_finite is not None:
        return "there are values that are not finite"
    return _BY_CONSTRUCTION
