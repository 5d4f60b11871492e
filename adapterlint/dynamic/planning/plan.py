"""From what the static part read to runs: one configuration put into one base model."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from adapterlint.dynamic.planning.episodes import Episode, configuration_of, episodes_of
from adapterlint.dynamic.planning.originals import Original, original_of
from adapterlint.dynamic.planning.recipes import Construct, Load, NotPlainError, Plain, Recipe, canonical, repr_of
from adapterlint.dynamic.planning.setups import Setup, setup_of
from adapterlint.dynamic.processes.wire import write_request
from adapterlint.facts import (
    Argument,
    Call,
    ClassItself,
    Dictionary,
    Loaded,
    ModelHistory,
    NoConfiguration,
    Site,
    Step,
    Text,
)
from adapterlint.findings import Span
from adapterlint.values import Choice, Known, OneOf, Unknown, World, choices_in, in_world, worlds

USERS_WAYS_AT_MOST = 8
"""A script does all of its rounds and branches; of the ways in which users may call it, only the first are run."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a configuration stands in a script.

    Attributes:
        when: the alternatives that lead to this run, in words; empty if the script has no other.
        by_users: those among them that users choose, who may choose something else, which is not run.
        in_part: whether there are alternatives of the script that cannot be run.
    """

    span: Span | None
    when: tuple[str, ...] = ()
    by_users: tuple[str, ...] = ()
    in_part: bool = False

    @property
    def is_open(self) -> bool:
        """Whether the script may do something else here, which no run shows."""
        return self.in_part or bool(self.by_users)


@dataclass(frozen=True, slots=True)
class Run:
    """One configuration, to be put into one base model and trained, and every place that asks for it."""

    recipe: Recipe
    original: Original
    places: tuple[Place, ...]
    setup: Setup = field(default_factory=Setup)

    @property
    def request(self) -> str:
        """What is asked of the process that performs it; equal for equal runs."""
        return write_request(self.recipe, self.original, self.setup)

    @property
    def label(self) -> str:
        """The pair, in a few words."""
        configuration = self.recipe.class_name if isinstance(self.recipe, Construct) else repr_of(self.recipe)
        return f"{configuration} in {self.original.label}"


@dataclass(frozen=True, slots=True)
class Skipped:
    """A configuration, or alternatives of one, that cannot be run, and why."""

    span: Span | None
    reason: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run, and what is left out."""

    runs: tuple[Run, ...] = ()
    skipped: tuple[Skipped, ...] = ()


class _CannotRunError(Exception):
    """A configuration that cannot be run; the message is the reason.

    Attributes:
        by_user: whether only what users may give instead of what is written is not known.
    """

    def __init__(self, message: str, *, by_user: bool = False) -> None:
        super().__init__(message)
        self.by_user = by_user


def plan(sites: Iterable[Site], base_model: Original | None = None) -> Plan:
    """Plan the runs of some sites. Equal runs are merged, and alternatives become a run each.

    Args:
        sites: what the static part read.
        base_model: what all configurations are run in; None for what each script shows.
    """
    runs: dict[str, Run] = {}
    skipped: list[Skipped] = []
    for site in (site for site in sites if not site.only_built):
        if reason := _not_meant_to_run(site):
            skipped.append(Skipped(site.span, reason))
            continue
        of_site: dict[str, Run] = {}
        given_by_users: list[Skipped] = []
        unknown: list[Skipped] = []
        choices = choices_in(site.configuration) | choices_in(site.base_model)
        for world in worlds(choices):
            try:
                run = _run(site, world, base_model)
            except _CannotRunError as error:
                (given_by_users if error.by_user else unknown).append(Skipped(site.span, str(error)))
                continue
            of_site.setdefault(run.request, run)
        skipped += unknown if of_site else [*unknown, *given_by_users]
        of_site = _without_stand_ins(of_site)
        taken = _as_first_users_do(of_site)
        if left_out := len(of_site) - len(taken):
            reason = f"more than {USERS_WAYS_AT_MOST} alternatives that users choose"
            skipped.append(Skipped(site.span, reason, left_out))
        for key, run in taken.items():
            depends = len(of_site) > 1 or bool(unknown) or any(choice.by_user for choice in choices)
            place = dataclasses.replace(run.places[0] if depends else Place(site.span), in_part=bool(unknown))
            known = runs.get(key)
            runs[key] = dataclasses.replace(run, places=(*(known.places if known else ()), place))
    return Plan(tuple(runs.values()), tuple(dict.fromkeys(skipped)))


def _not_meant_to_run(site: Site) -> str:
    """Say why a run of a configuration would show nothing of its script; nothing if it would."""
    if site.reach.releases is not None:
        return "the script asks for the release of adapters first"
    if site.expected_built.certainly or site.expected_added.certainly:
        return "the script catches its failure"
    return ""


