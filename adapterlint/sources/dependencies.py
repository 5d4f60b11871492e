"""Which files of a project lead to which others by their imports, found without parsing any."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path

from adapterlint.sources.imports import Imported, imports_in
from adapterlint.sources.modules import Modules

LONGEST_WAY = 8
"""A name may be handed on by so many files; a further one counts as its place."""


def leading_to(
    groups: Iterable[Collection[Path]], files: Collection[Path], modules: Modules, read: Callable[[Path], bytes]
) -> list[Path]:
    """Return the files from which imports lead to each group, those that import before the imported.

    Args:
        groups: files; to lead to a group, it is enough to lead to one of them, or to be one.
        files: all files that there are.
        read: gives the bytes of one.
    """
    if not all(groups := list(groups)):
        return []
    graph = _Imports(files, modules, read)
    importers: dict[Path, list[Path]] = {}
    for file in files:
        for imported in graph.of(file):
            importers.setdefault(imported, []).append(file)
    leading = set.intersection(*(_reaching(group, importers) for group in groups))
    return _importers_first([file for file in files if file in leading], graph)


def _reaching(targets: Collection[Path], importers: Mapping[Path, Iterable[Path]]) -> set[Path]:
    reaching = set(targets)
    pending = list(targets)
    while pending:
        found = [file for file in importers.get(pending.pop(), ()) if file not in reaching]
        reaching.update(found)
        pending += found
    return reaching


def _importers_first(files: list[Path], graph: _Imports) -> list[Path]:
    """Order files; in a cycle, where none is first, as they come."""
    wanted, seen, ordered = set(files), set[Path](), list[Path]()
    for start in reversed(files):
        pending = [(start, iter(graph.of(start)))] if start not in seen else []
        seen.add(start)
        while pending:
            file, imported = pending[-1]
            following = next((one for one in imported if one in wanted and one not in seen), None)
            if following is None:
                ordered.append(file)
                pending.pop()
            else:
                seen.add(following)
                pending.append((following, iter(graph.of(following))))
    return ordered[::-1]


class _Imports:
    """Which files each file imports."""

    def __init__(self, files: Collection[Path], modules: Modules, read: Callable[[Path], bytes]) -> None:
        self._files = frozenset(files)
        self._modules = modules
        self._read = read
        self._written: dict[Path, list[Imported]] = {}
        self._found: dict[Path, list[Path]] = {}

    def of(self, file: Path) -> list[Path]:
        """Return the files that a file takes something from, past those that only hand it on."""
        if file not in self._found:
            leads = (found for imported in self._in(file) for found in self._places(file, imported, 0))
            self._found[file] = list(dict.fromkeys(found for found in leads if found in self._files and found != file))
        return self._found[file]

    def _in(self, file: Path) -> list[Imported]:
        if file not in self._written:
            found = imports_in(self._read(file), is_notebook=file.suffix == ".ipynb")
            self._written[file] = list(dict.fromkeys(found))
        return self._written[file]

    def _places(self, importer: Path, imported: Imported, way: int) -> Iterator[Path]:
        module = self._modules.find(importer, imported.module)
        if module is None:
            return
        submodule = self._modules.submodule(module, imported.name) if imported.name.isidentifier() else None
        if submodule is not None:
            yield submodule.path
        elif module.path in self._files:
            handed_on = [one for one in self._in(module.path) if one.name == imported.name != "*" and one.name]
            if not handed_on or way == LONGEST_WAY:
                yield module.path
                return
            for one in handed_on:
                yield from self._places(module.path, one, way + 1)
