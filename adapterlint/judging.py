"""Rules meet facts: what is wrong with one configuration, in every world and release that is admitted."""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from packaging.version import Version

from adapterlint.base_models import BaseModel, from_reference
from adapterlint.facts import Argument, BaseModelReference, Call, Change, Dictionary, Loaded, Site
from adapterlint.findings import Certainty, Claim, Edit, Finding, Fix, Related, Severity, Span
from adapterlint.releases import in_words
from adapterlint.rules import Rule, RuleBook
from adapterlint.rules.condition import UNDETERMINED
from adapterlint.space.dictionaries import saved_with_release
from adapterlint.space.order import BUILDING, Rank, rank
from adapterlint.space.parts import Part
from adapterlint.space.releases import RELEASES, snapshot
from adapterlint.space.resolution import resolve
from adapterlint.subjects import Context, Subject, survey
from adapterlint.values import Choice, Known, Origin, World, choices_in, in_world, worlds

LONGEST_VALUE = 200
"""Of a value with more characters than this, a message shows the beginning and the end."""


@dataclass(frozen=True)
class Circumstances:
    """What configurations are judged against, the same for all of a project.

    Attributes:
        releases: the releases of adapters that are admitted.
        declared: whether the project says so, or nothing is known and every release is admitted.
        base_model: the base model to judge for, whatever the script shows; None for what it shows.
        installed: what is known of the environment.
    """

    releases: tuple[str, ...] = RELEASES
    declared: bool = False
    base_model: BaseModel | None = None
    installed: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True)
class Hit:
    """A rule that holds, or may hold, for a subject in one world and release."""

    rule: Rule
    subject: Subject
    rank: Rank
    claim: Claim | None

    @property
    def key(self) -> tuple[str, int, str]:
        """What makes it the same finding in other worlds."""
        part = self.subject.part
        return (self.rule.code, part.number if part else -1, str(getattr(self.subject, "name", "")))

    @cached_property
    def message(self) -> str:
        """The rule's message with the values of the subject in it."""
        return render(self.rule.message, self.subject)

    @property
    def argument_spans(self) -> Iterator[tuple[str, Argument]]:
        """The written arguments that the rule concerns."""
        part = self.subject.part
        names = (*self.rule.concerns, str(getattr(self.subject, "name", "")))
        if part is not None:
            yield from ((name, part.given[name]) for name in dict.fromkeys(names) if name in part.given)


@dataclass(frozen=True, slots=True)
class Case:
    """One combination of a world and a release, and what holds in it."""

    world: World
    release: str
    hits: tuple[Hit, ...]


def judge(site: Site, circumstances: Circumstances, book: RuleBook) -> list[Finding]:
    """Judge a configuration and the base model that it is put into.

    Returns:
        What is wrong, the first failure first.
    """
    cases = [
        Case(world, release, tuple(_hits(site, world, release, circumstances, book)))
        for world in worlds(choices_in((site.configuration, site.base_model)))
        for release in releases_for(site, circumstances)
    ]
    if not circumstances.declared:
        cases = _in_meant_releases(cases)
    order: dict[tuple[str, int, str], Rank] = {}
    for case in cases:
        for hit in case.hits:
            order[hit.key] = min(order.get(hit.key, hit.rank), hit.rank)
    findings = [
        _finding(key, cases, site)
        for key in sorted(order, key=lambda key: (order[key], key))
        if not _is_far_fetched(key, cases) and (circumstances.declared or not _is_of_the_past(key, cases))
    ]
    return sorted(findings, key=lambda finding: finding.severity is not Severity.ERROR)


def _is_of_the_past(key: tuple[str, int, str], cases: Sequence[Case]) -> bool:
    """Tell whether something that raises nothing is wrong only in older releases, which nobody says are used."""
    newest = max((case.release for case in cases), key=Version)
    hits = [(case.release, hit) for case in cases for hit in case.hits if hit.key == key]
    return all(release != newest and hit.rule.severity is not Severity.ERROR for release, hit in hits)


def saved_with(site: Site, circumstances: Circumstances) -> Version | None:
    """Return the release that a configuration was saved with; None if it was not, or if the project declares one.

    Where nothing is declared, what is saved with a release is loaded with that one or a later one.
    """
    match site.configuration:
        case Known(Dictionary(saved_with=str(version))) if not circumstances.declared:
            return saved_with_release(version)
        case _:
            return None


def releases_for(site: Site, circumstances: Circumstances) -> tuple[str, ...]:
    """Return the releases to judge a configuration for."""
    oldest = saved_with(site, circumstances) or Version("0")
    later = tuple(release for release in circumstances.releases if Version(release) >= oldest)
    return later or circumstances.releases[-1:]


