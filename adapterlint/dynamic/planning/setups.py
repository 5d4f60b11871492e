"""How a script trains, as plain data that a run can be given."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from adapterlint.dynamic.planning.episodes import Episode, adds_heads, is_plain, words_of
from adapterlint.facts import BaseModelReference, TrainingSetup
from adapterlint.values import Known, Value

_Kind = TypeVar("_Kind", str, bool, int, float)
_FLEXIBLE = re.compile(r"AdapterModel$|WithHeads$")
"""Classes whose models get their heads one by one."""
_SINGLE = ("float32", "float")
"""What every run is in anyway."""
_WITH_HEAD = re.compile(r"For[A-Z]|LMHead")


@dataclass(frozen=True, slots=True)
class Setup:
    """What a script says of its training; None where it says nothing, or it is not known.

    Attributes:
        dtype: of the weights that are loaded, if it is not single precision.
        attention: the implementation of attention that the model is loaded with.
        autocast: what operations are computed in.
        optimizer: the name of a class of torch or transformers, or as the Trainer has it.
        batch_size: on one device.
        model_class: the class of the model, where it has heads.
        labels: how many labels its head is loaded with.
        episodes: how the script adds, composes and trains its adapters; empty for this one alone.
    """

    dtype: str | None = None
    attention: str | None = None
    autocast: str | None = None
    gradient_checkpointing: bool = False
    optimizer: str | None = None
    learning_rate: float | None = None
    batch_size: int | None = None
    model_class: str | None = None
    labels: int | None = None
    episodes: tuple[Episode, ...] = ()

    @property
    def is_ordinary(self) -> bool:
        """Whether a run without it shows the same: all that is given is how many rows there are."""
        return dataclasses.replace(self, batch_size=None) == Setup()

    @property
    def for_any_model(self) -> Setup:
        """What of it does not depend on the model: no heads, and no other adapters."""
        return dataclasses.replace(self, model_class=None, labels=None, episodes=())

    def __str__(self) -> str:
        words = [
            f"weights in {self.dtype}" if self.dtype else "",
            f"{self.attention} attention" if self.attention else "",
            f"autocast to {self.autocast}" if self.autocast else "",
            "gradient checkpointing" if self.gradient_checkpointing else "",
            self.optimizer or "",
            f"learning rate {self.learning_rate:g}" if self.learning_rate is not None else "",
            self.model_class or "",
            f"{self.labels} labels" if self.labels is not None else "",
            words_of(self.episodes),
        ]
        return ", ".join(word for word in words if word)


def setup_of(training: TrainingSetup, base_model: object, episodes: Sequence[Episode]) -> Setup:
    """Return what is known of how a configuration is trained.

    Args:
        base_model: a value of `BaseModelReference`, that depends on no choice.
        episodes: how the script composes and trains adapters; empty if that is not known.
    """
    model = base_model.value if isinstance(base_model, Known) else None
    loaded = model if isinstance(model, BaseModelReference) else BaseModelReference()
    name = loaded.class_name or ""
    has_head = _WITH_HEAD.search(name) or (_FLEXIBLE.search(name) and adds_heads(episodes))
    dtype = _known(loaded.dtype, str)
    return Setup(
        dtype=None if dtype in _SINGLE else dtype,
        attention=_known(loaded.attention, str),
        autocast=_known(training.autocast, str),
        gradient_checkpointing=bool(_known(training.gradient_checkpointing, bool)),
        optimizer=_known(training.optimizer, str),
        learning_rate=_known(training.learning_rate, float),
        batch_size=_known(training.batch_size, int),
        model_class=name if has_head else None,
        labels=_known(loaded.labels, int) if _WITH_HEAD.search(name) else None,
        episodes=() if is_plain(episodes) or (adds_heads(episodes) and not name) else tuple(episodes),
    )


def _known(value: Value | None, kind: type[_Kind]) -> _Kind | None:
    match value:
        case Known(int() as number) if kind is float and not isinstance(number, bool):
            return kind(number)
        case Known(held) if isinstance(held, kind):
            return held
        case _:
            return None
