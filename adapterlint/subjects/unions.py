"""Subjects about unions: what their parts are together, and the places that more than one of them takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from adapterlint.space.hidden import NotShown
from adapterlint.space.parts import Resolved
from adapterlint.space.places import Place
from adapterlint.space.unions import conflict_failure
from adapterlint.subjects.subject import Subject


@dataclass(frozen=True)
class Union(Subject):
    """A union of configurations."""

    kinds: ClassVar[tuple[str, ...]] = ("ConfigUnion",)
    resolved: Resolved
    is_inner: bool = False
    """Whether it is a part of another one."""

    @property
    def turn(self) -> int:
        """When it is built, among parts and other unions."""
        return self.resolved.last_turn

    @property
    def is_object(self) -> bool:
        """Whether it is an object in a dictionary, which is built before this is."""
        return self.is_inner and self.resolved.built_in == "construct"

    @property
    def class_name(self) -> str:
        """The class of the union."""
        return self.resolved.union or ""

    @property
    def empty(self) -> bool:
        """Whether it has no parts of its own."""
        return self.resolved.empty

    @property
    def defaulted(self) -> str:
        """The arguments for parts that are given as None, in words; empty if there is none."""
        return ", ".join(f"`{name}=None`" for name in self.resolved.defaulted)

    @property
    def wrong_part(self) -> str:
        """The first part that cannot be in a union; empty if there is none."""
        return next((part.name for part in self.resolved.wrong_parts), "")

    @property
    def wrong_part_failure(self) -> str:
        """The exception that this part raises; empty if there is none."""
        return next((part.failure for part in self.resolved.wrong_parts), "")

    @property
    def conflict_failure(self) -> str:
        """The exception that two parts of one method raise, which are not kept apart; empty if they are."""
        return conflict_failure(self.resolved.parts)

    @property
    def mam_parts_swapped(self) -> bool:
        """Whether a part of a `MAMConfig` is of another method than it has to be, or no configuration of one."""
        if self.resolved.wrong_parts:
            return True
        prefix, adapter, *_ = (part.definition for part in self.resolved.parts)
        if prefix is None or adapter is None:
            raise NotShown
        return not (prefix.derives_from("PrefixTuningConfig") and adapter.derives_from("BnConfig"))


@dataclass(frozen=True)
class ContestedPlace(Subject):
    """A place that more than one part of a union takes."""

    kinds: ClassVar[tuple[str, ...]] = ("ContestedPlace",)
    place: Place
    claims: int

    @property
    def about(self) -> tuple[object, ...]:
        """Names are looked up in it and in what it is about."""
        return (self, self.place)

    @property
    def turn(self) -> int:
        """The turn of its place."""
        return self.place.number
