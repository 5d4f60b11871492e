"""The options of a configuration, whatever its method: what is given, and what it means beside the default."""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping
from dataclasses import dataclass
from functools import cached_property

from adapterlint.space.configuration import AdapterConfig
from adapterlint.space.dtypes import TorchType
from adapterlint.space.failures import hash_failure
from adapterlint.space.hidden import Hidden, NotShown
from adapterlint.space.parts import Part
from adapterlint.subjects.subject import Subject
from adapterlint.values import Known, plain


@dataclass(frozen=True)
class WithOptions(Subject):
    """What has the options of a configuration."""

    owner: Part
    config: AdapterConfig

    @property
    def about(self) -> tuple[object, ...]:
        """Names are looked up in it and in what it is about."""
        return (self, self.config)

    @property
    def part(self) -> Part:
        """The part of the configuration that it belongs to."""
        return self.owner

    @cached_property
    def changed(self) -> tuple[str, ...]:
        """The options that are given a value other than the default of the class."""
        fields = self.owner.definition.fields if self.owner.definition else {}
        return tuple(
            name
            for name in self.owner.given
            if name in fields
            and not isinstance(value := getattr(self.config, name), Hidden)
            and value != self.default(name)
        )

    def changed_among(self, names: Container[str]) -> str:
        """Return those of some options that are changed, in words; empty if none is."""
        return ", ".join(f"`{name}`" for name in self.changed if name in names)

    @property
    def like_default(self) -> str:
        """The changed options that certainly mean the same as the default, in words; empty if there is none."""
        alike = (name for name in self.changed if self._certainly_means_default(name))
        return ", ".join(f"`{name}={getattr(self.config, name)!r}`" for name in alike)

    def _certainly_means_default(self, name: str) -> bool:
        try:
            return self.means_default(name)
        except (NotShown, TypeError):
            return False

    def means_default(self, name: str) -> bool:
        """Tell whether the value of an option means the same as the default of the class."""
        value, default = getattr(self.config, name), self.default(name)
        match name:
            case "non_linearity":
                return _activation(value) == _activation(default)
            case "leave_out" | "inv_adapter" | "dtype" | "residual_before_ln":
                return not value and not default
            case "stochastic_depth":
                return value <= 0 and default == 0
            case _:
                return isinstance(default, bool) and bool(value) == default and name != "learn_phm"

    def default(self, name: str) -> object:
        """Return the default of an option."""
        fields = self.owner.definition.fields if self.owner.definition else {}
        return self.owner.defaults.get(name, fields[name].default)

    @property
    def class_name(self) -> str:
        """The class of the configuration."""
        return self.owner.class_name

    @property
    def dtype_named(self) -> object:
        """The name of the data type that is given itself; hidden if none is."""
        dtype = getattr(self.config, "dtype", None)
        if not isinstance(dtype, TorchType):
            raise NotShown
        return dtype.name

    @property
    def unhashable(self) -> str:
        """The first option that cannot be written as JSON with sorted keys; empty if there is none."""
        options = self._options
        if not hash_failure(options):
            return ""
        return next((name for name, value in options.items() if hash_failure(value)), "")

    @property
    def hash_failure(self) -> str:
        """The exception that computing the hash of the configuration raises; empty if none."""
        return hash_failure(self._options[self.unhashable]) if self.unhashable else ""

    @cached_property
    def _options(self) -> Mapping[str, object]:
        fields = self.owner.definition.fields if self.owner.definition else {}
        options = {name: getattr(self.config, name) for name in fields}
        foreign = {name: plain(self.owner.given[name].value) for name in self.foreign if name not in fields}
        options |= {name: one.value for name, one in foreign.items() if isinstance(one, Known)}
        return {name: value for name, value in options.items() if not isinstance(value, Hidden)}

    @property
    def foreign(self) -> Collection[str]:
        """The options that are stored with it when it is hashed, and that may be none of its class."""
        return self.owner.given if self.owner.hashes_all else ()


def _activation(name: object) -> str:
    """Return the name of an activation function as the library looks it up; one has two names."""
    return str(name).lower().replace("silu", "swish")
