"""The configuration in its base model at full size, on torch's `meta` device: shapes without numbers.

What the small model cannot show is judged there: whether true widths divide, how many parameters there are, and
what memory training takes.
"""

from __future__ import annotations

import contextlib
import dataclasses
import re
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal
from unittest import mock

import adapters
import torch
from torch import Tensor, nn
from transformers import AutoModel

from adapterlint.dynamic.models.constructing import ADAPTER, construct
from adapterlint.dynamic.models.full_size import FullSize
from adapterlint.dynamic.models.inputs import ROWS, batch_for, final_states
from adapterlint.dynamic.models.sizes import layers_of, width_of
from adapterlint.dynamic.models.twin import TwinError, full_config
from adapterlint.dynamic.outcomes.observations import Check
from adapterlint.dynamic.outcomes.outcome import Outcome
from adapterlint.dynamic.probes.parameters import trainable_parameters
from adapterlint.dynamic.worker import described

if TYPE_CHECKING:
    from transformers import PretrainedConfig, PreTrainedModel

    from adapterlint.dynamic.planning.originals import Original
    from adapterlint.dynamic.planning.recipes import Recipe
    from adapterlint.dynamic.planning.setups import Setup

BATCH_SIZE = 8
"""What the Trainer takes where nothing is said."""
TOKENS = 512
"""The length of texts where models take so many."""
_BYTES = {"float16": 2, "bfloat16": 2, "half": 2, "float64": 8, "double": 8}
_SINGLE = 4
_KEPT_PER_NUMBER = 17
"""Of each layer, without attention scores: Korthikanti et al. (2022), https://arxiv.org/abs/2205.05198, section 4."""
_OF_META = re.compile(r"\bmeta\b|no data|Cannot copy out", re.IGNORECASE)
"""What only exceptions say that are about the device."""
_PHASES = ("construct", "add_adapter", "train_adapter")
"""What is done on both sizes in the same way."""


def judged_at_full_size(outcome: Outcome, recipe: Recipe, original: Original, setup: Setup) -> Outcome:
    """Add to an outcome what full size shows; where the small model raises and full size does not, that rules.

    What a rehearsal showed is not done again at full size.
    """
    if not original.sized or outcome.phase in {"", "construct"} or outcome.inconclusive or outcome.died:
        return outcome
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        full = _Full(original, setup)
        try:
            shown = full.shown_by(recipe)
        except TwinError as error:
            return _with(outcome, "skipped", str(error), full_size=FullSize(skipped=str(error)))
        except Exception as error:  # noqa: BLE001 - whatever the library raises is what is looked for
            return _raising(outcome, full.phase, error)
    if outcome.raised and outcome.phase in _PHASES and not outcome.setup:
        reason = f"{outcome.raised} in {outcome.phase}: only in {outcome.model}, not at full size"
        return _with(outcome, "pass", str(shown), raised=None, inconclusive=reason, full_size=shown)
    return _with(outcome, "pass", str(shown), full_size=shown)


def _with(outcome: Outcome, verdict: Literal["pass", "fail", "skipped"], reason: str, **shown: Any) -> Outcome:  # noqa: ANN401 - fields of any type
    return dataclasses.replace(outcome, checks=(*outcome.checks, Check("full size", verdict, reason)), **shown)


def _raising(outcome: Outcome, phase: str, error: Exception) -> Outcome:
    said = described(error)
    summary = f"{type(error).__name__} in {phase}: {said.get('raised_message', error)}"
    if outcome.raised and outcome.raised == said.get("raised"):
        return _with(outcome, "fail", summary)
    if outcome.raised or isinstance(error, NotImplementedError) or _OF_META.search(str(error)) or "raised" not in said:
        return _with(outcome, "skipped", summary, full_size=FullSize(skipped=summary))
    said["raised_message"] = f"{said['raised_message']} (at full size, not in {outcome.model})"
    return _with(outcome, "fail", summary, phase=phase, depends_on_size=True, **said)


