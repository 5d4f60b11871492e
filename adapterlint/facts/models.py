"""Base models, what a script does to them, and how it trains them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from adapterlint.facts.configurations import Argument, Call
from adapterlint.findings import Span
from adapterlint.values import Known, Unknown, Value


@dataclass(frozen=True, slots=True)
class BaseModelReference:
    """How a script names the model that adapters are put into.

    Attributes:
        class_name: the class that builds it: `AutoAdapterModel`, `ViTForImageClassification`; None if not shown.
        checkpoint: what `from_pretrained` is given, a value of str; None where the model is built otherwise.
        config: the `XConfig(…)` call that it is built from; None if there is none.
        dtype: the type of its weights, a value of str: `bfloat16`; None if nothing is said.
        attention: its implementation of attention, a value of str: `sdpa`; None if nothing is said.
        described: some fields of its configuration, `model_type` among them, where no more is shown; None if not shown.
        labels: how many labels its head is loaded with, a value of int; None if nothing is said.
        names_tokenizer: whether code may set `tokenizer_name_or_path` in its configuration.
        identity: tells models apart that are loaded in the same way; 0 for one that no script holds.
    """

    class_name: str | None = None
    checkpoint: Value | None = None
    config: Call | None = None
    span: Span | None = None
    dtype: Value | None = None
    attention: Value | None = None
    described: Mapping[str, object] | None = None
    labels: Value | None = None
    names_tokenizer: bool = True
    identity: int = field(default=0, compare=False)


NOTHING_SO_FAR = Known(())
_NONE_ACTIVE = Known(value=False)
NOT_FOLLOWED = Unknown("not all that was done to the model is shown")


@dataclass(frozen=True, slots=True)
class Before:
    """What a model has gone through before a step, for as much as the script shows of it; more may have been loaded.

    Attributes:
        has_new_fusion: whether it was given a fusion that is neither loaded nor trained so far.
        fusions: what its fusions were added for, in order, a value of tuple; unknown after some were loaded.
        added: the steps that added adapters, a value of tuple.
        merged: the names of adapters that are merged into its weights, a value of tuple.
        is_active: whether some adapter is active, a value of bool.
        was_bare: whether the model certainly had no adapters when it was loaded.
        steps: all that was done to it, a value of tuple; unknown if it may have had adapters before, or from elsewhere.
    """

    has_new_fusion: bool = False
    fusions: Value = NOTHING_SO_FAR
    added: Value = NOTHING_SO_FAR
    merged: Value = NOTHING_SO_FAR
    is_active: Value = _NONE_ACTIVE
    was_bare: bool = False
    steps: Value = NOT_FOLLOWED


@dataclass(frozen=True, slots=True)
class Step:
    """Something that a script does to a model: a method that it calls, or an attribute that it assigns.

    Attributes:
        name: of the method or attribute, `train_adapter`.
        opaque: why there may be more arguments than these; None if there are none.
        before: what the model has gone through by then.
    """

    name: str
    positional: tuple[Argument, ...] = ()
    keywords: Mapping[str, Argument] = field(default_factory=dict)
    opaque: str | None = None
    span: Span | None = None
    before: Before = Before()

    def given(self, position: int, name: str) -> Value | None:
        """Return an argument, given by its position or its name; None if it is not given."""
        one = self.keywords.get(name)
        if one is None and position < len(self.positional):
            one = self.positional[position]
        return None if one is None else one.value


TRAINING: Final = ("train_adapter", "train_adapter_fusion")
"""Methods that say which adapters a model trains from then on."""


@dataclass(frozen=True, slots=True)
class ModelHistory:
    """What a script does to one model, in order.

    Attributes:
        steps: those that add, compose and train adapters and heads.
        added: which of them puts the configuration into the model, or is itself judged, counted from 0.
    """

    steps: tuple[Step, ...]
    added: int

    @property
    def trains_later(self) -> bool:
        """Whether the model is set up to train anew after that step."""
        return any(step.name in TRAINING for step in self.steps[self.added + 1 :])

    @property
    def fuses(self) -> bool:
        """Whether the model gets a fusion."""
        return any(step.name == "add_adapter_fusion" for step in self.steps)


@dataclass(frozen=True, slots=True)
class TrainingSetup:
    """How a script trains, as far as it shows it; None where it says nothing.

    Attributes:
        learning_rate: a value of float.
        optimizer: a value of str, the name of a class, `SGD`, or as the Trainer has it, `adamw_torch`.
        autocast: the type that operations are computed in, a value of str: `bfloat16`; None in it for no such type.
        gradient_checkpointing: a value of bool.
        cuts_gradients: that reentrant checkpointing lets no gradient into the layers; a value of bool.
        batch_size: on one device, a value of int.
        cast_later: that it casts a model which has adapters, or something else, to another type; a value of bool.
        generates: that it lets a model generate; a value of bool.
        cache: whether the model keeps a cache as it generates text, as the script says it; a value of bool.
    """

    learning_rate: Value | None = None
    optimizer: Value | None = None
    autocast: Value | None = None
    gradient_checkpointing: Value | None = None
    cuts_gradients: Value | None = None
    batch_size: Value | None = None
    cast_later: Value | None = None
    generates: Value | None = None
    cache: Value | None = None

    @property
    def mixes_types(self) -> bool:
        """Whether the script may multiply weights of different types without harm."""
        plain = self.autocast is None or (isinstance(self.autocast, Known) and self.autocast.value is None)
        return not plain or self.cast_later is not None

    @property
    def caches(self) -> bool:
        """Whether models keep a cache as they generate text: they do unless they are told not to."""
        return self.cache is None or (isinstance(self.cache, Known) and self.cache.value is not False)

    @property
    def is_plain(self) -> bool:
        """Whether the script says that it does not."""
        return self.autocast is not None and not self.mixes_types
