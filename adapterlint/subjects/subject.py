"""What all subjects of rules share: names that conditions and messages can ask for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import ClassVar

from adapterlint.base_models import BaseModel
from adapterlint.rules.condition import UNDETERMINED
from adapterlint.space.hidden import HIDDEN, Hidden, NotShown
from adapterlint.space.parts import Part, Resolved
from adapterlint.space.places import REFT_LAST, Places, places_of
from adapterlint.space.releases import Snapshot


class _Installed:
    """What is known of the environment, `installed.torchvision`; hidden where nothing is said."""

    def __init__(self, packages: Mapping[str, bool]) -> None:
        self._packages = packages

    def __getattr__(self, name: str) -> object:
        return self._packages.get(name, HIDDEN)


class _ShownBaseModel:
    """A base model for conditions: what is not known of it is hidden."""

    def __init__(self, base_model: BaseModel | None) -> None:
        self._base_model = base_model

    def __getattr__(self, name: str) -> object:
        value = getattr(self._base_model, name) if self._base_model is not None else HIDDEN
        return HIDDEN if value is None else value


@dataclass(frozen=True)
class Context:
    """What a configuration is put into: a release of the library, a base model, an environment.

    Attributes:
        mixes_types: whether weights of different types may be multiplied without harm, as with mixed precision.
        plain: whether the script certainly trains in the types that weights have.
        adds_head: whether the script certainly adds a head to the model, `model.add_classification_head(…)`.
        trains_later: whether the script sets the model up to train something else after the step that is judged.
        cuts_gradients: whether reentrant checkpointing, as the script has it, lets no gradient into the layers.
        generates: whether the script lets models generate, with their caches.
        looks_up: whether the configuration is only given to `load_adapter`, which builds what was saved.
        fused: the configurations of the adapters that the script fuses this one with, in order, its own among them.
        fused_at: which of them is its own.
    """

    snapshot: Snapshot
    described: BaseModel | None = None
    packages: Mapping[str, bool] = field(default_factory=dict)
    mixes_types: bool = False
    plain: bool = False
    adds_head: bool = False
    trains_later: bool = False
    cuts_gradients: bool = False
    generates: bool = False
    looks_up: bool = False
    fused: tuple[Resolved, ...] = ()
    fused_at: int = 0

    @cached_property
    def model(self) -> BaseModel | None:
        """The base model as the release builds it; None if it is not known."""
        return self.described and self.described.in_release(self.snapshot)

    @cached_property
    def places(self) -> Places:
        """The places of the base model, in the order of the release."""
        return places_of(self.model, reft_last=self.snapshot.meets(REFT_LAST))


@dataclass(frozen=True)
class Subject:
    """Something that rules judge."""

    kinds: ClassVar[tuple[str, ...]]
    """The words by which sheets name it in `reads`."""

    needs_model: ClassVar[bool] = True
    """Whether it is only judged if the configuration is put into a model, but for what building it raises."""

    context: Context

    @property
    def about(self) -> tuple[object, ...]:
        """Where names are looked up, the first that has one wins."""
        return (self,)

    @property
    def part(self) -> Part | None:
        """The part of the configuration that it belongs to; None if it is about the whole."""
        return None

    @property
    def is_object(self) -> bool:
        """Whether it is built before the whole, as an object in a dictionary is."""
        return self.part is not None and self.part.is_object

    @property
    def instead(self) -> str | None:
        """Code that does what is meant, to stand in the place of what is judged; None if there is none."""
        return None

    @property
    def appended(self) -> str:
        """Code that does what is meant, to stand behind what is judged; empty if there is none."""
        return ""

    @property
    def turn(self) -> int:
        """When the library comes to it, among others of its kind."""
        return self.part.number if self.part else 0

    @property
    def block(self) -> int:
        """The turn in a forward pass of the layer that it is about; 0 if it is about no layer."""
        return 0

    @cached_property
    def base_model(self) -> _ShownBaseModel:
        """What is known of the base model."""
        return _ShownBaseModel(self.context.model)

    @cached_property
    def installed(self) -> _Installed:
        """What is known of the environment."""
        return _Installed(self.context.packages)

    @cached_property
    def _answers(self) -> dict[str, object]:
        """What was looked up before: many rules ask for the same names."""
        return {}

    def look_up(self, name: str) -> object:
        """Return what a dotted name stands for, or `UNDETERMINED`.

        Raises:
            AttributeError: no subject of this kind has the name.
        """
        answers = self._answers
        if name not in answers:
            answers[name] = self._find(name)
        return answers[name]

    def _find(self, name: str) -> object:
        head, rest = _split(name)
        holder: object = self
        for one in self.about:
            if hasattr(type(one), head) or head in getattr(one, "__dict__", ()):
                holder = one
                break
        try:
            value = getattr(holder, head)
            for attribute in rest:
                value = getattr(value, attribute)
        except (NotShown, TypeError):
            # A derived fact about a value of a wrong type, such as `leave_out=3`: other rules are about that.
            return UNDETERMINED
        return UNDETERMINED if isinstance(value, Hidden) else value


@cache
def _split(name: str) -> tuple[str, tuple[str, ...]]:
    head, *rest = name.split(".")
    return head, tuple(rest)
