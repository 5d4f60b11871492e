"""The shell in makefiles: their variables, recipes, targets, pattern rules and `$(foreach …)` written as shell.

Every line stays the line that it is; what is put in shifts only what stands behind it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

LOGICAL_LINE = re.compile(r"(?:[^\\\n]|\\\r?\n|\\.)*\n?")
_VARIABLE = re.compile(r"(?<!\$)\$\((\w+)\)")
_QUOTED_VARIABLE = re.compile(r"(?<=[\s=])'([^'\"\n]*\$\(\w+\)[^'\"\n]*)'")
"""Make does not know quotes; what it puts into single ones is text for the shell."""
_TARGETS = re.compile(r"([^\s:=#][^:=#\n]*?)\s*::?(?!=)")
_OF_TARGET = re.compile(r"([^\s:=#][^:=#\n]*?)\s*:\s*(\w+)\s*[:?]?=[ \t]*([^\n]*)")
_FOREACH = re.compile(r"\$\(foreach\s+(\w+)\s*,\s*([^,]+?)\s*,(.*?)[;&\s]*\)[ \t]*(?=\n|\Z)", re.DOTALL)
_STEM, _TARGET = re.compile(r"\$\*|\$\(\*\)"), re.compile(r"\$@|\$\(@\)")
_STRIPPED = re.compile(
    r"\$\((?:@:(?P<name>[\w.-]+)%=%|patsubst (?P<pattern>[\w.-]+)%,\s*%,\s*\$@|subst (?P<text>[\w.-]+),,\s*\$@)\)"
)
"""A target without what it begins with."""
_OWN = re.compile(r"\$\{__(?:stem|target)\b[^{}]*\}")
_PREREQUISITES = re.compile(r"^[^\s:=#][^:=#\n]*::?(?!=)([^=\n#]+)$", re.MULTILINE)
_UNKNOWN = "${__not_known}"
"""A variable that nothing sets."""


def shell_of_makefile(text: str) -> str:
    """Write the recipes of a makefile as shell."""
    text = text.replace("\t@", "\t ")
    of_targets = _variables_of_targets(text)
    written: list[str] = []
    targets: list[str] = []
    for found in LOGICAL_LINE.finditer(text):
        line = found.group()
        if line.startswith("\t"):
            line = _recipe(line, targets, of_targets, text)
        elif heading := _TARGETS.match(line):
            targets = heading[1].split()
        written.append(line)
    return _VARIABLE.sub(r"${\1}", _QUOTED_VARIABLE.sub(r'"\1"', "".join(written))).replace("$$", "$")


def _variables_of_targets(text: str) -> Mapping[str, Mapping[str, str]]:
    """Return what `target: NAME = value` assigns, by the target."""
    assigned: dict[str, dict[str, str]] = {}
    for line in text.splitlines():
        if found := _OF_TARGET.match(line):
            for target in found[1].split():
                assigned.setdefault(target, {})[found[2]] = found[3].strip()
    return assigned


def _recipe(line: str, targets: list[str], of_targets: Mapping[str, Mapping[str, str]], text: str) -> str:
    for name in {name for target in targets for name in of_targets.get(target, ())}:
        values = {of_targets.get(target, {}).get(name) for target in targets}
        value = values.pop() if len(values) == 1 else None
        line = re.sub(rf"(?<!\$)\$[({{]{name}[)}}]", (value or _UNKNOWN).replace("\\", r"\\"), line)
    line = _FOREACH.sub(r"for \1 in \2; do \3; done", line)
    line = _TARGET.sub("${__target}", _STEM.sub("${__stem}", _STRIPPED.sub(_without_beginning, line)))
    return _for_each_target(line, targets, text) if _OWN.search(line) else line


def _without_beginning(found: re.Match[str]) -> str:
    return f"${{__target//{found['text']}/}}" if found["text"] else f"${{__target#{found['name'] or found['pattern']}}}"


def _for_each_target(line: str, targets: list[str], text: str) -> str:
    """Run a line of a recipe for each target, or each that the makefile lists for a pattern."""
    end = len(line.rstrip("\n"))
    is_pattern = any("%" in target for target in targets)
    if not is_pattern and "${__stem}" not in line:
        return f"\tfor __target in {' '.join(targets)}; do {line[1:end]}; done{line[end:]}"
    stems = _stems(targets[0], text) if is_pattern and len(targets) == 1 else None
    if stems is None:
        return _OWN.sub(lambda _: _UNKNOWN, line)
    target = targets[0].replace("%", "${__stem}")
    return f"\tfor __stem in {stems}; do __target={target}; {line[1:end]}; done{line[end:]}"


def _stems(rule: str, text: str) -> str | None:
    """Return what the makefile lists for `%` in the pattern of a rule, `$(RANKS:%=train-%)`; None if it does not."""
    if rule.count("%") != 1:
        return None
    pattern = re.escape(rule)
    prefix, _, suffix = rule.partition("%")
    listed = [rf"\$\((\w+):%={pattern}\)"]
    if not suffix:
        listed.append(rf"\$\(addprefix\s+{re.escape(prefix)}\s*,\s*\$\((\w+)\)\s*\)")
    found = next((one for written in listed for one in re.findall(written, text)), None)
    if found is not None:
        return f"$({found})"
    one = re.compile(rf"{re.escape(prefix)}([\w.-]+){re.escape(suffix)}")
    named = (word for words in _PREREQUISITES.findall(text) for word in words.split())
    return " ".join(dict.fromkeys(stem[1] for word in named if (stem := one.fullmatch(word)))) or None
