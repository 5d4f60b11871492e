"""The shell in the files that build and run projects: Dockerfiles, justfiles, tox.ini.

Everything keeps its place.
"""

from __future__ import annotations

import re

from adapterlint.sources.shell.yaml_files import goes_on, lists_as_words

_INSTRUCTION = re.compile(r"(?P<name>RUN|CMD|ENTRYPOINT|ENV)\b", re.IGNORECASE)
_ASSIGNED = re.compile(r"(?:\s+\w+=(?:\"[^\"\n]*\"|\S+))+\s*")
_JUST_VARIABLE = re.compile(
    r"^(?P<export>export\s+)?(?P<name>\w+)(?P<between>\s*:=\s*)(?P<value>\"[^\"\n]*\"|'[^'\n]*')", re.MULTILINE
)
_JUST_RECIPE = re.compile(
    r"^@?[\w-]+(?P<parameters>(?:[ \t]+[+*$]?\w+(?:=(?:\"[^\"\n]*\"|'[^'\n]*'|[\w.-]+))?)*)[ \t]*:(?!=)[^\n]*",
    re.MULTILINE,
)
_JUST_PUT_IN = re.compile(r"\{\{\s*(?P<name>\w+)\s*\}\}")
_TOX_KEY = re.compile(r"^(commands(?:_pre|_post)?\s*=)", re.MULTILINE)


def shell_of_dockerfile(text: str) -> str:
    """Blank the instructions but `ENV`; what `CMD` adds to an `ENTRYPOINT` belongs to its command."""
    kept: list[str] = []
    before = ""
    for line in lists_as_words(text).splitlines(keepends=True):
        found = _INSTRUCTION.match(line)
        name = found["name"].upper() if found else ""
        rest = line[found.end() :] if found else line
        if name == "CMD" and before == "ENTRYPOINT" and rest.lstrip(" \t\"'").startswith("-"):
            goes_on(kept)
        elif name == "ENV" and not _ASSIGNED.fullmatch(rest):
            rest = re.sub(r"[^\n]", " ", rest)
        kept.append((name if name == "ENV" else " " * len(name)) + rest)
        before = name or before
    return "".join(kept)


def shell_of_justfile(text: str) -> str:
    """Write the variables of a justfile, and the parameters of its recipes, as those of shell."""
    text = _JUST_PUT_IN.sub(lambda found: f"${{{found['name']}}}", text)
    text = _JUST_VARIABLE.sub(_as_assignment, text)
    text = _JUST_RECIPE.sub(_as_assignments, text)
    return re.sub(r"^([ \t]+)@", r"\1 ", text, flags=re.MULTILINE)


def _as_assignment(found: re.Match[str]) -> str:
    return f"{' ' * (len(found['between']) - 1)}{found['export'] or ''}{found['name']}={found['value']}"


def _as_assignments(found: re.Match[str]) -> str:
    parameters = re.sub(r"(?<=\s)[+*$](?=\w)", " ", found["parameters"])
    assigned = " ".join(one if "=" in one else " " * len(one) for one in re.split(r"\s(?=\w+)", parameters))
    start = found.start("parameters") - found.start()
    return (" " * start + assigned).ljust(len(found.group()))


def shell_of_tox(text: str) -> str:
    """Blank the keys of commands."""
    return _TOX_KEY.sub(lambda found: " " * len(found.group()), text)
