"""`add_adapter`: which configuration goes into which model."""

from __future__ import annotations

import textwrap

import pytest

from tests.reading.support import linked, show, shown, sites_of

MODEL = "import adapters\nfrom adapters import *\nmodel = AutoAdapterModel.from_pretrained('bert-base-uncased')\n"
BERT = "AutoAdapterModel<'bert-base-uncased'>"


@pytest.mark.parametrize(
    ("written", "configuration"),
    [
        ("model.add_adapter('a', config='seq_bn[reduction_factor=8]|lora')", "text seq_bn[reduction_factor=8]|lora"),
        ("model.add_adapter('a', 'lora')", "text lora"),
        ("model.add_adapter('a')", "text seq_bn"),
        ("model.add_adapter('a', config=None)", "text seq_bn"),
        ("model.add_adapter('a', SeqBnConfig())", "SeqBnConfig()"),
        ("model.add_adapter(adapter_name='a', config=LoRAConfig(r=4))", "LoRAConfig(r=4)"),
        ("c = SeqBnConfig()\nmodel.add_adapter('a', config=c)", "SeqBnConfig()"),
        ("model.add_adapter('a', config={'mh_adapter': True})", "{'mh_adapter': True}"),
        ("model.add_adapter('a', config=AdapterConfig.load('lora', r=4))", "load('lora', r=4)"),
        ("model.add_adapter('a', AdapterType.text_task, config='pfeiffer')", "text pfeiffer"),
        ("model.add_adapter('a', AdapterType.text_task, 'pfeiffer')", "text pfeiffer"),
        ("rf = 4\nmodel.add_adapter('a', config=f'seq_bn[reduction_factor={rf}]')", "text seq_bn[reduction_factor=4]"),
        ("model.add_adapter('a', config=SeqBnConfig)", "class SeqBnConfig"),
        ("kind = adapters.LoRAConfig\nmodel.add_adapter('a', kind)", "class LoRAConfig"),
        ("model.add_adapter('a', config=unknown)", "?"),
        ("model.to('cuda').add_adapter('a', 'lora')", "text lora"),
    ],
)
def test_configuration_meets_model(written, configuration):
    assert linked(MODEL + written) == [f"{configuration} -> {BERT}"]


@pytest.mark.parametrize(
    ("built", "base_model"),
    [
        ("AutoModel.from_pretrained('gpt2')", "AutoModel<'gpt2'>"),
        ("transformers.AutoModelForCausalLM.from_pretrained('gpt2')", "AutoModelForCausalLM<'gpt2'>"),
        ("BertAdapterModel(BertConfig(hidden_size=64))", "BertAdapterModel<BertConfig(hidden_size=64)>"),
        ("BertModel(config=BertConfig())", "BertModel<BertConfig()>"),
        ("AutoModel.from_config(BertConfig())", "AutoModel<BertConfig()>"),
        ("AutoModel.from_config(AutoConfig.from_pretrained('gpt2'))", "AutoModel<'gpt2'>"),
        ("AutoModel.from_config(AutoConfig.from_pretrained('gpt2', n_layer=2))", "AutoModel<?>"),
        (
            "AutoModel.from_pretrained('gpt2', config=AutoConfig.from_pretrained('gpt2', num_labels=3))",
            "AutoModel<'gpt2'>",
        ),
        ("BertModel.from_pretrained('bert-base-cased', add_pooling_layer=False)", "BertModel<'bert-base-cased'>"),
        ("BertModel(config)", "BertModel<>"),
        ("AutoModel.from_pretrained(name)", "AutoModel<?>"),
        ("adapters.init(AutoModel.from_pretrained('gpt2'))", "AutoModel<'gpt2'>"),
        ("AutoModel.from_pretrained('gpt2').to('cuda').half().eval()", "AutoModel<'gpt2'>"),
        ("copy.deepcopy(AutoModel.from_pretrained('gpt2'))", "AutoModel<'gpt2'>"),
        ("AutoModel.from_pretrained('gpt2').base_model", "AutoModel<'gpt2'>"),
        ("something(else_)", "?"),
    ],
)
def test_base_models(built, base_model):
    source = "import adapters, copy, transformers\n"
    source += "from transformers import *\nfrom transformers import BertConfig, BertModel\n"
    source += f"from adapters import BertAdapterModel\nmodel = {built}\nmodel.add_adapter('a', config='lora')"
    assert linked(source) == [f"text lora -> {base_model}"]


def test_changed_configuration_of_the_model_is_not_taken_for_the_checkpoint():
    source = """
    import adapters
    from transformers import AutoConfig, AutoModel
    config = AutoConfig.from_pretrained("bert-base-uncased")
    config.num_hidden_layers = 2
    model = AutoModel.from_config(config)
    model.add_adapter("a", config="lora")
    """
    assert linked(source) == ["text lora -> AutoModel<?>"]


def test_changed_configuration_that_is_written_is_that_of_the_model():
    source = """
    from adapters import BertAdapterModel
    from transformers import BertConfig
    config = BertConfig(num_hidden_layers=12)
    config.num_hidden_layers = 2
    model = BertAdapterModel(config)
    model.add_adapter("a", config="lora")
    """
    assert linked(source) == ["text lora -> BertAdapterModel<BertConfig(num_hidden_layers=2)>"]


def test_one_configuration_in_two_models_is_two_sites():
    source = MODEL + "gpt = AutoAdapterModel.from_pretrained('gpt2')\nc = LoRAConfig()\n"
    source += "model.add_adapter('a', c)\ngpt.add_adapter('a', c)"
    assert linked(source) == [f"LoRAConfig() -> {BERT}", "LoRAConfig() -> AutoAdapterModel<'gpt2'>"]


