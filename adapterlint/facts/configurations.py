"""Configurations as scripts write them, and what stands in the place of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from adapterlint.findings import Span
from adapterlint.values import Unknown, Value

COMPOSITION = "adapters.composition"
"""The module of compositions, which are facts of `Call` and no configurations."""


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a call: its value, and where it stands in the source."""

    value: Value
    span: Span | None = None
    value_span: Span | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A configuration written as a constructor call, `BnConfig(mh_adapter=True, …)`.

    Attributes:
        class_name: the name of the class in the library, whatever the script calls it.
        module: where the script has it from: `adapters`, `adapters.configuration`, `transformers.adapters` …
        opaque: why there may be more arguments than these (`**kwargs`); None if there are none.
        closing: an empty span before the closing parenthesis, where an argument can be inserted.
    """

    class_name: str
    positional: tuple[Argument, ...] = ()
    keywords: Mapping[str, Argument] = field(default_factory=dict)
    opaque: str | None = None
    span: Span | None = None
    closing: Span | None = None
    module: str = "adapters"


@dataclass(frozen=True, slots=True)
class Text:
    """A configuration written as a string, `"seq_bn[reduction_factor=8]|lora"`.

    Attributes:
        is_fusion: whether it is for `add_adapter_fusion`.
    """

    text: str
    span: Span | None = None
    is_fusion: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class ClassItself:
    """A class of configurations in the place of a configuration, `add_adapter("task", config=SeqBnConfig)`.

    Attributes:
        span: the name, where it is written as one.
        is_fusion: whether it is given to `add_adapter_fusion`.
    """

    class_name: str
    span: Span | None = None
    is_fusion: bool = False

    def __repr__(self) -> str:
        return self.class_name


@dataclass(frozen=True, slots=True, repr=False)
class Uncalled:
    """A function of the script in the place of what it returns, `add_adapter("task", config=make_config)`."""

    name: str

    def __repr__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class NoConfiguration:
    """Something else in the place of a configuration, `add_adapter("task", config=["lora"])`.

    Attributes:
        value: a value of a literal, or of a configuration of the wrong kind.
        is_fusion: whether it is given to `add_adapter_fusion`.
    """

    value: Value
    span: Span | None = None
    is_fusion: bool = False


@dataclass(frozen=True, slots=True)
class Loaded:
    """A configuration loaded and changed, `AdapterConfig.load("seq_bn", reduction_factor=8)`.

    Attributes:
        source: what it is loaded from: a value of str (a name, a configuration string, a path), of dict or of another
            configuration.
        keywords: what is set afterwards; None changes nothing.
        opaque: why there may be more keywords than these (`**kwargs`); None if there are none.
        closing: an empty span before the closing parenthesis, where an argument can be inserted.
        module: where the script has the class from that loads it.
        is_fusion: whether that class is `AdapterFusionConfig` or derives from it.
        class_name: the class whose `from_dict` is given a dictionary; None for `load`, where the dictionary tells.
        replaced: what `.replace` sets after all that.
    """

    source: Value
    keywords: Mapping[str, Argument] = field(default_factory=dict)
    opaque: str | None = None
    span: Span | None = None
    closing: Span | None = None
    module: str = "adapters"
    is_fusion: bool = False
    class_name: str | None = None
    replaced: Mapping[str, Argument] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Default(Unknown):
    """What a class gives to one of its options, which is only known once the release is.

    Attributes:
        of: the class and the option.
    """

    of: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Dictionary:
    """A configuration written as data: the `config` of an `adapter_config.json`, or a dictionary of a script.

    Attributes:
        options: the entries; parts of a union are dictionaries in a list, `configs`.
        saved_with: what `version` says in a file that the library saved: `adapters.1.0.1`, `3.2.0`, or empty where it
            says nothing; None for what is no such file.
        is_fusion: whether it is for `add_adapter_fusion`.
    """

    options: Mapping[str, Argument] = field(default_factory=dict)
    span: Span | None = None
    saved_with: str | None = None
    is_fusion: bool = False


How = Literal["attribute", "class attribute", "item", "deleted attribute", "deleted item"]
"""What of a configuration a script tries to change."""


@dataclass(frozen=True, slots=True)
class Change:
    """An attempt to change a configuration that is built already, `config.reduction_factor = 8`.

    Attributes:
        configuration: a value of `Call` or `Loaded`.
        name: of the attribute or item; empty if it is not known.
        instead: code that does what is meant, to stand in its place; None if none is known.
        value: what a class of the script assigns to it in its body.
    """

    configuration: Value
    how: How
    name: str
    instead: str | None = None
    value: Value | None = None
