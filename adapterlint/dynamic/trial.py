"""A run from end to end: in a small model, as the script trains, and at full size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapterlint.dynamic import worker
from adapterlint.dynamic.models.meta import judged_at_full_size
from adapterlint.dynamic.rehearsal import rehearsed

if TYPE_CHECKING:
    from adapterlint.dynamic.outcomes.outcome import Outcome
    from adapterlint.dynamic.planning.originals import Original
    from adapterlint.dynamic.planning.recipes import Recipe
    from adapterlint.dynamic.planning.setups import Setup
    from adapterlint.dynamic.processes.wire import Settings


def perform(recipe: Recipe, original: Original, device: str, setup: Setup, settings: Settings) -> Outcome:
    """Run one configuration in one base model."""
    outcome = worker.perform(recipe, original, device, settings, setup.attention)
    outcome = rehearsed(outcome, recipe, original, device, setup)
    return judged_at_full_size(outcome, recipe, original, setup)
