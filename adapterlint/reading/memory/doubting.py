"""What is not known any more where it is not known how much of some code was run."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from adapterlint.reading.memory.contents import CONTENTS
from adapterlint.reading.memory.merging import same
from adapterlint.reading.memory.state import State
from adapterlint.values import Choice, OneOf, Unknown


def doubt_changes(after: State, before: State, where: str) -> None:
    """Make unknown what some code has changed that may have been run to any point.

    What it was the first to assign stays: where it did not, there is nothing to be used.
    """
    for key in after.changed([before]):
        held = before.held(key)
        if held is not None and _is_of_script(key[1]) and not same(held, after.held(key)):
            name = f"`{key[1]}`" if key[1].isidentifier() else "its items"
            after.memory[key] = Unknown(f"{name}: changed in {where}")


def doubt_collected(after: State, before: State, deciding: AbstractSet[Choice], where: str) -> None:
    """Make unknown what containers hold that were there before, where some choices stand for one decision an item."""
    for key in after.changed([before]):
        held = after.held(key)
        if key[1] == CONTENTS and before.held(key) is not None and isinstance(held, OneOf) and held.deciding & deciding:
            after.memory[key] = Unknown(f"its items: each test in {where} may go its own way")


def _is_of_script(name: str) -> bool:
    """Tell whether a script can see what is held under a name; the rest are notes of the reader."""
    return name == CONTENTS or name.replace(".", "").isidentifier()
