"""What of a configuration the script does not show, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from adapterlint.facts import Call, Default, Dictionary, Loaded, Site
from adapterlint.findings import Related, Span
from adapterlint.values import Known, OneOf, Unknown


def unseen_in(site: Site) -> Iterator[Related]:
    """Yield the reasons why a configuration is not fully known, with the place of the configuration."""
    span = site.span or site.inserted_at
    if span is not None:
        yield from _unseen(site.configuration, span)


def _unseen(value: object, span: Span) -> Iterator[Related]:  # noqa: C901, PLR0912 - one case per kind of value
    match value:
        case Default():
            return
        case Unknown(reason):
            yield Related(reason, span)
        case Known(Call() as call):
            if call.opaque:
                yield Related(call.opaque, span)
            for argument in call.positional:
                yield from _unseen(argument.value, span)
            for name, argument in call.keywords.items():
                for related in _unseen(argument.value, span):
                    yield Related(f"`{name}`: {related.message}", span)
        case Known(Loaded() as loaded):
            yield from _unseen(loaded.source, span)
            changes = {**loaded.keywords, **loaded.replaced}
            yield from _unseen(Known(Call("", keywords=changes, opaque=loaded.opaque)), span)
        case Known(Dictionary(options)):
            yield from _unseen(Known(Call("", keywords=options)), span)
        case OneOf() | Known(list() | tuple()):
            for part in _shown_parts(value):
                yield from _unseen(part, span)
        case Known(dict() as parts):
            for part in parts.values():
                yield from _unseen(part, span)
        case _:
            return


def _shown_parts(value: OneOf | Known) -> Sequence[object]:
    """Return the parts that the script is to show; that users may also give other values is no gap."""
    match value:
        case OneOf(_, alternatives):
            return [part for part in alternatives if not _is_left_to_users(part)] or alternatives
        case Known(list() | tuple() as items):
            return items
        case _:
            return ()


def _is_left_to_users(value: object) -> bool:
    """Tell whether a value, in each of its alternatives, is what only users know."""
    match value:
        case Unknown(by_user=by_user):
            return by_user
        case OneOf(_, alternatives):
            return all(_is_left_to_users(part) for part in alternatives)
        case _:
            return False
