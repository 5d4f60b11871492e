"""From a configuration as it is written to the parts that a release makes of it.

The configuration must be in one world (`adapterlint.values.in_world`): every value is known or unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from adapterlint.facts import Argument, Call, Text
from adapterlint.space.configuration import AdapterConfig
from adapterlint.space.families import model_of
from adapterlint.space.hidden import HIDDEN, NotShown
from adapterlint.space.releases import ConfigClass, Identified, Snapshot
from adapterlint.space.strings import Chunk, ConfigStringError, parse_config_string
from adapterlint.values import Known, Unknown, Value, plain

UNIONS = frozenset({"ConfigUnion", "MAMConfig", "UniPELTConfig"})


@dataclass(frozen=True)
class Part:
    """One configuration, alone or in a union.

    Attributes:
        number: its place in the union, from 0.
        class_name: the class that is built, as the library calls it.
        definition: that class in the release; None if the release has none of that name.
        given: the arguments that are written, by name, also those that the class does not have.
        surplus: how many positional arguments there are too many.
        opaque: why there may be more arguments; None if there are none.
        defaults: where defaults differ from those of the class (identifiers such as `scaled_par_bn`).
    """

    number: int
    class_name: str
    definition: ConfigClass | None
    given: Mapping[str, Argument] = field(default_factory=dict)
    surplus: int = 0
    opaque: str | None = None
    defaults: Mapping[str, object] = field(default_factory=dict)

    @property
    def missing(self) -> tuple[str, ...]:
        """The arguments that the constructor insists on and that are not given."""
        if self.definition is None or self.opaque:
            return ()
        return tuple(name for name, one in self.definition.fields.items() if one.required and name not in self.given)

    @property
    def architecture(self) -> object:
        """The method, as the library names it; None for bottleneck adapters."""
        if self.definition is None:
            raise NotShown
        field_of_class = self.definition.fields.get("architecture")
        return field_of_class.default if field_of_class else None

    def option(self, name: str) -> object:
        """Return the value of an option as the library sees it; None if the class has no such option.

        Raises:
            NotShown: the script does not show it.
        """
        one = self.definition.fields.get(name) if self.definition else None
        if one is None:
            return None
        value = plain(self.given[name].value) if name in self.given else None
        if isinstance(value, Unknown) or (value is None and (self.opaque or one.required)):
            raise NotShown
        return value.value if isinstance(value, Known) else self.defaults.get(name, one.default)

    @property
    def config(self) -> AdapterConfig | None:
        """The options as the library sees them, hidden where not known; None if the release has no such class."""
        model = model_of(self.class_name)
        if self.definition is None or model is None:
            return None
        options: dict[str, object] = {}
        for name in self.definition.fields:
            try:
                options[name] = self.option(name)
            except NotShown:
                options[name] = HIDDEN
        return model.model_construct(None, **options)


@dataclass(frozen=True)
class Resolved:
    """A configuration in a release.

    Attributes:
        parts: the configurations that it consists of, in the library's order.
        union: the class of the union, or None.
        written_as_string: whether the library parses it in `add_adapter`, not before.
        unreadable: parts of a union that the script does not show, with the reasons.
        string_error: what is wrong with a configuration string.
        identifiers: the identifiers of a configuration string that the release does not know.
        wrong_parts: the names of union parts that are no configurations or unions themselves.
    """

    parts: tuple[Part, ...] = ()
    union: str | None = None
    written_as_string: bool = False
    unreadable: tuple[str, ...] = ()
    string_error: ConfigStringError | None = None
    identifiers: tuple[str, ...] = ()
    wrong_parts: tuple[str, ...] = ()


def resolve(configuration: object, snapshot: Snapshot) -> Resolved:
    """Resolve a `Call`, a `Text` or a plain configuration dictionary."""
    match configuration:
        case Text(text):
            return _from_string(text, snapshot)
        case Call(class_name) if class_name in UNIONS:
            return _from_union(configuration, snapshot)
        case Call():
            return Resolved((_from_call(configuration, 0, snapshot),))
        case _:
            return Resolved(unreadable=("a configuration that is no constructor call and no string",))


def _from_call(call: Call, number: int, snapshot: Snapshot) -> Part:
    definition = snapshot.configs.get(call.class_name)
    order = list(definition.fields) if definition else []
    given = {**dict(zip(order, call.positional, strict=False)), **call.keywords}
    return Part(
        number,
        call.class_name,
        definition,
        given,
        surplus=max(0, len(call.positional) - len(order)) if definition else 0,
        opaque=call.opaque,
    )


def _from_string(text: str, snapshot: Snapshot) -> Resolved:
    if text in snapshot.identifiers:
        parts = tuple(_from_identifier(snapshot.identifiers[text], {}, 0, snapshot))
        union = snapshot.identifiers[text].class_name if snapshot.identifiers[text].parts else None
        return Resolved(parts, union, written_as_string=True)
    try:
        chunks = parse_config_string(text)
    except ConfigStringError as error:
        return Resolved(written_as_string=True, string_error=error)
    unknown = tuple(chunk.identifier for chunk in chunks if chunk.identifier not in snapshot.identifiers)
    if unknown or not snapshot.string_options:
        return Resolved(written_as_string=True, identifiers=unknown or (text,))
    return _from_chunks(chunks, snapshot)


def _from_chunks(chunks: tuple[Chunk, ...], snapshot: Snapshot) -> Resolved:
    parts: list[Part] = []
    wrong: list[str] = []
    for chunk in chunks:
        identified = snapshot.identifiers[chunk.identifier]
        if identified.parts and len(chunks) > 1:
            wrong.append(identified.class_name)
        parts += _from_identifier(identified, chunk.options, len(parts), snapshot)
    union = "ConfigUnion" if len(parts) > 1 else None
    return Resolved(tuple(parts), union, written_as_string=True, wrong_parts=tuple(wrong))


def _from_identifier(
    identified: Identified, options: Mapping[str, object], number: int, snapshot: Snapshot
) -> Iterator[Part]:
    for part in identified.parts:
        yield from _from_identifier(part, options, number, snapshot)
        number += 1
    if not identified.parts:
        given = {name: Argument(Known(value)) for name, value in options.items()}
        definition = snapshot.configs.get(identified.class_name)
        yield Part(number, identified.class_name, definition, given, defaults=identified.changes)


def _from_union(call: Call, snapshot: Snapshot) -> Resolved:
    parts: list[Part] = []
    unreadable = [call.opaque] if call.opaque else []
    wrong: list[str] = []
    for value, changes in _members(call):
        match value:
            case Known(Call(class_name) as member) if class_name in UNIONS:
                wrong.append(class_name)
                parts += _from_union(member, snapshot).parts
            case Known(Call() as member):
                changed = {**member.keywords, **{name: Argument(Known(new)) for name, new in changes.items()}}
                whole = Call(member.class_name, member.positional, changed, member.opaque, member.span, member.closing)
                parts.append(_from_call(whole, len(parts), snapshot))
            case Unknown(reason):
                unreadable.append(reason)
            case Known(other):
                wrong.append(type(other).__name__)
    return Resolved(tuple(parts), call.class_name, unreadable=tuple(unreadable), wrong_parts=tuple(wrong))


def _members(call: Call) -> Iterator[tuple[Value, Mapping[str, object]]]:
    """Yield the parts of a union with what the union changes in them, its own defaults included."""
    if call.class_name == "ConfigUnion":
        yield from ((argument.value, {}) for argument in call.positional)
        return
    defaults: dict[str, Call] = {
        "prefix_tuning": _default_part("PrefixTuningConfig", bottleneck_size=800),
        "adapter": _default_part("ParBnConfig"),
    }
    changes: Mapping[str, object] = {}
    if call.class_name == "UniPELTConfig":
        changes = {"use_gating": True}
        defaults = {
            "prefix_tuning": _default_part("PrefixTuningConfig", prefix_length=10),
            "adapter": _default_part("SeqBnConfig", reduction_factor=16),
            "lora": _default_part("LoRAConfig", r=8, alpha=2),
        }
    given = {**dict(zip(defaults, call.positional, strict=False)), **call.keywords}
    for name, default in defaults.items():
        written = given[name].value if name in given else Unknown(call.opaque) if call.opaque else Known(None)
        yield (Known(default) if written == Known(None) else written), changes


def _default_part(class_name: str, **arguments: object) -> Call:
    return Call(class_name, keywords={name: Argument(Known(value)) for name, value in arguments.items()})
