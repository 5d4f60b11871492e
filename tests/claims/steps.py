"""What the library beside this interpreter does where a script averages and trains adapters.

python -m tests.claims.steps            # prints it as JSON, inside an environment
python -m tests.claims.steps --record   # in the environments of the measured releases, and records
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
RECORDED = Path(__file__).with_name("recorded") / "steps.json"
NOT_REENTRANT = {"gradient_checkpointing_kwargs": {"use_reentrant": False}}


def record() -> None:
    """Measure in each of them, and write what is found."""
    from scripts.environments import MEASURED_RELEASES, build, python_of

    found = {release: measured_by(python_of(build(release))) for release in MEASURED_RELEASES}
    RECORDED.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def measured_by(python: str) -> dict[str, dict[str, object]]:
    """Measure with the library of another interpreter."""
    command = [python, "-m", "tests.claims.steps"]
    return json.loads(subprocess.run(command, cwd=PROJECT, check=True, capture_output=True, text=True).stdout)


def measure() -> dict[str, dict[str, object]]:
    """Return how much of `a` is in averages, and which share of an adapter is not trained, or what that raises."""
    return {
        "average": {
            "dictionary": or_raised(lambda: share({"a": 0.9, "b": 0.1})),
            "list": or_raised(lambda: share(["a", "b"], [0.9, 0.1])),
        },
        "checkpointing": {
            "double_seq_bn": or_raised(lambda: untrained("double_seq_bn")),
            "lora": or_raised(lambda: untrained("lora")),
            "not reentrant": or_raised(lambda: untrained("double_seq_bn", **NOT_REENTRANT)),
        },
        "fusion": {"as added": or_raised(lambda: fused("a", "b")), "reordered": or_raised(lambda: fused("b", "a"))},
        "fusion trained by": {name: or_raised(lambda setup=setup: trained(setup)) for name, setup in SETUPS.items()},
        "invertible": {"first": or_raised(lambda: inverted("b", "a")), "behind": or_raised(lambda: inverted("a", "b"))},
        "inactive": {
            "trained adapter": or_raised(inactive),
            "AdapterTrainer": or_raised(trainer_of),
            "AdapterTrainer of an active one": or_raised(lambda: trainer_of("a")),
        },
        "merging": {"one": or_raised(lambda: merged("a")), "two": or_raised(lambda: merged("a", "b"))},
        "behind another": {name: or_raised(lambda name=name: idle(name)) for name in ("seq_bn", "prompt_tuning")},
        "own init": {"added": or_raised(own_init)},
        "composed": {
            f"{method} in {kind}": or_raised(lambda method=method, kind=kind: composed(method, kind))
            for method in ("lora", "prefix_tuning")
            for kind in ("Average", "Split", "Stack")
        },
        "missing": {name: or_raised(lambda name=name: missing(name)) for name in NAMING},
        "combined": {name: or_raised(lambda given=given: combined(*given)) for name, given in COMBINED.items()},
        "fusion of a union": {"added": or_raised(lambda: fused("a", "b", union="mam"))},
        "fusion never added": {"trained": or_raised(lambda: fused("a", "b", adds=False))},
    }


NAMING = {
    "train_adapter": "d",
    "set_active_adapters": "d",
    "train_adapter_fusion": [["a", "d"]],
    "add_adapter_fusion": ["a", "d"],
}
COMBINED = {
    "alike": ("seq_bn", "seq_bn", {}),
    "of other places": ("seq_bn", "double_seq_bn", {}),
    "of other methods": ("seq_bn", "lora", {}),
    "by an unknown strategy": ("seq_bn", "seq_bn", {"combine_strategy": "mean"}),
    "by one for LoRA": ("seq_bn", "seq_bn", {"combine_strategy": "lora_delta_w_svd", "svd_rank": 2}),
    "without a rank": ("lora", "lora", {"combine_strategy": "lora_delta_w_svd"}),
    "with a rank": ("lora", "lora", {"combine_strategy": "lora_delta_w_svd", "svd_rank": 2}),
}
SETUPS = {"list": ["a", "b"], "text": "a,b", "name": "a", "list in a list": [["a", "b"]]}


def or_raised(measured: Callable[[], float]) -> float | str:
    """Return what is measured, or the name of the exception that it raises."""
    try:
        return measured()
    except Exception as error:  # noqa: BLE001 - which one is what is measured
        return type(error).__name__


def tiny(*configurations: str):
    """Return a small model with adapters a and b, none of which starts as zero."""
    import adapters
    import torch
    from transformers import AutoModelForSequenceClassification, BertConfig

    torch.manual_seed(0)
    sizes = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 48}
    model = AutoModelForSequenceClassification.from_config(BertConfig(**sizes, vocab_size=50))
    adapters.init(model)
    for name, configuration in zip("ab", configurations, strict=False):
        model.add_adapter(name, config=configuration)
    for parameter in model.parameters():
        parameter.data += torch.randn_like(parameter) * 0.05
    return model


def share(*given: object) -> float:
    """Return how much of `a` is in the average of `a` and `b`."""
    model = tiny("seq_bn", "seq_bn")
    model.average_adapter("mean", *given)
    weights = dict(model.named_parameters())
    name = next(name for name in weights if ".mean." in name and name.endswith("weight"))
    mean, first, second = (weights[name.replace(".mean.", f".{one}.")] for one in ("mean", "a", "b"))
    return round(((mean - second) / (first - second)).median().item(), 3)


def untrained(configuration: str, **given: object) -> float:
    """Return the share of an adapter's tensors that get no gradient under gradient checkpointing."""
    model = tiny(configuration)
    model.train_adapter("a")
    model.gradient_checkpointing_enable(**given)
    forward(model).loss.backward()
    added = [one for name, one in model.named_parameters() if "classifier" not in name and one.requires_grad]
    return sum(one.grad is None for one in added) / len(added)


