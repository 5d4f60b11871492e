"""For people: the configurations that were read, each with what is known of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from adapterlint.inventory import Form, Listed, ListedValue, Way, listed
from adapterlint.report.printable import location, on_one_line
from adapterlint.report.text import releases_in_words, understood
from adapterlint.results import Judged, Report

LONGEST_VALUE = 100
BASE_MODEL, ADAPTERS, ADDED = "base model", "adapters", "added"


def render(report: Report, *, color: bool) -> str:
    """Render every configuration, and how much was read."""
    lines = [line for one in listed(report.judged) for line in (*_configuration(one, color=color), "")]
    if not lines:
        lines = ["No configuration of adapters found."]
    return "\n".join([*lines, understood(report)]) + "\n"


def _configuration(one: Listed, *, color: bool) -> Iterator[str]:
    def bold(text: str) -> str:
        return click.style(text, bold=True) if color else text

    place = f"{location(one.judged.span)}: " if one.judged.span else ""
    facts = list(_facts(one))
    width = max(len(name) for form in one.forms for name in (*_names(form), *(name for name, _ in facts)))
    for number, form in enumerate(one.forms):
        lead = place if number == 0 else "  or "
        first, *others = _with_ways(bold(_title(form)), form)
        yield f"{lead}{first}"
        yield from (f"     {other}" for other in others)
        for option in form.options:
            for name, text in _values(option.name, option.values, option.more_values):
                yield f"  {name:{width}}  {text}"
        if form.opaque:
            yield f"  {'...':{width}}  more that is not known: {on_one_line(form.opaque)}"
    if one.more_forms:
        yield f"  or {one.more_forms} more"
    yield from (f"  {_dim(name.ljust(width), color=color)}  {text}" for name, text in facts)


def _dim(text: str, *, color: bool) -> str:
    return click.style(text, fg="cyan") if color else text


def _names(form: Form) -> list[str]:
    return [option.name for option in form.options]


def _title(form: Form) -> str:
    match form.written:
        case "string":
            return _cut(repr(form.name))
        case "loaded":
            return _cut(f"AdapterConfig.load({form.name})")
        case "unknown":
            return f"not known: {on_one_line(form.name)}"
        case _:
            return form.name


def _values(name: str, values: Sequence[ListedValue], more: int) -> Iterator[tuple[str, str]]:
    lines = [line for value in values for line in _with_ways(_value(value), value)]
    lines += [f"or {more} more"] if more else []
    yield from zip([name, *([""] * len(lines))], lines, strict=False)


def _value(value: ListedValue) -> str:
    return (
        f"not known: {on_one_line(value.unknown)}" if value.text is None and value.unknown else _cut(value.text or "")
    )


def _with_ways(text: str, reached: ListedValue | Form) -> Iterator[str]:
    """Yield lines that say what something is and what leads to it, one for each way."""
    first, *others = map(_way, reached.ways)
    yield f"{text}{first}"
    yield from (f"  also{way.removeprefix(',')}" for way in others)
    if reached.more_ways:
        yield f"  also in {reached.more_ways} more ways"


def _way(way: Way) -> str:
    place = f" ({location(way.span)})" if way.span else ""
    is_place = way.origin is None or way.origin.startswith("line ")  # which the place says better
    return _when(way.when) + ("" if is_place else f", from {on_one_line(way.origin or '')}") + place


def _when(when: tuple[str, ...]) -> str:
    return f", when {on_one_line(' and '.join(when))}" if when else ""


def _facts(one: Listed) -> Iterator[tuple[str, str]]:
    """Yield what there is to say about the whole: its base model, where it is added, and the releases."""
    yield from _values(BASE_MODEL, one.base_models, one.more_base_models)
    added = one.judged.site.inserted_at
    if added is not None and added != one.judged.span:
        how = "only given to `load_adapter`" if one.judged.site.only_built else "to the model"
        yield ADDED, f"{how} at {location(added)}"
    yield ADAPTERS, _releases(one.judged)


def _releases(judged: Judged) -> str:
    if not judged.releases:
        return f"not judged: the project is for {releases_in_words(judged.adapters)}"
    first, last = judged.releases[0], judged.releases[-1]
    span = first if first == last else f"{first} to {last}"
    evidence = f"; {judged.evidence}" if judged.evidence else ""
    return f"{span}: {releases_in_words(judged.adapters)}{evidence}"


def _cut(text: str) -> str:
    line = on_one_line(text)
    return line if len(line) <= LONGEST_VALUE else f"{line[:LONGEST_VALUE]}…"