def _hits(site: Site, world: World, release: str, circumstances: Circumstances, book: RuleBook) -> Iterator[Hit]:
    configuration = in_world(site.configuration, world)
    if not isinstance(configuration, Known) or site.for_old_library or _of_old_library(configuration.value):
        return
    offered = snapshot(release)
    resolved = resolve(configuration.value, offered)
    if site.loads:
        resolved = replace(resolved, built_in="construct")
    context = Context(offered, _base_model(in_world(site.base_model, world), circumstances), circumstances.installed)
    found = [
        hit
        for subject in survey(configuration.value, resolved, context)
        for kind in subject.kinds
        for rule in _applicable(book, kind, release)
        if (not site.loads or rule.effect.step in BUILDING) and rule.judge(subject.look_up) is True
        for hit in [_hit(rule, subject, resolved.built_in)]
    ]
    seen: set[tuple[str, int, str]] = set()
    for hit in sorted(found, key=lambda hit: hit.rank):
        if hit.key not in seen and not _said_better(hit, found):
            seen.add(hit.key)
            yield hit


def _of_old_library(configuration: object) -> bool:
    """Tell whether a class is imported from adapter-transformers, which these rules are not about."""
    match configuration:
        case Call(module=module) | Loaded(module=module) | Change(Known(Call(module=module) | Loaded(module=module))):
            return module.split(".")[0] == "transformers"
        case _:
            return False


def _base_model(reference: object, circumstances: Circumstances) -> BaseModel | None:
    if circumstances.base_model is not None:
        return circumstances.base_model
    if isinstance(reference, Known) and isinstance(reference.value, BaseModelReference):
        return from_reference(reference.value)
    return None


@lru_cache(maxsize=1024)
def _applicable(book: RuleBook, kind: str, release: str) -> tuple[Rule, ...]:
    return tuple(rule for rule in book.reading(kind) if rule.adapters.contains(Version(release), prereleases=True))


def _hit(rule: Rule, subject: Subject, built_in: str) -> Hit:
    effect = rule.effect
    if effect.phase is None or effect.raises is None:
        return Hit(rule, subject, rank("backward", None, subject.turn, subject.block), None)
    phase = built_in if effect.step in BUILDING else effect.phase
    step = render(effect.step, subject) if effect.step else None
    return Hit(
        rule,
        subject,
        rank(effect.phase, step, subject.turn, subject.block),
        Claim(phase, render(effect.raises, subject)),
    )


def _said_better(hit: Hit, others: Sequence[Hit]) -> bool:
    """Tell whether a finding about the value of an option is covered by a more exact one about the same option."""
    name = str(getattr(hit.subject, "name", ""))
    return "InvalidValue" in hit.subject.kinds and any(
        name in other.rule.concerns for other in others if other.subject.part is hit.subject.part
    )


def _in_meant_releases(cases: list[Case]) -> list[Case]:
    """Leave out releases that lack something which the script uses, unless every release lacks it."""
    meant = [case for case in cases if not any(hit.rule.narrows for hit in case.hits)]
    return meant or cases


def _is_far_fetched(key: tuple[str, int, str], cases: list[Case]) -> bool:
    """Tell whether a finding takes more than one choice of the user that differs from what is written first.

    What cannot work is said for two of them.
    """
    hits = [(case.world, hit) for case in cases for hit in case.hits if hit.key == key]
    differing = min(sum(1 for choice, option in world.items() if choice.by_user and option) for world, _ in hits)
    return differing > (2 if hits[0][1].rule.severity is Severity.ERROR else 1)


def _finding(key: tuple[str, int, str], cases: list[Case], site: Site) -> Finding:
    holding = {number: hit for number, case in enumerate(cases) for hit in case.hits if hit.key == key}
    hit = next(iter(holding.values()))
    where = [cases[number] for number in holding]
    certain = len(holding) == len(cases)
    severity = hit.rule.severity
    message = hit.message
    if not certain:
        severity = Severity.WARNING if severity is Severity.ERROR else severity
        message += _condition(where, cases, name_releases=not hit.rule.narrows)
    return Finding(
        code=hit.rule.code,
        name=hit.rule.name,
        severity=severity,
        certainty=Certainty.CERTAIN if certain else Certainty.POSSIBLE,
        message=message,
        span=_place(hit, site),
        help=render(hit.rule.help, hit.subject),
        related=tuple(_related(hit, where, cases, site)),
        claim=hit.claim if certain and severity is Severity.ERROR else None,
        fixes=tuple(_fixes(hit, site)),
    )


def _condition(where: list[Case], cases: list[Case], *, name_releases: bool) -> str:
    """Say under which options and, if the message does not say it, in which releases a finding holds."""
    words = [
        " or ".join(dict.fromkeys(choice.options[case.world[choice]] for case in where if choice in case.world))
        for choice in _deciding(where, cases)
    ]
    said = f" when {' and '.join(words)}" if words else ""
    releases, all_releases = ({case.release for case in some} for some in (where, cases))
    return said + (f" {in_words(releases, all_releases)}" if name_releases and releases != all_releases else "")


def _deciding(where: list[Case], cases: list[Case]) -> list[Choice]:
    """Return the choices on which it depends whether a finding holds."""
    found = []
    for choice in dict.fromkeys(choice for case in cases for choice in case.world):
        options, all_options = (
            {case.world[choice] for case in some if choice in case.world} for some in (where, cases)
        )
        if options and options != all_options:
            found.append(choice)
    return [choice for choice in found if _has_other_neighbour(choice, where, cases)] or found


