"""What scopes and objects hold."""

from __future__ import annotations

from collections.abc import Iterator

from adapterlint.reading.memory.layers import Layered
from adapterlint.values import Value

Key = tuple[int, str]
"""The identity of a scope or object, and the name of what it holds."""
CONTENTS = ""
"""The name under which a list or dictionary holds its items."""
FACTORY = "<factory>"
"""The name under which a dictionary holds what makes its missing items."""
KEEPER = "<keeper>"
"""The name under which a mapping holds the library that has a say in what is assigned to its items."""
OUTSIDE = -1
"""The identity under which the script's own values for names of other libraries are held, by their dotted paths."""
STORE = -2
"""The identity under which what is in Hydra's store is held, by its group and name."""
NEW_FUSION = "<new fusion>"
"""The name under which a model holds whether it was given a fusion that was neither trained nor loaded."""
ADDED = "<added>"
"""The name under which a model holds the steps that added adapters to it."""
MERGED = "<merged>"
"""The name under which a model holds which adapters are merged into its weights."""
FUSIONS = "<fusions>"
"""The name under which a model holds what its fusions were added for, in order."""
STEPS = "<steps>"
"""The name under which a model holds what the script has done to it."""


class Memory(Layered[Key, Value]):
    """A mapping from keys to values, which knows the names that each scope and object was ever given."""

    __slots__ = ("_names",)

    def __init__(self) -> None:
        super().__init__()
        self._names: dict[int, dict[str, None]] = {}

    def fork(self) -> Memory:
        """Return a memory that holds the same; each of the two may change without the other."""
        forked = Memory()
        forked.below = self.shared()
        forked._names = self._names
        return forked

    def __setitem__(self, key: Key, value: Value) -> None:
        names = self._names.get(key[0])
        if names is None:
            names = self._names[key[0]] = {}
        names[key[1]] = None
        self.own[key] = value

    def keys_of(self, identity: int) -> Iterator[Key]:
        """Yield all keys of a scope or object, in the order in which it was given them."""
        for name in tuple(self._names.get(identity, ())):
            if (identity, name) in self:
                yield identity, name

    def forget(self, identity: int) -> None:
        """Drop a scope that nothing can use any more."""
        for key in self.keys_of(identity):
            del self[key]
        self._names.pop(identity, None)
