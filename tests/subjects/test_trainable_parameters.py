"""What a configuration trains in a base model is as many parameters as the library then trains."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

pytest.importorskip("adapters")

import adapters
from transformers import PreTrainedModel

from adapterlint.base_models import BaseModel, from_config
from adapterlint.facts import Argument, Call
from adapterlint.rules.condition import UNDETERMINED
from adapterlint.space.releases import RELEASES, snapshot
from adapterlint.space.resolution import resolve
from adapterlint.subjects import Context, survey
from adapterlint.subjects.together import Setup
from adapterlint.values import Known
from tests.base_models import tiny_models
from tests.base_models.tiny_models import FAMILIES

# transformers and torch warn of themselves when the module of a family is first imported.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning", "ignore::UserWarning")

EVERYWHERE = {"selfattn_lora": True, "intermediate_lora": True, "output_lora": True}
CONFIGURATIONS: dict[str, list[dict[str, Any]]] = {
    "SeqBnConfig": [{}, {"reduction_factor": {"0": 2, "default": 1000}, "ln_before": True, "leave_out": [1]}],
    "DoubleSeqBnConfig": [{"cross_adapter": True, "ln_before": True, "ln_after": True, "use_gating": True}],
    "ParBnConfig": [{"scaling": "learned", "non_linearity": "prelu"}, {"scaling": "channel", "reduction_factor": 0.5}],
    "SeqBnInvConfig": [{}, {"inv_adapter_reduction_factor": 3, "non_linearity": "prelu"}, {"inv_adapter": "glow"}],
    "CompacterConfig": [
        {"phm_dim": 2, "reduction_factor": 4},
        {"phm_dim": 2, "reduction_factor": 4, "shared_phm_rule": False, "factorized_phm_rule": True, "phm_rank": 3},
        {"phm_dim": 2, "reduction_factor": 4, "factorized_phm_W": False, "phm_bias": False, "learn_phm": False},
        {"phm_dim": 2, "reduction_factor": 4, "shared_W_phm": True, "factorized_phm_rule": True},
    ],
    "LoRAConfig": [{}, {**EVERYWHERE, "r": 3, "use_gating": True}, {"attn_matrices": ["k"], "leave_out": [0]}],
    "IA3Config": [{}, {**EVERYWHERE, "attn_matrices": ["q", "k", "v"], "use_gating": True}],
    "VeraConfig": [{}, {**EVERYWHERE, "r": 2, "attn_matrices": ["q", "k"], "use_gating": True}],
    "DoRAConfig": [{}, {**EVERYWHERE, "r": 3, "use_gating": True}],
    "DvoRAConfig": [{"attn_matrices": ["q"]}],
    "MTLLoRAConfig": [{}, {**EVERYWHERE, "n_up_projection": 3, "r": 5, "use_gating": True}],
}
CASES = [(class_name, arguments) for class_name, several in CONFIGURATIONS.items() for arguments in several]


def predicted(class_name: str, arguments: Mapping[str, Any], base_model: BaseModel | None) -> object:
    call = Call(class_name, keywords={name: Argument(Known(value)) for name, value in arguments.items()})
    offered = snapshot(adapters.__version__)
    subjects = survey(resolve(call, offered), Context(offered, base_model))
    return next(one for one in subjects if isinstance(one, Setup)).look_up("trainable_parameters")


def trained(model: PreTrainedModel, class_name: str, arguments: Mapping[str, Any]) -> int | None:
    """Return how many parameters the library trains, None if the configuration cannot be added."""
    try:
        model.add_adapter("one", config=getattr(adapters, class_name)(**arguments))
    except (AssertionError, KeyError, RuntimeError, ValueError):
        return None
    model.train_adapter("one")
    return sum(parameter.numel() for parameter in model.parameters() if parameter.requires_grad)


@pytest.mark.skipif(adapters.__version__ not in RELEASES, reason="no snapshot of the installed release")
@pytest.mark.parametrize("model_type", FAMILIES)
def test_as_many_as_the_library_trains(model_type: str) -> None:
    config = tiny_models.tiny_config(model_type, seed=2)
    known = from_config(config.to_dict())
    counted = 0
    for class_name, arguments in CASES:
        actual = trained(tiny_models.build(config), class_name, arguments)
        if actual is not None:
            assert predicted(class_name, arguments, known) == actual, (class_name, arguments)
            counted += 1
    assert counted >= len(CASES) // 2


@pytest.mark.parametrize(("class_name", "arguments"), [("SeqBnConfig", {}), ("LoRAConfig", {"r": 4})])
def test_of_an_unknown_base_model_nothing_is_known(class_name: str, arguments: dict[str, Any]) -> None:
    assert predicted(class_name, arguments, None) is UNDETERMINED


def test_of_a_known_checkpoint_it_is_what_papers_say() -> None:
    bert = from_config({"model_type": "bert"})

    assert predicted("LoRAConfig", {"r": 8}, bert) == 12 * 2 * 2 * 768 * 8
    assert predicted("VeraConfig", {}, bert) == 12 * 2 * (768 * 768 + 8 * 8)
    assert predicted("SeqBnConfig", {}, bert) == 12 * (2 * 768 * 48 + 768 + 48)
