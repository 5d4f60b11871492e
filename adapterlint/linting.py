"""The static road from end to end: paths to documents, to facts, to findings.

Nothing heavy is imported before the gate has let a file in.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from adapterlint.admission import adapters_of, circumstances_of, judged_for
from adapterlint.carriers import SUFFIXES as DATA
from adapterlint.carriers import Carried, carrier_of
from adapterlint.findings import Certainty, Finding, Related, Span
from adapterlint.results import Judged, Report, SourceKey, Summary, by_place
from adapterlint.settings import Settings
from adapterlint.sources import (
    CommandFiles,
    Document,
    Modules,
    Problem,
    Requirement,
    copy_of_library,
    discover,
    find_requirement,
    is_command_file,
    leading_to,
    load,
    may_be_about_adapters,
    read_file,
)
from adapterlint.sources.discovery import SUFFIXES as CODE

if TYPE_CHECKING:
    from adapterlint.facts import Site
    from adapterlint.rules import RuleBook

UNREADABLE = "ADL001"
SYNTAX_ERROR = "ADL002"
ABOUT_READING = (UNREADABLE, SYNTAX_ERROR)
"""What tells of files, or parts of them, that were not read."""


@dataclass
class Linted:
    """What has been found so far.

    Attributes:
        passed_over: files that may have nothing to do with adapters, and that could not be read.
        linted: the files that are about adapters; others are read for what they tell of these.
    """

    files: int = 0
    findings: list[Finding] = field(default_factory=list)
    judged: list[Judged] = field(default_factory=list)
    opaque: list[Related] = field(default_factory=list)
    passed_over: list[Related] = field(default_factory=list)
    sources: dict[SourceKey, str] = field(default_factory=dict)
    requirement: Requirement | None = None
    linted: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the files of a project are read with.

    Attributes:
        files: all scripts and notebooks that were found.
        modules: where they import from.
        commands: how they are run.
    """

    files: Sequence[Path]
    modules: Modules
    commands: CommandFiles


def lint(paths: Sequence[Path], settings: Settings) -> Report:
    """Lint files and folders.

    Raises:
        InputError: the settings name something that cannot be used.
    """
    linted = Linted()
    files: list[Path] = []
    about_adapters: dict[Path, bytes] = {}
    named = set(paths)
    for found in discover(paths, settings.exclude, (*CODE, *DATA)):
        if isinstance(found, Problem):
            linted.findings.append(_about_problem(found, settings))
            continue
        if carrier_of(found) is not None:
            _lint_data(found, None, settings, linted, is_named=found in named)
            continue
        if is_command_file(found):
            continue
        linted.files += 1
        data = read_file(found)
        if isinstance(data, Problem):
            linted.findings.append(_about_problem(data, settings))
            continue
        if found not in named and (copy := copy_of_library(found)) is not None:
            linted.passed_over.append(Related("a copy of the library itself", _beginning(copy)))
            continue
        files.append(found)
        if may_be_about_adapters(data):
            about_adapters[found] = data
    commands = CommandFiles(paths, settings.exclude, files)
    if about_adapters:
        _lint_files(Surroundings(files, Modules(paths, files), commands), about_adapters, settings, linted)
    _lint_commands(commands, settings, linted)
    return _report(linted, settings)


def lint_bytes(data: bytes, name: str, settings: Settings) -> Report:
    """Lint one file that is given as bytes; its name tells of which kind it is."""
    linted = Linted()
    path = Path(name)
    if carrier_of(path) is not None:
        _lint_data(path, data, settings, linted, is_named=True)
        return _report(linted, settings)
    linted.files += 1
    if may_be_about_adapters(data):
        alone = Surroundings([path], Modules([], [path]), CommandFiles([], [], []))
        _lint_files(alone, {path: data}, settings, linted)
    return _report(linted, settings)


def _lint_files(
    surroundings: Surroundings, about_adapters: Mapping[Path, bytes], settings: Settings, linted: Linted
) -> None:
    """Lint the files that are about adapters, together with those that import from them."""
    from adapterlint.reading import may_hold_configurations, may_read_command_line, may_use_library, read_project

    files, modules, commands = surroundings.files, surroundings.modules, surroundings.commands
    documents: dict[Path, Document] = {}
    for path, data in about_adapters.items():
        loaded = load(path, data)
        if isinstance(loaded, Problem):
            linted.findings.append(_about_problem(loaded, settings))
        else:
            documents[path] = loaded
            linted.findings += (_about_problem(problem, settings) for problem in loaded.problems)
    groups = [
        [path for path, document in documents.items() if is_of_group(document)]
        for is_of_group in (may_hold_configurations, may_use_library)
    ]
    ordered = leading_to(groups, files, modules, lambda path: about_adapters.get(path) or _bytes_of(path))
    run = [document for path in ordered if (document := documents.get(path) or _document_of(path)) is not None]
    if any(may_read_command_line(document) for document in run):
        run = [dataclasses.replace(document, command_lines=commands.runs_of(document.path)) for document in run]
        linted.sources.update(commands.texts)
    reading = read_project(run, [documents[path] for path in documents if path not in ordered], modules)
    for document in reading.documents:
        for cell in document.cells:
            linted.sources[str(document.path), cell.number] = cell.text
    linted.linted.update(str(path) for path in documents)
    linted.findings += (
        _finding_of(SYNTAX_ERROR, problem.message, problem.span, settings)
        for problem in reading.problems
        if problem.span.path in linted.linted
    )
    for path in documents:
        linted.requirement = linted.requirement or find_requirement(path)
    _judge(reading.sites, {str(path) for path in files}, settings, linted)


