"""Rules meet facts in one world and release, in which every value is known or unknown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from packaging.version import Version

from adapterlint.base_models import BaseModel, from_reference
from adapterlint.facts import Argument, BaseModelReference, Call, Change, Loaded, Site
from adapterlint.findings import Claim
from adapterlint.judging.circumstances import Circumstances
from adapterlint.judging.templates import render
from adapterlint.rules import Rule, RuleBook
from adapterlint.space.dtypes import HALVES
from adapterlint.space.order import BUILDING, Rank, rank
from adapterlint.space.releases import snapshot
from adapterlint.space.resolution import resolve
from adapterlint.subjects import Context, Subject, survey
from adapterlint.values import Known

Key = tuple[str, int, str]
"""What makes something that is wrong the same finding in other worlds."""


@dataclass(frozen=True)
class Hit:
    """A rule that holds, or may hold, for a subject in one world and release."""

    rule: Rule
    subject: Subject
    rank: Rank
    claim: Claim | None

    @property
    def key(self) -> Key:
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


def hits_in(site: Site, release: str, circumstances: Circumstances, book: RuleBook) -> Iterator[Hit]:
    """Yield what is wrong with a configuration in one release, each thing once, the first failure first.

    Args:
        site: the configuration as it is in one world.
    """
    configuration = site.configuration
    if not isinstance(configuration, Known) or site.for_old_library or _of_old_library(configuration.value):
        return
    offered = snapshot(release)
    resolved = resolve(configuration.value, offered)
    if site.only_built:
        resolved = replace(resolved, built_in="construct")
    stages = (resolved,) if site.only_built else resolved.stages
    base_model = _base_model(site.base_model, circumstances)
    if base_model is not None and base_model.dtype in HALVES and not site.training.is_plain:
        base_model = replace(base_model, dtype=None)
    context = Context(offered, base_model, circumstances.installed, site.training.mixes_types)
    found = [
        hit
        for number, stage in enumerate(stages)
        for subject in survey(stage, context)
        for kind in subject.kinds
        for rule in _applicable(book, kind, release)
        if (not site.only_built or rule.effect.step in BUILDING) and rule.judge(subject.look_up) is True
        for hit in [_hit(rule, subject, number, stage.built_in)]
    ]
    seen: set[Key] = set()
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


def _hit(rule: Rule, subject: Subject, stage: int, built_in: str) -> Hit:
    effect = rule.effect
    if effect.phase is None or effect.raises is None:
        return Hit(rule, subject, rank("backward", None, subject.turn, subject.block), None)
    if subject.is_object:
        built_in = "construct"
    phase, ranked = (built_in, "construct") if effect.step in BUILDING else (effect.phase, effect.phase)
    step = render(effect.step, subject) if effect.step else None
    raises = render(effect.raises, subject)
    claim = Claim(phase, raises) if raises else None
    return Hit(rule, subject, rank(ranked, step, subject.turn, subject.block, stage), claim)


def _said_better(hit: Hit, others: Sequence[Hit]) -> bool:
    """Tell whether a finding about the value of an option is covered by a more exact one about the same option."""
    name = str(getattr(hit.subject, "name", ""))
    return "InvalidValue" in hit.subject.kinds and any(
        name in other.rule.concerns for other in others if other.subject.part is hit.subject.part
    )
