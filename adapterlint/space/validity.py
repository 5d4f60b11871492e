"""Values that an option does not document, found by the Pydantic models."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pydantic import ValidationError

from adapterlint.space.configuration import FIELDS_ONLY, AdapterConfig
from adapterlint.space.hidden import Hidden

_RANGE: Final = frozenset({"greater_than", "greater_than_equal", "less_than", "less_than_equal"})
_NOT_ABOUT_VALUES: Final = frozenset({"missing", "extra_forbidden"})


@dataclass(frozen=True, slots=True)
class Invalid:
    """A value outside what an option documents.

    Attributes:
        problem: `type`, `range` or `choice`.
        expected: what is documented, in words.
    """

    name: str
    value: object
    problem: str
    expected: str


def invalid_values(config: AdapterConfig) -> Iterator[Invalid]:
    """Yield the options with a value that is not documented, in the order of the fields."""
    shown = {name: value for name, value in vars(config).items() if not isinstance(value, Hidden)}
    try:
        type(config).model_validate(shown, context=FIELDS_ONLY)
    except ValidationError as error:
        problems: dict[str, list[Mapping[str, object]]] = {}
        for one in error.errors(include_url=False, include_context=False):
            if one["type"] not in _NOT_ABOUT_VALUES:
                problems.setdefault(str(one["loc"][0]), []).append(dict(one))
        for name, reasons in problems.items():
            yield _describe(name, shown[name], reasons)


def _describe(name: str, value: object, reasons: list[Mapping[str, object]]) -> Invalid:
    kinds = {str(reason["type"]) for reason in reasons}
    messages = dict.fromkeys(str(reason["msg"]).removeprefix("Input should be ") for reason in reasons)
    problem = "range" if kinds & _RANGE else "choice" if isinstance(value, str) and "literal_error" in kinds else "type"
    return Invalid(name, value, problem, " or ".join(messages))
