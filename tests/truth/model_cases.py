"""Draws configurations with hypothesis: what the Pydantic models say that their options take, and what they do not."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from adapterlint import space
from tests.truth.cases import MISTYPED, Case, of_own_method

BASE_MODELS = ("bert", "distilbert", "gpt2", "llama", "vit")
SCHEMAS = {name: getattr(space, name).model_json_schema() for name in space.__all__ if "Fusion" not in name}
LEAST, LARGEST = 0.05, 40
"""What counts as small and as large: a number beyond them takes memory, and proves no more."""
TEXTS = ("relu", "gelu", "swish", "tanh", "float32", "float16", "a prompt", "")
ENTRIES_AT_MOST = 3
SHORTEST = 5
"""Tokens of the shortest sequence in a batch; whether more can be changed depends on the data."""
POSITIONS = ("prefix_positions", "suffix_positions")
BOUNDS = {name: {"maximum": SHORTEST} for name in POSITIONS}

Schema = Mapping[str, Any]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Draw a configuration, one in four of several parts, and a base model."""
    base_model, torchvision = draw(st.sampled_from(BASE_MODELS)), draw(st.booleans())
    if draw(st.sampled_from((1, 1, 1, 2))) == 1:
        return Case(base_model, torchvision, *draw(_parts()))
    parts = draw(st.lists(_parts(), min_size=2, max_size=3))
    own = [(class_name, of_own_method(arguments)) for class_name, arguments in parts]
    return Case(base_model, torchvision, "ConfigUnion", {"configs": own})


def _parts() -> st.SearchStrategy[tuple[str, dict[str, Any]]]:
    return st.sampled_from(sorted(SCHEMAS)).flatmap(
        lambda name: st.tuples(st.just(name), st.one_of(_arguments(name), _arguments(name, odd=True)))
    )


@st.composite
def _arguments(draw: st.DrawFn, class_name: str, *, odd: bool = False) -> dict[str, Any]:
    """Draw some options of a class; one of them odd, if need be."""
    options = SCHEMAS[class_name]["properties"]
    chosen = draw(st.lists(st.sampled_from(sorted(options)), max_size=4, unique=True))
    names = (*SCHEMAS[class_name].get("required", ()), *chosen)
    arguments = {name: draw(valid(options[name] | BOUNDS.get(name, {}))) for name in names}
    if odd:
        arguments[draw(st.sampled_from(sorted(options)))] = draw(ODD)
    assume(not any(type(arguments.get(name)) in {int, float} and arguments[name] > SHORTEST for name in POSITIONS))
    return arguments


def valid(schema: Schema) -> st.SearchStrategy[Any]:  # noqa: PLR0911 - one for each kind of schema
    """Draw what a JSON Schema of an option allows."""
    match schema:
        case {"anyOf": alternatives}:
            return st.one_of([valid(alternative) for alternative in alternatives])
        case {"const": value}:
            return st.just(value)
        case {"enum": values}:
            return st.sampled_from(values)
        case {"type": "array", "items": items}:
            return st.lists(valid(items), max_size=ENTRIES_AT_MOST)
        case {"type": "object", "additionalProperties": values}:
            return st.dictionaries(st.sampled_from(("0", "1", "default")), valid(values))
        case {"type": "integer"}:
            return st.integers(schema.get("minimum", -1), schema.get("maximum", LARGEST))
        case {"type": "number"}:
            least, largest = schema.get("minimum", LEAST), schema.get("maximum", LARGEST)
            return st.one_of(st.floats(least, largest), st.integers(math.ceil(least), largest))
    return {"boolean": st.booleans(), "null": st.none(), "string": st.sampled_from(TEXTS)}[schema["type"]]


ODD = st.one_of(
    st.sampled_from(MISTYPED),
    st.integers(-3, LARGEST),
    st.floats(-LARGEST, LARGEST).filter(lambda number: number == 0 or abs(number) >= LEAST),
    st.text(max_size=3),
    st.lists(st.one_of(st.integers(-3, 3), st.text(max_size=1)), max_size=ENTRIES_AT_MOST),
)
"""What is wrong for most options, and happens to be right for some."""
