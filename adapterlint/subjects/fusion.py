"""A configuration of AdapterFusion, which is put into no layer by `add_adapter`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar

from adapterlint.facts import Text
from adapterlint.space.failures import dropout_failure
from adapterlint.space.fusion import AdapterFusionConfig, fusion_parameters
from adapterlint.space.hidden import NotShown
from adapterlint.space.places import Place, taken_by
from adapterlint.space.releases import REQUIRED
from adapterlint.space.resolution import resolve
from adapterlint.subjects.configuration import Configuration


@dataclass(frozen=True)
class Fusion(Configuration):
    """A configuration for `add_adapter_fusion`."""

    kinds: ClassVar[tuple[str, ...]] = ("AnyConfig", "AdapterFusionConfig")
    config: AdapterFusionConfig

    @property
    def taken(self) -> tuple[tuple[Place, ...], bool]:
        """None by itself: it is put wherever the adapters are that it fuses."""
        return (), True

    @property
    def trainable_parameters(self) -> int:
        """How many parameters it trains where it fuses adapters of the library's default configuration."""
        fused = resolve(Text(self.context.snapshot.default_identifier), self.context.snapshot).parts[0].config
        taken, maybe_more = taken_by(fused, self.context.places) if fused else ((), True)
        if maybe_more:
            raise NotShown
        return sum(fusion_parameters(self.config, place.hidden_size) for place in taken)

    @property
    def foreign(self) -> Collection[str]:
        """All that it is given: it is hashed as it is."""
        return self.owner.given

    @property
    def dropout_failure(self) -> str:
        """The exception that `torch.nn.Dropout` raises; empty if none. What is falsy is the base model's rate."""
        return dropout_failure(self.config.dropout_prob or 0)

    @property
    def idle_value_options(self) -> str:
        """The options about the value matrix that are changed, and there is no such matrix, in words; empty if none."""
        if self.config.value:
            return ""
        about_value = ("value_initialized", "value_before_softmax")
        return self.changed_among([name for name in about_value if not self._has_to_be_given(name)])

    @property
    def other_regularization(self) -> bool:
        """Whether it asks for a regularisation that it does not get, or for none where there is one."""
        is_asked_for = "regularization" in self.changed and not self._has_to_be_given("regularization")
        return is_asked_for and bool(self.config.regularization) != bool(self.config.value)

    def means_default(self, name: str) -> bool:
        """Tell whether the value of an option means the same as the default of the class."""
        if name == "regularization":
            return not self._has_to_be_given(name) and not self.other_regularization
        return super().means_default(name)

    def _has_to_be_given(self, name: str) -> bool:
        return self.default(name) is REQUIRED
