"""What the linter and the server say to each other: JSON, one object a line."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from typing import Literal, cast

from adapterlint.dynamic.planning.originals import Original
from adapterlint.dynamic.planning.recipes import Recipe, decode, encode
from adapterlint.dynamic.planning.setups import Setup

Probes = Literal["quick", "full"]


@dataclass(frozen=True, slots=True)
class Settings:
    """How a server performs its runs.

    Attributes:
        device: `auto`, or one that torch knows.
        seconds, megabytes: limits on each run.
        jobs: how many runs at a time.
        inline: whether the server performs runs itself, where it cannot fork.
        probes: `quick` for what a few steps show, `full` for what needs more runs and longer ones.
        pretrained: the folder in which pre-trained small models are kept; None to make them anew for each run.
        checkpoint: the folder of real weights to run in; None for small models.
    """

    device: str = "auto"
    seconds: float = 60.0
    megabytes: int | None = 4096
    jobs: int = 1
    inline: bool = False
    probes: Probes = "quick"
    pretrained: str | None = None
    checkpoint: str | None = None


@dataclass(frozen=True, slots=True)
class Installation:
    """What the runs were performed with."""

    adapters: str
    transformers: str
    torch: str
    device: str

    @property
    def releases(self) -> dict[str, str]:
        """The release of each library."""
        return {"torch": self.torch, "transformers": self.transformers, "adapters": self.adapters}


def write_settings(settings: Settings) -> str:
    """Return settings as one line."""
    return json.dumps(dataclasses.asdict(settings))


def read_settings(line: str) -> Settings:
    """Undo `write_settings`."""
    return Settings(**json.loads(line))


def write_request(recipe: Recipe, original: Original, setup: Setup) -> str:
    """Return a request to run a configuration in a model, as one line without its end; equal runs, equal requests."""
    given = {field.name: encode(getattr(setup, field.name)) for field in dataclasses.fields(setup)}
    return json.dumps({"recipe": encode(recipe), "original": encode(original.identity), "setup": given})


def read_request(request: str | bytes) -> tuple[Recipe, Original, Setup]:
    """Undo `write_request`."""
    fields = json.loads(request)
    original = cast("list[object]", decode(fields["original"]))
    setup = Setup(**{name: decode(value) for name, value in fields["setup"].items()})  # type: ignore[arg-type]
    return cast("Recipe", decode(fields["recipe"])), Original(*original), setup  # type: ignore[arg-type]


def numbered(key: int, request: str) -> str:
    """Return a request with the number that its answer will have, as a line."""
    return f"{key} {request}\n"


def number_of(line: bytes) -> tuple[int, bytes]:
    """Undo `numbered`."""
    key, _, request = line.partition(b" ")
    return int(key), request
