"""A configuration meets the rules in one world, in which every value is known or unknown, release by release.

Releases that give the same answers to all that is asked of them are examined once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from adapterlint.base_models import BaseModel, from_reference
from adapterlint.facts import BaseModelReference, Call, Change, Loaded, ModelHistory, Site
from adapterlint.judging.circumstances import Circumstances
from adapterlint.judging.fellows import fusion_of
from adapterlint.judging.hits import Hit, hit_of, in_order
from adapterlint.rules import Rule, RuleBook
from adapterlint.space.dtypes import HALVES
from adapterlint.space.order import BUILDING
from adapterlint.space.releases.questions import Questioned, as_snapshot
from adapterlint.space.resolution import resolve
from adapterlint.subjects import Context, Subject, survey
from adapterlint.values import Known


def hits_in_releases(
    site: Site, releases: tuple[str, ...], circumstances: Circumstances, book: RuleBook
) -> Iterator[tuple[str, tuple[Hit, ...]]]:
    """Yield what is wrong with a configuration in each release, each thing once, the first failure first.

    Args:
        site: the configuration as it is in one world.
    """
    base_model = _base_model(site, circumstances)
    examined: list[_Examined] = []
    for release in releases:
        for one in reversed(examined):
            if one.asked.answers_like(release):
                hits = one.hits_in(release, book)
                if one.asked.answers_like(release):  # to what the rules of this release have asked, too
                    break
        else:
            one = _examine(site, release, base_model, circumstances)
            examined.append(one)
            hits = one.hits_in(release, book)
        yield release, hits


@dataclass
class _Judged:
    """A subject, and what the rules that were asked say of it; None where one does not hold."""

    subject: Subject
    stage: int
    built_in: str
    hits: dict[str, Hit | None] = field(default_factory=dict)


@dataclass
class _Examined:
    """What there is to judge of a configuration in releases that answer alike.

    Attributes:
        asked: the first of these releases, and what was asked of it.
        only_building: whether the configuration is built and put nowhere.
    """

    asked: Questioned
    judged: list[_Judged]
    only_building: bool

    def hits_in(self, release: str, book: RuleBook) -> tuple[Hit, ...]:
        """Return what is wrong in a release that answers alike."""
        found = []
        for judged in self.judged:
            for kind in judged.subject.kinds:
                for rule in book.applicable(kind, release):
                    if rule.code not in judged.hits:
                        judged.hits[rule.code] = self._hit(rule, judged, release)
                    hit = judged.hits[rule.code]
                    if hit is not None:
                        found.append(hit)
        return tuple(in_order(found))

    def _hit(self, rule: Rule, judged: _Judged, release: str) -> Hit | None:
        is_out_of_reach = self.only_building and judged.subject.needs_model and rule.effect.step not in BUILDING
        if is_out_of_reach or rule.judge(judged.subject.look_up) is not True:
            return None
        hit = hit_of(rule, judged.subject, judged.stage, judged.built_in)
        if release != self.asked.questioned:
            _ = hit.message, hit.help  # which ask of the release what they say
        return hit


def _examine(site: Site, release: str, base_model: BaseModel | None, circumstances: Circumstances) -> _Examined:
    """Find out what there is to judge in a release."""
    asked = Questioned(release)
    configuration = site.configuration
    if not isinstance(configuration, Known) or site.for_old_library or _of_old_library(configuration.value):
        return _Examined(asked, [], only_building=True)
    resolved = resolve(configuration.value, as_snapshot(asked))
    if site.only_built:
        resolved = replace(resolved, built_in="construct")
    stages = (resolved,) if site.only_built else resolved.stages
    training = site.training
    members, place = fusion_of(site) or ((), 0)
    context = Context(
        as_snapshot(asked),
        base_model,
        circumstances.installed,
        mixes_types=training.mixes_types,
        plain=training.is_plain,
        adds_head=_adds_head(site),
        trains_later=_trains_later(site),
        cuts_gradients=training.cuts_gradients == Known(value=True),
        generates=training.generates is not None and training.caches,
        looks_up=site.looks_up,
        fused=tuple(resolve(one.value, as_snapshot(asked)) for one in members),
        fused_at=place,
    )
    judged = [
        _Judged(subject, number, stage.built_in)
        for number, stage in enumerate(stages)
        for subject in survey(stage, context)
    ]
    return _Examined(asked, judged, only_building=site.only_built)


def _of_old_library(configuration: object) -> bool:
    """Tell whether a class is imported from adapter-transformers, which these rules are not about."""
    match configuration:
        case Call(module=module) | Loaded(module=module) | Change(Known(Call(module=module) | Loaded(module=module))):
            return module.split(".")[0] == "transformers"
        case _:
            return False


def _adds_head(site: Site) -> bool:
    history = site.history.value if isinstance(site.history, Known) else None
    steps = history.steps if isinstance(history, ModelHistory) else ()
    return any(step.name.startswith("add_") and step.name.endswith("_head") for step in steps)


def _trains_later(site: Site) -> bool:
    history = site.history.value if isinstance(site.history, Known) else None
    return isinstance(history, ModelHistory) and history.trains_later


def _base_model(site: Site, circumstances: Circumstances) -> BaseModel | None:
    if circumstances.base_model is not None:
        # What was saved in half precision is loaded in single precision, unless the script says otherwise.
        is_half = circumstances.base_model.dtype in HALVES and not site.training.is_plain
        return replace(circumstances.base_model, dtype=None) if is_half else circumstances.base_model
    reference = site.base_model.value if isinstance(site.base_model, Known) else None
    return from_reference(reference) if isinstance(reference, BaseModelReference) else None