class _Full:
    """A base model at full size, as a script loads and trains it."""

    def __init__(self, original: Original, setup: Setup) -> None:
        self._config = full_config(original)
        self._setup = setup
        self.phase = "construct"

    def shown_by(self, recipe: Recipe) -> FullSize:
        """Put a configuration into it, and measure.

        Raises:
            Exception: whatever the library raises; `phase` says where.
        """
        configuration = construct(recipe)
        with torch.device("meta"), _without_orthogonalisation():
            model = self._base_model()
            weights = sum(one.numel() for one in model.parameters()) * _BYTES.get(self._setup.dtype or "", _SINGLE)
            before = sum(one.numel() for one in model.parameters())
            self.phase = "add_adapter"
            adapters.init(model)
            model.add_adapter(ADAPTER, config=configuration)
            self.phase = "train_adapter"
            model.train_adapter(ADAPTER)
            trained = sum(one.numel() for one in trainable_parameters(model).values())
            everything = sum(one.numel() for one in model.parameters())
            activations, assumed = self._activations(model)
        return FullSize(
            parameters=everything,
            trainable=trained,
            weights_bytes=weights + (everything - before) * _SINGLE,
            training_bytes=3 * trained * _SINGLE,
            activations_bytes=activations,
            assumed=assumed,
        )

    def _base_model(self) -> PreTrainedModel:
        try:
            return AutoModel.from_config(self._config)
        except Exception as error:
            raise TwinError(f"no {self._config.model_type} is built at full size: {error}") from error

    def _activations(self, model: PreTrainedModel) -> tuple[int, str]:
        """Return what a training step keeps for the backward pass, in bytes, and what that assumes."""
        tokens = tokens_of(self._config)
        batch_size = self._setup.batch_size or BATCH_SIZE
        half = (self._setup.autocast or self._setup.dtype) in _BYTES
        assumed = f"a batch of {batch_size}{'' if self._setup.batch_size else ' (assumed)'}"
        if "input_ids" in model.main_input_name:
            assumed += f" with {tokens} tokens each (assumed)"
        layers, width, item = layers_of(self._config), width_of(self._config), 2 if half else _SINGLE
        try:
            kept = _kept_by(model, tokens) * batch_size // ROWS // (_SINGLE // item)
        except Exception:  # noqa: BLE001 - much code asks for numbers, which there are none of here
            kept = layers * batch_size * tokens * width * _KEPT_PER_NUMBER * item
            assumed += f", {_KEPT_PER_NUMBER} numbers kept for each hidden one"
        if self._setup.gradient_checkpointing:
            kept = kept // layers + layers * batch_size * tokens * width * item
        return kept, assumed


def tokens_of(config: PretrainedConfig) -> int:
    """Return how long a text is that memory is estimated for."""
    return min(TOKENS, int(getattr(config, "max_position_embeddings", None) or TOKENS))


def _kept_by(model: PreTrainedModel, tokens: int) -> int:
    """Return how many bytes autograd keeps of a batch of `ROWS` rows in single precision."""
    batch = batch_for(model, tokens, "meta", padded=False)
    inputs = {name: one for name, one in batch.inputs.items() if name != "attention_mask"}
    if "attention_mask" in batch.inputs and not model.config.is_decoder and not model.config.is_encoder_decoder:
        # BERT's kin look into a mask of two dimensions, and into the one that they make where there is none.
        inputs["attention_mask"] = torch.ones(ROWS, tokens, tokens)
    with _saved_for_backward(model) as sizes:
        final_states(model.train(), dataclasses.replace(batch, inputs=inputs, mask=None))
    return sum(sizes.values())


@contextlib.contextmanager
def _saved_for_backward(model: nn.Module) -> Iterator[dict[int, int]]:
    """Collect the storages, weights apart, that autograd keeps: by identity, their bytes."""
    weights = {one.untyped_storage()._cdata for one in model.parameters()}  # noqa: SLF001 - a storage has no other identity
    sizes: dict[int, int] = {}

    def keep(tensor: Tensor) -> Tensor:
        storage = tensor.untyped_storage()
        if storage._cdata not in weights:  # noqa: SLF001
            sizes[storage._cdata] = storage.nbytes()  # noqa: SLF001
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        yield sizes


@contextlib.contextmanager
def _without_orthogonalisation() -> Iterator[None]:
    """Leave out what ReFT would compute with real numbers, for minutes at full size; shapes stay the same."""
    with mock.patch.object(nn.utils.parametrizations, "orthogonal", lambda module, *_, **__: module):
        yield
