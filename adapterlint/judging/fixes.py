"""Fixes of sheets as changes to the code at hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from adapterlint.facts import Site
from adapterlint.findings import Edit, Fix, Span
from adapterlint.judging.hits import Hit
from adapterlint.space.parts import Part


def fixes(hit: Hit, site: Site) -> Iterator[Fix]:
    """Yield the fixes that a sheet knows; in code, with the changes that make them."""
    for remedy in hit.rule.remedies:
        edits = (*_edits(remedy.set, hit.subject.part), *_rewriting(hit, site)) if site.in_code else ()
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


def _rewriting(hit: Hit, site: Site) -> Iterator[Edit]:
    """Write a fix as other code in the place of what is found."""
    if site.span is not None and hit.subject.instead is not None:
        yield Edit(site.span, hit.subject.instead)
