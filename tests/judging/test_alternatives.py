"""A finding that depends on alternatives says which, shortly in its message and completely in its condition."""

from __future__ import annotations

import json

import pytest

from adapterlint import lint_source
from adapterlint.linting import lint_bytes
from adapterlint.report.json import render
from adapterlint.settings import Settings

LOOP = """
from adapters import AutoAdapterModel, LoRAConfig
model = AutoAdapterModel.from_pretrained("bert-base-uncased")
for r in {values}:
    model.add_adapter("task", config=LoRAConfig(r=r))
"""


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ((0, 8), "`r` is 0"),
        ((0, -1, -2, 8), "`r` is 0 or `r` is -1 or `r` is -2"),
        ((*range(0, -9, -1), 8), "`r` is 0, `r` is -1, or in 7 more cases"),
    ],
)
def test_the_message_names_some_and_the_condition_all(values, said):
    (finding,) = lint_source(LOOP.format(values=values), adapters="==1.3.0")
    assert finding.message.endswith(f"when {said}")
    assert finding.when == (" or ".join(f"`r` is {value}" for value in values[:-1]),)


def test_the_document_has_them_all():
    report = lint_bytes(LOOP.format(values=(*range(0, -9, -1), 8)).encode(), "loop.py", Settings())
    (finding,) = json.loads(render(report, color=False))["findings"]
    assert "`r` is -8" in finding["when"][0]


def test_what_is_certain_depends_on_nothing():
    (finding,) = lint_source(LOOP.format(values=(0,)), adapters="==1.3.0")
    assert finding.when == ()


@pytest.mark.parametrize(("default", "severity"), [("gelu", "advice"), ("elu", "warning")])
def test_what_takes_other_than_the_default_is_advice(default, severity):
    (finding,) = lint_source(
        "import argparse\nfrom adapters import AutoAdapterModel, SeqBnConfig\n"
        "parser = argparse.ArgumentParser()\n"
        f"parser.add_argument('--activation', choices=['gelu', 'elu'], default={default!r})\n"
        "config = SeqBnConfig(non_linearity=parser.parse_args().activation)\n"
        "AutoAdapterModel.from_pretrained('bert-base-uncased').add_adapter('task', config=config)\n",
        adapters="==1.3.0",
    )
    assert finding.severity == severity
