"""The .gitignore files that apply to a directory, and the patterns that the user excludes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pathspec import GitIgnoreSpec


@dataclass(frozen=True, slots=True)
class _Rules:
    """The patterns of one file, relative to its directory."""

    base: Path
    spec: GitIgnoreSpec


@dataclass(frozen=True, slots=True)
class IgnoreRules:
    """Rules from the repository's root down; the deepest file that has an opinion decides."""

    excluded: _Rules
    files: tuple[_Rules, ...] = ()

    @classmethod
    def above(cls, directory: Path, exclude: Sequence[str]) -> IgnoreRules:
        """Collect the rules that hold in a directory from the repository that it lies in.

        Rules that ignore the directory itself do not count: it was named.
        """
        base = directory.absolute()
        rules = cls(_Rules(base, _compiled(exclude)))
        root = next((parent for parent in (base, *base.parents) if (parent / ".git").exists()), base)
        for parent in reversed(base.parents):
            if parent == root or root in parent.parents:
                rules = rules.entering(parent)
        searched = (file for file in rules.files if not _opinion(file, directory, is_directory=True))
        return cls(rules.excluded, tuple(searched))

    def entering(self, directory: Path) -> IgnoreRules:
        """Add the .gitignore of a directory, if it has one."""
        spec = _read(directory.absolute() / ".gitignore")
        return self if spec is None else IgnoreRules(self.excluded, (*self.files, _Rules(directory.absolute(), spec)))

    def ignore(self, path: Path, *, is_directory: bool) -> bool:
        """Tell whether a path is to be left out."""
        if _opinion(self.excluded, path, is_directory=is_directory):
            return True
        opinions = (_opinion(rules, path, is_directory=is_directory) for rules in reversed(self.files))
        return next((opinion for opinion in opinions if opinion is not None), False)


def _opinion(rules: _Rules, path: Path, *, is_directory: bool) -> bool | None:
    """Say whether patterns ignore a path (True), take it back in (False), or do not match it (None)."""
    try:
        relative = path.absolute().relative_to(rules.base).as_posix()
    except ValueError:
        return None
    return rules.spec.check_file(relative + "/" if is_directory else relative).include


@lru_cache(maxsize=1024)
def _read(file: Path) -> GitIgnoreSpec | None:
    try:
        return _compiled(file.read_text(encoding="utf-8", errors="replace").splitlines())
    except OSError:
        return None


def _compiled(patterns: Iterable[str]) -> GitIgnoreSpec:
    """Compile patterns, leaving out the ones that are no patterns."""
    valid: list[str] = []
    for pattern in patterns:
        try:
            GitIgnoreSpec.from_lines([pattern])
        except ValueError:
            continue
        valid.append(pattern)
    return GitIgnoreSpec.from_lines(valid)
