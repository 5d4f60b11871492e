"""A configuration of AdapterFusion, which is put into no layer by `add_adapter`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from adapterlint.space.failures import dropout_failure
from adapterlint.space.fusion import AdapterFusionConfig
from adapterlint.space.places import Place
from adapterlint.subjects.configuration import Configuration


@dataclass(frozen=True)
class Fusion(Configuration):
    """A configuration for `add_adapter_fusion`."""

    kinds: ClassVar[tuple[str, ...]] = ("AdapterFusionConfig",)
    config: AdapterFusionConfig

    @property
    def taken(self) -> tuple[tuple[Place, ...], bool]:
        """None: the fused adapters are in layers, and it follows them."""
        return (), False

    @property
    def dropout_failure(self) -> str:
        """The exception that `torch.nn.Dropout` raises; empty if none. What is falsy is the base model's rate."""
        return dropout_failure(self.config.dropout_prob or 0)

    @property
    def idle_value_option(self) -> str:
        """The first option about the value matrix that is changed, and there is no such matrix; empty if none."""
        if self.config.value:
            return ""
        return next((name for name in ("value_initialized", "value_before_softmax") if name in self.changed), "")
