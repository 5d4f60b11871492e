"""What a configuration amounts to: its options resolved, where adapters are put, how many parameters they have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from adapterlint.base_models import BaseModel
from adapterlint.checking import check_config, check_name, find_base_model, written
from adapterlint.findings import Finding
from adapterlint.releases import admitted
from adapterlint.space.hidden import Hidden, NotShown
from adapterlint.space.releases import snapshot
from adapterlint.space.resolution import resolve
from adapterlint.subjects import Context, survey
from adapterlint.subjects.configuration import Configuration
from adapterlint.subjects.placed import PlacedBottleneck
from adapterlint.subjects.together import Setup

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ResolvedOption:
    """An option of a configuration as the library sees it; `given` tells whether it was written."""

    name: str
    value: object
    given: bool


@dataclass(frozen=True)
class ResolvedPart:
    """One configuration of a single method.

    Attributes:
        places: the layers that get an adapter, by the option that puts it there; None if the base model is not known.
        adapters: its bottleneck adapters, one for each kind that is built.
        parameters: how many parameters it trains; None if that depends on something unknown.
        fuses: whether it fuses adapters; its parameters are those for adapters of the default configuration.
    """

    class_name: str
    options: tuple[ResolvedOption, ...]
    places: Mapping[str, tuple[int, ...]] | None
    adapters: tuple[PlacedBottleneck, ...]
    parameters: int | None
    fuses: bool = False


@dataclass(frozen=True)
class ResolvedConfiguration:
    """What a release makes of a configuration.

    Attributes:
        parts: those that it consists of.
        parameters: how many parameters it trains; None if that depends on something unknown.
    """

    parts: tuple[ResolvedPart, ...]
    parameters: int | None


@dataclass(frozen=True)
class Description:
    """A configuration in a release and, if it is known, a base model."""

    release: str
    base_model: BaseModel | None
    parts: tuple[ResolvedPart, ...]
    parameters: int | None
    findings: tuple[Finding, ...]

    @property
    def share(self) -> float | None:
        """The trained parameters as a share of those of the base model without heads; None if either is not known."""
        whole = self.base_model.parameters if self.base_model else None
        return self.parameters / whole if self.parameters is not None and whole else None


def describe(
    config: str,
    arguments: Mapping[str, Any] | None = None,
    *,
    base_model: Mapping[str, Any] | str | None = None,
    adapters: str | None = None,
) -> Description:
    """Resolve a configuration in the newest release that is admitted; the arguments are those of `check_config`.

    Raises:
        ValueError: as `check_config`; or nothing that the configuration names is the library's.
    """
    check_name(config)
    release = admitted(adapters)[-1]
    model = find_base_model(base_model)
    resolved = resolved_in(release, model, written(config, arguments))
    findings = tuple(check_config(config, arguments, base_model=base_model, adapters=adapters))
    return Description(release, model, resolved.parts, resolved.parameters, findings)


def resolved_in(release: str, model: BaseModel | None, configuration: object) -> ResolvedConfiguration:
    """Resolve a configuration, one of the facts that `Site.configuration` holds, in a release and a base model."""
    offered = snapshot(release)
    subjects = list(survey(resolve(configuration, offered).stages[-1], Context(offered, model)))
    adapters_built = [subject for subject in subjects if isinstance(subject, PlacedBottleneck)]
    setup = next((subject for subject in subjects if isinstance(subject, Setup)), None)
    return ResolvedConfiguration(
        tuple(
            _part(subject, tuple(one for one in adapters_built if one.owner is subject.owner))
            for subject in subjects
            if isinstance(subject, Configuration) and "AnyConfig" in subject.kinds
        ),
        _shown(lambda: setup.trainable_parameters) if setup else None,
    )


def _part(subject: Configuration, adapters: tuple[PlacedBottleneck, ...]) -> ResolvedPart:
    fields = subject.owner.definition.fields if subject.owner.definition else {}
    options = ((name, getattr(subject.config, name)) for name in fields if name not in subject.owner.missing)
    taken, maybe_more = subject.taken
    places: dict[str, tuple[int, ...]] = {}
    for place in taken:
        places[place.location] = tuple(dict.fromkeys((*places.get(place.location, ()), place.layer)))
    return ResolvedPart(
        subject.owner.class_name,
        tuple(
            ResolvedOption(name, None if isinstance(value, Hidden) else value, name in subject.owner.given)
            for name, value in options
        ),
        None if maybe_more else places,
        adapters,
        _shown(lambda: subject.trainable_parameters),
        fuses="AdapterFusionConfig" in subject.kinds,
    )


def _shown(compute: Callable[[], T]) -> T | None:
    try:
        return compute()
    except (NotShown, TypeError, ValueError, ArithmeticError):
        return None
