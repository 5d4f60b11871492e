"""Draws pairs of configurations that differ in one option: it is left out of the first, and changed in the second."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from packaging.version import Version

from adapterlint.space.releases import snapshot
from tests.truth import cases, lora_cases
from tests.truth.cases import Arguments, Case, Values
from tests.truth.methods import Drawing, Method
from tests.truth.prefix_cases import PREFIX_TUNING
from tests.truth.prompt_cases import PROMPT_TUNING
from tests.truth.reft_cases import REFT

ODD = 0.1
"""How often the changed option gets an odd value: most of them are errors, and then there is nothing to compare."""
PROBABILITIES = frozenset({"dropout", "stochastic_depth"})
RARE = 1e-6
OTHERS_ODD = (0, 0, 1)
"""How many of the other options get one."""
_METHODS: tuple[Method, ...] = (PREFIX_TUNING, PROMPT_TUNING, REFT)


@dataclass(frozen=True)
class Pair:
    """Two configurations that differ in one option.

    Attributes:
        changed: the second one, which names the option.
        option: the name of the option; without it, `changed` is the first one.
    """

    changed: Case
    option: str

    @property
    def without(self) -> Case:
        """The first one."""
        rest = {name: value for name, value in self.changed.arguments.items() if name != self.option}
        return replace(self.changed, arguments=rest)


def draw(seed: int, count: int, release: str, base_models: Sequence[str]) -> list[Pair]:
    """Draw pairs for a release.

    Args:
        base_models: the names to draw base models from.
    """
    sources = (random.Random(f"{seed}:{number}") for number in range(count))  # noqa: S311 - no secrets are drawn
    drawn = (_pair(Drawing(source, Version(release), source.choice(base_models))) for source in sources)
    return [pair for pair in drawn if _differs(pair, release)]


def _pair(drawing: Drawing) -> Pair:
    class_name, arguments, fields = drawing.random.choice(tuple(_families(drawing)))()
    option = drawing.random.choice(tuple(fields))
    values = fields[option]
    arguments[option] = drawing.random.choice(values.odd if drawing.chance(ODD) else values.sane)
    return Pair(Case(drawing.base_model, drawing.chance(0.5), class_name, arguments), option)


def _families(drawing: Drawing) -> Iterator[Callable[[], tuple[str, Arguments, Mapping[str, Values]]]]:
    yield lambda: _of(cases.Draw(drawing.random, drawing.release), cases.FIELDS)
    yield lambda: _of(lora_cases.Draw(drawing.random, drawing.release), lora_cases.FIELDS)
    yield from (lambda method=method: _of_method(drawing, method) for method in _METHODS)


def _of(
    draw: cases.Draw | lora_cases.Draw, fields: Mapping[str, Values]
) -> tuple[str, Arguments, Mapping[str, Values]]:
    class_name = draw.class_name()
    return class_name, draw.arguments(class_name, draw.random.choice(OTHERS_ODD)), fields


def _of_method(drawing: Drawing, method: Method) -> tuple[str, Arguments, Mapping[str, Values]]:
    class_name = drawing.class_name(method)
    return class_name, drawing.arguments(method, class_name, drawing.random.choice(OTHERS_ODD)), method.fields


def _differs(pair: Pair, release: str) -> bool:
    """Tell whether the option exists, can be left out, and is changed; of a switch, to the other side.

    A probability above zero that a few steps cannot show counts as none: it has an effect in some of a billion numbers.
    """
    definition = snapshot(release).configs.get(str(pair.changed.class_name))
    field = definition.fields.get(pair.option) if definition else None
    value = pair.changed.arguments[pair.option]
    if field is None or field.required or value == field.default:
        return False
    if pair.option in PROBABILITIES and isinstance(value, float) and 0 < value < RARE:
        return False
    return not (isinstance(field.default, bool) and bool(value) == field.default)