def fused(*names: str, union: str = "seq_bn", adds: bool = True) -> float:
    """Return the share of trained tensors that are of a fusion, which is activated in some order."""
    from adapters.composition import Fuse

    model = tiny("seq_bn", union)
    if adds:
        model.add_adapter_fusion(["a", "b"])
    model.train_adapter_fusion(Fuse(*names))
    forward(model)
    trained = [name for name, one in model.named_parameters() if one.requires_grad and "classifier" not in name]
    return sum("fusion" in name for name in trained) / len(trained)


def trained(setup: object) -> float:
    """Return how many tensors but those of the head `train_adapter_fusion` trains, and the forward pass gets to."""
    model = tiny("seq_bn", "seq_bn")
    model.add_adapter_fusion(["a", "b"])
    model.train_adapter_fusion(setup)
    forward(model).loss.backward()
    return float(sum(one.grad is not None for name, one in model.named_parameters() if "classifier" not in name))


def inverted(*names: str) -> float:
    """Return the share of the invertible adapter of `b` that gets no gradient in a stack."""
    from adapters.composition import Stack

    model = tiny("seq_bn", "seq_bn_inv")
    model.train_adapter(Stack(*names))
    forward(model).loss.backward()
    added = [one for name, one in model.named_parameters() if "invertible" in name]
    return sum(one.grad is None for one in added) / len(added)


def composed(method: str, kind: str) -> float:
    """Run two adapters of a method in a composition."""
    from adapters import composition

    model = tiny(method, method)
    given = {"splits": 4} if kind == "Split" else {}
    model.set_active_adapters(getattr(composition, kind)("a", "b", **given))
    forward(model)
    return 0.0


def missing(method: str) -> float:
    """Name an adapter that the model does not have."""
    getattr(tiny("seq_bn"), method)(NAMING[method])
    return 0.0


def combined(first: str, second: str, given: dict[str, object]) -> float:
    """Average two adapters."""
    tiny(first, second).average_adapter("mean", ["a", "b"], **given)
    return 0.0


def merged(*names: str) -> float:
    """Return how many adapters are merged one after another."""
    model = tiny("lora", "lora")
    for name in names:
        model.merge_adapter(name)
    return float(len(names))


def idle(configuration: str) -> float:
    """Return the share of an adapter's tensors that get no gradient behind another adapter."""
    from adapters.composition import Stack

    model = tiny(configuration, configuration)
    model.train_adapter("b")
    model.set_active_adapters(Stack("a", "b"))
    forward(model).loss.backward()
    added = [one for name, one in model.named_parameters() if ".b." in name]
    return sum(one.grad is None for one in added) / len(added)


def inactive() -> float:
    """Return the share of the tensors of an adapter that get a gradient where none is active."""
    model = tiny("seq_bn")
    forward(model).loss.backward()
    added = [one for name, one in model.named_parameters() if ".a." in name]
    return sum(one.grad is not None for one in added) / len(added)


def trainer_of(*trained: str) -> float:
    """Make an `AdapterTrainer`, without what the Trainer above it needs accelerate for, which no environment has."""
    from unittest.mock import patch

    from adapters import AdapterTrainer
    from transformers import Trainer

    def keep(trainer, model, *_, **__):
        trainer.model, trainer.label_names = model, ["labels"]

    model = tiny("seq_bn")
    for name in trained:
        model.train_adapter(name)
    with patch.object(Trainer, "__init__", keep):
        AdapterTrainer(model)
    return 0.0


def own_init() -> float:
    """Add a configuration of a class with an `__init__` of its own."""
    from adapters import LoRAConfig

    class Rank(LoRAConfig):
        def __init__(self, rank=16, **options):
            super().__init__(r=rank, **options)

    tiny(Rank())
    return 0.0


def forward(model):
    """Run a model on some tokens."""
    import torch

    return model(input_ids=torch.arange(3, 11)[None], labels=torch.tensor([1]))


if __name__ == "__main__":
    if "--record" in sys.argv:
        record()
    else:
        json.dump(measure(), sys.stdout)
