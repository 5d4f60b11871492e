"""All that a script has assigned at one point of its run, on one path or where several met.

What the modules that it imports hold lies below that, shared by all paths and all scripts, and is never changed: a
script that assigns to something there holds its own value of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from adapterlint.reading.merging import narrowed, one_of
from adapterlint.values import Choice, Value

Key = tuple[int, str]
"""The identity of a scope or object, and the name of what it holds."""
CONTENTS = ""
"""The name under which a list or dictionary holds its items."""
STEPS = "<steps>"
"""The name under which a model holds what the script has done to it."""

MakeChoice = Callable[[int], Choice]
"""Makes a choice between that many paths that nothing else tells apart."""


class State:
    """What names and objects hold.

    Attributes:
        memory: what the script itself has assigned.
        imported: what imported modules hold, as far as the script has not assigned to it.
        assumed: the options of choices that are possible on this path.
        alive: whether the script can get here.
    """

    __slots__ = ("alive", "assumed", "imported", "memory")

    def __init__(
        self,
        memory: dict[Key, Value] | None = None,
        assumed: dict[Choice, frozenset[int]] | None = None,
        *,
        imported: Mapping[Key, Value],
        alive: bool = True,
    ) -> None:
        self.memory = {} if memory is None else memory
        self.imported = imported
        self.assumed = {} if assumed is None else assumed
        self.alive = alive

    def get(self, key: Key) -> Value | None:
        """Return what is held, as far as it is possible on this path."""
        value = self.held(key)
        return None if value is None else narrowed(value, self.assumed)

    def held(self, key: Key) -> Value | None:
        """Return what is held on any path."""
        value = self.memory.get(key)
        return self.imported.get(key) if value is None else value

    def keys_of(self, identity: int) -> Iterator[Key]:
        """Yield all keys of a scope or object."""
        yield from (key for key in self.memory if key[0] == identity)
        yield from (key for key in self.imported if key[0] == identity and key not in self.memory)

    def changed_imports(self) -> Iterator[Key]:
        """Yield what imported modules hold and the script has assigned to."""
        if self.imported:
            yield from (key for key in self.memory if key in self.imported)

    def fork(self) -> State:
        """Begin another path from here."""
        return State(dict(self.memory), dict(self.assumed), imported=self.imported, alive=self.alive)

    def aside(self) -> State:
        """Begin a walk through code that runs at another time: what is assumed here need not hold."""
        return State(dict(self.memory), imported=self.imported)

    def assuming(self, choice: Choice, options: Iterable[int]) -> State:
        """Begin a path on which only some options of a choice are possible."""
        forked = self.fork()
        possible = frozenset(options) & forked.assumed.get(choice, frozenset(range(len(choice.options))))
        forked.assumed[choice] = possible
        forked.alive = self.alive and bool(possible)
        return forked


def join(states: Sequence[State], make_choice: MakeChoice) -> State:
    """Let paths meet: what they hold depends on the choice that tells them apart."""
    alive = [state for state in states if state.alive]
    if len(alive) <= 1:
        return (alive or list(states))[0]
    choice = _telling_apart(alive)
    if choice is None:
        choice = make_choice(len(alive))
        for index, state in enumerate(alive):
            state.assumed[choice] = frozenset({index})
    groups: dict[frozenset[int], list[State]] = {}
    for state in alive:
        groups.setdefault(state.assumed[choice], []).append(state)
    joined = [(options, join(group, make_choice)) for options, group in groups.items()]
    return _joined(choice, joined)


def _telling_apart(states: Sequence[State]) -> Choice | None:
    """Find a choice of which no two paths, or groups of paths, share an option."""
    for choice in states[0].assumed:
        options = {state.assumed.get(choice) for state in states}
        sets = [possible for possible in options if possible is not None]
        if len(sets) == len(options) > 1 and sum(map(len, sets)) == len(frozenset().union(*sets)):
            return choice
    return None


def _joined(choice: Choice, states: Sequence[tuple[frozenset[int], State]]) -> State:
    count = len(choice.options)
    by_option = [next((state for options, state in states if index in options), states[0][1]) for index in range(count)]
    memory = dict(states[0][1].memory)
    others = [state.memory for _, state in states[1:]]
    changed = dict.fromkeys(key for other in others for key, value in other.items() if memory.get(key) is not value)
    changed |= dict.fromkeys(states[0][1].changed_imports())
    for key in changed:
        held = [state.held(key) for state in by_option]
        first = next(value for value in held if value is not None)
        # A path that has not assigned a name raises where it is used, so what the other paths hold is right.
        memory[key] = one_of(choice, [first if value is None else value for value in held])
    assumed = _common_assumptions(choice, [state for _, state in states])
    return State(memory, assumed, imported=states[0][1].imported)


def _common_assumptions(joined_by: Choice, states: Sequence[State]) -> dict[Choice, frozenset[int]]:
    common: dict[Choice, frozenset[int]] = {}
    for choice in states[0].assumed:
        possible = [state.assumed.get(choice) for state in states]
        if all(options is not None for options in possible):
            union = frozenset().union(*(options for options in possible if options is not None))
            if choice != joined_by or len(union) < len(choice.options):
                common[choice] = union
    return common
