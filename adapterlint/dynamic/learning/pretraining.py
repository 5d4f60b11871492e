"""Small base models that know something, so that it shows if an adapter destroys it.

A model with random weights tells nothing about learning: it has nothing to lose, and broken configurations lower
their loss as fast as healthy ones. A few seconds of training on a synthetic task are enough. The result is kept in
the cache, named by everything that it depends on; without a cache it is made anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import adapters
import torch
import transformers
from safetensors import SafetensorError
from safetensors.torch import load_file, save
from torch import nn
from transformers import AutoModel

from adapterlint.dynamic.learning import tasks
from adapterlint.dynamic.learning.readout import Readout, accuracy_of, is_causal, loss_of, readout_for
from adapterlint.dynamic.models.demands import Demands
from adapterlint.dynamic.models.inputs import final_states
from adapterlint.dynamic.models.sizes import made_small
from adapterlint.dynamic.models.twin import CANNOT_BUILD, SEED, TwinError, full_config
from adapterlint.dynamic.storage import write_whole

if TYPE_CHECKING:
    from transformers import PretrainedConfig, PreTrainedModel

    from adapterlint.dynamic.planning.originals import Original

STEPS = 150
ROWS = 32
LEARNING_RATE = 3e-3
"""At its peak: it rises first and falls then."""
KNOWN = 0.9
"""A model with a lower accuracy was not taught enough to lose it."""
_EXAMINED_ROWS = 256
_MODEL, _READOUT = "model.", "readout."


@dataclass(frozen=True, slots=True)
class Pretrained:
    """A base model that knows something, and the head with which it tells `tasks.PAIRS` pairs of signals apart.

    Attributes:
        readout: None for a model that was pre-trained by others, on something else.
        file: where it is kept; None if it is not.
    """

    model: PreTrainedModel
    readout: Readout | None
    file: Path | None

    def recalled(self, what: str) -> dict[str, list[float]] | None:
        """Return what was remembered of it; None if nothing was, or it cannot be read."""
        try:
            return None if self.file is None else dict(json.loads(_beside(self.file, what).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def remember(self, what: str, values: Mapping[str, Sequence[float]]) -> None:
        """Keep something beside it, if there is a cache."""
        if self.file is not None:
            with contextlib.suppress(OSError):
                write_whole(_beside(self.file, what), json.dumps(values).encode())


def pretrained_twin(original: Original, cache: Path | None, attention: str | None = None) -> Pretrained:
    """Return the pre-trained twin of a model, on the CPU, in evaluation mode.

    Args:
        original: the model that it stands for.
        cache: the folder in which it is looked for, and kept.
        attention: the implementation of attention; None for the one that transformers chooses.

    Raises:
        TwinError: there is none; the message says why.
    """
    # Untrained, every model starts as transformers starts it: sub-layers that add little to what passes by them.
    torch.manual_seed(SEED)
    try:
        small = made_small(full_config(original), Demands(tokens=tasks.TOKENS))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = AutoModel.from_config(small, **({"attn_implementation": attention} if attention else {}))
        lesson = next(tasks.lessons(model, 2, SEED))
        readout = readout_for(model, lesson.batch, tasks.PAIRS, SEED, causal=is_causal(model))
    except (*CANNOT_BUILD, IndexError) as error:
        raise TwinError(f"no small {original.label} can be taught: {type(error).__name__}: {error}") from error
    file = None if cache is None else cache / f"{small.model_type}-{_key(model)}.safetensors"
    if not (file is not None and _restore(model, readout, file)):
        _teach(model, readout)
        if file is not None:
            _keep(model, readout, file)
    if (accuracy := old_accuracy(readout, model)) < KNOWN:
        raise TwinError(f"a small {small.model_type} could not be taught the synthetic task (accuracy {accuracy:.2f})")
    return Pretrained(model, readout, file)


def _beside(file: Path, what: str) -> Path:
    return file.with_name(f"{file.stem}-{what}.json")


def _key(model: PreTrainedModel) -> str:
    """Return what a pre-trained model is known by: its architecture, its sizes, what made it, what it was taught."""
    config: PretrainedConfig = model.config
    # Whether it was chosen by name or by transformers.
    attention = getattr(config, "_attn_implementation", None)
    made_by = [type(model).__name__, transformers.__version__, torch.__version__, adapters.__version__, attention]
    taught = [tasks.VERSION, STEPS, ROWS, LEARNING_RATE, SEED]
    text = json.dumps([config.to_dict(), made_by, taught], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _teach(model: PreTrainedModel, readout: Readout) -> None:
    parameters = [*model.parameters(), *readout.parameters()]
    optimizer = torch.optim.AdamW(parameters, lr=LEARNING_RATE, weight_decay=0.0)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, LEARNING_RATE, total_steps=STEPS)
    model.train()
    for _, lesson in zip(range(STEPS), tasks.lessons(model, ROWS, SEED), strict=False):
        optimizer.zero_grad()
        loss_of(readout(final_states(model, lesson.batch)), lesson.pairs).backward()
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        schedule.step()


def _restore(model: PreTrainedModel, readout: Readout, file: Path) -> bool:
    """Take over what is kept in a file; whatever else lies there is ignored."""
    try:
        kept = load_file(file)
        for module, prefix in ((model, _MODEL), (readout, _READOUT)):
            part = {name.removeprefix(prefix): tensor for name, tensor in kept.items() if name.startswith(prefix)}
            module.load_state_dict(part)
    except (OSError, SafetensorError, RuntimeError):
        return False
    return True


def _keep(model: PreTrainedModel, readout: Readout, file: Path) -> None:
    # Tied weights share their memory, which the format has no way to say.
    tensors = {
        f"{prefix}{name}": tensor.contiguous().clone()
        for module, prefix in ((model, _MODEL), (readout, _READOUT))
        for name, tensor in module.state_dict().items()
    }
    with contextlib.suppress(OSError):
        write_whole(file, save(tensors))


def old_accuracy(readout: Readout, model: PreTrainedModel) -> float:
    """Return how well a model still tells apart what it was pre-trained on."""
    device = str(next(model.parameters()).device)
    lesson = next(tasks.lessons(model, _EXAMINED_ROWS, SEED + 1, device))
    with torch.no_grad():
        return accuracy_of(readout(final_states(model.eval(), lesson.batch)), lesson.pairs)
