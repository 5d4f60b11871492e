"""JSON and YAML that configure a run, and name a configuration for a script.

Only what is unmistakably for the library is read:

    adapter_config: seq_bn[reduction_factor=8]            # for AdapterArguments, and scripts that call theirs the same
    config: {using: pfeiffer, non_linearity: gelu}        # an entry of AdapterHub's zoo
    _target_: adapters.SeqBnConfig                        # Hydra; with `class_path` and `init_args`, jsonargparse

A name that no release of the library knows is some other program's, or a fork's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from adapterlint.carriers.carrier import Carried, Carrier, Comment
from adapterlint.sources import Problem

if TYPE_CHECKING:
    from adapterlint.data.nodes import Node

LARGEST: Final = 500_000
"""What configures a run is written by hand; with more bytes than this it is data."""

_SIGNS: Final = re.compile(
    rb"adapter_config"
    rb"|(?:_target_|class_path)[\"']?\s*:\s*[\"']?(?:adapters|transformers\.adapters)\."
    rb"|text_(?:task|lang)"
)
_WORDS: Final = (b"adapter_config", b"_target_", b"class_path", b"text_task", b"text_lang")
"""One of them is in every sign, and is found much faster."""
_COMMENT: Final = re.compile(r"(?:^|(?<=\s))#.*")


def _parsed_json(text: str, path: str) -> Iterable[Node]:
    from adapterlint.data.positioned_json import parse_json

    return [parse_json(text, path)]


def _parsed_yaml(text: str, path: str) -> Iterable[Node]:
    from adapterlint.data.positioned_yaml import parse_yaml

    return list(parse_yaml(text, path))


def _read(parse: Callable[[str, str], Iterable[Node]], language: str, path: Path, data: bytes) -> Carried | Problem:
    try:
        text = data.decode("utf-8-sig")
        documents = parse(text, str(path))
    except UnicodeDecodeError as error:
        return Problem(path, f"cannot be decoded: {error}")
    except ValueError as error:
        return Problem(path, f"is not {language} that can be read: {error}")
    from adapterlint.carriers.run_options import sites_in

    return Carried(text, tuple(sites_in(documents, path)))


def _comments(text: str) -> Iterator[Comment]:
    """Yield what may be a comment: in a quoted text of several lines, it is none."""
    for number, line in enumerate(text.splitlines(), start=1):
        if found := _COMMENT.search(line):
            yield found.group(), number, found.start() + 1


def _may_hold(data: bytes) -> bool:
    return any(word in data for word in _WORDS) and _SIGNS.search(data) is not None


JSON: Final = Carrier(
    takes=lambda name: name.endswith(".json"),
    largest=LARGEST,
    may_hold=_may_hold,
    read=partial(_read, _parsed_json, "JSON"),
    comments=lambda text: (),  # noqa: ARG005 - JSON has none
    is_meant=False,
)
YAML: Final = Carrier(
    takes=lambda name: name.endswith((".yaml", ".yml")),
    largest=LARGEST,
    may_hold=_may_hold,
    read=partial(_read, _parsed_yaml, "YAML"),
    comments=_comments,
    is_meant=False,
)
