"""How a script trains is read along with its configurations."""

from __future__ import annotations

import pytest

from adapterlint.facts import BaseModelReference
from adapterlint.values import Known, OneOf, Unknown
from tests.reading.support import sites_of

SCRIPT = """
import sys
import torch
from adapters import AutoAdapterModel, SeqBnConfig
from transformers import Seq2SeqTrainingArguments, TrainingArguments
model = AutoAdapterModel.from_pretrained("bert-base-uncased"{loading})
model.add_adapter("task", config=SeqBnConfig())
{training}
"""


def site_of(training="", loading=""):
    (site,) = sites_of(SCRIPT.format(training=training, loading=loading))
    return site


def said(site):
    training = site.training
    return {
        name: "?" if isinstance(value, Unknown) else value.value
        for name in ("learning_rate", "optimizer", "autocast", "gradient_checkpointing", "batch_size")
        if (value := getattr(training, name)) is not None
    }


@pytest.mark.parametrize(
    ("training", "expected"),
    [
        ("", {}),
        ("TrainingArguments('out')", {"autocast": None}),
        ("TrainingArguments('out', learning_rate=1e-4, bf16=True)", {"learning_rate": 1e-4, "autocast": "bfloat16"}),
        ("Seq2SeqTrainingArguments('out', fp16=True, optim='sgd')", {"optimizer": "sgd", "autocast": "float16"}),
        ("TrainingArguments('out', bf16=sys.argv[1])", {"autocast": "?"}),
        ("TrainingArguments('out', bf16=False, fp16=False)", {"autocast": None}),
        ("a = TrainingArguments('out', learning_rate=1)\nTrainingArguments('b', learning_rate=2)",
         {"autocast": None, "learning_rate": "?"}),
        ("options = {'per_device_train_batch_size': 4}\nTrainingArguments('out', **options)",
         {"autocast": None, "batch_size": 4}),
        ("TrainingArguments('out', **eval(sys.argv[1]))",
         dict.fromkeys(["learning_rate", "optimizer", "autocast", "gradient_checkpointing", "batch_size"], "?")),
        ("torch.optim.SGD(model.parameters(), lr=0.1)", {"optimizer": "SGD", "learning_rate": 0.1}),
        ("with torch.autocast('cuda', dtype=torch.bfloat16):\n    pass", {"autocast": "bfloat16"}),
        ("with torch.autocast('cuda'):\n    pass", {"autocast": "float16"}),
        ("loss().backward()", {"autocast": None}),
        ("# no mixed_precision here\nprint({'precision': p})\nloss().backward()", {"autocast": None}),
        ("scaler.scale(loss()).backward()", {}),
        ("engine().backward(loss())", {}),
        ("def train():\n    with torch.cuda.amp.autocast(dtype=torch.bfloat16):\n        pass",
         {"autocast": "bfloat16"}),
        ("model.gradient_checkpointing_enable()", {"gradient_checkpointing": True}),
        ("rate = 1e-3 if sys.argv else 1e-4\nTrainingArguments('out', learning_rate=rate)",
         {"autocast": None, "learning_rate": "?"}),
    ],
)  # fmt: skip
def test_what_a_script_says_of_its_training(training, expected):
    assert said(site_of(training)) == expected


@pytest.mark.parametrize(
    ("before", "after", "dtype", "cast_later"),
    [
        ("", "", "float32", False),
        ("model.half()", "", "float16", False),
        ("model = model.to('cuda').to(torch.bfloat16)", "", "bfloat16", False),
        ("model.to('cuda', dtype=torch.float16).eval()", "", "float16", False),
        ("model.to(sys.argv[1])", "", "float32", False),
        ("model.to(dtype=sys.argv[1])", "", "?", False),
        ("if sys.argv:\n    model.bfloat16()", "", "?", False),
        ("", "model.half()", "float32", True),
        ("model.half()", "model.float()", "float16", True),
        ("", "model.adapter_to('task', dtype=torch.bfloat16)", "float32", True),
        ("", "model.adapter_to('task', device='cuda')", "float32", False),
        ("", "for one in model.parameters():\n    one.data = one.data.half()", "float32", True),
        ("", "inputs = tokenize(sys.argv).to('cuda')", "float32", False),
        ("", "model(inputs.half()).logits[0].float().sum().backward()", "float32", False),
    ],
)  # fmt: skip
def test_casts(before, after, dtype, cast_later):
    script = SCRIPT.replace("model.add", before + "\nmodel.add")
    (site,) = sites_of(script.format(training=after, loading=""))
    found = site.base_model.value.dtype
    assert ("?" if isinstance(found, Unknown) else getattr(found, "value", None)) == dtype
    assert (site.training.cast_later is not None) is cast_later


@pytest.mark.parametrize(
    ("loading", "dtype", "attention"),
    [
        (", torch_dtype=torch.bfloat16", "bfloat16", None),
        (", dtype='float16', attn_implementation='eager'", "float16", "eager"),
        (", attn_implementation='sdpa' if sys.argv else 'eager'", "float32", ["sdpa", "eager"]),
        (", load_in_4bit=True", "?", None),
        (", **dict(loads())", "?", "?"),
    ],
)
def test_how_a_base_model_is_loaded(loading, dtype, attention):
    model = site_of(loading=loading).base_model
    assert isinstance(model, Known)
    assert isinstance(model.value, BaseModelReference)

    def plainly(value):
        match value:
            case OneOf(_, alternatives):
                return list(map(plainly, alternatives))
            case Known(held):
                return held
            case _:
                return "?" if value else None

    assert [plainly(model.value.dtype), plainly(model.value.attention)] == [
        dtype,
        attention,
    ]


@pytest.mark.parametrize(
    ("training", "caches"),
    [
        ("", True),
        ("model.generate(**batch)", True),
        ("model.config.use_cache = False", False),
        ("model.config.use_cache = False\nmodel.generate(**batch)", False),
        ("model.config.use_cache = False\nmodel.config.use_cache = True", False),
        ("model.generate(ids, use_cache=False)", False),
        ("model.generate(ids, generation_config=given)", False),
    ],
)
def test_a_cache_is_kept_where_nothing_else_may_be_said(training, caches):
    assert site_of(training).training.caches is caches


@pytest.mark.parametrize("checkpoint", ["'org/Llama-2-7B-GPTQ'", "'org/llama-bnb-4bit'", "sys.argv[1]"])
def test_what_may_be_quantized_is_of_a_type_that_is_not_known(checkpoint):
    (site,) = sites_of(SCRIPT.replace('"bert-base-uncased"', checkpoint).format(training="", loading=""))
    assert site.base_model.value.dtype is None
