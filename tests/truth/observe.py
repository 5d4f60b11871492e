"""Takes one configuration through the library, phase by phase, and notes what happens."""

from __future__ import annotations

import ast
import re
from collections import Counter
from typing import Any, cast

import adapters
import torch
from adapters import utils
from adapters.composition import Fuse

from tests.truth import torchvision_stub
from tests.truth.base_models import Batch, hidden_states
from tests.truth.cases import Arguments, Case

ADAPTER = "truth"
FUSED = ("a", "b")
FUSION = ".adapter_fusion_layer."
"""What the names of a fusion's parameters have in common."""
STEPS = 5
MESSAGE_LENGTH = 120
UNIONS_BY_NAME = frozenset({"MAMConfig", "UniPELTConfig"})
"""Classes whose arguments are configurations."""

Record = dict[str, Any]


class NetworkNeeded(BaseException):
    """The library asks the network: what happens then depends on the day."""


def observe(model: torch.nn.Module, batch: Batch, base: torch.Tensor, case: Case) -> Record:
    """Add, train and run one configuration. The model is not fit for a second one.

    Args:
        base: what the base model computes for the batch.

    Returns:
        `phase`: the first that failed (`construct`, `add_adapter`, `train_adapter`, `forward`, `backward`), or `ok`;
        then `raises` and `message`. And as far as it got: `trainable` parameters (of a fusion, without those of the
        adapters that it fuses) in so many `tensors`, the `gap`
        that the new adapter makes, `unmoved` tensors by name, the `losses` before and after training.
    """
    torch.manual_seed(0)
    torchvision_stub.pretend(installed=case.torchvision)
    utils.download_cached = needs_network
    own = {id(parameter) for parameter in model.parameters()}
    record: Record = {"phase": "construct"}
    try:
        configuration = configuration_of(case)
        record["phase"] = "add_adapter"
        if case.fuses:
            fuse(model, configuration)
        else:
            model.add_adapter(ADAPTER, configuration)
            record["phase"] = "train_adapter"
            model.train_adapter(ADAPTER)
        _train(model, batch, base, own, case, record)
    except NetworkNeeded:
        return {"phase": "network"}
    except Exception as error:  # noqa: BLE001 - whatever the library raises is what we are after
        return {**record, "raises": type(error).__name__, "message": _head(error)}
    return {**record, "phase": "ok"}


def fuse(model: torch.nn.Module, configuration: object) -> None:
    """Fuse two adapters, and train these too: alone and without a head, a fusion without matrices fails in training."""
    for name in FUSED:
        model.add_adapter(name, "seq_bn")
    model.add_adapter_fusion(list(FUSED), configuration)
    model.train_adapter_fusion(Fuse(*FUSED), unfreeze_adapters=True)


def configuration_of(case: Case) -> object:
    """Build the configuration of a case."""
    if case.script is not None:
        return run_script(case.script)
    return case.text if case.text is not None else construct(str(case.class_name), case.arguments)


def run_script(script: str) -> object:
    """Run a script up to its last statement, and return the configuration that this one adds to the model."""
    *before, last = ast.parse(script).body
    names: dict[str, object] = {}
    exec(compile(ast.Module(before, []), "script", "exec"), names)  # noqa: S102 - drawn by `form_cases`
    call = cast("ast.Call", cast("ast.Expr", last).value)
    given = [*call.args[1:], *(keyword.value for keyword in call.keywords)]
    return eval(compile(ast.Expression(given[0]), "script", "eval"), names)  # noqa: S307 - as above


def construct(class_name: str, arguments: Arguments) -> adapters.AdapterConfig:
    """Construct a configuration, or a union and its parts."""
    if class_name == "ConfigUnion":
        return adapters.ConfigUnion(*(construct(*part) for part in arguments["configs"]))
    if class_name in UNIONS_BY_NAME:
        arguments = {name: construct(*part) for name, part in arguments.items()}
    return getattr(adapters, class_name)(**arguments)


def _train(model: torch.nn.Module, batch: Batch, base: torch.Tensor, own: set[int], case: Case, record: Record) -> None:
    parameters = {name: parameter for name, parameter in model.named_parameters() if parameter.requires_grad}
    counted = {name: one for name, one in parameters.items() if not case.fuses or FUSION in name}
    added = [parameter for parameter in counted.values() if id(parameter) not in own]
    record["trainable"] = sum(parameter.numel() for parameter in added)
    record["tensors"] = len(added)
    target = torch.randn(base.shape)

    record["phase"] = "forward"
    loss = _loss(model, batch, target)
    if parameters:
        record["phase"] = "backward"
        loss.backward()

    record["phase"] = "evaluation"
    model.eval()
    with torch.no_grad():
        adapted = hidden_states(model, batch)
    record["gap"] = _rounded((_difference(adapted, base).norm() / base.norm()).item())
    if not parameters:
        return

    record["phase"] = "training"
    model.train()
    before = {name: parameter.detach().clone() for name, parameter in parameters.items()}
    optimizer = torch.optim.AdamW(parameters.values(), lr=1e-3, weight_decay=0.0)
    losses = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss = _loss(model, batch, target)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    losses.append(_loss(model, batch, target).item())
    record["losses"] = [_rounded(losses[0]), _rounded(losses[-1])]
    unmoved = Counter(_part(name) for name, start in before.items() if torch.equal(start, parameters[name]))
    if unmoved:
        record["unmoved"] = dict(unmoved)


def _loss(model: torch.nn.Module, batch: Batch, target: torch.Tensor) -> torch.Tensor:
    return _difference(hidden_states(model, batch), target).square().mean()


def _difference(states: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
    """Subtract what has as many numbers; a prompt adds some, and then only the last ones are meant."""
    count = min(len(states), len(other))
    return states[-count:] - other[-count:]


def _part(name: str) -> str:
    """Shorten a parameter's name to what is the same in every layer: `adapters.adapter_up.bias`."""
    before, _, after = name.partition(f".{ADAPTER}.")
    return f"{before.rpartition('.')[2]}.{after}"


def _head(error: Exception) -> str:
    lines = str(error).splitlines() or [""]
    return re.sub(r"0x[0-9a-f]+", "0x", lines[0])[:MESSAGE_LENGTH]


def _rounded(number: float) -> float:
    return float(f"{number:.4g}")


def needs_network(*_: object, **__: object) -> None:
    raise NetworkNeeded
