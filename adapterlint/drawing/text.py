"""A block in the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from adapterlint.drawing.block import Row

_RAILS: Final = ("adapter", "skip")
_GAP: Final = 4


def draw_text(rows: Sequence[Row]) -> list[str]:
    """Draw the rows of a block, from top to bottom, with the rails at the right."""
    width = max(len(_label(row)) for row in rows) + 2
    lines: list[str] = []
    active: set[str] = set()
    for number, row in enumerate(rows):
        if number:
            lines.append(_line("│".center(width), active, frozenset(), frozenset()))
        ending = {rail for rail in row.takes if not any(rail in later.takes for later in rows[number + 1 :])}
        lines.append(_line(_label(row).center(width), active | row.starts, row.starts, row.takes))
        active = (active | row.starts) - ending
    return [line.rstrip() for line in lines]


def _label(row: Row) -> str:
    return f"[ {row.label} ]" if row.module else row.label


def _line(main: str, active: set[str] | frozenset[str], starts: frozenset[str], takes: frozenset[str]) -> str:
    """Draw one line: the main stream, and each rail as it passes, begins or joins."""
    touched = starts | takes
    reach = max((_RAILS.index(rail) for rail in touched), default=-1)
    left = main
    if touched:
        text = main.rstrip()
        arrow = " ◄" if takes and not starts else " ─"
        left = text + arrow + "─" * (len(main) - len(text) - len(arrow))
    for position, rail in enumerate(_RAILS):
        filler = ("─" if position <= reach else " ") * _GAP
        if rail in starts:
            mark = "┐" if position == reach else "┬"
        elif rail in takes:
            mark = "┘" if position == reach else "┴"
        elif rail in active:
            mark = "┼" if position < reach else "│"
        else:
            mark = "─" if position < reach else " "
        left += filler + mark
    return left
