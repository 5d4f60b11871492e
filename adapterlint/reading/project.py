"""What the files of a project share while they are read: their modules, each run once, and what these hold."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from adapterlint.facts import TrainingSetup
from adapterlint.reading.frameworks.library_names import is_library_module
from adapterlint.reading.frameworks.saves import SavedAdapters
from adapterlint.reading.frameworks.sites import SiteLog
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.import_effects import adopt, bases_in, may_change_others, registers_classes
from adapterlint.reading.language.star_imports import from_star_import
from adapterlint.reading.memory.contents import Key, Memory
from adapterlint.reading.memory.merging import leaves, narrowed, one_of
from adapterlint.reading.memory.objects import Imported, ProjectModule, ProjectName
from adapterlint.reading.memory.state import State
from adapterlint.reading.module import Module, Source, parsed
from adapterlint.reading.syntax.positions import Positions
from adapterlint.sources import (
    Command,
    DataFiles,
    Document,
    ModuleFile,
    Modules,
    Problem,
    imports_in,
    load,
    read_file,
)
from adapterlint.values import Known, OneOf, Unknown, Value

if TYPE_CHECKING:
    import libcst as cst


READ_AT_MOST = 300
"""So many files are read only because others import them; what further ones hold is unknown."""
DEEPEST_IMPORT = 40
LONGEST_WAY = 20
"""A name may be handed on by so many modules."""


class Project:
    """The memory that all runs share.

    A module is run once, when the first thing of it is asked for, and what it holds then is what every script finds;
    what one script changes in it, another one does not see, and what another module does only those that import that.

    Attributes:
        positions: the places of all syntax.
        sites: the configurations met in any run.
        memory: what imported modules hold.
        namespaces: the modules, by the identity of their scopes.
        followed: the functions whose calls were followed in runs that are over.
        trainings: what was seen of how files train, by their paths.
        adding: the scripts that come to `add_adapter` in a file, by its path.
        commands: the scripts that others were seen to run.
        saved: the adapters that scripts save.
        files: the files that scripts read when they run; None where a document is read alone.
    """

    def __init__(self, modules: Modules | None = None, saved: SavedAdapters | None = None) -> None:
        self.files = DataFiles() if modules else None
        self.positions = Positions()
        self.sites = SiteLog()
        self.saved = saved or SavedAdapters()
        self.memory = Memory()
        self.namespaces: dict[int, Module] = {}
        self.followed: set[cst.CSTNode] = set()
        self.trainings: dict[str, list[TrainingSetup]] = {}
        self.adding: dict[str, set[str]] = {}
        self.commands: list[Command] = []
        self._modules = modules
        self._identity = cache(os.path.realpath)
        self._sources: dict[str, Source] = {}
        self._imported: dict[str, Module | Unknown] = {}
        self._running: list[Interpreter] = []
        self._published: dict[Interpreter, State] = {}
        self._owners: dict[int, Interpreter] = {}
        self._changing: dict[str, bool] = {}
        self._read = 0

    @property
    def sources(self) -> tuple[Source, ...]:
        """Everything that was parsed."""
        return tuple(self._sources.values())

    @property
    def is_complete(self) -> bool:
        """Whether the files are known that can be imported, and not only the document that is read."""
        return self._modules is not None

    def parse(self, document: Document) -> Source:
        """Parse a document, which is then not read from its file again."""
        key = self._identity(document.path)
        if key not in self._sources:
            self._sources[key] = parsed(document, self.positions)
        return self._sources[key]

    def begin(self, source: Source, *, is_script: bool) -> Interpreter:
        """Prepare a run of a source."""
        module = Module(source, is_script)
        self.namespaces[module.scope.identity] = module
        return Interpreter(self, module)

    def run_of_import(self, source: Source) -> Interpreter | None:
        """Return the run of a source as a module that another one imports; None if none asked for it."""
        module = self._imported.get(self._identity(source.path))
        return module.run if isinstance(module, Module) else None

    def find(self, importer: Module, name: str) -> ModuleFile | None:
        """Return the module of the project that a module imports by a name; None for any other."""
        return self._modules.find(importer.source.document.path, name) if self._modules else None

    def holds(self, file: ModuleFile, name: str) -> bool:
        """Tell whether a name can be imported from a module, as far as that shows without reading it."""
        return file.has_code or self.submodule(file, name) is not None

    def may_register(self, file: ModuleFile) -> bool:
        """Tell whether importing a module may change what matters of another one, or of what all share."""
        return self._identity(file.path) in self._sources or self._leads_to_changes(file.path)

    def _leads_to_changes(self, path: Path, way: int = 0) -> bool:
        key = self._identity(path)
        if key not in self._changing:
            self._changing[key] = False  # until it is known, in a cycle
            code = _code_of(path)
            imported = list(self._imported_by(path, code))
            bases = bases_in(code)
            self._changing[key] = (
                may_change_others(code, {name for _, name in imported})
                or any(name in bases and registers_classes(_code_of(one)) for one, name in imported)
                or (way < LONGEST_WAY and any(self._leads_to_changes(one, way + 1) for one, _ in imported))
            )
        return self._changing[key]

    def _imported_by(self, path: Path, code: bytes) -> Iterator[tuple[Path, str]]:
        """Yield the modules of the project that a file imports, each with the name that it binds."""
        for imported in imports_in(code):
            file = self._modules.find(path, imported.module) if self._modules else None
            for one in (file, self.submodule(file, imported.name)) if file else ():
                if one is not None and one.has_code:
                    yield one.path, imported.bound

    def module(self, file: ModuleFile) -> Module | Unknown:
        """Return an imported module, which is run if it was not before; Unknown if that is not possible."""
        key = self._identity(file.path)
        module = self._imported.get(key)
        if module is None:
            if len(self._running) >= DEEPEST_IMPORT:
                return Unknown(f"`{file.path}`: more than {DEEPEST_IMPORT} modules import one another in a row")
            module = self._imported[key] = self._run(file, key)
        elif isinstance(module, Module) and module.run in self._running:
            self._publish(module.run)  # in a cycle, what is there so far can be imported
        return module

    def resolved(self, value: Value, seen_by: Interpreter, way: int = 0) -> Value:
        """Return what a name stands for that may be imported from a module of the project."""
        match value:
            case Known(ProjectName(file, name)):
                if way > LONGEST_WAY:
                    return Unknown(f"`{name}` is handed on by more than {LONGEST_WAY} modules")
                value = self.resolved(self.member(file, name, seen_by), seen_by, way + 1)
                if isinstance(value, Known) and isinstance(value.value, Imported):
                    seen_by.module.uses_library |= is_library_module(value.value.path)
                return value
            case OneOf(choice, alternatives) if any(_is_open(leaf) for _, leaf in leaves(value)):
                return one_of(choice, [self.resolved(alternative, seen_by, way) for alternative in alternatives])
            case _:
                return value

    def member(self, file: ModuleFile, name: str, seen_by: Interpreter) -> Value:
        """Return what a name of a module holds at this point of a run."""
        if file.has_code:
            module = self.module(file)
            if isinstance(module, Unknown):
                return module
            adopt(seen_by, module)
            value = seen_by.state.get((module.scope.identity, name)) or from_star_import(module, name)
            if value is not None:
                return value
        submodule = self.submodule(file, name)
        return Known(ProjectModule(submodule)) if submodule else Unknown(f"`{name}` is not defined in {file.path}")

    def submodule(self, file: ModuleFile, name: str) -> ModuleFile | None:
        """Return a module of the project in a package of it."""
        return self._modules.submodule(file, name) if self._modules else None

    def _run(self, file: ModuleFile, key: str) -> Module | Unknown:
        source = self._sources.get(key) or self._read_file(file)
        if isinstance(source, Unknown):
            return source
        if source.problems:
            return Unknown(f"`{file.path}` cannot be read: {source.problems[0].message}")
        run = self.begin(source, is_script=False)
        run.home.run = run
        self._imported[key] = run.home
        self._running.append(run)
        try:
            run.run()
        finally:
            self._running.pop()
        self._publish(run)
        del self._published[run]
        run.home.borrowed = frozenset(key for key in run.state.borrowed if self._is_of_others(key, run))
        return run.home

    def _is_of_others(self, key: Key, run: Interpreter) -> bool:
        return key[0] < 0 or self._owners.setdefault(key[0], run) is not run

    def _read_file(self, file: ModuleFile) -> Source | Unknown:
        self._read += 1
        if self._read > READ_AT_MOST:
            return Unknown(f"`{file.path}` is not read: more than {READ_AT_MOST} files are imported")
        data = read_file(file.path)
        document = data if isinstance(data, Problem) else load(file.path, data)
        if isinstance(document, Problem):
            return Unknown(f"`{file.path}` cannot be read: {document.message}")
        return self.parse(document)

    def _publish(self, run: Interpreter) -> None:
        """Let others see what a module holds now; in a cycle it is asked for often, and has mostly changed little."""
        state, before = run.state, self._published.get(run)
        goes_on = before is not None and not state.assumed.changed([before.assumed])
        keys = state.changed([before]) if before is not None and goes_on else state.memory
        self._published[run] = state.fork()
        values = ((key, state.memory.get(key)) for key in keys)
        for key, value in values:
            if value is not None:
                held = run.home.effects if self._is_of_others(key, run) else self.memory
                held[key] = narrowed(value, state.assumed)


def _is_open(leaf: Known | Unknown) -> bool:
    return isinstance(leaf, Known) and isinstance(leaf.value, ProjectName)


def _code_of(path: Path) -> bytes:
    data = read_file(path)
    return b"" if isinstance(data, Problem) else data
