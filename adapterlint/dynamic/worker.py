"""One run, in the process that may die of it: build, add, train, look."""

from __future__ import annotations

import dataclasses
import time
import traceback
import warnings
from pathlib import Path

import adapters
import torch
import transformers

from adapterlint.dynamic.experiment import Experiment, RaisedError
from adapterlint.dynamic.models.twin import TwinError
from adapterlint.dynamic.outcomes.checks import checks_of
from adapterlint.dynamic.outcomes.outcome import Outcome, in_short
from adapterlint.dynamic.planning.originals import Original
from adapterlint.dynamic.planning.recipes import Recipe
from adapterlint.dynamic.processes.wire import Settings

CONTROL = "seq_bn"
"""A configuration that every model takes."""
_PHASES_OF_THE_MODEL = ("forward", "backward")
_NETWORK_ERRORS = {"OfflineModeIsEnabled", "LocalEntryNotFoundError", "ConnectionError", "ConnectError"}
_LIBRARY = Path(adapters.__file__).parent


def perform(
    recipe: Recipe, original: Original, device: str, settings: Settings, attention: str | None = None
) -> Outcome:
    """Run one configuration in the twin of one base model, with an implementation of attention if one is given.

    Where the model does not run with a sound configuration either (GPT-2 of transformers 4.45 fails in `backward`
    with a newer torch, if there is padding), the configuration is not to blame.
    """
    for padded in (True, False):
        outcome = attempt(recipe, original, device, settings, padded=padded, attention=attention)
        if outcome.raised is None or outcome.phase not in _PHASES_OF_THE_MODEL:
            return outcome
        quick = dataclasses.replace(settings, probes="quick")
        control = attempt(CONTROL, original, device, quick, padded=padded, attention=attention)
        if (control.raised, control.phase) != (outcome.raised, outcome.phase):
            return outcome
    reason = (
        f"{outcome.model} fails in {outcome.phase} with any configuration: {outcome.raised}: {outcome.raised_in_short}"
    )
    return dataclasses.replace(outcome, raised=None, inconclusive=reason, checks=())


def attempt(  # noqa: PLR0913 - all that a run depends on
    recipe: Recipe,
    original: Original,
    device: str,
    settings: Settings,
    *,
    padded: bool = True,
    attention: str | None = None,
) -> Outcome:
    """Run one configuration in one twin, as far as it goes."""
    started = time.perf_counter()
    experiment = Experiment(settings, device, padded=padded, attention=attention)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            experiment.conduct(recipe, original)
    except TwinError as error:
        experiment.shown["inconclusive"] = str(error)
    except RaisedError as error:
        experiment.shown.update(described(error.__cause__))
    outcome = Outcome(
        phase=experiment.phase,
        seconds=time.perf_counter() - started,
        **experiment.shown,  # type: ignore[arg-type]
    )
    return dataclasses.replace(outcome, checks=checks_of(outcome, experiment.skipped, full=settings.probes == "full"))


def described(error: BaseException | None) -> dict[str, object]:
    """Tell what an exception means for the run: fields of its outcome."""
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or error.__context__
    if any(type(link).__name__ in _NETWORK_ERRORS for link in chain):
        return {"inconclusive": f"it needs the network: {in_short(str(chain[0]))}"}
    if isinstance(chain[0], MemoryError) or "allocate memory" in str(chain[0]) or "out of memory" in str(chain[0]):
        return {"died": "it ran out of memory"}
    return {
        "raised": type(chain[0]).__name__,
        "raised_message": str(chain[0]),
        "raised_at": _place_in_library(chain[0]),
    }


def _place_in_library(error: BaseException) -> str:
    """Return the innermost function of adapters that an exception passed through: `methods/bottleneck.py: __init__`."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if _LIBRARY in Path(frame.filename).parents]
    return f"{Path(frames[-1].filename).relative_to(_LIBRARY).as_posix()}: {frames[-1].name}" if frames else ""


def versions() -> tuple[str, str, str]:
    """Return the releases of adapters, transformers and torch that runs are performed with."""
    return adapters.__version__, transformers.__version__, torch.__version__
