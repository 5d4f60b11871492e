"""What reading a document yields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from adapterlint.facts import Site
from adapterlint.findings import Span
from adapterlint.sources import Document


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A part of a document that could not be parsed."""

    message: str
    span: Span


@dataclass(frozen=True, slots=True)
class ImportedName:
    """A name that a document takes from the library: evidence of the release that it is written for.

    Attributes:
        name: empty for `import module`, `*` for a star import.
    """

    module: str
    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Reading:
    """What a document says about adapters.

    Attributes:
        sites: the configurations, in the order of the source.
        imported: the names it takes from the library, in the order of the source.
        problems: what of it could not be read.
        documents: all that was read, with what was imported.
        texts: the files that scripts read when they run, by path and cell.
    """

    sites: tuple[Site, ...] = ()
    imported: tuple[ImportedName, ...] = ()
    problems: tuple[Unreadable, ...] = ()
    documents: tuple[Document, ...] = ()
    texts: Mapping[tuple[str, int | None], str] = field(default_factory=dict)
