"""The static road from end to end: paths to documents, to facts, to findings.

Nothing heavy is imported before the gate has let a file in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from adapterlint.carriers import Carried, Carrier, carrier_of
from adapterlint.findings import Certainty, Finding, Related, Span
from adapterlint.results import Adapters, Report, SourceKey, Summary, by_place
from adapterlint.settings import Settings
from adapterlint.sources import (
    Problem,
    Requirement,
    discover,
    find_requirement,
    is_code,
    load,
    may_be_about_adapters,
    read_file,
)

if TYPE_CHECKING:
    from adapterlint.facts import Site
    from adapterlint.judging import Circumstances
    from adapterlint.rules import RuleBook

UNREADABLE = "ADL001"
SYNTAX_ERROR = "ADL002"


@dataclass
class Linted:
    """What has been found so far."""

    files: int = 0
    findings: list[Finding] = field(default_factory=list)
    sites: list[Site] = field(default_factory=list)
    opaque: list[Related] = field(default_factory=list)
    passed_over: list[Related] = field(default_factory=list)
    sources: dict[SourceKey, str] = field(default_factory=dict)
    requirement: Requirement | None = None


def lint(paths: Sequence[Path], settings: Settings) -> Report:
    """Lint files and folders.

    Raises:
        InputError: the settings name something that cannot be used.
    """
    linted = Linted()
    named = set(paths)
    for found in discover(paths, settings.exclude, _is_read):
        if isinstance(found, Problem):
            linted.findings.append(_about_problem(found, settings))
        elif (carrier := carrier_of(found)) is None:
            _lint_code(read_file(found), found, settings, linted)
        else:
            carried = _carried(carrier, found, read_file(found, carrier.largest))
            _lint_carried(carried, found, settings, linted, is_meant=carrier.is_meant or found in named)
    return _report(linted, settings)


def _is_read(name: str) -> bool:
    return is_code(name) or carrier_of(name) is not None


def lint_bytes(data: bytes, name: str, settings: Settings) -> Report:
    """Lint one file that is given as bytes; its name tells of which kind it is."""
    linted = Linted()
    carrier = carrier_of(name)
    if carrier is None:
        _lint_code(data, Path(name), settings, linted)
    else:
        _lint_carried(_carried(carrier, Path(name), data), Path(name), settings, linted, is_meant=True)
    return _report(linted, settings)


def _lint_code(data: bytes | Problem, path: Path, settings: Settings, linted: Linted) -> None:
    """Lint a script or notebook."""
    linted.files += 1
    if not (isinstance(data, Problem) or may_be_about_adapters(data)):
        return
    document = data if isinstance(data, Problem) else load(path, data)
    if isinstance(document, Problem):
        linted.findings.append(_about_problem(document, settings))
        return
    from adapterlint.reading import read

    reading = read(document)
    for cell in document.cells:
        linted.sources[str(path), cell.number] = cell.text
    linted.findings += (_about_problem(problem, settings) for problem in document.problems)
    linted.findings += (
        _finding_of(SYNTAX_ERROR, problem.message, problem.span, settings) for problem in reading.problems
    )
    _judge(reading.sites, path, settings, linted)


def _carried(carrier: Carrier, path: Path, data: bytes | Problem) -> Carried | Problem:
    if isinstance(data, Problem):
        return data
    return carrier.read(path, data) if carrier.may_hold(data) else Carried()


def _lint_carried(
    carried: Carried | Problem, path: Path, settings: Settings, linted: Linted, *, is_meant: bool
) -> None:
    """Lint what a file of data holds; one that is not meant for the linter counts only if that is a configuration."""
    match carried:
        case Problem() if is_meant:
            linted.files += 1
            linted.findings.append(_about_problem(carried, settings))
        case Problem(message=message):
            linted.passed_over.append(Related(message, _beginning(path)))
        case Carried(text, sites) if sites:
            linted.files += 1
            linted.sources[str(path), None] = text
            _judge(sites, path, settings, linted)
        case _:
            linted.files += is_meant


def _judge(sites: Iterable[Site], path: Path, settings: Settings, linted: Linted) -> None:
    from adapterlint.judging import judge
    from adapterlint.opacity import unseen_in

    requirement = find_requirement(path)
    linted.requirement = linted.requirement or requirement
    circumstances = _circumstances(settings, requirement)
    for site in sites:
        linted.sites.append(site)
        linted.opaque += unseen_in(site)
        if circumstances is not None:
            linted.findings += judge(site, circumstances, _rules(settings))


def _rules(settings: Settings) -> RuleBook:
    from adapterlint.rules import load as load_rules

    return load_rules(settings.rules)


def _circumstances(settings: Settings, requirement: Requirement | None) -> Circumstances | None:
    """Return what to judge against; None where the project is for another library."""
    from adapterlint.checking import find_base_model
    from adapterlint.judging import Circumstances
    from adapterlint.releases import admitted, nearest

    declared = None if requirement is None else requirement.specifier or None
    if settings.adapters is None and requirement is not None and requirement.package != "adapters":
        return None
    releases = admitted(settings.adapters)
    if settings.adapters is None and declared is not None:
        releases = nearest(declared)
    return Circumstances(
        releases=releases,
        declared=settings.adapters is not None or declared is not None,
        base_model=find_base_model(settings.base_model),
        installed={str(package): there for package, there in settings.installed.items()},
    )


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
    findings = [*silenced.kept]
    if any(silenced.useless):
        findings += about_comments(silenced, _rules(settings), settings)
    selected = [finding for finding in findings if settings.selects(finding.code)]
    opaque_spans = {related.span for related in linted.opaque}
    return Report(
        findings=tuple(sorted(selected, key=by_place)),
        summary=Summary(
            files=linted.files,
            configurations=len({site.span for site in linted.sites}),
            opaque=len(opaque_spans),
            suppressed=len(silenced.silenced),
        ),
        adapters=_adapters(settings, linted.requirement),
        sources=linted.sources,
        unseen=(*linted.opaque, *linted.passed_over),
        sites=tuple(linted.sites),
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


def _adapters(settings: Settings, requirement: Requirement | None) -> Adapters:
    if settings.adapters is not None:
        return Adapters(settings.adapters, "settings")
    if requirement is None:
        return Adapters()
    name = "" if requirement.package == "adapters" else requirement.package
    specifier = f"{name}{requirement.specifier}" or None
    return Adapters(specifier, _from_here(requirement.source), None if name else _instead(requirement.specifier))


def _instead(specifier: str) -> str | None:
    """Return the release that is judged for in place of a requirement that admits none that is known."""
    from packaging.specifiers import SpecifierSet

    from adapterlint.releases import nearest

    (*_, newest) = nearest(specifier) if specifier else ("",)
    return newest if specifier and not SpecifierSet(specifier).contains(newest, prereleases=True) else None


def _from_here(source: str) -> str:
    """Shorten the path of a file below the current folder."""
    return str(Path(source).relative_to(Path.cwd())) if Path(source).is_relative_to(Path.cwd()) else source
