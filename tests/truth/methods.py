"""Draws configurations of one method from the values of its fields, alone and as strings."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from packaging.version import Version

from tests.truth.cases import ALL, MISTYPED, Arguments, Case, Values
from tests.truth.shapes import kind_of, recipe_of

SINCE = {"init_weights_seed": Version("1.2.0"), "dtype": Version("1.1.0")}
"""Fields that came late: drawn rarely for older releases, where the constructor turns them away."""
SEVERAL_LENGTHS = frozenset({"text to text", "speech", "text and image"})
"""Batches of sequences of several lengths: where the suffix of each begins depends on the data."""
MOSTLY = 5
"""How much more often supported base models are drawn than the others together."""


@dataclass(frozen=True)
class Method:
    """What configurations of one method are made of.

    Attributes:
        fields: what each field is given.
        classes: the classes and how often each is drawn.
        names: what a string may start with, and the class that has its options.
        unknown_fields: what is no field, but looks like one.
        required: what a class cannot be constructed without.
        base_models: those that all releases support, where that is not most of them; they are drawn more often.
    """

    fields: Mapping[str, Values]
    classes: Mapping[str, int]
    names: Mapping[str, str]
    unknown_fields: Sequence[str]
    required: Mapping[str, Sequence[str]] = field(default_factory=dict)
    base_models: Sequence[str] = ()

    def draw(self, seed: int, count: int, release: str, base_models: Sequence[str]) -> list[Case]:
        """Draw cases for a release.

        Args:
            base_models: the names to draw base models from.
        """
        known = [name for name in base_models if kind_of(name) in self.base_models]
        mostly = [*base_models, *known * (MOSTLY * len(base_models) // len(known))] if known else base_models
        return draw_all(lambda drawing: drawing.of(self), seed, count, release, mostly)


@dataclass(frozen=True)
class Drawing:
    """Draws one case for a base model."""

    random: random.Random
    release: Version
    base_model: str

    def of(self, method: Method) -> Case:
        if self.chance(0.12):
            return Case(self.base_model, text=self.text(method))
        class_name = self.class_name(method)
        return Case(
            self.base_model, class_name=class_name, arguments=self.arguments(method, class_name, self.oddness())
        )

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def oddness(self) -> int:
        """How many fields get an odd value."""
        return self.random.choices((0, 1, 2, 3), (40, 38, 14, 8))[0]

    def class_name(self, method: Method) -> str:
        return self.random.choices(list(method.classes), list(method.classes.values()))[0]

    def arguments(self, method: Method, class_name: str, oddness: int) -> Arguments:
        known = [name for name in method.fields if SINCE.get(name, self.release) <= self.release or self.chance(0.05)]
        sane = self.random.sample(known, min(len(known), self.random.choice((0, 1, 2, 3, 4, 6, ALL))))
        arguments = {
            name: self.random.choice(method.fields[name].sane) for name in (*method.required.get(class_name, ()), *sane)
        }
        for name in self.random.sample(known, min(len(known), oddness)):
            arguments[name] = self.random.choice(method.fields[name].odd if self.chance(0.85) else MISTYPED)
        if oddness and self.chance(0.05):
            arguments[self.random.choice(method.unknown_fields)] = self.random.choice(MISTYPED)
        if oddness and arguments and self.chance(0.03):
            del arguments[self.random.choice(list(arguments))]
        if "suffix_positions" in arguments and recipe_of(self.base_model).batch in SEVERAL_LENGTHS:
            arguments["suffix_positions"] = 0
        return arguments

    def text(self, method: Method) -> str:
        name = self.random.choice(list(method.names))
        arguments = self.arguments(method, method.names[name], self.oddness())
        options = ", ".join(f"{key}={value!r}" for key, value in arguments.items())
        return f"{name}[{options}]" if options else name


def draw_all(
    case: Callable[[Drawing], Case], seed: int, count: int, release: str, base_models: Sequence[str]
) -> list[Case]:
    """Draw cases, each from a source of its own: a longer sample begins with the shorter one."""
    sources = (random.Random(f"{seed}:{number}") for number in range(count))  # noqa: S311 - no secrets are drawn
    return [case(Drawing(source, Version(release), source.choice(base_models))) for source in sources]
