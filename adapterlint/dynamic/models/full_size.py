"""What a configuration takes at the true size of its base model."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FullSize:
    """The base model, without a head, with the adapter, at full size.

    Attributes:
        parameters: how many numbers the model has, those of the adapter included.
        trainable: how many of them are trained.
        weights_bytes: what the weights take, in the type that they are loaded in.
        training_bytes: what gradients and AdamW's two averages of the trained ones take on top.
        activations_bytes: what is kept from the forward pass for the backward pass.
        assumed: the circumstances under which that holds: `a batch of 8 (assumed), 512 tokens each (assumed)`.
        skipped: why it was not found out; then all numbers are 0.
    """

    parameters: int = 0
    trainable: int = 0
    weights_bytes: int = 0
    training_bytes: int = 0
    activations_bytes: int = 0
    assumed: str = ""
    skipped: str = ""

    @property
    def memory_bytes(self) -> int:
        """The memory that training takes, estimated."""
        return self.weights_bytes + self.training_bytes + self.activations_bytes

    def __str__(self) -> str:
        memory = f"about {self.memory_bytes / 1e9:.1f} GB to train"
        return f"{self.parameters:,} parameters, {self.trainable:,} trained, {memory}"
