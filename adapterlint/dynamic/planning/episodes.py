"""When a script trains: what it does to its model, cut where an adapter is ready to be trained."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TypeAlias

from adapterlint.dynamic.planning.recipes import Construct, Plain, repr_of

Episode: TypeAlias = tuple[Construct, ...]
"""Steps, methods of a model and what they are given, after the last of which a script trains."""

ADD = "add_adapter"
EPISODES_AT_MOST = 3
_TRAINING = ("train_adapter", "train_adapter_fusion")
_ACTIVATING = ("set_active_adapters", "active_adapters", "active_head")
ASSIGNED = ("active_adapters", "active_head")
"""Steps that assign to an attribute, and call no method."""


def episodes_of(steps: Sequence[Construct], added: Collection[int]) -> tuple[Episode, ...]:
    """Return the episodes that show something of an adapter: those that train it, and none that is added later.

    Steps of episodes that are left out begin the next one.

    Args:
        added: which steps add it; several where a loop adds the same under other names.
    """
    found: list[Episode] = []
    begun = 0
    for end in _ends(steps):
        if _shows(steps[:end], added):
            found.append(tuple(steps[begun:end]))
            begun = end
    return tuple(found[:EPISODES_AT_MOST])


def is_plain(episodes: Sequence[Episode]) -> bool:
    """Whether one adapter is added and trained, and nothing else."""
    match episodes:
        case []:
            return True
        case [[Construct("add_adapter") as add, Construct("train_adapter") as train]]:
            return [*names_in(train)] == [name_of(add)] and not train.keywords and {*add.keywords} <= {"config"}
        case _:
            return False


def adds_heads(episodes: Sequence[Episode]) -> bool:
    """Whether a script adds heads of its own to a model."""
    return any(map(_adds_head, _all(episodes)))


def heads_alone(episodes: Sequence[Episode], adapter: str, configuration: Plain) -> tuple[Episode, ...]:
    """Return an episode in which one adapter is trained beside the heads of a script; none if it adds no heads."""
    heads = [step for step in _all(episodes) if _adds_head(step)]
    added = Construct(ADD, (adapter, configuration))
    return ((added, *heads, Construct("train_adapter", (adapter,))),) if heads else ()


def words_of(episodes: Sequence[Episode]) -> str:
    """Tell what a script trains: the steps that decide on it."""
    return ", then ".join(" and ".join(f"`{_written(step)}`" for step in _deciding(episode)) for episode in episodes)


def added_by(episodes: Sequence[Episode]) -> Iterator[Construct]:
    """Yield the steps that add adapters."""
    yield from (step for step in _all(episodes) if step.class_name == ADD)


def configuration_of(step: Construct) -> Plain:
    """Return what an adapter is added with; None if nothing is given."""
    return _argument(step, 1, "config")


def name_of(step: Construct) -> Plain:
    """Return the name of the adapter that a step adds."""
    return _argument(step, 0, "adapter_name")


def names_in(step: Construct) -> Iterator[str]:
    """Yield the names in the composition that a step is given."""
    pending = [_argument(step, 0, "adapter_setup")]
    while pending:
        match pending.pop(0):
            case str() as name:
                yield name
            case Construct(positional=inner) | [*inner]:
                pending.extend(inner)
            case _:
                pass


def _ends(steps: Sequence[Construct]) -> Iterator[int]:
    """Yield where training can begin: behind the last step that decides on what is trained."""
    for index, step in enumerate(steps):
        if step.class_name in _TRAINING:
            end = index + 1
            while end < len(steps) and steps[end].class_name in _ACTIVATING:
                end += 1
            yield end


def _shows(steps: Sequence[Construct], added: Collection[int]) -> bool:
    """Whether the last training trains an adapter, and none that is added later; or none that there is."""
    trained = {*names_in(next(step for step in reversed(steps) if step.class_name in _TRAINING))}
    adding = [index for index, step in enumerate(steps) if step.class_name == ADD]
    of_trained = [index for index in adding if name_of(steps[index]) in trained]
    return (of_trained or adding or [-1])[-1] in added


def _deciding(episode: Episode) -> list[Construct]:
    last = max(index for index, step in enumerate(episode) if step.class_name in _TRAINING)
    return [*episode[last:]]


def _written(step: Construct) -> str:
    if step.class_name in ASSIGNED:
        return f"{step.class_name} = {', '.join(map(repr_of, step.positional))}"
    return str(step)


def _argument(step: Construct, position: int, name: str) -> Plain:
    if len(step.positional) > position:
        return step.positional[position]
    return step.keywords.get(name)


def _adds_head(step: Construct) -> bool:
    return step.class_name.startswith("add_") and step.class_name.endswith("_head")


def _all(episodes: Sequence[Episode]) -> Iterator[Construct]:
    for episode in episodes:
        yield from episode