def _run(site: Site, world: World, base_model: Original | None) -> Run:
    recipe = _plain(in_world(site.configuration, world), "the configuration")
    if not (recipe is None or isinstance(recipe, (Construct, Load, str, dict))):
        raise _CannotRunError(f"`{repr_of(recipe)}` is not a configuration")
    if isinstance(recipe, Construct) and "Fusion" in recipe.class_name:
        raise _CannotRunError(f"`{recipe.class_name}` configures a fusion of adapters, not an adapter")
    try:
        canonical(recipe)
    except NotPlainError as error:
        raise _CannotRunError(str(error)) from error
    by_users = _in_words({choice: option for choice, option in world.items() if choice.by_user})
    place = Place(site.span, tuple(_in_words(world)), tuple(by_users))
    linked = in_world(site.base_model, world)
    original = original_of(linked, base_model)
    setup = setup_of(site.training, linked, _episodes(in_world(site.history, world)))
    return Run(recipe, original, (place,), setup.for_any_model if original.assumed else setup)


def _without_stand_ins(runs: Mapping[str, Run]) -> dict[str, Run]:
    """Leave out runs for whatever base model users may choose instead, where the same was run in one that is known."""
    known = {canonical(run.recipe) for run in runs.values() if not run.original.assumed}
    return {
        key: run
        for key, run in runs.items()
        if not (run.original.assumed and run.places[0].is_open and canonical(run.recipe) in known)
    }


def _as_first_users_do(runs: Mapping[str, Run]) -> dict[str, Run]:
    """Leave out the runs of all but the first ways in which users may call a script."""
    ways = dict.fromkeys(run.places[0].by_users for run in runs.values())
    first = list(ways)[:USERS_WAYS_AT_MOST]
    return {key: run for key, run in runs.items() if run.places[0].by_users in first}


def _episodes(history: object) -> tuple[Episode, ...]:
    """Return how the script trains the adapter; empty if that is not known."""
    match history:
        case Known(ModelHistory(steps, added)):
            try:
                taken = [_taken(step) for step in steps]
                canonical(taken)
            except (_CannotRunError, NotPlainError):
                return ()
            own = (steps[added].span, configuration_of(taken[added]))
            same = [n for n, step in enumerate(steps) if (step.span, configuration_of(taken[n])) == own]
            return episodes_of(taken, same)
        case _:
            return ()


def _taken(step: Step) -> Construct:
    if step.opaque is not None:
        raise _CannotRunError(step.opaque)
    return _called(step.name, step.positional, step.keywords)


def _in_words(world: Mapping[Choice, int]) -> Iterator[str]:
    return (choice.options[option] for choice, option in world.items())


def _plain(value: object, what: str) -> Plain:  # noqa: C901, PLR0911, PLR0912 - one for each kind of value
    """Turn what was read into plain data; `what` names it in the reason for which it cannot be."""
    match value:
        case Known(inner):
            return _plain(inner, what)
        case Unknown(reason, by_user=by_user):
            raise _CannotRunError(f"{what} is not known: {reason}", by_user=by_user)
        case OneOf(choice):
            raise _CannotRunError(f"{what} depends on {choice.key}")
        case Argument(inner):
            return _plain(inner, what)
        case Text(is_fusion=True) | Loaded(is_fusion=True) | Dictionary(is_fusion=True):
            raise _CannotRunError("it configures a fusion of adapters, not an adapter")
        case ClassItself() | NoConfiguration():
            raise _CannotRunError("it is no configuration")
        case Text(text):
            return text
        case Call():
            return _construct(value)
        case Loaded():
            return _load(value)
        case Dictionary(options):
            return {name: _plain(argument, f"`{name}`") for name, argument in options.items()}
        case list() | tuple() | set() | frozenset():
            return type(value)(_plain(item, what) for item in value)
        case Mapping():
            return {key: _plain(item, f"`{key}`") for key, item in value.items()}
        case _:
            return value


def _load(loaded: Loaded) -> Load:
    if loaded.opaque is not None:
        raise _CannotRunError(f"it is loaded with arguments that are not known: {loaded.opaque}")
    source = _plain(loaded.source, "what is loaded")
    changes, replaced = (
        {name: _plain(argument, f"`{name}`") for name, argument in some.items()}
        for some in (loaded.keywords, loaded.replaced)
    )
    return Load(source, changes, loaded.class_name, replaced)


def _construct(call: Call) -> Construct:
    if call.opaque is not None:
        raise _CannotRunError(f"`{call.class_name}` has arguments that are not known: {call.opaque}")
    if call.module.split(".")[0] == "transformers":
        raise _CannotRunError(f"`{call.class_name}` is from adapter-transformers, which is not run")
    return _called(call.class_name, call.positional, call.keywords)


def _called(name: str, positional: Iterable[Argument], keywords: Mapping[str, Argument]) -> Construct:
    return Construct(
        name,
        tuple(_plain(argument, f"argument {number}") for number, argument in enumerate(positional, start=1)),
        {name: _plain(argument, f"`{name}`") for name, argument in keywords.items()},
    )
