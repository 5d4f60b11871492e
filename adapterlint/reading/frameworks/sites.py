"""The configurations met so far, and how often the same one was met makes alternatives of it."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from adapterlint.facts import Call, Default, Expected, Loaded, ModelHistory, Reach, Site, Step
from adapterlint.findings import Span
from adapterlint.reading.frameworks.histories import Histories
from adapterlint.reading.memory.merging import leaves, one_of, same
from adapterlint.values import Choice, Conflict, Known, OneOf, Origin, Unknown, Value, choices_in

ROUNDS_AT_MOST = 512
"""A configuration that is met more often with different arguments is unknown."""

CONFIGURATIONS_AT_MOST = 2_500
"""Of one file; it is generated if it has more."""

NOT_LINKED = Unknown("no base model is linked to this configuration")

_DATA = (".json", ".yaml", ".yml")
"""A configuration that stands in such a file is no code: a script only hands it on."""
_Key = tuple["Span | None", "Span | None"]


@dataclass(frozen=True, slots=True)
class _Met:
    """A configuration met once.

    Attributes:
        generic: whether the function that holds it was only called in thought.
        note: in which round, in words.
        step: what puts it into a model, or is itself what is done to one.
        impossible: what the script excludes together before it comes there.
        chosen: what users choose to come to it, in words, where that is other than the project does.
    """

    configuration: Value
    base_model: Value
    generic: bool
    note: str
    step: Step | None = None
    impossible: tuple[Conflict, ...] = ()
    chosen: str = ""


class SiteLog:
    """Collects configurations where they are written and where they are put into a model."""

    def __init__(self) -> None:
        self._met: dict[_Key, list[_Met]] = {}
        self._written: set[Span] = set()
        self._written_in: Counter[str] = Counter()
        self._parts: set[Span] = set()
        self._loaded: set[Span] = set()
        self._looking_up: set[Span] = set()
        self._saved: set[_Key] = set()
        self._deeds: set[Span] = set()
        self._sources: set[Span] = set()
        self._for_old_library: dict[_Key, bool] = {}
        self._expected: dict[_Key, Expected] = {}
        self._histories = Histories()

    def written(self, site: Site, note: str, *, generic: bool) -> None:
        """Note a configuration that is constructed, whatever becomes of it."""
        key = (site.span, None)
        self._expect(key, site.expected_built)
        impossible = _of_what_it_depends_on(site)
        self._add(key, _Met(site.configuration, NOT_LINKED, generic, note, impossible=impossible))

    def part_of_another(self, configuration: object) -> None:
        """Note that a configuration is an argument of another one, and so no site of its own."""
        if isinstance(configuration, (Call, Loaded)) and configuration.span is not None:
            self._parts.add(configuration.span)

    def source_of_another(self, value: object) -> None:
        """Note that another configuration is made out of one, or out of a dictionary of its options."""
        match value:
            case OneOf(_, alternatives):
                parts: Iterable[object] = alternatives
            case Known(dict() as options):
                parts = options.values()
            case Known(list() as configs):
                parts = (config for config in configs if not isinstance(config, (Call, Loaded)))
            case Known(Call(span=Span() as span) | Loaded(span=Span() as span)):
                self._sources.add(span)
                return
            case Default(origin=Origin(span=Span() as span)):
                self._sources.add(span)
                return
            case _:
                return
        for part in parts:
            self.source_of_another(part)

    def inserted(self, site: Site, note: str, *, generic: bool, step: Step | None = None) -> None:
        """Note a configuration that is put into a model, by a step that the model goes through."""
        key = (site.span, site.inserted_at)
        self._belongs(key, site)
        self._expect(key, site.expected_added)
        self._add(
            key,
            _Met(
                site.configuration,
                site.base_model,
                generic,
                note,
                step,
                _of_what_it_depends_on(site),
                site.reach.chosen,
            ),
        )

    def saved(self, site: Site, note: str, *, generic: bool, step: Step) -> None:
        """Note the configuration of a saved adapter that is loaded; a site of the script only where it is fused."""
        self._saved.add((site.span, site.inserted_at))
        self.inserted(site, note, generic=generic, step=step)

    def went_through(self, model: int, steps: Value) -> None:
        """Note what a script has done to a model so far.

        Args:
            model: its identity.
            steps: a value of a tuple of `Step`.
        """
        self._histories.note(model, steps)

    def loaded(self, site: Site, note: str, *, generic: bool) -> None:
        """Note a configuration that `load_adapter` is given."""
        key = (site.span, None)
        if site.span is not None:
            self._loaded.add(site.span)
            if site.looks_up:
                self._looking_up.add(site.span)
        self._belongs(key, site)
        self._add(key, _Met(site.configuration, NOT_LINKED, generic, note))

    def done(self, site: Site, note: str, *, generic: bool, step: Step | None = None) -> None:
        """Note an attempt to change a configuration, or a step of a model that is judged by itself."""
        key = (site.span, None)
        if site.span is not None:
            self._deeds.add(site.span)
        self._belongs(key, site)
        self._add(key, _Met(site.configuration, NOT_LINKED, generic, note, step))

    def rewritten(self, before: Call | Loaded, after: Call | Loaded) -> None:
        """Forget what a configuration was where it is written, since it was changed before it met a model."""
        written = self._met.get((before.span, None), [])
        for number, met in enumerate(written):
            if isinstance(met.configuration, Known) and met.configuration.value is before:
                written[number] = dataclasses.replace(met, configuration=Known(after))

    def unread(self, span: Span, reason: Unknown) -> None:
        """Note a configuration that was not come to, unless it was after all."""
        if span not in self._written:
            self._add((span, None), _Met(reason, NOT_LINKED, generic=False, note=""))

    def is_crowded(self, path: str) -> bool:
        """Tell whether so many configurations are written in a file that it must be generated."""
        return self._written_in[path] > CONFIGURATIONS_AT_MOST

    def _belongs(self, key: _Key, site: Site) -> None:
        """Keep whether only scripts for the old library come to a configuration."""
        self._for_old_library[key] = site.for_old_library and self._for_old_library.get(key, True)

    def _expect(self, key: _Key, expected: Expected) -> None:
        """Keep what a script is prepared for whenever it comes to a configuration."""
        self._expected[key] = expected & self._expected.get(key, expected)

    def _add(self, key: _Key, met: _Met) -> None:
        if key[0] is not None and key[0] not in self._written:
            self._written.add(key[0])
            self._written_in[key[0].path] += 1
        rounds = self._met.setdefault(key, [])
        if len(rounds) > ROUNDS_AT_MOST:
            return
        for number, other in enumerate(rounds):
            if (
                same(met.configuration, other.configuration)
                and same(met.base_model, other.base_model)
                and met.generic == other.generic
                and (met.chosen or not other.chosen)
            ):
                both = tuple(one for one in other.impossible if one in met.impossible)
                rounds[number] = dataclasses.replace(other, impossible=both)
                return
        rounds.append(met)

    def collected(self) -> tuple[Site, ...]:
        """Return the sites, by file, in the order of the source."""
        inserted = {span for span, inserted_at in self._met if inserted_at is not None}
        only_built = self._loaded | self._sources
        files_in_use = {
            span.path
            for (span, inserted_at), rounds in self._met.items()
            if span is not None and inserted_at is not None and not _is_in_thought(rounds)
        }
        by_default = self._with_insertion_by_default()
        sites = [
            dataclasses.replace(
                site,
                only_built=key[1] is None and key[0] in only_built,
                looks_up=key[1] is None and key[0] in self._looking_up,
                is_deed=key[1] is None and key[0] in self._deeds,
                for_old_library=self._for_old_library.get(key, False),
                in_code=key[0] is None or not key[0].path.endswith(_DATA),
                expected_built=self._expected.get((key[0], None), Expected()),
                expected_added=self._expected.get(key, Expected()),
                reach=dataclasses.replace(
                    site.reach,
                    unused=(key[1] is None or _is_in_thought(rounds))
                    and key[0] is not None
                    and key[0].path in files_in_use,
                    uncalled=_is_in_thought(rounds),
                ),
            )
            for key, rounds in self._met.items()
            if key[1] is not None or (key[0] not in inserted and key[0] not in self._parts)
            for site in [self._site(key, rounds, by_default)]
        ]
        return tuple(sorted((site for site in sites if self._is_of_script(site)), key=_place))

    def _is_of_script(self, site: Site) -> bool:
        """Tell whether a site is more than the file of a saved adapter, which is judged without its script."""
        histories = (leaf.value for _, leaf in leaves(site.history) if isinstance(leaf, Known))
        is_saved = (site.span, site.inserted_at) in self._saved
        return not is_saved or any(isinstance(one, ModelHistory) and one.fuses for one in histories)

    def _with_insertion_by_default(self) -> frozenset[str]:
        """Return the files that put a configuration into a model where users choose nothing else than the project."""
        return frozenset(
            inserted_at.path
            for (_, inserted_at), rounds in self._met.items()
            if inserted_at is not None and any(not (one.chosen or one.generic) for one in rounds)
        )

    def _site(self, key: _Key, rounds: list[_Met], by_default: Collection[str]) -> Site:
        span, inserted_at = key
        met = sorted([one for one in rounds if not one.generic] or rounds, key=lambda one: bool(one.chosen))
        written = sum(1 for one in met if not one.chosen)
        chosen = "" if written or inserted_at is None or inserted_at.path not in by_default else met[0].chosen
        histories = [self._histories.of(one.step) for one in met]
        if len(met) == 1:
            (one,) = met
            reach = Reach(impossible=one.impossible, chosen=chosen)
            return Site(one.configuration, one.base_model, span, inserted_at, history=histories[0], reach=reach)
        if len(met) > ROUNDS_AT_MOST:
            return Site(_blurred([one.configuration for one in met]), NOT_LINKED, span, inserted_at)
        place = f"{span.path}:{span.cell or ''}:{span.line}:{span.column}" if span else ""
        notes = [one.note or f"round {number}" for number, one in enumerate(met, start=1)]
        choice = Choice(
            f"{place}:rounds:{inserted_at.line if inserted_at else ''}",
            _distinct(notes),
            span,
            written=written % len(met),
        )
        configuration = one_of(choice, [one.configuration for one in met])
        base_model = one_of(choice, [one.base_model for one in met])
        impossible = tuple(
            {choice: frozenset({number}), **conflict} for number, one in enumerate(met) for conflict in one.impossible
        )
        reach = Reach(impossible=impossible, chosen=chosen)
        return Site(configuration, base_model, span, inserted_at, history=one_of(choice, histories), reach=reach)


def _of_what_it_depends_on(site: Site) -> tuple[Conflict, ...]:
    """Return the conflicts between what a configuration and its model depend on; others can tell nothing of it."""
    if not site.reach.impossible:
        return ()
    deciding = set(choices_in((site.configuration, site.base_model)))
    return tuple(conflict for conflict in site.reach.impossible if conflict.keys() <= deciding)


def _is_in_thought(rounds: Iterable[_Met]) -> bool:
    return all(met.generic for met in rounds)


def _place(site: Site) -> tuple[str, int, int, int, str, int, int]:
    first, second = site.span or site.inserted_at, site.inserted_at
    if first is None:
        return ("", 0, 0, 0, "", 0, 0)
    there = (second.path, second.line, second.column) if second else ("", 0, 0)
    return (first.path, first.cell or 0, first.line, first.column, *there)


def _distinct(notes: list[str]) -> tuple[str, ...]:
    if len(set(notes)) == len(notes):
        return tuple(notes)
    return tuple(f"{note} (round {number})" for number, note in enumerate(notes, start=1))


def _blurred(configurations: list[Value]) -> Value:
    """Keep of a configuration met very often only the arguments that never differ."""
    reason = Unknown(f"differs in more than {ROUNDS_AT_MOST} rounds")
    first = configurations[0]
    match first:
        case Known(Call() as call):
            calls = [
                other.value for other in configurations if isinstance(other, Known) and isinstance(other.value, Call)
            ]
            if len(calls) < len(configurations) or any(list(c.keywords) != list(call.keywords) for c in calls):
                return reason
            keywords = {
                name: argument
                if all(same(argument.value, other.keywords[name].value) for other in calls)
                else dataclasses.replace(argument, value=reason)
                for name, argument in call.keywords.items()
            }
            positional = tuple(dataclasses.replace(argument, value=reason) for argument in call.positional)
            return Known(dataclasses.replace(call, keywords=keywords, positional=positional))
        case _:
            return reason
