"""From runs back to what scripts say."""

from __future__ import annotations

import pytest

from adapterlint.dynamic.planning.originals import Original, assumed
from adapterlint.dynamic.planning.plan import plan
from adapterlint.dynamic.planning.recipes import Construct, Load
from adapterlint.dynamic.planning.retracing import base_model_of, fact_of
from adapterlint.facts import Site
from adapterlint.findings import Span
from adapterlint.values import Known

SPAN = Span("train.py", 3, 1, 3, 9)


@pytest.mark.parametrize(
    "recipe",
    [
        "seq_bn",
        {"architecture": "lora", "r": 4},
        Construct("BnConfig", (True,), {"output_adapter": True, "reduction_factor": {"1": 2, "default": 4}}),
        Construct("ConfigUnion", (Construct("LoRAConfig", (), {"r": 4}), Construct("SeqBnConfig"))),
        Construct("MAMConfig", (), {"adapter": Construct("ParBnConfig", (), {"reduction_factor": 4})}),
        Load("seq_bn", {"reduction_factor": 8}),
        Load({"architecture": "lora"}, {"r": 8}),
        Load(Construct("LoRAConfig"), {"r": 8}),
    ],
)
def test_the_fact_of_a_recipe_is_planned_as_that_recipe(recipe):
    (run,) = plan([Site(Known(fact_of(recipe)), span=SPAN)]).runs
    assert run.recipe == recipe


@pytest.mark.parametrize(
    ("original", "model_type", "hidden_size"),
    [
        (Original("bert", config={"hidden_size": 320}), "bert", 320),
        (Original("bert", sized=False), "bert", None),
        (Original(class_name="ViTConfig", config={"hidden_size": 192}), "vit", 192),
        (Original(class_name="ViTModel", sized=False), "vit", None),
        (assumed("none is shown"), "bert", None),
    ],
)
def test_the_base_model_is_as_far_known_as_the_original(original, model_type, hidden_size):
    model = base_model_of(original)
    assert (model.model_type, model.hidden_size) == (model_type, hidden_size)


@pytest.mark.parametrize("original", [Original("no-such-type", config={}), Original(class_name="NoSuchModel")])
def test_an_unknown_base_model_is_none(original):
    assert base_model_of(original) is None