def _has_other_neighbour(choice: Choice, where: list[Case], cases: list[Case]) -> bool:
    """Tell whether a finding comes or goes with one choice alone; not all combinations may have been looked at."""

    def without(case: Case) -> tuple[str, frozenset[tuple[Choice, int]]]:
        return case.release, frozenset(item for item in case.world.items() if item[0] != choice)

    holding = {id(case) for case in where}
    others = {without(case) for case in cases if id(case) not in holding and choice in case.world}
    return any(without(case) in others for case in where)


def _place(hit: Hit, site: Site) -> Span | None:
    """Return where a finding points: at the whole configuration in code, at the option itself in data."""
    options = (argument.span for _, argument in hit.argument_spans if argument.span is not None)
    return site.span if site.in_code else next(options, site.span)


def _related(hit: Hit, where: list[Case], cases: list[Case], site: Site) -> Iterator[Related]:
    seen: set[Span | None] = {site.span, _place(hit, site)}
    for name, argument in hit.argument_spans:
        if argument.span not in seen and argument.span is not None:
            seen.add(argument.span)
            yield Related(f"`{name}` is given here", argument.span)
        seen.add(argument.value_span)
        origin = argument.value.origin if isinstance(argument.value, Known) else None
        if origin is not None and origin.span is not None and origin.span not in seen:
            seen.add(origin.span)
            yield Related(f"its value comes from {origin.note}", origin.span)
    loaded_from = _origin_of_loaded(in_world(site.configuration, where[0].world))
    if loaded_from is not None and loaded_from.span and not (site.span and _is_around(site.span, [loaded_from.span])):
        seen.add(loaded_from.span)
        yield Related(f"it is loaded from {loaded_from.note}", loaded_from.span)
    for choice in _deciding(where, cases):
        if choice.span is not None and not _is_around(choice.span, seen):
            seen.add(choice.span)
            yield Related("decided here", choice.span)
    if site.inserted_at is not None and site.inserted_at not in seen:
        yield Related("added to the model here", site.inserted_at)


def _origin_of_loaded(configuration: object) -> Origin | None:
    match configuration:
        case Known(Loaded(source=Known(origin=origin))):
            return origin
        case _:
            return None


def _is_around(span: Span, others: Iterable[Span | None]) -> bool:
    """Tell whether a place holds one of some others, or is one of them."""
    return any(
        other is not None
        and (span.path, span.cell) == (other.path, other.cell)
        and (span.line, span.column) <= (other.line, other.column)
        and (other.end_line, other.end_column) <= (span.end_line, span.end_column)
        for other in others
    )


def _fixes(hit: Hit, site: Site) -> Iterator[Fix]:
    for remedy in hit.rule.remedies:
        edits = (*_edits(remedy.set, hit.subject.part), *_rewriting(hit.subject, site)) if site.in_code else ()
        yield Fix(remedy.title, remedy.safety, remedy.set, tuple(edits))


def _edits(settings: Mapping[str, object], part: Part | None) -> Iterator[Edit]:
    """Write a fix as changes to the constructor call, if the script shows one."""
    written = [argument.span for argument in part.given.values() if argument.span] if part else []
    if part is None or not written:
        return
    end = max(written, key=lambda span: (span.end_line, span.end_column))
    for name, value in settings.items():
        given = part.given.get(name)
        if given is not None and given.value_span is not None:
            yield Edit(given.value_span, repr(value))
        elif given is None:
            after = Span(end.path, end.end_line, end.end_column, end.end_line, end.end_column, end.cell)
            yield Edit(after, f", {name}={value!r}")


def _rewriting(subject: Subject, site: Site) -> Iterator[Edit]:
    """Write a fix as other code in the place of what is found."""
    if site.span is not None and subject.instead is not None:
        yield Edit(site.span, subject.instead)


class _Template(string.Formatter):
    """Fills `{name}` with what a subject says; `{name!r}` shows a value as Python writes it."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject

    def get_field(
        self,
        field_name: str,
        args: Sequence[object],  # noqa: ARG002 - the signature of string.Formatter
        kwargs: Mapping[str, object],  # noqa: ARG002
    ) -> tuple[object, str]:
        value = self._subject.look_up(field_name)
        return ("…" if value is UNDETERMINED else value), field_name

    def format_field(self, value: object, format_spec: str) -> str:
        """Shorten a long value in its middle: how it begins and ends tells it from others."""
        text = str(super().format_field(value, format_spec))
        half = LONGEST_VALUE // 2
        return text if len(text) <= LONGEST_VALUE else f"{text[:half]}…{text[-half:]}"


def render(template: str, subject: Subject) -> str:
    """Fill the names in a message or a help text; values never break the line, and are not quoted at length."""
    return " ".join(_Template(subject).format(template).splitlines())
