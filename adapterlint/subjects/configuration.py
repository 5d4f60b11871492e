"""A configuration of any method in a base model: what all methods share."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Container, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from adapterlint.space.configuration import AdapterConfig
from adapterlint.space.dtypes import HALVES, TorchType
from adapterlint.space.failures import failure_of, hash_failure
from adapterlint.space.families import method_of
from adapterlint.space.hidden import Hidden, NotShown
from adapterlint.space.parts import Part
from adapterlint.space.places import Place, taken_by
from adapterlint.space.releases import REQUIRED
from adapterlint.subjects.halves import one_sided
from adapterlint.subjects.subject import Subject
from adapterlint.values import Known, plain


@dataclass(frozen=True)
class Configuration(Subject):
    """A configuration in a base model."""

    kinds: ClassVar[tuple[str, ...]] = ("AnyConfig", "AdapterConfig")
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
    def taken(self) -> tuple[tuple[Place, ...], bool]:
        """The places that it takes, and whether it may take others."""
        return taken_by(self.config, self.context.places)

    @property
    def adds_modules(self) -> bool:
        """Whether any layer, or the embedding, gets a module."""
        raise NotShown

    @property
    def trainable_parameters(self) -> int:
        """How many parameters it trains."""
        raise NotShown

    @property
    def shared_parameters(self) -> int:
        """How many of them all layers share."""
        return 0

    @property
    def builds_idle_modules(self) -> bool:
        """Whether modules are built and no forward pass uses any."""
        return False

    @property
    def invertible_added(self) -> bool:
        """Whether an invertible adapter is put behind the embedding layer."""
        return False

    @property
    def adds_positions(self) -> bool:
        """Whether there are more positions in the attention than in the text or image."""
        return False

    @property
    def beyond_positions_failure(self) -> str:
        """The exception that relative positions raise which do not reach over what is added; empty if none."""
        return ""

    @property
    def has_phm_layers(self) -> bool:
        """Whether its projections are PHM layers."""
        return False

    @property
    def shares_phm(self) -> bool:
        """Whether PHM parameters are shared by all layers."""
        return False

    @property
    def weights_dtype(self) -> str:
        """The type of its weights."""
        return "float32"

    @property
    def is_single_in_half(self) -> bool:
        """Whether its weights are of float32 and those of the base model of half precision, as for mixed precision."""
        return self.base_model.dtype in HALVES and self.weights_dtype == "float32"

    @property
    def clashes_with_half(self) -> bool:
        """Whether that fails, as the script trains, or as it says nothing of its training and names the type."""
        is_said = self.context.plain or bool(getattr(self.config, "dtype", None))
        return self.is_single_in_half and is_said and not self.context.mixes_types and self.adds_modules

    @property
    def submodels_differ(self) -> bool:
        """Whether the base model consists of models of different hidden sizes."""
        return len(set(self.base_model.submodel_hidden_sizes)) > 1  # type: ignore[call-overload]

    @property
    def is_of_own_method(self) -> bool:
        """Whether its `architecture` is that of its class; a class without that option forgets what it is given."""
        fields = self.owner.definition.fields if self.owner.definition else {}
        return "architecture" not in fields or self.owner.architecture == fields["architecture"].default

    @property
    def architecture_failure(self) -> str:
        """The exception that asking the base model for the method raises that `architecture` names; empty if none."""
        if self.owner.architecture == "union":
            return "AttributeError"
        return "" if self._is_supported(self.owner.architecture) else "ValueError"

    def _is_supported(self, architecture: object) -> bool:
        """`supports_adapter`; a model that names no methods has all but two, and any that does not exist."""
        model = self.context.model
        if model is None:
            raise NotShown
        support = self.context.snapshot.models.get(model.model_type)
        if support is not None and support.methods is not None:
            return ("bottleneck" if architecture is None else architecture) in support.methods
        if architecture == "prompt_tuning":
            return model.prompt_tuning
        return architecture != "invertible" or model.invertible

    @property
    def shares_matrices(self) -> bool:
        """Whether random matrices are shared by all layers, as in VeRA."""
        return False

    @property
    def loses_what_is_shared(self) -> bool:
        """Whether what all layers share is left out of a saved adapter: the library looks for it below a prefix."""
        return bool(self.base_model.bare) and (self.shares_phm or (self.shares_matrices and self.placed))

    @property
    def placed(self) -> bool:
        """Whether it puts an adapter somewhere."""
        taken, maybe_more = self.taken
        if not taken and maybe_more:
            raise NotShown
        return bool(taken)

    @property
    def absent(self) -> bool:
        """Whether no layer gets anything of it."""
        return not self.placed

    @property
    def read_anyway(self) -> tuple[str, ...]:
        """The options that are read even if no layer gets anything; ADL301 is about `leave_out`."""
        return ("architecture", "leave_out")

    @property
    def unread(self) -> str:
        """The changed options of what no layer gets that would not place it either, in words."""
        unread = (name for name in self.changed if name not in self.read_anyway and self._stays_absent_without(name))
        return ", ".join(f"`{name}`" for name in unread)

    def _stays_absent_without(self, name: str) -> bool:
        default = self.default(name)
        without = dataclasses.replace(self, config=self.config.model_copy(update={name: default}))
        return default is not REQUIRED and without.look_up("absent") is True

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
    def leave_out(self) -> object:
        """The layers without adapter; empty for methods that have no such option."""
        return getattr(self.config, "leave_out", ())

    @property
    def checks_leave_out(self) -> bool:
        """Whether `layer in leave_out` can be computed."""
        leave_out = self.leave_out
        return isinstance(leave_out, Hidden) or not failure_of(lambda: 0 in leave_out)  # type: ignore[operator]

    @property
    def leave_out_listed(self) -> object:
        """The layers without adapter as the list that is meant; hidden if that is in doubt."""
        leave_out = self.leave_out
        match leave_out:
            case range():
                return list(leave_out)
            case int() if not isinstance(leave_out, bool):
                return [leave_out]
            case _:
                raise NotShown

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

    @property
    def useless_leave_out(self) -> str:
        """The ids in `leave_out` of no layer that would get an adapter otherwise, in words; empty if there is none."""
        if not self.leave_out:
            return ""
        if not self.context.places.complete:
            raise NotShown
        method = method_of(self.config)
        layers = [
            place.layer
            for place in self.context.places.known
            if place.method == method and place.switched_on(self.config)
        ]
        return ", ".join(repr(layer) for layer in self.leave_out if layer not in layers)  # type: ignore[attr-defined]

    @property
    def one_sided(self) -> str:
        """Which half of the base model `leave_out` is about, if it may be meant for both; empty otherwise."""
        model = self.context.model
        if model is None or not (model.encoder_decoder or model.model_type == "clip"):
            return ""
        return one_sided(self.config, model.model_type, self.context.places)

    @property
    def last_layer(self) -> int:
        """The highest layer id of the base model."""
        return max((place.layer for place in self.context.places.known), default=-1)


@dataclass(frozen=True)
class AtPlace(Configuration):
    """What a configuration puts at one place of the base model."""

    place: Place

    @property
    def about(self) -> tuple[object, ...]:
        """Names are looked up in it and in what it is about."""
        return (self, self.place, self.config)

    @property
    def turn(self) -> int:
        """The turn of its place."""
        return self.place.number

    @property
    def block(self) -> int:
        """The turn of its layer."""
        return self.place.block

    @property
    def hidden_size(self) -> object:
        """The width of the stream at this place."""
        return self.place.hidden_size


def _activation(name: object) -> str:
    """Return the name of an activation function as the library looks it up; one has two names."""
    return str(name).lower().replace("silu", "swish")
