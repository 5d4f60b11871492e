"""Fixes of sheets as changes to the code at hand."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import groupby

from adapterlint.facts import Call, ClassItself, Site
from adapterlint.findings import Edit, Fix, Span
from adapterlint.judging.hits import Hit
from adapterlint.rules.condition import UNDETERMINED
from adapterlint.rules.sheet import Remedy
from adapterlint.space.parts import Part
from adapterlint.subjects import Subject
from adapterlint.values import Known


def fixes(hit: Hit, site: Site) -> Iterator[Fix]:
    """Yield the fixes that a sheet knows; in code, with the changes that make them."""
    for remedy in hit.rule.remedies:
        settings = {name: _value(value, hit.subject) for name, value in remedy.set.items()}
        if UNDETERMINED in settings.values():
            continue
        edits = tuple(_edits(remedy, settings, hit, site)) if site.in_code else ()
        yield Fix(remedy.title, remedy.safety, settings, edits, remedy.remove)


def _value(written: object, subject: Subject) -> object:
    """Return what a sheet sets: a value, or what the subject says where a name stands in braces, `"{as_float}"`."""
    if isinstance(written, str) and written.startswith("{") and written.endswith("}"):
        return subject.look_up(written[1:-1])
    return written


def _edits(remedy: Remedy, settings: Mapping[str, object], hit: Hit, site: Site) -> Iterator[Edit]:
    part, call = hit.subject.part, _call_of(hit.subject.part, site)
    if settings and part is not None:
        yield from _settings(settings, part, call)
    if remedy.remove and call is not None:
        yield from _removals(remedy.remove, call)
    if site.span is not None and hit.subject.instead is not None:
        yield Edit(site.span, hit.subject.instead)
    match site.configuration:
        case Known(ClassItself(span=Span() as span)) if hit.subject.appended:
            yield Edit(_after(span), hit.subject.appended)


def _call_of(part: Part | None, site: Site) -> Call | None:
    """Return the call that a part is written as, if it is the whole configuration and nothing decides what it is."""
    match site.configuration:
        case Known(Call() as call) if part is not None and call.class_name == part.class_name:
            return call
        case _:
            return None


def _settings(settings: Mapping[str, object], part: Part, call: Call | None) -> Iterator[Edit]:
    """Write settings as changes to the constructor call, if the script shows one."""
    written = [argument.span for argument in part.given.values() if argument.span]
    if not written:
        if call is not None and call.closing is not None:
            yield Edit(call.closing, ", ".join(f"{name}={value!r}" for name, value in settings.items()))
        return
    end = max(written, key=lambda span: (span.end_line, span.end_column))
    for name, value in settings.items():
        given = part.given.get(name)
        if given is not None and given.value_span is not None:
            yield Edit(given.value_span, repr(value))
        elif given is None:
            yield Edit(_after(end), f", {name}={value!r}")


def _removals(names: Collection[str], call: Call) -> Iterator[Edit]:
    """Take arguments out of a call, with the commas between them; those that are given by position stay."""
    arguments = [(argument.span, False) for argument in call.positional]
    arguments += [(argument.span, name in names) for name, argument in call.keywords.items()]
    spans = {span: goes for span, goes in arguments if span is not None}
    if len(spans) < len(arguments) or call.closing is None:
        return
    before: Span | None = None
    groups = [
        (goes, list(group))
        for goes, group in groupby(sorted(spans, key=lambda s: (s.line, s.column)), spans.__getitem__)
    ]
    for number, (goes, group) in enumerate(groups):
        if goes and before is not None:
            yield Edit(
                _between(before.end_line, before.end_column, group[-1].end_line, group[-1].end_column, group[0]), ""
            )
        elif goes:
            following = groups[number + 1][1][0] if groups[number + 1 :] else call.closing
            yield Edit(_between(group[0].line, group[0].column, following.line, following.column, group[0]), "")
        before = group[-1]


def _between(line: int, column: int, end_line: int, end_column: int, near: Span) -> Span:
    return Span(near.path, line, column, end_line, end_column, near.cell)


def _after(span: Span) -> Span:
    return _between(span.end_line, span.end_column, span.end_line, span.end_column, span)
