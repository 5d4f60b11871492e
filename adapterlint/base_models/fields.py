"""The fields of a transformers configuration, as the class of its family would hold them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from adapterlint.base_models.families import Family, Site, Stack, Submodel
from adapterlint.base_models.model import Location

LAYERS_AT_MOST = 1000
"""A depth beyond this is a mistake, not a model."""

Config = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Fields:
    """A configuration read the way of a family; a value of the wrong type is not known.

    Attributes:
        config: None if nothing of it is known.
    """

    family: Family
    config: Config | None
    _results: dict[str, int | None] = field(default_factory=dict, init=False, repr=False, compare=False)

    def size(self, size: str) -> int | None:
        """Return a size by its usual name."""
        return self._whole(self.family.sizes[size], at_least=1)

    def number(self, name: str) -> int | None:
        """Return a number by any name that the class of the configuration has for it."""
        return self._whole(self.family.aliases.get(name, name), at_least=0)

    def depth(self, stack: Stack) -> int | None:
        """Return the number of layers in a stack."""
        factors = [self._whole(name, at_least=0) for name in stack.depth]
        known = [factor for factor in factors if factor is not None]
        depth = math.prod(known)
        return depth if len(known) == len(factors) and depth <= LAYERS_AT_MOST else None

    def locations(self, stack: Stack) -> tuple[Location, ...]:
        """Return the places for adapters in a layer of a stack."""
        crossed = (self.family.causal or self.flag("is_decoder")) and self.flag("add_cross_attention")
        return tuple(self._location(site) for site in (stack.with_cross_attention if crossed else stack.sites))

    def _location(self, site: Site) -> Location:
        return site.kind(**site.facts, **{name: self._computed(formula) for name, formula in site.sizes.items()})

    def count(self, name: str) -> int:
        """Return a field that counts something; 0 if it is not known to."""
        return self._whole(name, at_least=0) or 0

    def flag(self, name: str) -> bool:
        """Tell whether a field is true."""
        return self.config is not None and self.config.get(name) is True

    def _whole(self, name: str, at_least: int) -> int | None:
        if self.config is None:
            return None
        value = self._value(name, self.config)
        fallback = self.family.fallbacks.get(name)
        if value is None and fallback is not None:
            return self._computed(fallback)
        if isinstance(value, bool) or not isinstance(value, int) or value < at_least:
            return None
        return value

    def _computed(self, formula: str) -> int | None:
        """Return the value of a formula, fields and numbers joined by `*` and `//`; many places have the same sizes."""
        if formula not in self._results:
            self._results[formula] = self._calculated(formula)
        return self._results[formula]

    def _calculated(self, formula: str) -> int | None:
        """Calculate a formula, from left to right."""
        first, *rest = formula.split()
        result = self._operand(first)
        for operator, name in zip(rest[::2], rest[1::2], strict=True):
            operand = self._operand(name)
            if result is None or operand is None:
                return None
            result = result * operand if operator == "*" else result // operand
        return result

    def _operand(self, name: str) -> int | None:
        return int(name) if name.isdecimal() else self._whole(name, at_least=1)

    def _value(self, name: str, config: Config) -> object:
        """Return a field under whichever of its names is given; transformers lets the alias win."""
        aliases = (alias for alias, target in self.family.aliases.items() if target == name)
        return next((config[one] for one in (*aliases, name) if one in config), self.family.defaults.get(name))


def config_of_submodel(submodel: Submodel, config: Config | None) -> Config | None:
    """Return the configuration of a submodel, None if it is not known; early CLIP checkpoints have it twice."""
    if config is None:
        return None
    given = (config.get(name) for name in (f"{submodel.field}_dict", submodel.field))
    own = next((one for one in given if one is not None), {})
    return own if isinstance(own, Mapping) else None
