"""The rules: every sheet in `rules/`, and those that a project adds.

No rule exists outside a sheet. Loading sheets runs no code.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from packaging.version import Version

from adapterlint.rules.sheet import Rule, SheetError, parse_sheet

__all__ = ["Rule", "RuleBook", "SheetError", "load"]


class RuleBook:
    """Rules by code, in the order of their codes."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = {rule.code: rule for rule in sorted(rules, key=lambda rule: rule.code)}
        self._by_reads: dict[str, tuple[Rule, ...]] = {}
        for rule in self._rules.values():
            self._by_reads[rule.reads] = (*self._by_reads.get(rule.reads, ()), rule)
        self._applicable: dict[tuple[str, str], tuple[Rule, ...]] = {}

    def __iter__(self) -> Iterator[Rule]:
        return iter(self._rules.values())

    def __len__(self) -> int:
        return len(self._rules)

    def __getitem__(self, code: str) -> Rule:
        return self._rules[code]

    def __contains__(self, code: object) -> bool:
        return code in self._rules

    def reading(self, kind: str) -> tuple[Rule, ...]:
        """Return the rules that judge one kind of fact."""
        return self._by_reads.get(kind, ())

    def applicable(self, kind: str, release: str) -> tuple[Rule, ...]:
        """Return the rules that judge one kind of fact in a release."""
        rules = self._applicable.get((kind, release))
        if rules is None:
            version = Version(release)
            rules = tuple(rule for rule in self.reading(kind) if rule.adapters.contains(version, prereleases=True))
            self._applicable[kind, release] = rules
        return rules

    def find(self, code_or_name: str) -> Rule | None:
        """Return the rule of a code or name, whatever its case."""
        wanted = code_or_name.lower()
        return next((rule for rule in self if wanted in (rule.code.lower(), rule.name)), None)

    def similar(self, code_or_name: str) -> list[str]:
        """Return the code that a retired one became, or codes and names like a misspelt one, the most similar first."""
        if now := [rule.code for rule in self if code_or_name.upper() in rule.replaces]:
            return now
        names = [word for rule in self for word in (rule.code, rule.name)]
        return difflib.get_close_matches(code_or_name, names, n=3)


def load(folders: Sequence[Path] = ()) -> RuleBook:
    """Load the project's own sheets and those in further folders.

    Raises:
        SheetError: a sheet cannot be read, or two share a code.
    """
    return _load(tuple(folders))


@lru_cache(maxsize=8)
def _load(folders: tuple[Path, ...]) -> RuleBook:
    rules = _in_folder(sheet_folder())
    for folder in folders:
        rules += _in_folder(folder)
    taken: dict[str, Rule] = {}
    for rule in rules:
        if rule.code in taken:
            raise SheetError(f"{rule.name}: the code {rule.code} is taken by {taken[rule.code].name}")
        taken[rule.code] = rule
    return RuleBook(rules)


def sheet_folder() -> Path:
    """Return the folder of the shipped sheets: inside an installed wheel, beside the package in a checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "sheets"
    return installed if installed.is_dir() else package.parent / "rules"


def _in_folder(folder: Path) -> list[Rule]:
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix == ".md" and path.name != "README.md")
        return [parse_sheet(path.read_text(encoding="utf-8"), path) for path in paths]
    except OSError as error:
        raise SheetError(f"{folder}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SheetError(f"{folder}: a sheet is not UTF-8: {error.reason}") from error
