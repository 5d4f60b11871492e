"""What the sheets about AdapterFusion claim of the library is what the installed one does."""

from __future__ import annotations

import pytest

from adapterlint import check_config, lint_source
from adapterlint.rules import load

torch = pytest.importorskip("torch")
adapters = pytest.importorskip("adapters")


def fused(configuration):
    from adapters.composition import Fuse
    from transformers import BertConfig, BertModel

    torch.manual_seed(0)
    model = BertModel(
        BertConfig(hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32, vocab_size=50)
    )
    adapters.init(model)
    for name in "ab":
        model.add_adapter(name, config="seq_bn")
    for name, parameter in model.named_parameters():
        if ".adapters." in name:
            parameter.data.add_(torch.randn_like(parameter) * 0.1)
    model.add_adapter_fusion(["a", "b"], config=configuration)
    model.train_adapter_fusion(Fuse("a", "b"))
    return model


def states(model):
    torch.manual_seed(1)
    return model(torch.arange(3, 11)[None])[0]


@pytest.mark.parametrize("dropout", [1.5, -0.1, "0.1"])
def test_impossible_dropout_raises(dropout) -> None:
    with pytest.raises((ValueError, TypeError)):
        fused(adapters.DynamicAdapterFusionConfig(dropout_prob=dropout))


def test_dropout_of_zero_is_that_of_the_base_model() -> None:
    model = fused(adapters.DynamicAdapterFusionConfig(dropout_prob=0.0))
    assert {one.dropout.p for one in model.modules() if type(one).__name__ == "BertFusion"} == {0.1}


@pytest.mark.parametrize("option", [{"value_initialized": True}, {"value_before_softmax": False}])
def test_options_of_a_missing_value_matrix_change_nothing(option) -> None:
    plain = states(fused(adapters.StaticAdapterFusionConfig()))
    assert torch.equal(states(fused(adapters.StaticAdapterFusionConfig(**option))), plain)


def test_the_value_matrix_decides_about_regularization() -> None:
    static, dynamic = adapters.StaticAdapterFusionConfig, adapters.DynamicAdapterFusionConfig
    assert fused(static(regularization=True)).get_fusion_regularization_loss() is None
    assert fused(dynamic(regularization=False)).get_fusion_regularization_loss() is not None


def test_a_fusion_without_matrices_has_nothing_to_train() -> None:
    model = fused(adapters.StaticAdapterFusionConfig(query=False, key=False))
    assert not states(model).requires_grad


def test_dropout_of_everything_trains_neither_query_nor_key() -> None:
    model = fused(adapters.DynamicAdapterFusionConfig(dropout_prob=1.0)).train()
    states(model).pow(2).sum().backward()
    gradients = {name: one.grad for name, one in model.named_parameters() if ".query." in name and "fusion" in name}
    assert gradients
    assert not any(gradient is not None and gradient.any() for gradient in gradients.values())


FULL = dict.fromkeys(adapters.AdapterFusionConfig.__dataclass_fields__, True) | {"dropout_prob": 0.1}
FORMS = [
    "'static'",
    "'statik'",
    "'dynamic[temperature=True]'",
    "'dynamic[colour=1]'",
    "'configs/fusion.json'",
    "''",
    "{}",
    "{'regularization': False}",
    f"{FULL}",
    f"{FULL | {'colour': 'red'}}",
    f"{FULL | {'temperature': [range(2)]}}",
    "AdapterFusionConfig()",
    "AdapterFusionConfig.load('')",
    "AdapterFusionConfig.load('dynamic[')",
    "AdapterFusionConfig.load('seq_bn')",
    "AdapterFusionConfig.load('static|dynamic')",
    "AdapterFusionConfig.load('dynamic[temperature=True]')",
    "AdapterFusionConfig.load('dynamic[colour=1]')",
    "AdapterFusionConfig.load('dynamic', colour=1)",
    "AdapterFusionConfig.load('dynamic', key=None, dropout_prob=1.5)",
    "AdapterFusionConfig.load({'key': True}, value=True)",
    f"AdapterFusionConfig.load({FULL}, dropout_prob='0.1')",
    "AdapterFusionConfig.load(StaticAdapterFusionConfig(), dropout_prob=-1)",
    "AdapterFusionConfig.from_dict({'key': True})",
    "StaticAdapterFusionConfig.load('dynamic')",
    "StaticAdapterFusionConfig.from_dict({'key': False, 'colour': 2})",
    "StaticAdapterFusionConfig(colour=2)",
    "DynamicAdapterFusionConfig(*[True] * 11)",
    "DynamicAdapterFusionConfig(query={1})",
    "DynamicAdapterFusionConfig(dropout_prob=float('nan'))",
    "DynamicAdapterFusionConfig().replace(dropout_prob=2)",
]


@pytest.mark.parametrize("form", FORMS)
def test_every_way_to_configure_a_fusion_fails_as_told(form: str) -> None:
    script = f"from adapters.configuration import *\nmodel.add_adapter_fusion(['a', 'b'], config={form})"
    told = next((one.claim for one in lint_source(script, adapters=f"=={adapters.__version__}") if one.claim), None)
    phase, raised = "construct", None
    try:
        names: dict = {}
        exec(f"from adapters.configuration import *\nconfiguration = {form}", names)  # noqa: S102 - one of the above
        configuration = names["configuration"]
        phase = "add_adapter"
        model = fused(configuration)
        phase = "forward"
        states(model.train())
    except Exception as error:  # noqa: BLE001 - whatever it is
        raised = type(error).__name__
    assert (told and (told.phase, told.raises)) == (raised and (phase, raised))


@pytest.mark.parametrize("name", ["static", "dynamic", "dynamic[temperature=True]"])
def test_a_text_that_names_a_fusion_is_judged_as_one(name: str) -> None:
    claims = [finding.claim for finding in check_config(name)]
    assert [(claim.phase, claim.raises) for claim in claims] == ([("add_adapter", "ValueError")] if "[" in name else [])


def test_every_sheet_about_fusion_is_tested_here() -> None:
    codes = {rule.code for rule in load() if "Fusion" in rule.reads}
    assert codes == {"ADL180", "ADL181", "ADL182", "ADL350", "ADL351", "ADL352", "ADL443", "ADL444"}
