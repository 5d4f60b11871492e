"""What can be set: by `[tool.adapterlint]` in pyproject.toml, `adapterlint.toml`, or the command line.

`Settings` is a plain dataclass, so that a run without a table never imports Pydantic; a table is
validated by Pydantic against the same class.
"""

from __future__ import annotations

import dataclasses
import difflib
import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Literal

from adapterlint.errors import InputError

SETTINGS_FILES = ("adapterlint.toml", "pyproject.toml")
"""Where settings are looked for in a folder; the first that holds any wins."""

OPTIONAL_PACKAGES = ("torchvision",)
"""What rules ask about whether it is installed."""


class SettingsError(InputError):
    """Settings that cannot be used; the message names the file and the cause."""


def _key(name: str) -> str:
    return name.replace("_", "-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How to lint. In a table, the keys are spelt with hyphens.

    Attributes:
        select: the codes, beginnings of codes, or names of the rules to report; empty for all.
        ignore: those not to report; the longer match of the two wins, and a name is as long as a code.
        exclude: patterns, as in .gitignore, of files not to look at.
        adapters: the releases of adapters that the project is for: `>=1.0,<1.2`, or one, `1.3.0`.
        base_model: the model to judge for, whatever scripts show: a checkpoint, a model type, a config.json.
        installed: optional packages that matter, and whether the project has them.
        rules: folders with sheets of the project's own.
        output_format: how findings are printed.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = {"alias_generator": _key}

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    adapters: str | None = None
    base_model: str | None = None
    installed: Mapping[str, bool] = field(default_factory=dict)
    rules: tuple[Path, ...] = ()
    output_format: Literal["text", "concise", "json"] = "text"

    def __post_init__(self) -> None:
        object.__setattr__(self, "select", tuple(code.upper() for code in self.select))
        object.__setattr__(self, "ignore", tuple(code.upper() for code in self.ignore))
        refuse_unknown_packages(self.installed)
        if self.adapters is not None:
            from adapterlint.releases import admitted

            admitted(self.adapters)

    def selects(self, code: str) -> bool:
        """Whether findings of a rule are to be reported."""
        return self._longest(self.select or ("",), code) > self._longest(self.ignore, code)

    def _longest(self, words: Iterable[str], code: str) -> int:
        """Return how much of a code the best of some words names; -1 if none does."""
        return max((self._length(word, code) for word in words), default=-1)

    def _length(self, word: str, code: str) -> int:
        if code.startswith(word):
            return len(word)
        from adapterlint import rules

        named = rules.load(self.rules).find(word)
        return len(code) if named is not None and named.code == code else -1


def refuse_unknown_packages(installed: Iterable[str]) -> None:
    """Refuse packages that no rule asks about: most likely a misspelling, which would hide findings.

    Raises:
        InputError: there is one.
    """
    if unknown := [package for package in installed if package not in OPTIONAL_PACKAGES]:
        raise InputError(f"installed: unknown package {_and_similar(str(unknown[0]), OPTIONAL_PACKAGES)}")


def refuse_unknown_codes(settings: Settings) -> None:
    """Refuse to select or ignore what no rule is called: most likely a misspelling, which would hide findings.

    Raises:
        InputError: there is one.
    """
    if not (settings.select or settings.ignore):
        return
    from adapterlint import rules

    book = rules.load(settings.rules)
    for code in (*settings.select, *settings.ignore):
        if not any(rule.code.startswith(code) for rule in book) and book.find(code) is None:
            similar = book.similar(code) or book.similar(code.lower())
            hint = f"did you mean `{similar[0]}`?" if similar else "`adapterlint rule` lists all"
            raise InputError(f"no rule is called `{code}`, and no rule's code begins so; {hint}")


def find(paths: Sequence[Path]) -> Settings:
    """Load the nearest settings above what is linted.

    The search starts in the deepest folder that holds all the paths, and ends at the first
    `adapterlint.toml`, or `pyproject.toml` with a `[tool.adapterlint]` table.

    Raises:
        SettingsError: the file is malformed or holds what cannot be set.
    """
    common = Path(os.path.commonpath([_resolved(path) for path in paths]))
    for folder in (common, *common.parents):
        for name in SETTINGS_FILES:
            file = folder / name
            # Unlike that of pathlib, it is false for whatever cannot be a path.
            if os.path.isfile(file) and (table := _read_table(file)) is not None:  # noqa: PTH113
                return _validated(table, file)
    return Settings()


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, ValueError, RuntimeError):  # it cannot be a path, and linting it says so
        return path.absolute()


def load(file: Path) -> Settings:
    """Load the settings of one file, which has to hold some.

    Raises:
        SettingsError: it holds none, is malformed or holds what cannot be set.
    """
    table = _read_table(file)
    if table is None:
        raise SettingsError(f"{file}: there is no [tool.adapterlint] table in it")
    return _validated(table, file)


def overridden(settings: Settings, **changes: Any) -> Settings:  # noqa: ANN401 - one of each field's type
    """Return the settings with what the command line sets; None and empty change nothing."""
    return dataclasses.replace(settings, **{name: value for name, value in changes.items() if value})


def _read_table(file: Path) -> Mapping[str, object] | None:
    """Return the table of settings in a file; None if it has none."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise SettingsError(f"{file}: {error.strerror}") from error
    own_file = file.name != "pyproject.toml"
    if not own_file and b"adapterlint" not in content:
        return None
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        document = tomllib.loads(content.decode())
    except UnicodeDecodeError as error:
        raise SettingsError(f"{file}: not UTF-8: {error.reason} at byte {error.start}") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{file}: malformed TOML: {error}") from error
    if own_file:
        return document
    table = document.get("tool", {}).get("adapterlint")
    if table is not None and not isinstance(table, dict):
        raise SettingsError(f"{file}: tool.adapterlint is not a table")
    return table


def _validated(table: Mapping[str, object], file: Path) -> Settings:
    keys = [_key(one.name) for one in dataclasses.fields(Settings)]
    if unknown := [key for key in table if key not in keys]:
        raise SettingsError(f"{file}: unknown setting {_and_similar(unknown[0], keys)}")

    from pydantic import TypeAdapter, ValidationError

    try:
        # JSON, because strict validation of Python objects would not take a list for a tuple.
        settings = TypeAdapter(Settings).validate_json(json.dumps(table, default=str), strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"] if part != "[key]")
        cause = first["msg"].removeprefix("Value error, ")
        raise SettingsError(f"{file}: {place}: {cause}" if place else f"{file}: {cause}") from error
    return dataclasses.replace(settings, rules=tuple(file.parent / folder for folder in settings.rules))


def _and_similar(word: str, known: Iterable[str]) -> str:
    similar = difflib.get_close_matches(word, known, n=1)
    return f"`{word}`; did you mean `{similar[0]}`?" if similar else f"`{word}`; there are {', '.join(known)}"
