"""Where a finding points, and what else is shown beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from adapterlint.facts import Loaded, Site
from adapterlint.findings import Related, Span
from adapterlint.judging.cases import Case, deciding
from adapterlint.judging.hits import Hit
from adapterlint.values import Known, OneOf, Origin, Value, World, in_world


def place(hit: Hit, site: Site) -> Span | None:
    """Return where a finding points: at the whole configuration in code, at the option itself in data."""
    options = (argument.span for _, argument in hit.argument_spans if argument.span is not None)
    return site.span if site.in_code else next(options, site.span)


def related(hit: Hit, where: list[Case], cases: list[Case], site: Site) -> Iterator[Related]:
    """Yield the places to show beside a finding, each once: options, what they come from, what decides."""
    seen: set[Span | None] = {site.span, place(hit, site)}
    for name, argument in hit.argument_spans:
        if argument.span not in seen and argument.span is not None:
            seen.add(argument.span)
            yield Related(f"`{name}` is given here", argument.span)
        seen.add(argument.value_span)
        origin = argument.value.origin if isinstance(argument.value, Known) else None
        if origin is not None and origin.span is not None and origin.span not in seen:
            seen.add(origin.span)
            yield Related(f"its value comes from {origin.note}", origin.span)
    loaded_from = _origin_of_loaded(site.configuration, where[0].world)
    if loaded_from is not None and loaded_from.span and not (site.span and _is_around(site.span, [loaded_from.span])):
        seen.add(loaded_from.span)
        yield Related(f"it is loaded from {loaded_from.note}", loaded_from.span)
    for choice in deciding(where, cases):
        if choice.span is not None and not _is_around(choice.span, seen):
            seen.add(choice.span)
            yield Related("decided here", choice.span)
    if site.inserted_at is not None and site.inserted_at not in seen:
        yield Related("added to the model here", site.inserted_at)


def _origin_of_loaded(configuration: Value, world: World) -> Origin | None:
    match configuration:
        case OneOf(choice, alternatives) if choice in world:
            return _origin_of_loaded(alternatives[world[choice]], world)
        case Known(Loaded(source=source)):
            settled = in_world(source, world)
            return settled.origin if isinstance(settled, Known) else None
        case _:
            return None


def _is_around(span: Span, others: Iterable[Span | None]) -> bool:
    """Tell whether a place holds one of some others, or is one of them."""
    return any(other is not None and span.holds(other) for other in others)
