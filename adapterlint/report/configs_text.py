"""For people: the configurations that were read, each with what is known of it."""

from __future__ import annotations

from collections.abc import Iterator

import click

from adapterlint.inventory import Form, Listed, ListedOption, ListedValue, listed
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
        yield f"{lead}{bold(_title(form))}{_when(form.when)}"
        for option in form.options:
            for name, text in _option(option):
                yield f"  {name:{width}}  {text}"
        if form.opaque:
            yield f"  {'...':{width}}  more that is not known: {on_one_line(form.opaque)}"
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


def _option(option: ListedOption) -> Iterator[tuple[str, str]]:
    for number, value in enumerate(option.values):
        yield option.name if number == 0 else "", _value(value)


def _value(value: ListedValue) -> str:
    text = (
        f"not known: {on_one_line(value.unknown)}" if value.text is None and value.unknown else _cut(value.text or "")
    )
    return f"{text}{_when(value.when)}{_origin(value)}"


def _origin(value: ListedValue) -> str:
    place = f" ({location(value.span)})" if value.span else ""
    is_place = value.origin is None or value.origin.startswith("line ")  # which the place says better
    return place if is_place else f", from {on_one_line(value.origin or '')}{place}"


def _when(when: tuple[str, ...]) -> str:
    return f", when {on_one_line(' and '.join(when))}" if when else ""


def _facts(one: Listed) -> Iterator[tuple[str, str]]:
    """Yield what there is to say about the whole: its base model, where it is added, and the releases."""
    for number, model in enumerate(one.base_models):
        yield BASE_MODEL if number == 0 else "", _value(model)
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