def test_models_in_a_list():
    source = (
        MODEL + "gpt = AutoAdapterModel.from_pretrained('gpt2')\nfor m in [model, gpt]:\n    m.add_adapter('a', 'lora')"
    )
    (site,) = sites_of(source)
    assert [one.value.checkpoint.value for one in site.base_model.alternatives] == ["bert-base-uncased", "gpt2"]


def test_spans_of_strings_point_at_the_literal():
    (site,) = sites_of(MODEL + "name = 'lora'\nmodel.add_adapter('a', config=name)")
    assert (site.span.line, site.span.column, site.inserted_at.line) == (4, 8, 5)


def test_models_of_an_object():
    source = textwrap.dedent("""
    import adapters
    from transformers import AutoModel
    class Learner:
        def __init__(self, rf):
            self.model = AutoModel.from_pretrained("gpt2")
            adapters.init(self.model)
            self.config = adapters.SeqBnConfig(reduction_factor=rf)
        def prepare(self):
            self.model.add_adapter("a", config=self.config)
    """)
    assert linked(source) == ["SeqBnConfig(reduction_factor=?) -> AutoModel<'gpt2'>"]
    assert linked(source + "learner = Learner(8)") == ["SeqBnConfig(reduction_factor=8) -> AutoModel<'gpt2'>"]


SILENT = {
    "no import of the library": "model.add_adapter('a', config='seq_bn')",
    "PEFT of transformers": (
        "from transformers import AutoModel\nfrom peft import LoraConfig\nmodel = AutoModel.from_pretrained('gpt2')\n"
        "model.add_adapter(LoraConfig(), 'a')\nmodel.add_adapter(LoraConfig(r=4), adapter_name='b')"
    ),
    "PEFT first, as transformers has it": "import adapters\nimport peft\nmodel.add_adapter(peft.LoraConfig(), 'task')",
    "PEFT by the keyword of transformers": "import adapters\nmodel.add_adapter(adapter_config=given())",
    "PEFT beside the library": "import adapters\nimport peft\nmodel.add_adapter('a', config=peft.LoraConfig())",
    "own class": (
        "import adapters\nclass Net:\n    def add_adapter(self, name, config=None):\n        pass\n"
        "Net().add_adapter('a', config='seq_bn')"
    ),
    "own class without one": "import adapters\nclass Net:\n    pass\nNet().add_adapter('a', config='seq_bn')",
    "list": "import adapters\n[].add_adapter('a', config='seq_bn')",
}


@pytest.mark.parametrize("source", SILENT.values(), ids=SILENT)
def test_is_silent(source):
    assert shown(source) == []


def test_configurations_of_the_library_count_without_its_import():
    source = "from adapters import BnConfig\ndef f(model):\n    model.add_adapter('a', BnConfig(ln_after=True))"
    assert linked(source) == ["BnConfig(ln_after=True) -> ?"]


def test_a_model_that_depends_on_a_test():
    source = MODEL + "if small:\n    model = AutoAdapterModel.from_pretrained('gpt2')\nmodel.add_adapter('a', 'lora')"
    (site,) = sites_of(source)
    assert site.base_model.choice.options == ("`small` is true", "`small` is false")


def test_a_dictionary_of_arguments_that_a_test_changes():
    source = MODEL + "a = {'r': 1}\nif fast:\n    a['alpha'] = 2\nmodel.add_adapter('a', LoRAConfig(**a))"
    assert linked(source) == [
        f"LoRAConfig(r=1, alpha=2) if `fast` is true | LoRAConfig(r=1) if `fast` is false -> {BERT}"
    ]


SUBCLASS = """
from adapters import BertAdapterModel, LoRAConfig
class Net(BertAdapterModel):
    def __init__(self, config):
        super().__init__(config)
        self.add_adapter("a", config="lora")
"""


def test_a_class_that_inherits_from_a_model_is_that_model():
    assert linked(SUBCLASS) == ["text lora -> BertAdapterModel<>"]
    made = SUBCLASS + "model = Net.from_pretrained('bert-base-uncased')\nmodel.add_adapter('b', LoRAConfig())"
    assert linked(made) == [
        "text lora -> BertAdapterModel<'bert-base-uncased'>",
        "LoRAConfig() -> BertAdapterModel<'bert-base-uncased'>",
    ]
    made = SUBCLASS + "from transformers import BertConfig\nNet(BertConfig(hidden_size=64))"
    assert linked(made) == ["text lora -> BertAdapterModel<BertConfig(hidden_size=64)>"]


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("load_adapter('x', config='lora')", [("text lora", True)]),
        ("load_adapter('x', config=LoRAConfig(r=4))", [("LoRAConfig(r=4)", True)]),
        ("load_adapter('x', config=AdapterConfig.load('lora'))", [("load('lora')", True)]),
        ("load_adapter('x', config=config)", [("?", True)]),
        ("load_adapter('x', 'name')", []),
        ("load_adapter('x')", []),
    ],
)
def test_configurations_that_adapters_are_looked_up_with(call, expected):
    assert [(show(site.configuration), site.only_built) for site in sites_of(f"{MODEL}model.{call}")] == expected


def test_a_configuration_that_is_also_added_is_built():
    source = MODEL + "c = LoRAConfig()\nmodel.load_adapter('x', config=c)\nmodel.add_adapter('a', config=c)"
    assert [site.only_built for site in sites_of(source)] == [False]
