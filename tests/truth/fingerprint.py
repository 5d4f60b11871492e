"""Trains one configuration for some steps, and tells what it computed so exactly that two can be compared."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import torch
from adapters import utils

from tests.truth import torchvision_stub
from tests.truth.base_models import Batch, hidden_states
from tests.truth.cases import Case
from tests.truth.observe import ADAPTER, NetworkNeeded, configuration_of, fuse, needs_network

SEED = 20
"""None that an option may set too: of large numbers, torch looks at some bits only, and these may be zero."""
STEPS = 3
RATE = 0.5
NOISE = 1e-6
"""Gradients that are this much smaller than the largest are zero but for rounding."""
DOUBTFUL = 1e-3
"""Gradients that are this much smaller than the largest may be, where a small number is divided by."""
SCALE = 3.0
"""What a loss is multiplied by to tell: a gradient grows with it, and rounding takes another turn."""

Record = dict[str, Any]


def fingerprint(model: torch.nn.Module, batch: Batch, _: torch.Tensor, case: Case) -> Record:
    """Add one configuration and take some steps. The model is not fit for a second one.

    Returns:
        `raises` if the library raises; else `computed`, a digest of all outputs and of all gradients that are
        not zero, bit by bit, some `figures` of them, how many numbers are `trainable`, and how many
        tensors of the adapter are `moving`.
    """
    own = {id(parameter) for parameter in model.parameters()}
    torch.manual_seed(SEED)
    torchvision_stub.pretend(installed=case.torchvision)
    utils.download_cached = needs_network
    try:
        configuration = configuration_of(case)
        if case.fuses:
            fuse(model, configuration)
        else:
            model.add_adapter(ADAPTER, configuration)
            model.train_adapter(ADAPTER)
        return _trained(model, batch, own)
    except NetworkNeeded:
        return {"raises": "network"}
    except Exception as error:  # noqa: BLE001 - whatever is raised, there is nothing to compare
        return {"raises": type(error).__name__}


def _trained(model: torch.nn.Module, batch: Batch, own: set[int]) -> Record:
    parameters = {name: parameter for name, parameter in model.named_parameters() if parameter.requires_grad}
    digest = hashlib.sha256()
    figures: list[float] = []
    moving: set[str] = set()
    torch.manual_seed(1)
    for _ in range(STEPS):
        states = hidden_states(model, batch)
        digest.update(states.detach().numpy().tobytes())
        loss = (states * torch.linspace(-1, 1, len(states))).sum()
        gradients = _gradients(loss, parameters)
        moving |= {name for name in gradients if id(parameters[name]) not in own}
        figures += [loss.item(), states.norm().item(), *(gradient.norm().item() for gradient in gradients.values())]
        for name, gradient in gradients.items():
            digest.update(name.encode() + gradient.numpy().tobytes())
            parameters[name].data -= RATE * gradient / gradient.norm()
    trainable = sum(parameter.numel() for parameter in parameters.values())
    return {"computed": digest.hexdigest()[:16], "figures": figures, "trainable": trainable, "moving": len(moving)}


def _gradients(loss: torch.Tensor, parameters: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Return the gradients that are not zero but for rounding."""
    found = torch.autograd.grad(loss, list(parameters.values()), retain_graph=True, allow_unused=True)
    gradients = {name: one for name, one in zip(parameters, found, strict=True) if one is not None}
    largest = max((gradient.norm() for gradient in gradients.values()), default=0)
    doubtful = [name for name, one in gradients.items() if NOISE * largest < one.norm() < DOUBTFUL * largest]
    scaled = torch.autograd.grad(loss * SCALE, [parameters[name] for name in doubtful]) if doubtful else ()
    noise = {
        name
        for name, one in zip(doubtful, scaled, strict=True)
        if (one / SCALE - gradients[name]).norm() > DOUBTFUL * gradients[name].norm()
    }
    return {name: one for name, one in gradients.items() if name not in noise and one.norm() > NOISE * largest}
