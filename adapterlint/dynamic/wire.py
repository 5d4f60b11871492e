"""What the linter and the server say to each other: JSON, one object a line."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from typing import Literal, cast

from adapterlint.dynamic.originals import Original
from adapterlint.dynamic.recipes import Recipe, decode, encode


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
    probes: Literal["quick", "full"] = "quick"
    pretrained: str | None = None
    checkpoint: str | None = None


@dataclass(frozen=True, slots=True)
class Installation:
    """What the runs were performed with."""

    adapters: str
    transformers: str
    torch: str
    device: str


def write_settings(settings: Settings) -> str:
    """Return settings as one line."""
    return json.dumps(dataclasses.asdict(settings))


def read_settings(line: str) -> Settings:
    """Undo `write_settings`."""
    return Settings(**json.loads(line))


def write_request(key: int, recipe: Recipe, original: Original) -> str:
    """Return a request to run a configuration in a model, as one line without its end."""
    return json.dumps({"key": key, "recipe": encode(recipe), "original": encode(original.identity)})


def key_of(line: str | bytes) -> int:
    """Return the key of a request."""
    return int(json.loads(line)["key"])


def read_request(line: str | bytes) -> tuple[Recipe, Original]:
    """Undo `write_request`."""
    request = json.loads(line)
    fields = cast("list[object]", decode(request["original"]))
    return cast("Recipe", decode(request["recipe"])), Original(*fields)  # type: ignore[arg-type]