def _lint_data(path: Path, data: bytes | None, settings: Settings, linted: Linted, *, is_named: bool) -> None:
    """Lint a file that carries configurations as data; one that may have nothing to do with adapters counts if it does.

    Args:
        data: its bytes; None to read them.
    """
    carried, is_meant = _carried(path, data)
    match carried:
        case Problem() if is_meant or is_named:
            linted.files += 1
            linted.findings.append(_about_problem(carried, settings))
        case Problem(message=message):
            linted.passed_over.append(Related(message, _beginning(path)))
        case Carried(text, sites) if sites:
            linted.files += 1
            linted.linted.add(str(path))
            linted.sources[str(path), None] = text
            linted.requirement = linted.requirement or find_requirement(path)
            _judge(sites, {str(path)}, settings, linted)
        case _:
            linted.files += is_meant or is_named


def _carried(path: Path, data: bytes | None) -> tuple[Carried | Problem, bool]:
    """Return what a file holds, and whether all files of its kind are for the library."""
    carrier = carrier_of(path)
    if carrier is None:
        return Carried(), False
    read = read_file(path, carrier.largest) if data is None else data
    if isinstance(read, Problem):
        return read, carrier.is_meant
    return (carrier.read(path, read) if carrier.may_hold(read) else Carried()), carrier.is_meant


def _lint_commands(commands: CommandFiles, settings: Settings, linted: Linted) -> None:
    """Lint the configurations that commands give to scripts which are not there to be read."""
    if not commands.name_configurations:
        return
    from adapterlint.reading import sites_in_commands

    linted.sources = {**commands.texts, **linted.sources}
    sites = sites_in_commands(commands.of_other_scripts)
    files = {site.span.path for site in sites if site.span}
    for file in sorted(files):
        linted.requirement = linted.requirement or find_requirement(Path(file))
    _judge(sites, files, settings, linted)


def _bytes_of(path: Path) -> bytes:
    data = read_file(path)
    return b"" if isinstance(data, Problem) else data


def _document_of(path: Path) -> Document | None:
    document = load(path, _bytes_of(path))
    return None if isinstance(document, Problem) else document


def _judge(sites: Iterable[Site], asked: Container[str], settings: Settings, linted: Linted) -> None:
    """Judge the configurations that are written in files asked for, or put into a model there.

    One that is written elsewhere is reported at the call that adds it.
    """
    from adapterlint.judging import judge
    from adapterlint.opacity import unseen_in

    requirement_of = cache(find_requirement)
    for read in sites:
        written, added = (None if span is None else span.path for span in (read.span, read.inserted_at))
        if written not in asked and added not in asked:
            continue
        is_elsewhere = written not in asked and read.span is not None
        elsewhere = (Related("the configuration is written here", read.span),) if is_elsewhere and read.span else ()
        site = dataclasses.replace(read, span=read.inserted_at) if is_elsewhere else read
        if not site.is_change:
            linted.opaque += unseen_in(site)
        requirement = requirement_of(Path(added or written or ""))
        circumstances = circumstances_of(settings, requirement)
        if not site.is_change:
            linted.judged.append(judged_for(site, circumstances, settings, requirement))
        if circumstances is not None:
            linted.findings += (
                dataclasses.replace(finding, related=(*elsewhere, *finding.related))
                for finding in judge(site, circumstances, _rules(settings))
            )


def _rules(settings: Settings) -> RuleBook:
    from adapterlint.rules import load as load_rules

    return load_rules(settings.rules)


def judged_releases(path: Path, settings: Settings) -> tuple[str, ...]:
    """Return the releases of adapters that the configurations of a file are judged for."""
    circumstances = circumstances_of(settings, find_requirement(path))
    return () if circumstances is None else circumstances.releases


def _about_problem(problem: Problem, settings: Settings) -> Finding:
    span = _beginning(problem.path, problem.cell)
    return _finding_of(SYNTAX_ERROR if problem.cell else UNREADABLE, problem.message, span, settings)


def _beginning(path: Path, cell: int | None = None) -> Span:
    return Span(str(path), 1, 1, 1, 1, cell)


def _finding_of(code: str, cause: str, span: Span | None, settings: Settings) -> Finding:
    rule = _rules(settings)[code]
    return Finding(
        code=code,
        name=rule.name,
        severity=rule.severity,
        certainty=Certainty.CERTAIN,
        message=rule.message.format(cause=cause),
        help=rule.help,
        span=span,
    )


def _report(linted: Linted, settings: Settings) -> Report:
    from adapterlint.suppressions import about_comments, silence

    silenced = silence(_once(linted.findings), linted.sources)
    useless = [one for one in silenced.useless if one[0].span.path in linted.linted]
    silenced = dataclasses.replace(silenced, useless=tuple(useless))
    findings = [*silenced.kept]
    if any(silenced.useless):
        findings += about_comments(silenced, _rules(settings), settings)
    selected = [finding for finding in findings if settings.selects(finding.code)]
    opaque_spans = {related.span for related in linted.opaque}
    return Report(
        findings=tuple(sorted(selected, key=by_place)),
        summary=Summary(
            files=linted.files,
            configurations=len({one.site.span for one in linted.judged}),
            opaque=len(opaque_spans),
            suppressed=len(silenced.silenced),
        ),
        adapters=adapters_of(settings, linted.requirement),
        sources=linted.sources,
        unseen=tuple(dict.fromkeys((*linted.opaque, *linted.passed_over))),
        judged=tuple(sorted(linted.judged, key=by_place)),
    )


def _once(findings: Iterable[Finding]) -> list[Finding]:
    """Leave out findings that are said again, as of a configuration that is put into two models."""
    seen: set[tuple[str, Span | None, str]] = set()
    once: list[Finding] = []
    for finding in findings:
        key = (finding.code, finding.span, finding.message)
        if key not in seen:
            seen.add(key)
            once.append(finding)
    return once
