"""Rules meet facts: what is wrong with one configuration, in every world and release that is admitted."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import cast

from adapterlint.facts import NO_BASE_MODEL, Site
from adapterlint.findings import Certainty, Finding, Severity
from adapterlint.judging.cases import (
    Case,
    alternatives,
    condition,
    in_every_release,
    in_meant_releases,
    is_far_fetched,
    is_of_the_past,
    takes_other_than_written,
)
from adapterlint.judging.circumstances import Circumstances, releases_for
from adapterlint.judging.examined import hits_in_releases
from adapterlint.judging.expectations import is_replaced, may_be_caught, up_to_caught
from adapterlint.judging.fellows import is_fused
from adapterlint.judging.fixes import fixes
from adapterlint.judging.hits import Hit, Key
from adapterlint.judging.places import place, related
from adapterlint.rules import RuleBook
from adapterlint.space.order import Rank
from adapterlint.space.releases import RELEASES
from adapterlint.values import Value, World, choices_in, excludes, in_world, worlds


def judge(site: Site, circumstances: Circumstances, book: RuleBook) -> list[Finding]:
    """Judge a configuration and the base model that it is put into.

    Returns:
        What is wrong, the first failure first.
    """
    releases = releases_for(site, circumstances)
    if site.reach.releases is not None:
        if site.reach.releases.isdisjoint(releases):
            return []
        releases = tuple(release for release in RELEASES if release in site.reach.releases)
    deciding = (site.configuration, site.base_model, site.history if is_fused(site) else None)
    choices = choices_in(deciding)
    cases = [
        Case(world, release, up_to_caught(hits, site))
        for world in worlds(choices)
        if not any(excludes(conflict, world) for conflict in site.reach.impossible)
        for settled in [_settled(site, deciding, world) if choices else site]
        for release, hits in hits_in_releases(settled, releases, circumstances, book)
    ]
    if not cases:
        return []
    if not circumstances.declared:
        cases = in_meant_releases(cases)
    if site.reach.releases is not None:
        cases = in_every_release(cases)
    without_model = _wrong_without_model(site, releases, circumstances, book) if site.reach.chosen else frozenset()
    order: dict[Key, Rank] = {}
    for case in cases:
        for hit in case.hits:
            order[hit.key] = min(order.get(hit.key, hit.rank), hit.rank)
    findings = [
        _finding(key, cases, site, without_model)
        for key in sorted(order, key=lambda key: (order[key], key))
        if not is_far_fetched(key, cases) and (circumstances.declared or not is_of_the_past(key, cases))
    ]
    return sorted(findings, key=lambda finding: finding.severity is not Severity.ERROR)


def _wrong_without_model(
    site: Site, releases: tuple[str, ...], circumstances: Circumstances, book: RuleBook
) -> frozenset[Key]:
    """Return what is wrong with a configuration whatever the model is that it is put into."""
    alone = replace(site, base_model=NO_BASE_MODEL)
    return frozenset(
        hit.key
        for world in worlds(choices_in(site.configuration))
        for _, hits in hits_in_releases(
            _settled(alone, (site.configuration, NO_BASE_MODEL, None), world), releases, circumstances, book
        )
        for hit in hits
    )


def _is_out_of_use(hit: Hit, site: Site) -> bool:
    """Tell whether what is claimed of a configuration takes more than what the script is seen to do with it."""
    is_built = hit.claim is not None and hit.claim.phase == "construct" and not site.reach.uncalled
    return site.reach.unused and not site.is_deed and not is_built


def _settled(site: Site, deciding: tuple[Value, Value, Value | None], world: World) -> Site:
    """Return a site as it is in one world."""
    configuration, base_model, history = cast("tuple[Value, Value, Value | None]", in_world(deciding, world))
    return replace(site, configuration=configuration, base_model=base_model, history=history or site.history)


def _finding(key: Key, cases: list[Case], site: Site, without_model: Collection[Key]) -> Finding:
    holding = {number: hit for number, case in enumerate(cases) for hit in case.hits if hit.key == key}
    hit = next(iter(holding.values()))
    where = [cases[number] for number in holding]
    certain = len(holding) == len(cases)
    severity = hit.rule.severity
    message = hit.message
    if not certain:
        lower = Severity.ADVICE if takes_other_than_written(where) else Severity.WARNING
        severity = lower if severity is not Severity.ADVICE else severity
        message += condition(where, cases, name_releases=not hit.rule.narrows)
    if site.reach.chosen and hit.key not in without_model:
        certain, severity = False, Severity.ADVICE
        message += f"; the script comes to it only when {site.reach.chosen}"
    if certain and severity is Severity.ERROR and may_be_caught(hit, site) and not is_replaced(hit, site):
        certain, severity = False, Severity.WARNING
        message += "; the script catches whatever is raised here"
    if certain and severity is Severity.ERROR and site.reach.in_doubt:
        certain, severity = False, Severity.WARNING
        message += "; the script asks first which release it runs with"
    if severity is not Severity.ADVICE and is_replaced(hit, site):
        certain, severity = False, Severity.ADVICE
        message += "; the script tries another way if this fails"
    if severity is not Severity.ADVICE and _is_out_of_use(hit, site):
        certain, severity = False, Severity.ADVICE
        message += "; the script puts others into a model, and is not seen to use this one"
    return Finding(
        code=hit.rule.code,
        name=hit.rule.name,
        severity=severity,
        certainty=Certainty.CERTAIN if certain else Certainty.POSSIBLE,
        message=message,
        when=() if certain else (*map(" or ".join, alternatives(where, cases)), *filter(None, [site.reach.chosen])),
        span=place(hit, site),
        help=hit.help,
        related=tuple(related(hit, where, cases, site)),
        claim=hit.claim if certain and severity is Severity.ERROR else None,
        fixes=tuple(fixes(hit, site)),
    )
