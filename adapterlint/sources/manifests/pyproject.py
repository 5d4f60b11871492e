"""pyproject.toml: PEP 621, dependency groups (PEP 735), Poetry, PDM and uv."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from adapterlint.sources.manifests.caret import to_pep440
from adapterlint.sources.manifests.declaration import Declaration, declaration, line_of, package_named
from adapterlint.sources.manifests.toml_files import parsed, table


def read(text: str) -> Iterator[Declaration]:
    """Yield what a pyproject.toml declares."""
    tree = parsed(text)
    lists = [
        table(tree, "project").get("dependencies"),
        *table(tree, "project", "optional-dependencies").values(),
        *table(tree, "dependency-groups").values(),
        *table(tree, "tool", "pdm", "dev-dependencies").values(),
        table(tree, "tool", "uv").get("dev-dependencies"),
    ]
    for requirements in lists:
        for requirement in requirements if isinstance(requirements, list) else []:
            if isinstance(requirement, str):
                found = declaration(requirement, _line(text, requirement))
                if found:
                    yield found
    poetry = table(tree, "tool", "poetry")
    groups = [table(group, "dependencies") for group in table(poetry, "group").values() if isinstance(group, Mapping)]
    for dependencies in (table(poetry, "dependencies"), table(poetry, "dev-dependencies"), *groups):
        yield from _poetry(dependencies, text)


def _poetry(dependencies: Mapping[str, object], text: str) -> Iterator[Declaration]:
    for name, wanted in dependencies.items():
        package = package_named(name)
        if package is None:
            continue
        line = line_of(text, rf"^\s*[\"']?{name}[\"']?\s*=")
        for constraint in wanted if isinstance(wanted, list) else [wanted]:
            version = constraint.get("version", "*") if isinstance(constraint, Mapping) else constraint
            specifier = to_pep440(version) if isinstance(version, str) else None
            if specifier is not None:
                yield Declaration(package, specifier, line)


def _line(text: str, requirement: str) -> int:
    at = text.find(requirement)
    return text.count("\n", 0, at) + 1 if at >= 0 else 1
