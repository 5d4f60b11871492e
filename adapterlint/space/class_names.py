"""The names of configuration classes: what they were called before, and which one is meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Final

RENAMED: Final = {
    "PfeifferConfig": "SeqBnConfig",
    "PfeifferInvConfig": "SeqBnInvConfig",
    "HoulsbyConfig": "DoubleSeqBnConfig",
    "HoulsbyInvConfig": "DoubleSeqBnInvConfig",
    "ParallelConfig": "ParBnConfig",
}
"""Names in adapter-transformers and in adapters, see https://docs.adapterhub.ml/transitioning.html."""

_LONGEST = 80


def called_now(name: str, classes: Iterable[str]) -> str:
    """Return what a class is called that has another name, or other capitals; empty for other names.

    Args:
        name: what is written.
        classes: the names that there are.
    """
    if name in RENAMED:
        return RENAMED[name]
    return next((one for one in classes if one != name and one.lower() == name.lower()), "")


def meant_by(name: str, classes: Iterable[str]) -> str | None:
    """Return the class that a wrong name may mean; None if none is alike.

    Args:
        name: what is written.
        classes: the names that there are.
    """
    if name in RENAMED:
        return RENAMED[name]
    # "Config" is in all of them, and makes any two of them alike.
    written = {one.lower(): one for one in sorted(classes)}
    shortened = name[:_LONGEST].lower()
    if f"{shortened}config" in written:
        return written[f"{shortened}config"]
    similar = difflib.get_close_matches(shortened, written, n=1, cutoff=0.8)
    return written[similar[0]] if similar else None
