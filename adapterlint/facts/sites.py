"""Places where a configuration meets a base model, and how a script comes there."""

from __future__ import annotations

from dataclasses import dataclass, field

from adapterlint.facts.models import TrainingSetup
from adapterlint.findings import Span
from adapterlint.values import Conflict, Unknown, Value


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
class Reach:
    """How a script comes to a configuration, if it does.

    Attributes:
        releases: those in which it does at all, at most; None if it does not ask which one it runs with.
        in_doubt: whether it comes after a test of the release that is not understood.
        unused: whether others of its file are seen to go into a model, and this one is not, or in `uncalled` code only.
        uncalled: whether the configuration is written in a function that nothing in the project calls.
        impossible: options of choices that the script excludes together before it comes there.
        chosen: where users come there only if they choose other than the project does, for which the script has
            another configuration: what they choose, in words.
    """

    releases: frozenset[str] | None = None
    in_doubt: bool = False
    unused: bool = False
    uncalled: bool = False
    impossible: tuple[Conflict, ...] = ()
    chosen: str = ""


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
        reach: how the script comes to it.
    """

    configuration: Value
    base_model: Value = NO_BASE_MODEL
    span: Span | None = None
    inserted_at: Span | None = None
    training: TrainingSetup = field(default_factory=TrainingSetup)
    only_built: bool = False
    looks_up: bool = False
    in_code: bool = True
    for_old_library: bool = False
    is_deed: bool = False
    history: Value = NO_HISTORY
    expected_built: Expected = Expected()
    expected_added: Expected = Expected()
    reach: Reach = Reach()
