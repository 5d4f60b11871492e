"""Pretends that torchvision is installed, or that it is not, as far as adapters looks."""

from __future__ import annotations

import sys
import types

import torch
from adapters.methods import modeling


class StochasticDepth(torch.nn.Module):
    """What `torchvision.ops.StochasticDepth` does with `mode="row"`."""

    def __init__(self, p: float, mode: str) -> None:
        super().__init__()
        self.p = p
        self.mode = mode

    def forward(self, tensor: torch.Tensor) -> torch.Tensor:
        """Drop whole rows."""
        if self.p < 0.0 or self.p > 1.0:
            raise ValueError(f"drop probability has to be between 0 and 1, but got {self.p}")
        if not self.training or self.p == 0.0:
            return tensor
        survival = 1.0 - self.p
        noise = torch.empty([tensor.shape[0], *[1] * (tensor.ndim - 1)]).bernoulli_(survival)
        return tensor * (noise / survival if survival > 0.0 else noise)


def pretend(*, installed: bool) -> None:
    """Make adapters believe that torchvision is installed, or that it is not."""
    if not hasattr(modeling, "is_torchvision_available"):
        return  # a release without stochastic depth
    modeling.is_torchvision_available = lambda: installed
    for name in ("torchvision", "torchvision.ops", "torchvision.ops.stochastic_depth"):
        sys.modules[name] = types.ModuleType(name)
    sys.modules["torchvision.ops.stochastic_depth"].StochasticDepth = StochasticDepth
