"""`adapterlint schema`."""

from __future__ import annotations

import json

import pytest

from adapterlint import space


def test_without_a_class_every_class_is_listed(run):
    assert run("schema").out.split() == space.__all__


@pytest.mark.parametrize("name", space.__all__)
def test_every_option_is_described_and_has_its_default(run, name):
    schema = json.loads(run("schema", name).out)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    fields = getattr(space, name).model_fields
    assert set(schema["properties"]) == set(fields)
    assert set(schema.get("required", ())) == {option for option, field in fields.items() if field.is_required()}
    assert all(option["description"] for option in schema["properties"].values())


def test_an_unknown_class_is_refused(run):
    result = run("schema", "SeqBn")
    assert result.code == 2
    assert "did you mean `SeqBnConfig`?" in result.err


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("ConfigUnion", "made of other configurations"),
        ("UniPELTConfig", "made of other configurations"),
        ("AdapterConfig", "has no options"),
    ],
)
def test_why_a_class_has_no_schema_is_said(run, name, cause):
    result = run("schema", name)
    assert result.code == 2
    assert f"`{name}` has no schema of its own" in result.err
    assert cause in result.err
