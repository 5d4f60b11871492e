"""What is read from a script, and what rules judge: configurations and what they are put into.

Facts come from `adapterlint.reading`, or from `adapterlint.check_config`; nothing here knows files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from adapterlint.findings import Span
from adapterlint.values import Conflict, Known, Unknown, Value

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


@dataclass(frozen=True, slots=True)
class BaseModelReference:
    """How a script names the model that adapters are put into.

    Attributes:
        class_name: the class that builds it: `AutoAdapterModel`, `ViTForImageClassification`; None if not shown.
        checkpoint: what `from_pretrained` is given, a value of str; None where the model is built otherwise.
        config: the `XConfig(…)` call that it is built from; None if there is none.
        dtype: the type of its weights, a value of str: `bfloat16`; None if nothing is said.
        attention: its implementation of attention, a value of str: `sdpa`; None if nothing is said.
        described: some fields of its configuration, `model_type` among them, where no more is shown; None if not shown.
        labels: how many labels its head is loaded with, a value of int; None if nothing is said.
        names_tokenizer: whether code may set `tokenizer_name_or_path` in its configuration.
        identity: tells models apart that are loaded in the same way; 0 for one that no script holds.
    """

    class_name: str | None = None
    checkpoint: Value | None = None
    config: Call | None = None
    span: Span | None = None
    dtype: Value | None = None
    attention: Value | None = None
    described: Mapping[str, object] | None = None
    labels: Value | None = None
    names_tokenizer: bool = True
    identity: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Step:
    """Something that a script does to a model: a method that it calls, or an attribute that it assigns.

    Attributes:
        name: of the method or attribute, `train_adapter`.
        opaque: why there may be more arguments than these; None if there are none.
        has_new_fusion: whether the model was given a fusion before that is neither loaded nor trained so far.
    """

    name: str
    positional: tuple[Argument, ...] = ()
    keywords: Mapping[str, Argument] = field(default_factory=dict)
    opaque: str | None = None
    span: Span | None = None
    has_new_fusion: bool = False

    def given(self, position: int, name: str) -> Value | None:
        """Return an argument, given by its position or its name; None if it is not given."""
        one = self.keywords.get(name)
        if one is None and position < len(self.positional):
            one = self.positional[position]
        return None if one is None else one.value


TRAINING: Final = ("train_adapter", "train_adapter_fusion")
"""Methods that say which adapters a model trains from then on."""


@dataclass(frozen=True, slots=True)
class ModelHistory:
    """What a script does to one model, in order.

    Attributes:
        steps: those that add, compose and train adapters and heads.
        added: which of them puts the configuration into the model, or is itself judged, counted from 0.
    """

    steps: tuple[Step, ...]
    added: int

    @property
    def trains_later(self) -> bool:
        """Whether the model is set up to train anew after that step."""
        return any(step.name in TRAINING for step in self.steps[self.added + 1 :])

    @property
    def fuses(self) -> bool:
        """Whether the model gets a fusion."""
        return any(step.name == "add_adapter_fusion" for step in self.steps)


@dataclass(frozen=True, slots=True)
class TrainingSetup:
    """How a script trains, as far as it shows it; None where it says nothing.

    Attributes:
        learning_rate: a value of float.
        optimizer: a value of str, the name of a class, `SGD`, or as the Trainer has it, `adamw_torch`.
        autocast: the type that operations are computed in, a value of str: `bfloat16`; None in it for no such type.
        gradient_checkpointing: a value of bool.
        cuts_gradients: that reentrant checkpointing lets no gradient into the layers; a value of bool.
        batch_size: on one device, a value of int.
        cast_later: that it casts a model which has adapters, or something else, to another type; a value of bool.
        generates: that it lets a model generate; a value of bool.
        cache: whether the model keeps a cache as it generates text, as the script says it; a value of bool.
    """

    learning_rate: Value | None = None
    optimizer: Value | None = None
    autocast: Value | None = None
    gradient_checkpointing: Value | None = None
    cuts_gradients: Value | None = None
    batch_size: Value | None = None
    cast_later: Value | None = None
    generates: Value | None = None
    cache: Value | None = None

    @property
    def mixes_types(self) -> bool:
        """Whether the script may multiply weights of different types without harm."""
        plain = self.autocast is None or (isinstance(self.autocast, Known) and self.autocast.value is None)
        return not plain or self.cast_later is not None

    @property
    def caches(self) -> bool:
        """Whether models keep a cache as they generate text: they do unless they are told not to."""
        return self.cache is None or (isinstance(self.cache, Known) and self.cache.value is not False)

    @property
    def is_plain(self) -> bool:
        """Whether the script says that it does not."""
        return self.autocast is not None and not self.mixes_types


@dataclass(frozen=True, slots=True)
class Expected:
    """The exceptions that a script is prepared for at some place, by the names of their classes.

    Attributes:
        certainly: those that it names, as `except TypeError` or `pytest.raises(TypeError)` do.
        perhaps: those that are caught with others, or now and then, as by `except Exception`.
        replaced: those of them after which the script tries another way.
    """

    certainly: frozenset[str] = frozenset()
    perhaps: frozenset[str] = frozenset()
    replaced: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.certainly or self.perhaps)

    def __or__(self, other: Expected) -> Expected:
        return Expected(self.certainly | other.certainly, self.perhaps | other.perhaps, self.replaced | other.replaced)

    def __and__(self, other: Expected) -> Expected:
        return Expected(
            self.certainly & other.certainly,
            (self.certainly | self.perhaps) & (other.certainly | other.perhaps),
            self.replaced & other.replaced,
        )


NO_BASE_MODEL = Unknown("no base model is linked to this configuration")
NO_HISTORY = Unknown("what the script does to the model is not shown")


@dataclass(frozen=True, slots=True)
class Site:
    """One configuration, and the base model that it is put into.

    Attributes:
        configuration: a value of `Call`, `Text`, `Loaded`, `Dictionary` or `dict` (a plain configuration dictionary).
        base_model: a value of `BaseModelReference`.
        span: the configuration as written.
        inserted_at: the `add_adapter` call, if one was seen.
        training: how the script that it stands in trains.
        only_built: whether it is added to no model, but given to `load_adapter`, or another one made out of it.
        looks_up: whether it is given to `load_adapter` with an adapter that is none of the former Hub.
        in_code: whether it is written in Python. In data, each option is a place of its own.
        for_old_library: whether its script imports adapter-transformers, and adapters nowhere.
        is_deed: whether it is no configuration, but something that is done: the value is one of `Change` or `Step`.
        history: what the script does to the model, a value of `ModelHistory`.
        expected_built: the exceptions that the script is prepared for where the configuration is built.
        expected_added: those where it is put into a model.
        releases: those in which the script comes to it at all, at most; None if it does not ask which one it runs with.
        in_doubt: whether it is come to after a test of the release that is not understood.
        unused: whether others of its file are seen to go into a model, and this one is not, or in `uncalled` code only.
        uncalled: whether it is written in a function that nothing in the project calls.
        impossible: options of choices that the script excludes together before it comes there.
        chosen: where users come to it only if they choose other than the project does, for which the script has
            another configuration: what they choose, in words.
    """

    configuration: Value
    base_model: Value = NO_BASE_MODEL
    span: Span | None = None
    inserted_at: Span | None = None
    training: TrainingSetup = TrainingSetup()
    only_built: bool = False
    looks_up: bool = False
    in_code: bool = True
    for_old_library: bool = False
    is_deed: bool = False
    history: Value = NO_HISTORY
    expected_built: Expected = Expected()
    expected_added: Expected = Expected()
    releases: frozenset[str] | None = None
    in_doubt: bool = False
    unused: bool = False
    uncalled: bool = False
    impossible: tuple[Conflict, ...] = ()
    chosen: str = ""
