"""Reading documents: parse each cell, run all of them on paper, in order, and then what no run came to."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from adapterlint.findings import Span
from adapterlint.reading.frameworks.saves import SavedAdapters
from adapterlint.reading.frameworks.tokenizers import with_tokenizers
from adapterlint.reading.frameworks.training import with_training
from adapterlint.reading.guards.release_guards import with_guards
from adapterlint.reading.handlers import load_handlers
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.following import walk_uncalled
from adapterlint.reading.language.uncalled import walk_uncalled_methods
from adapterlint.reading.memory.merging import leaves, same
from adapterlint.reading.module import Source, may_hold_configurations, syntax_problems
from adapterlint.reading.project import Project
from adapterlint.reading.result import Reading, Unreadable
from adapterlint.reading.syntax.depth import with_room
from adapterlint.reading.unread import note_unread
from adapterlint.sources import Command, Document, Modules
from adapterlint.values import Unknown

load_handlers()


def read(document: Document) -> Reading:
    """Find the adapter configurations of a document alone, and the base models that they are put into.

    Never raises on account of what the document holds: what cannot be read is a problem of the reading.
    """
    is_run = may_hold_configurations(document)
    return with_room(lambda: _read(None, [document] if is_run else [], [] if is_run else [document]))


def read_project(documents: Sequence[Document], others: Sequence[Document], modules: Modules) -> Reading:
    """Find the adapter configurations of the files of a project, and the base models that they are put into.

    Args:
        documents: the files that may have to do with a configuration, those that import others before these.
        others: files that are only parsed, for what is wrong with them.
        modules: where they import from. Files that they import and that are not among them are read as well.
    """
    return with_room(lambda: _read(modules, documents, others))


def read_commands(documents: Sequence[Document], modules: Modules) -> tuple[Command, ...]:
    """Find the commands that documents give as scripts, which run other scripts."""
    project = Project(modules)

    def run() -> None:
        for document in documents:
            with suppress(RecursionError):
                project.begin(project.parse(document), is_script=True).run()

    with_room(run)
    return tuple(project.commands)


def _read(modules: Modules | None, documents: Sequence[Document], others: Sequence[Document]) -> Reading:
    """Read a project, once more if an adapter is loaded that something saves which was read later."""
    project = Project(modules)
    reading = _read_in(project, documents, others)
    if project.saved.came_late:
        reading = _read_in(Project(modules, SavedAdapters(project.saved.found)), documents, others)
    return reading


def _read_in(project: Project, documents: Sequence[Document], others: Sequence[Document]) -> Reading:
    sources = [project.parse(document) for document in documents]
    problems = [problem for source in sources for problem in source.problems]
    problems += (problem for document in others for problem in syntax_problems(document))
    for source in sources:
        try:
            _read_source(project, source)
        except RecursionError:
            problems.append(Unreadable("nested too deeply to be read", Span(source.path, 1, 1, 1, 1)))
    trained = with_training(project.sites.collected(), project.trainings, project.adding)
    return Reading(
        with_guards(with_tokenizers(trained, project.sources), project.sources, project.positions),
        tuple(name for source in sources for name in source.imported),
        tuple(problems),
        (*(source.document for source in project.sources), *others),
        project.files.texts if project.files else {},
    )


def _read_source(project: Project, source: Source) -> None:
    run = project.run_of_import(source)
    if run is None or source.is_also_run:
        run = project.begin(source, is_script=True)
        run.run()
    run.positions = project.positions.seen_from(source.path)
    _settle(run)
    walk_uncalled_methods(run)
    walk_uncalled(run)
    if run.exhaustion:
        note_unread(run, source.cells)
    project.followed |= run.followed


def _settle(run: Interpreter) -> None:
    """Make the names of the module what functions that are called from elsewhere find.

    That is their last value; but a name with several values, one of which another one replaced, is unknown:
    when such a function is called is not known.
    """
    run.state.assumed.clear()
    for name, values in run.home.history.items():
        key = (run.home.scope.identity, name)
        last = run.state.held(key)
        if last is None:
            continue
        possible = [leaf for _, leaf in leaves(last)]
        replaced = [
            value for value in values for _, leaf in leaves(value) if not any(same(leaf, one) for one in possible)
        ]
        if replaced:
            run.state.memory[key] = Unknown(f"`{name}` is assigned more than once")
