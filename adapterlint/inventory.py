"""What was read, in words: each configuration with its options, its base model, and the releases it is judged for."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from adapterlint.facts import (
    Argument,
    BaseModelReference,
    Call,
    ClassItself,
    Default,
    Dictionary,
    Loaded,
    NoConfiguration,
    Text,
)
from adapterlint.findings import Span
from adapterlint.results import Judged
from adapterlint.spelling import spelled
from adapterlint.values import Known, OneOf, Unknown

DIFFERENT_AT_MOST = 16
"""Of more values, or configurations, that differ, the first ones are listed."""
WAYS_AT_MOST = 3
"""Of more ways that lead to the same one, the first ones are listed."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way that leads to a value.

    Attributes:
        when: the alternatives that are taken, in words.
        origin: where the value comes from, in words; None if it stands where it is used.
        span: the place of the origin.
    """

    when: tuple[str, ...] = ()
    origin: str | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class ListedValue:
    """One of the values that something may have.

    Attributes:
        text: as Python writes it; None if it is not known.
        unknown: why it is not known; None if it is.
        ways: the first ways that lead to it.
        more_ways: how many more there are.
    """

    text: str | None = None
    unknown: str | None = None
    ways: tuple[Way, ...] = (Way(),)
    more_ways: int = 0


@dataclass(frozen=True, slots=True)
class ListedOption:
    """An argument, or an entry of a dictionary, and the values that it may have.

    Attributes:
        more_values: how many there are beside those that are listed.
    """

    name: str
    values: tuple[ListedValue, ...]
    span: Span | None = None
    more_values: int = 0


@dataclass(frozen=True, slots=True)
class Form:
    """One of the configurations that a place may hold.

    Attributes:
        written: how: `call`, `class`, `string`, `loaded`, `dictionary`, or `unknown`.
        name: the class, the configuration string, or what is loaded; the reason where it is unknown.
        opaque: why there may be more options; None if there are none.
        ways: the first ways that lead to it.
        more_ways: how many more there are.
    """

    written: str
    name: str
    options: tuple[ListedOption, ...] = ()
    opaque: str | None = None
    ways: tuple[Way, ...] = (Way(),)
    more_ways: int = 0


_Reached = TypeVar("_Reached", ListedValue, Form)


@dataclass(frozen=True, slots=True)
class Listed:
    """A configuration that was read.

    Attributes:
        base_models: what it may be put into, described.
        judged: the site, the releases it is judged for, and what declares them.
        more_forms, more_base_models: how many there are beside those that are listed.
    """

    forms: tuple[Form, ...]
    base_models: tuple[ListedValue, ...]
    judged: Judged
    more_forms: int = 0
    more_base_models: int = 0


def listed(judged: Iterable[Judged]) -> list[Listed]:
    """Return every configuration once for each model that it is put into, in the order of the source."""
    return [_listed(one) for one in judged]


def _listed(judged: Judged) -> Listed:
    forms, more_forms = _different(judged.site.configuration, _form)
    if judged.base_model:
        models: tuple[ListedValue, ...] = (ListedValue(repr(judged.base_model), ways=(Way(origin="the settings"),)),)
        return Listed(forms, models, judged, more_forms)
    models, more_models = _different(judged.site.base_model, _base_model)
    return Listed(forms, models, judged, more_forms, more_models)


def _different(value: object, describe: Callable[[object], _Reached]) -> tuple[tuple[_Reached, ...], int]:
    """Describe all that a value may be, what is the same once, with the ways that lead to it.

    Returns:
        The first ones, and how many more there are.
    """
    found: dict[object, tuple[_Reached, list[Way]]] = {}
    for alternative, when in _alternatives(value):
        one = describe(alternative)
        reached = (replace(way, when=when) for way in one.ways)
        found.setdefault(_content(one), (one, []))[1].extend(reached)
    described = tuple(
        replace(one, ways=tuple(ways[:WAYS_AT_MOST]), more_ways=max(0, len(ways) - WAYS_AT_MOST))
        for one, ways in itertools.islice(found.values(), DIFFERENT_AT_MOST)
    )
    return described, len(found) - len(described)


def _content(one: ListedValue | Form) -> object:
    """Return what makes two descriptions the same, whatever leads to them."""
    match one:
        case ListedValue(text, unknown):
            return text, unknown
        case Form(written, name, options, opaque):
            return (
                written,
                name,
                opaque,
                tuple((option.name, tuple(map(_content, option.values))) for option in options),
            )


def _alternatives(value: object, when: tuple[str, ...] = ()) -> Iterator[tuple[object, tuple[str, ...]]]:
    """Yield the values that a value may be, with what decides between them."""
    if not isinstance(value, OneOf):
        yield value, when
        return
    for option, alternative in zip(value.choice.options, value.alternatives, strict=True):
        yield from _alternatives(alternative, (*when, option))


def _form(value: object) -> Form:  # noqa: PLR0911 - one case per kind of configuration
    match value:
        case Known(Call() as call):
            numbered = {f"argument {number}": one for number, one in enumerate(call.positional, start=1)}
            return Form("call", call.class_name, _options({**numbered, **call.keywords}), call.opaque)
        case Known(Text(text)):
            return Form("string", text)
        case Known(ClassItself(class_name)):
            return Form("class", class_name)
        case Known(NoConfiguration(value)):
            return Form("unknown", f"{spelled(value)} is no configuration")
        case Known(Loaded() as loaded):
            options = _options({**loaded.keywords, **loaded.replaced})
            return Form("loaded", spelled(loaded.source), options, loaded.opaque)
        case Known(Dictionary(options)):
            return Form("dictionary", "a dictionary", _options(options))
        case Known(dict() as entries):
            written = {str(name): Argument(one) for name, one in entries.items() if not isinstance(one, Default)}
            return Form("dictionary", "a dictionary", _options(written))
        case Unknown(reason):
            return Form("unknown", reason)
        case _:
            return Form("unknown", "a configuration of an unexpected kind")


def _options(arguments: Mapping[str, Argument]) -> tuple[ListedOption, ...]:
    return tuple(_option(name, argument) for name, argument in arguments.items())


def _option(name: str, argument: Argument) -> ListedOption:
    values, more = _different(argument.value, lambda value: _value(value, argument.value_span))
    return ListedOption(name, values, argument.span, more)


def _value(value: object, written_at: Span | None) -> ListedValue:
    origin = value.origin if isinstance(value, (Known, Unknown)) else None
    is_elsewhere = origin is not None and origin.span is not None and origin.span != written_at
    way = Way(origin=origin.note, span=origin.span) if origin is not None and is_elsewhere else Way()
    if isinstance(value, Unknown):
        return ListedValue(unknown=value.reason, ways=(way,))
    return ListedValue(spelled(value), ways=(way,))


def _base_model(value: object) -> ListedValue:
    match value:
        case Known(BaseModelReference() as reference):
            return ListedValue(_model_in_words(reference), ways=(Way(span=reference.span),))
        case Unknown(reason):
            return ListedValue(unknown=reason)
        case _:
            return ListedValue(unknown="not a model that is known")


def _model_in_words(reference: BaseModelReference) -> str:
    """Name the class and the checkpoint, or what else is shown, and the model type if that tells it."""
    from adapterlint.base_models import from_reference

    shown_parts = [reference.class_name or ""]
    if reference.checkpoint is not None:
        shown_parts.append(spelled(reference.checkpoint))
    if reference.config is not None:
        shown_parts.append(spelled(Known(reference.config)))
    model = from_reference(reference)
    kind = f"model type {model.model_type}" if model else "of which no more is known"
    return f"{' '.join(filter(None, shown_parts)) or 'a model'}, {kind}"
