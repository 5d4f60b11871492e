"""Subjects about all that is put into a base model: the whole, and parts of it that no layer gets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from adapterlint.releases import releases_with
from adapterlint.space.families import Method, method_of
from adapterlint.space.hidden import NotShown
from adapterlint.space.parts import Part, Resolved
from adapterlint.subjects.configuration import Configuration
from adapterlint.subjects.fused_members import are_never_fused, last_leaves_gaps, last_lies_elsewhere
from adapterlint.subjects.subject import Subject

_PLACING: Final[dict[Method, str]] = {
    "bottleneck": "set `output_adapter=True` or `mh_adapter=True`, and leave a layer that `leave_out` does not name",
    "lora": "name `'q'`, `'k'` or `'v'` in `attn_matrices`, or set `intermediate_lora=True` or `output_lora=True`, "
    "and leave a layer that `leave_out` does not name",
    "prefix_tuning": "give `prefix_length` a positive number",
    "prompt_tuning": "give `prompt_length` a positive number, in a base model that supports prompts",
    "reft": "give `r` a positive number, and name layers of the base model in `layers`",
}


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
    def checkpointing_cuts_gradients(self) -> bool:
        """Whether reentrant checkpointing keeps gradients from all parts; what stands before the layers gets them."""
        before = (one.invertible_added or "PromptTuningConfig" in one.kinds for one in self._all())
        return self.context.cuts_gradients and not any(before)

    @property
    def fusion_failure(self) -> str:
        """The exception that fusing it raises, as the first of the fused adapters that lies elsewhere; else empty."""
        members = self.context.fused[: self.context.fused_at + 1]
        return "ValueError" if members and last_lies_elsewhere(members) else ""

    @property
    def is_fused_in_vain(self) -> bool:
        """Whether it is the first of fused adapters that are all of LoRA and prefix tuning, which cannot be fused."""
        if not self.context.fused or self.context.fused_at:
            return False
        return are_never_fused(self.context.fused)

    @property
    def is_fused_union(self) -> bool:
        """Whether it is a union, and the first one of fused adapters, none of which can be one."""
        before = self.context.fused[: self.context.fused_at]
        return bool(self.context.fused and self.resolved.union) and not any(member.union for member in before)

    @property
    def leaves_gaps_in_fusion(self) -> bool:
        """Whether it is the last of fused adapters, by which the library goes, and missing where another one is."""
        members = self.context.fused
        if not members or self.context.fused_at < len(members) - 1:
            return False
        return last_leaves_gaps(members, self.context.places)

    @property
    def model_supported(self) -> bool:
        """Whether the release supports the base model; one that is not known cannot have been refused before."""
        model = self.context.model
        return model is None or model.supported_in(self.context.snapshot)

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
