"""What the files of a project share while they are read: their modules, each run once, and what these hold."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

from adapterlint.facts import TrainingSetup
from adapterlint.reading.frameworks.library_names import is_library_module
from adapterlint.reading.frameworks.sites import SiteLog
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.star_imports import from_star_import
from adapterlint.reading.memory.contents import Memory
from adapterlint.reading.memory.merging import leaves, narrowed, one_of
from adapterlint.reading.memory.objects import Imported, ProjectModule, ProjectName
from adapterlint.reading.memory.state import State
from adapterlint.reading.module import Module, Source, parsed
from adapterlint.reading.syntax.positions import Positions
from adapterlint.sources import Command, DataFiles, Document, ModuleFile, Modules, Problem, load, read_file
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
    what one script changes in it, another one does not see.

    Attributes:
        positions: the places of all syntax.
        sites: the configurations met in any run.
        memory: what imported modules hold.
        namespaces: the modules, by the identity of their scopes.
        followed: the functions whose calls were followed in runs that are over.
        trainings: what was seen of how files train, by their paths.
        commands: the scripts that others were seen to run.
        files: the files that scripts read when they run; None where a document is read alone.
    """

    def __init__(self, modules: Modules | None = None) -> None:
        self.files = DataFiles() if modules else None
        self.positions = Positions()
        self.sites = SiteLog()
        self.memory = Memory()
        self.namespaces: dict[int, Module] = {}
        self.followed: set[cst.CSTNode] = set()
        self.trainings: dict[str, list[TrainingSetup]] = {}
        self.commands: list[Command] = []
        self._modules = modules
        self._identity = cache(os.path.realpath)
        self._sources: dict[str, Source] = {}
        self._imported: dict[str, Module | Unknown] = {}
        self._running: list[Interpreter] = []
        self._published: dict[Interpreter, State] = {}
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
        return file.has_code or self._submodule(file, name) is not None

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
            value = seen_by.state.get((module.scope.identity, name)) or from_star_import(module, name)
            if value is not None:
                return value
        submodule = self._submodule(file, name)
        return Known(ProjectModule(submodule)) if submodule else Unknown(f"`{name}` is not defined in {file.path}")

    def _submodule(self, file: ModuleFile, name: str) -> ModuleFile | None:
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
        return run.home

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
        self.memory.update({key: narrowed(value, state.assumed) for key, value in values if value is not None})


def _is_open(leaf: Known | Unknown) -> bool:
    return isinstance(leaf, Known) and isinstance(leaf.value, ProjectName)
