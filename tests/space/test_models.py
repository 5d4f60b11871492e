"""The Pydantic models are what the library has, release by release."""

from __future__ import annotations

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from adapterlint import space
from adapterlint.space.releases import RELEASES, snapshot

NEWEST = snapshot(RELEASES[-1])
MODELS = [getattr(space, name) for name in space.__all__]


def default_of(model: type[BaseModel], name: str) -> object:
    default = model.model_fields[name].get_default(call_default_factory=True)
    return list(default) if isinstance(default, tuple) else default


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
class TestModel:
    def test_has_the_fields_and_defaults_of_the_newest_release(self, model: type[BaseModel]) -> None:
        fields = NEWEST.configs[model.__name__].fields
        ours = {
            name: "required" if field.is_required() else default_of(model, name)
            for name, field in model.model_fields.items()
        }
        theirs = {name: "required" if field.required else field.default for name, field in fields.items()}
        assert ours == theirs

    def test_documents_every_field(self, model: type[BaseModel]) -> None:
        base = next(
            one for one in model.__mro__[::-1] if issubclass(one, space.bottleneck.AdapterConfig) and one.model_fields
        )
        assert all(field.description for field in base.model_fields.values())

    def test_takes_the_defaults_of_every_release(self, model: type[BaseModel]) -> None:
        for release in RELEASES:
            definition = snapshot(release).configs.get(model.__name__)
            for name, field in definition.fields.items() if definition else ():
                if not field.required:
                    TypeAdapter(model.model_fields[name].annotation).validate_python(field.default)

    def test_derives_as_in_the_library(self, model: type[BaseModel]) -> None:
        bases = {base.__name__ for base in model.__mro__}
        assert [
            base for base in NEWEST.configs[model.__name__].bases if base in space.__all__ and base not in bases
        ] == []

    def test_refuses_an_unknown_option_with_the_code_of_a_rule(self, model: type[BaseModel]) -> None:
        with pytest.raises(ValidationError) as caught:
            model.model_validate({"colour": 1})
        assert "ADL101" in {error["type"] for error in caught.value.errors()}

    def test_speaks_json_schema(self, model: type[BaseModel]) -> None:
        schema = model.model_json_schema()
        assert set(schema["properties"]) == set(model.model_fields)


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        ({"reduction_factor": 0}, ["ADL123"]),
        ({"reduction_facter": 8}, ["ADL101"]),
        ({"reduction_factor": -2}, ["ADL111"]),
        ({"original_ln_after": False}, ["ADL401"]),
        ({"scaling": 1, "dropout": 3}, ["ADL125", "ADL126"]),
    ],
)
def test_validation_carries_the_codes_of_rules(options: dict[str, object], codes: list[str]) -> None:
    with pytest.raises(ValidationError) as caught:
        space.SeqBnConfig.model_validate(options)
    assert [error["type"] for error in caught.value.errors()] == codes


def test_what_only_some_releases_refuse_is_valid() -> None:
    assert space.ParBnConfig.model_validate({"ln_before": True}).ln_before is True


def test_there_is_a_model_for_every_configuration_class() -> None:
    concrete = {
        name for name, one in NEWEST.configs.items() if not one.abstract and not one.derives_from("ConfigUnion")
    }
    assert concrete == set(space.__all__)
