"""What the modules of all methods have in common: a seed, a dropout and an activation function, or some of these."""

from __future__ import annotations

from typing import ClassVar


class Module:
    """A module that a configuration builds; where its method has no such option, nothing fails because of it.

    Attributes:
        dropout_step, activation_step: when the library makes them, see `adapterlint.space.order`.
        training_step: when a forward pass comes to the dropout.
    """

    dropout_step: ClassVar[str] = "dropout"
    activation_step: ClassVar[str] = "activation"
    training_step: ClassVar[str] = ""

    @property
    def seed_failure(self) -> str:
        """The exception that setting the seed raises; empty if none."""
        return ""

    @property
    def seed_step(self) -> str:
        """When the seed is first set."""
        return "seed"

    @property
    def dropout_failure(self) -> str:
        """The exception that `torch.nn.Dropout` raises; empty if none."""
        return ""

    @property
    def activation_failure(self) -> str:
        """The exception that looking up the activation function raises; empty if none."""
        return ""

    @property
    def training_failure(self) -> str:
        """The exception that dropout raises in training, if it can be built; empty if none."""
        return ""
