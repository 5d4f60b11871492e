"""A rule that holds for a subject: what it says, what it claims, and when the library comes to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from adapterlint.facts import Argument
from adapterlint.findings import Claim
from adapterlint.judging.templates import render
from adapterlint.rules import Rule
from adapterlint.space.order import BUILDING, Rank, rank
from adapterlint.subjects import Subject

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

    @cached_property
    def help(self) -> str:
        """What the rule advises, filled in the same way."""
        return render(self.rule.help, self.subject)

    @property
    def argument_spans(self) -> Iterator[tuple[str, Argument]]:
        """The written arguments that the rule concerns."""
        part = self.subject.part
        names = (*self.rule.concerns, str(getattr(self.subject, "name", "")))
        if part is not None:
            yield from ((name, part.given[name]) for name in dict.fromkeys(names) if name in part.given)


def in_order(found: Iterable[Hit]) -> Iterator[Hit]:
    """Yield hits, each thing once, the first failure first, without those that others say better."""
    hits = sorted(found, key=lambda hit: hit.rank)
    seen: set[Key] = set()
    for hit in hits:
        if hit.key not in seen and not _said_better(hit, hits):
            seen.add(hit.key)
            yield hit


def hit_of(rule: Rule, subject: Subject, stage: int, built_in: str) -> Hit:
    """Return the hit of a rule that holds.

    Args:
        stage: the number of the stage in which the library comes to the subject.
        built_in: the phase in which it builds the configuration.
    """
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
