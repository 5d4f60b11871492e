"""What was read, in words: each configuration with its options, its base model, and the releases it is judged for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

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
from adapterlint.values import Known, OneOf, Unknown

ALTERNATIVES_AT_MOST = 16
"""Of a value with more alternatives, the first ones are listed."""
DEEPEST = 8


@dataclass(frozen=True, slots=True)
class ListedValue:
    """One of the values that something may have.

    Attributes:
        text: as Python writes it; None if it is not known.
        unknown: why it is not known; None if it is.
        when: the alternatives that lead to it, in words.
        origin: where it comes from, in words; None if it stands where it is used.
        span: the place of the origin.
    """

    text: str | None = None
    unknown: str | None = None
    when: tuple[str, ...] = ()
    origin: str | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class ListedOption:
    """An argument, or an entry of a dictionary, and every value that it may have."""

    name: str
    values: tuple[ListedValue, ...]
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """One of the configurations that a place may hold.

    Attributes:
        written: how: `call`, `class`, `string`, `loaded`, `dictionary`, or `unknown`.
        name: the class, the configuration string, or what is loaded; the reason where it is unknown.
        when: the alternatives that lead to it, in words.
        opaque: why there may be more options; None if there are none.
    """

    written: str
    name: str
    when: tuple[str, ...] = ()
    options: tuple[ListedOption, ...] = ()
    opaque: str | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A configuration that was read.

    Attributes:
        base_models: what it may be put into, described.
        judged: the site, the releases it is judged for, and what declares them.
    """

    forms: tuple[Form, ...]
    base_models: tuple[ListedValue, ...]
    judged: Judged


def listed(judged: Iterable[Judged]) -> list[Listed]:
    """Return every configuration once for each model that it is put into, in the order of the source."""
    return [
        Listed(
            tuple(_form(value, when) for value, when in _alternatives(one.site.configuration)),
            (ListedValue(repr(one.base_model), origin="the settings"),)
            if one.base_model
            else tuple(_base_model(value, when) for value, when in _alternatives(one.site.base_model)),
            one,
        )
        for one in judged
    ]


def _alternatives(value: object, when: tuple[str, ...] = ()) -> list[tuple[object, tuple[str, ...]]]:
    """Return the values that a value may be, with what decides between them."""
    if not isinstance(value, OneOf):
        return [(value, when)]
    found: list[tuple[object, tuple[str, ...]]] = []
    for option, alternative in zip(value.choice.options, value.alternatives, strict=True):
        if len(found) < ALTERNATIVES_AT_MOST:
            found += _alternatives(alternative, (*when, option))
    return found[:ALTERNATIVES_AT_MOST]


def _form(value: object, when: tuple[str, ...]) -> Form:  # noqa: PLR0911 - one case per kind of configuration
    match value:
        case Known(Call() as call):
            numbered = {f"argument {number}": one for number, one in enumerate(call.positional, start=1)}
            return Form("call", call.class_name, when, _options({**numbered, **call.keywords}), call.opaque)
        case Known(Text(text)):
            return Form("string", text, when)
        case Known(ClassItself(class_name)):
            return Form("class", class_name, when)
        case Known(NoConfiguration(value)):
            return Form("unknown", f"{shown(value)} is no configuration", when)
        case Known(Loaded() as loaded):
            options = _options({**loaded.keywords, **loaded.replaced})
            return Form("loaded", shown(loaded.source), when, options, loaded.opaque)
        case Known(Dictionary(options)):
            return Form("dictionary", "a dictionary", when, _options(options))
        case Known(dict() as entries):
            written = {str(name): Argument(one) for name, one in entries.items() if not isinstance(one, Default)}
            return Form("dictionary", "a dictionary", when, _options(written))
        case Unknown(reason):
            return Form("unknown", reason, when)
        case _:
            return Form("unknown", "a configuration of an unexpected kind", when)


def _options(arguments: Mapping[str, Argument]) -> tuple[ListedOption, ...]:
    return tuple(
        ListedOption(
            name,
            tuple(_value(value, when, argument.value_span) for value, when in _alternatives(argument.value)),
            argument.span,
        )
        for name, argument in arguments.items()
    )


def _value(value: object, when: tuple[str, ...], written_at: Span | None) -> ListedValue:
    origin = value.origin if isinstance(value, (Known, Unknown)) else None
    elsewhere = origin if origin is not None and origin.span is not None and origin.span != written_at else None
    return ListedValue(
        None if isinstance(value, Unknown) else shown(value),
        value.reason if isinstance(value, Unknown) else None,
        when,
        elsewhere.note if elsewhere else None,
        elsewhere.span if elsewhere else None,
    )


def _base_model(value: object, when: tuple[str, ...]) -> ListedValue:
    match value:
        case Known(BaseModelReference() as reference):
            return ListedValue(_model_in_words(reference), None, when, span=reference.span)
        case Unknown(reason):
            return ListedValue(None, reason, when)
        case _:
            return ListedValue(None, "not a model that is known", when)


def _model_in_words(reference: BaseModelReference) -> str:
    """Name the class and the checkpoint, or what else is shown, and the model type if that tells it."""
    from adapterlint.base_models import from_reference

    shown_parts = [reference.class_name or ""]
    if reference.checkpoint is not None:
        shown_parts.append(shown(reference.checkpoint))
    if reference.config is not None:
        shown_parts.append(shown(Known(reference.config)))
    model = from_reference(reference)
    kind = f"model type {model.model_type}" if model else "of which no more is known"
    return f"{' '.join(filter(None, shown_parts)) or 'a model'}, {kind}"


def shown(value: object, depth: int = 0) -> str:  # noqa: PLR0911 - one case per kind of value
    """Return a value as Python writes it, with `?` for what is not known in it."""
    if depth > DEEPEST:
        return "…"
    match value:
        case Known(inner):
            return shown(inner, depth)
        case Unknown():
            return "?"
        case OneOf():
            return " or ".join(shown(alternative, depth + 1) for alternative, _ in _alternatives(value))
        case Argument(inner):
            return shown(inner, depth)
        case Text(text):
            return repr(text)
        case ClassItself(class_name):
            return class_name
        case Call(name, positional, keywords, opaque):
            return f"{name}({_arguments(positional, keywords, opaque, depth)})"
        case Loaded(source, keywords, opaque, class_name=class_name, replaced=replaced):
            called = f"{class_name}.from_dict" if class_name else "AdapterConfig.load"
            changed = f".replace({_arguments((), replaced, None, depth)})" if replaced else ""
            return f"{called}({_arguments((source,), keywords, opaque, depth)}){changed}"
        case _:
            return _container(value, depth)


def _arguments(positional: Iterable[object], keywords: Mapping[str, Argument], opaque: str | None, depth: int) -> str:
    parts = [shown(one, depth + 1) for one in positional]
    parts += [f"{name}={shown(argument, depth + 1)}" for name, argument in keywords.items()]
    return ", ".join([*parts, *(["**?"] if opaque else [])])


def _container(value: object, depth: int) -> str:
    match value:
        case list():
            return f"[{', '.join(_items(value, depth))}]"
        case tuple():
            return f"({', '.join(_items(value, depth))}{',' if len(value) == 1 else ''})"
        case Dictionary(options):
            return _container(dict(options), depth)
        case dict():
            written = {key: one for key, one in value.items() if not isinstance(one, Default)}
            return "{" + ", ".join(f"{key!r}: {shown(one, depth + 1)}" for key, one in written.items()) + "}"
        case _:
            return repr(value)


def _items(items: Iterable[object], depth: int) -> Iterator[str]:
    return (shown(item, depth + 1) for item in items)
