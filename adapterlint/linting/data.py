"""Files that carry configurations as data: saved adapters, files of runs, and the commands of a project."""

from __future__ import annotations

from pathlib import Path

from adapterlint.carriers import Carried, carrier_of
from adapterlint.findings import Related
from adapterlint.linting.linted import Linted
from adapterlint.linting.problems import beginning
from adapterlint.linting.sites import judge_sites
from adapterlint.sources import CommandFiles, Problem, read_file


def lint_data(path: Path, data: bytes | None, linted: Linted, *, is_named: bool) -> None:
    """Lint a file that carries configurations as data; one that may have nothing to do with adapters counts if it does.

    Args:
        data: its bytes; None to read them.
        is_named: whether the user asks for this very file.
    """
    carried, is_meant = _carried(path, data)
    match carried:
        case Problem() if is_meant or is_named:
            linted.files += 1
            linted.report(carried)
        case Problem(message=message):
            linted.passed_over.append(Related(message, beginning(path)))
        case Carried(text, sites) if sites:
            linted.files += 1
            linted.linted.add(str(path))
            linted.sources[str(path), None] = text
            linted.requirement = linted.requirement or linted.requirement_of(path)
            judge_sites([site for site in sites if site.span not in linted.handed_on], {str(path)}, linted)
        case _:
            linted.files += is_meant or is_named


def lint_commands(commands: CommandFiles, linted: Linted) -> None:
    """Lint the configurations that commands give to scripts which are not there to be read."""
    if not commands.name_configurations:
        return
    from adapterlint.reading import sites_in_commands

    linted.sources = {**commands.texts, **linted.sources}
    sites = sites_in_commands(commands.of_other_scripts)
    files = {site.span.path for site in sites if site.span}
    for file in sorted(files):
        linted.requirement = linted.requirement or linted.requirement_of(Path(file))
    judge_sites(sites, files, linted)


def _carried(path: Path, data: bytes | None) -> tuple[Carried | Problem, bool]:
    """Return what a file holds, and whether all files of its kind are for the library."""
    carrier = carrier_of(path)
    if carrier is None:
        return Carried(), False
    read = read_file(path, carrier.largest) if data is None else data
    if isinstance(read, Problem):
        return read, carrier.is_meant
    return (carrier.read(path, read) if carrier.may_hold(read) else Carried()), carrier.is_meant
