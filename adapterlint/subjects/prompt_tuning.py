"""Prompt tuning in a base model: the configuration as a whole, and the module that it builds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Final

from adapterlint.space.failures import count_failure, seed_failure
from adapterlint.space.hidden import Hidden, NotShown
from adapterlint.space.prefixes import beyond_positions_failure, leaves_relative_positions
from adapterlint.space.prompt_tuning import PromptTuningConfig
from adapterlint.subjects.configuration import Configuration
from adapterlint.subjects.module import Module

_CHECKED: Final = ">=1.2"
"""In these releases, `add_adapter` raises where a base model does not support a method; before, it adds nothing."""

_NARROW_MASKS: Final = {
    **dict.fromkeys(("bert", "roberta", "xlm-roberta"), "<1.0"),
    "bert-generation": "<1.3",
    **dict.fromkeys(("electra", "xmod"), ""),
}
"""Models whose mask, when they are decoders, has no room for a prompt, and the releases in which that is so."""

_CROSSED: Final = ">=1.3"
"""In these releases, cross-attention behind `sdpa` has relative positions too, of texts of one length."""


@dataclass(frozen=True)
class PromptTuning(Configuration):
    """A prompt tuning configuration in a base model."""

    kinds: ClassVar[tuple[str, ...]] = ("AnyConfig", "AdapterConfig", "PromptTuningConfig")
    config: PromptTuningConfig

    @property
    def adds_modules(self) -> bool:
        """Whether there is anything to train; where the library raises instead, that is not the question."""
        if not self._supported():
            if self.is_of_own_method and self.context.snapshot.meets(_CHECKED):
                raise NotShown
            return False
        return self.config.prompt_length != 0

    @property
    def absent(self) -> bool:
        """Whether the base model takes no prompt."""
        return not self._supported()

    @property
    def adds_positions(self) -> bool:
        """Whether there is a prompt in front of the text or image."""
        return self._supported() and self.config.prompt_length != 0

    @property
    def narrow_mask(self) -> str:
        """When the mask of the base model has no room for the prompt, in words; empty if it has."""
        model, offered = self.context.model, self.context.snapshot
        if model is None:
            return ""
        is_left = model.relative_positions and model.sdpa and leaves_relative_positions(model.model_type, offered)
        if not model.causal:
            return "with relative positions" if is_left else ""
        crossed = any(place.location == "cross_prefix" for place in self.context.places.known)
        if crossed and is_left and offered.meets(_CROSSED):
            return "with relative positions in cross-attention"
        narrow = _NARROW_MASKS.get(model.model_type)
        return "as a decoder" if narrow is not None and offered.meets(narrow) else ""

    @property
    def consequence(self) -> str:
        """What comes of outputs for more tokens than there are labels for, in words."""
        if self.base_model.head == "QuestionAnswering":
            return "positions in the text are taken for positions behind the prompt"
        return "with `labels`, the first forward pass raises `ValueError`"

    @property
    def beyond_positions_failure(self) -> str:
        """The exception that relative positions raise which do not reach over prompt and text; empty if none."""
        model = self.context.model
        if model is None or not self._supported():
            return ""
        is_wide = model.model_type == "albert" and leaves_relative_positions(model.model_type, self.context.snapshot)
        return "" if is_wide else beyond_positions_failure(model, self.config.prompt_length, more_keys=False)

    @property
    def trainable_parameters(self) -> int:
        """How many parameters it trains."""
        if not self._supported():
            return 0
        return self.config.prompt_length * self.base_model.embedding_size  # type: ignore[operator]

    def modules(self) -> Iterator[Prompt]:
        """Yield the prompt, unless it is certain that the base model takes none."""
        supported = self.base_model.prompt_tuning
        if isinstance(supported, Hidden) or supported:
            yield Prompt(self.context, self.owner, self.config)

    def _supported(self) -> bool:
        return bool(self.base_model.prompt_tuning)


@dataclass(frozen=True)
class Prompt(PromptTuning, Module):
    """The prompt behind the embedding layer."""

    kinds: ClassVar[tuple[str, ...]] = ("Prompt", "Module")

    @property
    def length_failure(self) -> str:
        """The exception that building the embedding of the prompt raises; empty if none."""
        return count_failure(self.config.prompt_length)

    @property
    def seed_failure(self) -> str:
        """The exception that setting the seed raises; empty if none."""
        return seed_failure(self.config.init_weights_seed)

    @property
    def seed_step(self) -> str:
        """When the seed is first set."""
        return "prompt-seed"
