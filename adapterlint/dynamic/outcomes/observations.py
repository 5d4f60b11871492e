"""What one run in the real library showed, as it was seen: numbers, names and messages, which nobody has judged yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from adapterlint.dynamic.models.full_size import FullSize


@dataclass(frozen=True, slots=True)
class Check:
    """What one probe found.

    Attributes:
        probe: its name, `gap`, `dead parameters` …
        verdict: `skipped` where the configuration cannot be judged by it.
        reason: what was seen, or why it was skipped; one line.
    """

    probe: str
    verdict: Literal["pass", "warn", "fail", "skipped"]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Observations:
    """What was seen and measured in one run.

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
        dead_parameters: the trainable tensors that no step changed: without a gradient, or with one too small.
        idle_parameters: those besides that no option of the user is to blame for: the library's own defaults leave
            them unused.
        non_finite: where a NaN or an infinity first appeared.
        gap: ‖adapted - base‖ / ‖base‖ of the final hidden states, untrained, in evaluation mode.
        silent_gap: the same between the model with bottlenecks that add nothing and without them; None if `gap` tells.
        starts_as_base: whether the configuration is one that leaves the base model as it is at first.
        depends_on_size: whether the configuration asks for a width or for layers that not every model has.
        changed_base_weights: frozen tensors that the steps changed.
        losses: the loss of each of the first steps, which lead towards random states.
        leap: how far the first step moves the output, relative to the output before it.
        first_non_finite: the path of the module that is the first to compute what is not finite; empty if none is.
        init_gap: the gap between the model before `adapters.init` and after it.
        mixed_parameters: those of the adapter in another type, or on another device, than the base model's.
        trainable_base_weights: tensors of the base model that `train_adapter` leaves trainable.
        training_gap: the gap between training and evaluation mode; None if the configuration is random in training.
        hidden_tokens: how many tokens of a text do not see its first one any more; None if there are no prefixes.
        old_accuracy: how much a pre-trained model still recognises with the untrained adapter, from 0 to 1.
        options_without_effect: options that are given, and change nothing: `cross_adapter=True`.
        reload_gap: the gap between the trained adapter before it was saved, and after it was loaded again.
        reload_error: what the library raised meanwhile.
        lost_parameters: tensors that did not come back as they were.
        merge_gap, reset_gap: the gap between the adapter, and the adapter merged, and taken out again.
        merge_error: what the library raised meanwhile.
        checks: what each probe found, in the order in which they were made.
        curves: losses step by step: of the `candidate`, of a healthy `control`, of a linear `probe`.
        layer_gaps: the gap behind each layer, by the path of the module.
        gradient_norms: of each module that holds parameters of the adapter, after the first steps.
        setup: how the script trains, where the configuration was also run so; empty where it was not.
        not_rehearsed: why it was not, although the script says how it trains.
        unused_adapters: adapters that the script trains, and that have no part in the output.
        frozen_fusions: fusions that are used and not trained, while the adapters in them are.
        full_size: what the configuration takes at full size; None where that is not known.
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
    idle_parameters: tuple[str, ...] = ()
    non_finite: str | None = None
    gap: float | None = None
    silent_gap: float | None = None
    starts_as_base: bool = False
    depends_on_size: bool = False
    changed_base_weights: tuple[str, ...] = ()
    losses: tuple[float, ...] = ()
    leap: float | None = None
    first_non_finite: str = ""
    init_gap: float | None = None
    mixed_parameters: tuple[str, ...] = ()
    trainable_base_weights: tuple[str, ...] = ()
    training_gap: float | None = None
    hidden_tokens: int | None = None
    old_accuracy: float | None = None
    options_without_effect: tuple[str, ...] = ()
    reload_gap: float | None = None
    reload_error: str | None = None
    lost_parameters: tuple[str, ...] = ()
    merge_gap: float | None = None
    reset_gap: float | None = None
    merge_error: str | None = None
    checks: tuple[Check, ...] = ()
    curves: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    layer_gaps: Mapping[str, float] = field(default_factory=dict)
    gradient_norms: Mapping[str, float] = field(default_factory=dict)
    setup: str = ""
    not_rehearsed: str = ""
    unused_adapters: tuple[str, ...] = ()
    frozen_fusions: tuple[str, ...] = ()
    full_size: FullSize | None = None
    seconds: float = 0.0
    output: str = ""
