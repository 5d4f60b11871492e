"""Subjects about several configurations together: unions, and all that is put into a base model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from adapterlint.releases import releases_with
from adapterlint.space.families import Method, method_of
from adapterlint.space.hidden import NotShown
from adapterlint.space.parts import Part, Resolved
from adapterlint.space.places import Place
from adapterlint.space.unions import conflict_failure
from adapterlint.subjects.configuration import Configuration
from adapterlint.subjects.subject import Subject


@dataclass(frozen=True)
class Union(Subject):
    """A union of configurations."""

    kinds: ClassVar[tuple[str, ...]] = ("ConfigUnion",)
    resolved: Resolved
    is_inner: bool = False
    """Whether it is a part of another one."""

    @property
    def turn(self) -> int:
        """When it is built, among parts and other unions."""
        return self.resolved.last_turn

    @property
    def is_object(self) -> bool:
        """Whether it is an object in a dictionary, which is built before this is."""
        return self.is_inner and self.resolved.built_in == "construct"

    @property
    def class_name(self) -> str:
        """The class of the union."""
        return self.resolved.union or ""

    @property
    def empty(self) -> bool:
        """Whether it has no parts of its own."""
        return self.resolved.empty

    @property
    def defaulted(self) -> str:
        """The arguments for parts that are given as None, in words; empty if there is none."""
        return ", ".join(f"`{name}=None`" for name in self.resolved.defaulted)

    @property
    def wrong_part(self) -> str:
        """The first part that cannot be in a union; empty if there is none."""
        return next((part.name for part in self.resolved.wrong_parts), "")

    @property
    def wrong_part_failure(self) -> str:
        """The exception that this part raises; empty if there is none."""
        return next((part.failure for part in self.resolved.wrong_parts), "")

    @property
    def conflict_failure(self) -> str:
        """The exception that two parts of one method raise, which are not kept apart; empty if they are."""
        return conflict_failure(self.resolved.parts)

    @property
    def mam_parts_swapped(self) -> bool:
        """Whether a part of a `MAMConfig` is of another method than it has to be, or no configuration of one."""
        if self.resolved.wrong_parts:
            return True
        prefix, adapter, *_ = (part.definition for part in self.resolved.parts)
        if prefix is None or adapter is None:
            raise NotShown
        return not (prefix.derives_from("PrefixTuningConfig") and adapter.derives_from("BnConfig"))


@dataclass(frozen=True)
class ContestedPlace(Subject):
    """A place that more than one part of a union takes."""

    kinds: ClassVar[tuple[str, ...]] = ("ContestedPlace",)
    place: Place
    claims: int

    @property
    def about(self) -> tuple[object, ...]:
        """Names are looked up in it and in what it is about."""
        return (self, self.place)

    @property
    def turn(self) -> int:
        """The turn of its place."""
        return self.place.number


@dataclass(frozen=True)
class AbsentAdapter(Subject):
    """A configuration that puts nothing into any layer, or nothing that is used, beside something that is trained."""

    kinds: ClassVar[tuple[str, ...]] = ("AbsentAdapter",)
    configuration: Configuration

    @property
    def about(self) -> tuple[object, ...]:
        """Names are looked up in it and in what it is about."""
        return (self, self.configuration)

    @property
    def part(self) -> Part:
        """The part of the configuration that it belongs to."""
        return self.configuration.part

    @property
    def fate(self) -> str:
        """What becomes of it, in words."""
        return "no layer gets an adapter" if self.configuration.absent else "no forward pass uses the modules"


_PLACING: Final[dict[Method, str]] = {
    "bottleneck": "set `output_adapter=True` or `mh_adapter=True`, and leave a layer that `leave_out` does not name",
    "lora": "name `'q'`, `'k'` or `'v'` in `attn_matrices`, or set `intermediate_lora=True` or `output_lora=True`, "
    "and leave a layer that `leave_out` does not name",
    "prefix_tuning": "give `prefix_length` a positive number",
    "prompt_tuning": "give `prompt_length` a positive number, in a base model that supports prompts",
    "reft": "give `r` a positive number, and name layers of the base model in `layers`",
}


_NEVER_FUSED: Final = frozenset({"lora", "prefix_tuning"})


def _only_part(resolved: Resolved) -> Part:
    if not resolved.complete or resolved.union or len(resolved.parts) != 1 or resolved.parts[0].config is None:
        raise NotShown
    return resolved.parts[0]


def _method_of_only_part(resolved: Resolved) -> str:
    config = _only_part(resolved).config
    if config is None:
        raise NotShown
    return method_of(config)


def _placed_by(resolved: Resolved) -> tuple[object, ...]:
    """Return the options that the library compares, None where a configuration has no such option."""
    part = _only_part(resolved)
    return tuple(part.option(name) for name in ("mh_adapter", "output_adapter"))


def _is_first_to_differ(places: list[tuple[object, ...]]) -> bool:
    *before, own = places
    return bool(before) and all(place == before[0] for place in before) and own != before[0]


@dataclass(frozen=True)
class Setup(Subject):
    """All parts of a configuration together, in a base model."""

    kinds: ClassVar[tuple[str, ...]] = ("Setup",)
    resolved: Resolved
    configurations: tuple[Configuration, ...]

    @property
    def adds_modules(self) -> bool:
        """Whether any layer, or the embedding, gets a module."""
        return any(config.adds_modules for config in self._all())

    @property
    def how_to_place(self) -> str:
        """What puts something into the model, in words, by the methods of the parts."""
        methods = dict.fromkeys(method_of(config.config) for config in self._all())
        return "; or ".join(_PLACING[method] for method in methods)

    @property
    def shares_phm(self) -> bool:
        """Whether any part has PHM parameters that all layers share."""
        return any(config.shares_phm for config in self._all())

    @property
    def invertible_claims(self) -> int:
        """How many parts have an invertible adapter that the base model supports."""
        return sum(config.invertible_added for config in self._all())

    @property
    def phm_claims(self) -> int:
        """How many parts have PHM layers."""
        return sum(config.has_phm_layers for config in self._all())

    @property
    def trainable_parameters(self) -> int:
        """How many parameters it trains; VeRA's shared matrices, which are not trained, replace other shared ones."""
        replaced = any(config.shares_matrices for config in self._all())
        return sum(
            config.trainable_parameters - (config.shared_parameters if replaced else 0) for config in self._all()
        )

    @property
    def gigabytes(self) -> int:
        """How much memory the parameters that it trains take, in single precision."""
        try:
            return self.trainable_parameters * 4 // 10**9
        except (ArithmeticError, ValueError):  # of options that the library cannot calculate with either
            raise NotShown from None

    @property
    def lora_claims(self) -> int:
        """How many parts are LoRA or its kin."""
        return sum("LoRAConfig" in config.kinds for config in self._all())

    @property
    def phm_overwritten(self) -> bool:
        """Whether VeRA's shared matrices take the place of the PHM parameters that adapters in the layers share."""
        configurations = self._all()
        reads = any(config.shares_phm and config.placed for config in configurations)
        return reads and any(config.shares_matrices for config in configurations)

    @property
    def idle_phm_sharing(self) -> bool:
        """Whether PHM parameters are shared, no part uses them, and some part trains."""
        configurations = self._all()
        used = any(config.has_phm_layers and config.placed for config in configurations)
        return self.shares_phm and not used and self.adds_modules

    @property
    def prefix_claims(self) -> int:
        """How many parts are prefix tuning."""
        return sum("PrefixTuningConfig" in config.kinds for config in self._all())

    @property
    def idle_beside_others(self) -> bool:
        """Whether a part builds modules that no forward pass uses, and another part trains all the same."""
        return any(config.builds_idle_modules for config in self._all()) and not self.only_idle_modules

    @property
    def idle_prefix(self) -> bool:
        """Whether the modules that no forward pass uses are prefixes."""
        return any(config.builds_idle_modules for config in self._all() if "PrefixTuningConfig" in config.kinds)

    @property
    def only_idle_modules(self) -> bool:
        """Whether all that is built are modules that no forward pass uses."""
        configurations = self._all()
        idle = [config.builds_idle_modules for config in configurations]
        others = (config for config, unused in zip(configurations, idle, strict=True) if not unused)
        return any(idle) and not any(config.adds_modules for config in others)

    @property
    def idle_failure(self) -> str:
        """The exception that the backward pass raises where nothing that is added takes part; empty with a head."""
        return "" if self._head_trains else "RuntimeError"

    @property
    def idle_consequence(self) -> str:
        """What follows, in words."""
        return self.left_to_train if self._head_trains else "the first backward pass raises `RuntimeError`"

    @property
    def left_to_train(self) -> str:
        """What is trained where the configuration adds nothing that is, in words."""
        return "only the head is trained" if self._head_trains else "there is nothing to train"

    @property
    def _head_trains(self) -> bool:
        has_head = self.context.model is not None and self.context.model.trains_head
        return has_head or self.context.adds_head

    @property
    def generates(self) -> bool:
        """Whether the script lets models generate, with their caches."""
        return self.context.generates

    @property
    def fusion_failure(self) -> str:
        """The exception that fusing it raises, as the first of the fused adapters that lies elsewhere; else empty."""
        places = [_placed_by(one) for one in self.context.fused[: self.context.fused_at + 1]]
        return "ValueError" if places and _is_first_to_differ(places) else ""

    @property
    def is_fused_in_vain(self) -> bool:
        """Whether it is the first of fused adapters that are all of LoRA and prefix tuning, which cannot be fused."""
        if not self.context.fused or self.context.fused_at:
            return False
        return all(_method_of_only_part(one) in _NEVER_FUSED for one in self.context.fused)

    @property
    def model_supported(self) -> bool:
        """Whether the release supports the base model."""
        if self.context.model is None:
            raise NotShown
        return self.context.model.supported_in(self.context.snapshot)

    @property
    def architecture_failure(self) -> str:
        """The exception that asking the base model for another method than that of the class raises; empty if none.

        A union is made anew of the methods that its parts name, before that.
        """
        if self.resolved.union:
            return ""
        (config,) = self._all()
        return "" if config.is_of_own_method else config.architecture_failure

    @property
    def idle_architecture(self) -> bool:
        """Whether the only part is given the name of another method than that of its class, and nothing asks for it."""
        if self.resolved.union or self.architecture_failure:
            return False
        (config,) = self._all()
        return "architecture" in config.changed

    @property
    def architecture(self) -> object:
        """The name of the method of the only part; None for bottleneck adapters."""
        return self.resolved.parts[0].architecture

    @property
    def model_there(self) -> str:
        """Which supported releases support the base model, in words; empty if none does."""
        model = self.context.model
        if model is None:
            raise NotShown
        return releases_with(model.supported_in)

    def _all(self) -> tuple[Configuration, ...]:
        if len(self.configurations) != len(self.resolved.parts):
            raise NotShown
        return self.configurations
