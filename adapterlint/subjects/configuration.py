"""A configuration of any method in a base model: what all methods share."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from adapterlint.space.activations import activation_parameters
from adapterlint.space.dtypes import HALVES
from adapterlint.space.failures import failure_of
from adapterlint.space.families import method_of
from adapterlint.space.hidden import Hidden, NotShown
from adapterlint.space.places import Place, taken_by
from adapterlint.space.releases import REQUIRED
from adapterlint.subjects.halves import one_sided
from adapterlint.subjects.options import WithOptions


@dataclass(frozen=True)
class Configuration(WithOptions):
    """A configuration in a base model."""

    kinds: ClassVar[tuple[str, ...]] = ("AnyConfig", "AdapterConfig")
    unread_if_unused: ClassVar[tuple[str, ...]] = ("non_linearity",)
    """The options that nothing reads of modules that are built and not used."""

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
        """The changed options of what no layer gets that would not place it either, in words.

        Of modules that no forward pass uses, these are the ones that change neither their size nor their start.
        """
        if not self.absent:
            has_parameters = activation_parameters(getattr(self.config, "non_linearity", None))
            return "" if has_parameters else self.changed_among(self.unread_if_unused)
        unread = (name for name in self.changed if name not in self.read_anyway and self._stays_absent_without(name))
        return ", ".join(f"`{name}`" for name in unread)

    def _stays_absent_without(self, name: str) -> bool:
        default = self.default(name)
        without = dataclasses.replace(self, config=self.config.model_copy(update={name: default}))
        return default is not REQUIRED and without.look_up("absent") is True

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
