"""All that a script has assigned at one point of its run, on one path or where several met.

What the modules that it imports hold lies below that, shared by all paths and all scripts, and is never changed: a
script that assigns to something there holds its own value of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from types import MappingProxyType

from adapterlint.reading.memory.contents import Key, Memory
from adapterlint.reading.memory.layers import Layered
from adapterlint.reading.memory.merging import narrowed, one_of
from adapterlint.values import Choice, Conflict, Value

Assumed = Layered[Choice, frozenset[int]]
CONFLICTS_AT_MOST = 32
"""Of more conflicts, the last ones are kept."""
LONGEST_CONFLICT = 6

MakeChoice = Callable[[int], Choice]
"""Makes a choice between that many paths that nothing else tells apart."""


class State:
    """What names and objects hold.

    Attributes:
        memory: what the script itself has assigned.
        imported: what imported modules hold, as far as the script has not assigned to it.
        assumed: the options of choices that are possible on this path.
        conflicts: which of them are impossible together.
        alive: whether the script can get here.
        borrowed: what it was found to hold, on any path, because a module does and not the script itself.
    """

    __slots__ = ("alive", "assumed", "borrowed", "conflicts", "imported", "memory")

    def __init__(
        self,
        memory: Memory | None = None,
        assumed: Assumed | None = None,
        *,
        imported: Memory,
        conflicts: tuple[Conflict, ...] = (),
        alive: bool = True,
    ) -> None:
        self.memory = Memory() if memory is None else memory
        self.imported = imported
        self.assumed: Assumed = Layered() if assumed is None else assumed
        self.conflicts = conflicts
        self.alive = alive
        self.borrowed: set[Key] = set()

    def get(self, key: Key) -> Value | None:
        """Return what is held, as far as it is possible on this path."""
        value = self.held(key)
        return None if value is None else narrowed(value, self.assumed)

    def held(self, key: Key) -> Value | None:
        """Return what is held on any path."""
        value: Value | None = self.memory.get(key)
        if value is None and (value := self.imported.get(key)) is not None:
            self.borrowed.add(key)
        return value

    def keys_of(self, identity: int) -> Iterator[Key]:
        """Yield all keys of a scope or object."""
        yield from self.memory.keys_of(identity)
        yield from (key for key in self.imported.keys_of(identity) if key not in self.memory)

    def changed(self, others: Sequence[State]) -> Iterable[Key]:
        """Return all keys that may hold something else here than in states which come from the same one."""
        return self.memory.changed([other.memory for other in others])

    def hold_besides(self, other: State) -> None:
        """Take in what a path that comes from the same state has assigned, and this one has not."""
        for key in other.changed([self]):
            value = other.memory.get(key)
            if value is not None and key not in self.memory:
                self.memory[key] = value

    def fork(self) -> State:
        """Begin another path from here."""
        return self._on(self.memory.fork(), self.assumed.fork(), self.conflicts, alive=self.alive)

    def aside(self) -> State:
        """Begin a walk through code that runs at another time: what is assumed here need not hold."""
        return self._on(self.memory.fork())

    def _on(
        self,
        memory: Memory,
        assumed: Assumed | None = None,
        conflicts: tuple[Conflict, ...] = (),
        *,
        alive: bool = True,
    ) -> State:
        state = State(memory, assumed, imported=self.imported, conflicts=conflicts, alive=alive)
        state.borrowed = self.borrowed
        return state

    def assuming(self, choice: Choice, options: Iterable[int]) -> State:
        """Begin a path on which only some options of a choice are possible."""
        forked = self.fork()
        forked._assume(choice, options)  # noqa: SLF001 - a state of the same class
        return forked

    def _assume(self, choice: Choice, options: Iterable[int]) -> None:
        """Leave only some options of a choice possible, and of others what is possible with these."""
        possible = frozenset(options) & self.possible(choice)
        self.assumed[choice] = possible
        self.alive = self.alive and bool(possible)
        for conflict in self.conflicts:
            if choice in conflict:
                parts = (part for part in conflict.items() if not self.possible(part[0]) <= part[1])
                open_parts = list(islice(parts, 2))
                if len(open_parts) == 1:
                    ((one, excluded),) = open_parts
                    self._exclude(one, excluded)
                self.alive = self.alive and bool(open_parts)

    def _exclude(self, choice: Choice, options: frozenset[int]) -> None:
        before = self.possible(choice)
        if before & options:
            self._assume(choice, before - options)

    def exclude(self, conflict: Conflict) -> None:
        """Let options of choices be impossible together from here on."""
        if conflict not in self.conflicts:
            self.conflicts = (*self.conflicts, conflict)[-CONFLICTS_AT_MOST:]

    def impossible(self, under: Mapping[Choice, frozenset[int]] = MappingProxyType({})) -> tuple[Conflict, ...]:
        """Return the options of choices that this path excludes, alone or together.

        Args:
            under: what is assumed besides.
        """
        path = self.fork()
        for choice, options in under.items():
            path._assume(choice, options)  # noqa: SLF001 - a state of the same class
        excluded = {choice: path.possible(choice) for choice in path.assumed.as_dict()}
        alone = (
            {choice: frozenset(range(len(choice.options))) - possible}
            for choice, possible in excluded.items()
            if len(possible) < len(choice.options)
        )
        return (*alone, *self.conflicts)

    def possible(self, choice: Choice) -> frozenset[int]:
        """Return the options of a choice that are possible on this path."""
        return self.assumed.get(choice) or frozenset(range(len(choice.options)))


def apart_already(count: int) -> Choice:
    """Make the choice between paths each of which assumes other options of one: none of them knows it."""
    return Choice("", ("",) * count)


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
    for choice in _differing_assumptions(states):
        options = {state.assumed.get(choice) for state in states}
        sets = [possible for possible in options if possible is not None]
        if len(sets) == len(options) > 1 and sum(map(len, sets)) == len(frozenset().union(*sets)):
            return choice
    return None


def _differing_assumptions(states: Sequence[State]) -> Iterable[Choice]:
    return states[0].assumed.changed([state.assumed for state in states[1:]])


def _joined(choice: Choice, states: Sequence[tuple[frozenset[int], State]]) -> State:
    count = len(choice.options)
    by_option = [next((at for at, (options, _) in enumerate(states) if index in options), 0) for index in range(count)]
    first, *others = (state for _, state in states)
    changed = first.changed(others)
    joined = first.fork()
    for key in changed:
        held = [state.held(key) for _, state in states]
        there = next((value for value in held if value is not None), None)
        if there is not None:
            # A path that has not assigned a name raises where it is used, so what the other paths hold is right.
            filled = [there if value is None else value for value in held]
            is_same = all(value is there for value in filled)
            joined.memory[key] = there if is_same else one_of(choice, [filled[at] for at in by_option])
    joined.conflicts = _conflicts(choice, states)
    _assume_what_all_do(joined.assumed, choice, [state for _, state in states])
    return joined


def _conflicts(joined_by: Choice, states: Sequence[tuple[frozenset[int], State]]) -> tuple[Conflict, ...]:
    """Return the conflicts of all paths, and what is impossible on one of them together with what leads to it."""
    (_, first), *others = states
    found: list[tuple[tuple[Choice, frozenset[int]], ...]] = []
    shared = first.conflicts
    if any(state.conflicts is not shared for _, state in others):
        common = set.intersection(*(set(map(id, state.conflicts)) for _, state in states))
        shared = tuple(one for one in first.conflicts if id(one) in common)
        for options, state in states:
            own = (one for one in state.conflicts if id(one) not in common and len(one) < LONGEST_CONFLICT)
            found += [((joined_by, options), *one.items()) for one in own if joined_by not in one]
    for choice in _differing_assumptions([state for _, state in states]):
        for options, state in states if choice != joined_by else ():
            possible = state.assumed.get(choice)
            if possible is not None and len(possible) < len(choice.options):
                found.append(((joined_by, options), (choice, frozenset(range(len(choice.options))) - possible)))
    return (*shared, *map(dict, dict.fromkeys(found)))[-CONFLICTS_AT_MOST:] if found else shared


def _assume_what_all_do(assumed: Assumed, joined_by: Choice, states: Sequence[State]) -> None:
    for choice in _differing_assumptions(states):
        possible = [state.assumed.get(choice) for state in states]
        union = frozenset().union(*(options for options in possible if options is not None))
        if None not in possible and (choice != joined_by or len(union) < len(choice.options)):
            assumed[choice] = union
        else:
            assumed.pop(choice, None)
