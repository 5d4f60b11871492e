"""The probes that need more than a few steps of one model: made on demand, `--dynamic=full`."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import adapters
import torch

from adapterlint.dynamic.learning.pretraining import Pretrained, pretrained_twin
from adapterlint.dynamic.models.rescaling import NotRescaledError, rescaled
from adapterlint.dynamic.models.sizes import width_of
from adapterlint.dynamic.models.twin import SEED, TwinError, full_config
from adapterlint.dynamic.outcomes.outcome import Outcome
from adapterlint.dynamic.planning.originals import Original
from adapterlint.dynamic.planning.recipes import Recipe
from adapterlint.dynamic.probes import NotJudgedError, options
from adapterlint.dynamic.probes.learning import LEARNING_RATE, learnt_by_probe, learnt_with
from adapterlint.dynamic.probes.merging import merged
from adapterlint.dynamic.probes.reloading import reloaded

if TYPE_CHECKING:
    from transformers import PreTrainedModel

    from adapterlint.dynamic.models.inputs import Batch
    from adapterlint.dynamic.processes.wire import Settings

PARAMETERS_AT_MOST = 30_000_000
"""Real weights are taught the synthetic task up to this size: larger ones take minutes on a processor."""
CONTROL = "seq_bn[reduction_factor=4]"
"""A healthy adapter, that every model takes."""
_MESSAGE_KEPT = 160


class _Found(TypedDict, total=False):
    """What an outcome says of saving and loading."""

    reload_gap: float | None
    reload_error: str | None
    lost_parameters: tuple[str, ...]


class FullProbes:
    """What is looked at beyond the first steps, in one base model.

    Args:
        original: the model that the base model stands for.
        pristine: the base model, as it was before `adapters.init`.
        batch: an input for it.
        attention: the implementation of attention; None for the one that transformers chooses.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - all that the probes depend on
        self,
        settings: Settings,
        device: str,
        original: Original,
        pristine: PreTrainedModel,
        batch: Batch,
        attention: str | None,
    ) -> None:
        self._settings = settings
        self._device = device
        self._original = original
        self._pristine = pristine
        self._batch = batch
        self._attention = attention
        self._shown: dict[str, object] = {}
        self._skipped: dict[str, str] = {}

    def look_at(
        self, model: PreTrainedModel, recipe: Recipe, configuration: object
    ) -> tuple[dict[str, object], dict[str, str]]:
        """Make all probes.

        Args:
            model: the base model with the adapter, after the first steps.
            recipe, configuration: what the adapter was made by, as it was written and as an object.

        Returns:
            The fields of the outcome that they show; and why some could not be made.
        """
        with self._judging("learning", "old task"):
            self._learn(configuration)
        with self._judging("save and load"):
            self._reload(configuration)
        with self._judging("options"):
            self._leave_out_options(recipe, configuration)
        with self._judging("merge and reset"):
            self._merge(model, configuration)
        return self._shown, self._skipped

    @contextmanager
    def _judging(self, *probes: str) -> Iterator[None]:
        try:
            yield
        except NotJudgedError as reason:
            self._skipped.update(dict.fromkeys(probes, str(reason)))

    def _learn(self, configuration: object) -> None:
        try:
            twin = self._taught()
            fitting = configuration
            if self._settings.checkpoint is None:
                widths = (width_of(full_config(self._original)), width_of(twin.model.config))
                fitting = rescaled(configuration, *widths)
        except (TwinError, NotRescaledError) as error:
            raise NotJudgedError(str(error)) from error
        try:
            candidate = learnt_with(twin, fitting, self._device, LEARNING_RATE)
        except Exception as error:
            # It runs in the random twin: what is missing here is missing in the stand-in, or depends on its sizes.
            raise NotJudgedError(f"it does not run in the pre-trained model: {_told(error)}") from error
        if candidate.old_accuracy is None:
            self._skipped["old task"] = "the task that the checkpoint was trained on is not known"
        curves = {"candidate": candidate.losses, **references(twin, self._device)}
        self._shown.update(old_accuracy=candidate.old_accuracy, curves=curves)

    def _taught(self) -> Pretrained:
        """Return a model that knows something: the user's own, or a small one."""
        if self._settings.checkpoint is None:
            folder = self._settings.pretrained
            return pretrained_twin(self._original, None if folder is None else Path(folder), self._attention)
        if (size := self._pristine.num_parameters()) > PARAMETERS_AT_MOST:
            raise NotJudgedError(
                f"fifty steps in a model of {size / 1e6:.0f} million parameters take long; without `--checkpoint`, "
                "learning is measured in a small one"
            )
        return Pretrained(self._pristine, None, None)

    def _reload(self, configuration: object) -> None:
        def bare() -> PreTrainedModel:
            return _prepared(copy.deepcopy(self._pristine))

        def with_head() -> PreTrainedModel:
            model = adapters.AutoAdapterModel.from_config(self._pristine.config)
            model.base_model.load_state_dict(self._pristine.state_dict(), strict=False)
            return _prepared(model.to(self._device))

        found = self._reloaded(bare, configuration)
        if _lost(found) and not self._original.bare:
            try:
                with_head()
            except (ValueError, KeyError, AttributeError) as error:
                raise NotJudgedError(
                    f"only a model without a head could be tried, and what it loses others may keep: {_told(error)}"
                ) from error
            found = self._reloaded(with_head, configuration)
        self._shown.update(found)

    def _reloaded(self, make: Callable[[], PreTrainedModel], configuration: object) -> _Found:
        try:
            found = reloaded(make, self._batch, configuration)
        except Exception as error:  # noqa: BLE001 - whatever the library raises is what is looked for
            return {"reload_error": f"`save_adapter` or `load_adapter` raises {_told(error)}"}
        return {"reload_gap": found.gap, "lost_parameters": found.lost}

    def _leave_out_options(self, recipe: Recipe, configuration: object) -> None:
        given = options.options_given(recipe, configuration)
        if not given:
            raise NotJudgedError("no option is given another value than its default")
        with_all = options.traced(self._pristine, self._batch, copy.deepcopy(configuration))
        idle: list[str] = []
        for option in given[: options.OPTIONS_AT_MOST]:
            try:
                trace = options.traced(self._pristine, self._batch, options.without(configuration, option))
            except Exception:  # noqa: BLE001, S112 - without the option it fails: the option matters
                continue
            if trace.equals(with_all):
                idle.append(str(option))
        self._shown["options_without_effect"] = tuple(idle)

    def _merge(self, model: PreTrainedModel, configuration: object) -> None:
        try:
            found = merged(model, self._batch, configuration)
        except NotJudgedError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever the library raises is what is looked for
            self._shown["merge_error"] = f"`merge_adapter` or `reset_adapter` raises {_told(error)}"
            return
        self._shown.update(merge_gap=found.merged, reset_gap=found.reset)


def references(twin: Pretrained, device: str) -> dict[str, tuple[float, ...]]:
    """Return the curves of a healthy adapter and of a linear probe, which are the same for every candidate."""
    if (known := twin.recalled("curves")) is not None:
        return {name: tuple(losses) for name, losses in known.items()}
    curves = {
        "control": learnt_with(twin, adapters.AdapterConfig.load(CONTROL), device, LEARNING_RATE).losses,
        "probe": learnt_by_probe(twin, device).losses,
    }
    twin.remember("curves", curves)
    return curves


def _prepared(model: PreTrainedModel) -> PreTrainedModel:
    # Some base models are given random weights by `init`: the same ones each time.
    torch.manual_seed(SEED)
    adapters.init(model)
    return model


def _lost(found: _Found) -> bool:
    return Outcome(phase="", **found).lost_when_saved


def _told(error: Exception) -> str:
    line = next(iter(str(error).strip().splitlines()), "")
    return f"{type(error).__name__}: {line[:_MESSAGE_KEPT]}"
