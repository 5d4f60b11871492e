"""Configuration strings that commands give to scripts which are not there: `run_glue.py --adapter_config "seq_bn[…]"`.

Only where it is the library's `AdapterArguments` that reads them: with `--train_adapter`, and with names that some
release knows, or nearly knows. Forks of the library have names of their own.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from functools import cache

from adapterlint.facts import Loaded, Site
from adapterlint.sources import Command
from adapterlint.sources.command_lines import CommandLine, Word
from adapterlint.space.releases import RELEASES, snapshot
from adapterlint.values import Known, Origin

_LOADED_BY = {"--adapter_config": "--train_adapter", "--lang_adapter_config": "--load_lang_adapter"}
"""The flag of a configuration, and the one without which it is not read."""


def sites_in_commands(commands: Iterable[Command]) -> tuple[Site, ...]:
    """Return the configurations that commands name, each once."""
    sites = (
        Site(Known(Loaded(Known(word.text, Origin(f"`{flag}`", word.span)), span=word.span)), span=word.span)
        for command in commands
        for flag, condition in _LOADED_BY.items()
        if _flags(command.line) >= {"--train_adapter", condition}
        for word in _given(command.line, flag)
        if word.text and _is_of_the_library(word.text)
    )
    return tuple({(site.span, str(site.configuration)): site for site in sites}.values())


def _flags(line: CommandLine) -> set[str]:
    return {word.text.partition("=")[0] for word in line.words if word.text}


def _given(line: CommandLine, flag: str) -> Iterator[Word]:
    for word, following in zip(line.words, (*line.words[1:], None), strict=True):
        if word.text == flag and following is not None:
            yield following
        elif word.text and word.text.startswith(f"{flag}="):
            yield Word(word.text.removeprefix(f"{flag}="), word.span)


def _is_of_the_library(text: str) -> bool:
    names = [chunk.partition("[")[0].strip() for chunk in text.split("|")]
    return all(not name or difflib.get_close_matches(name, _known_names(), n=1, cutoff=0.8) for name in names)


@cache
def _known_names() -> tuple[str, ...]:
    return tuple({name for release in RELEASES for name in snapshot(release).identifiers})
