"""Poetry's and conda's version constraints as specifiers of PEP 440."""

from __future__ import annotations

import re

_RELEASE = re.compile(r"\d+(?:\.\d+)*")


def to_pep440(constraint: str) -> str | None:
    """Translate `^1.0`, `~1.2`, `1.*`, `1.0.1`, `>=1,<2`, `*`; None for alternatives (`||`) and what is not read."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    if "|" in constraint:
        return None
    parts = [_part(part) for part in re.split(r"\s*,\s*|\s+(?=[<>=!^~])", constraint.strip()) if part]
    specifier = ",".join(part for part in parts if part)
    try:
        return str(SpecifierSet(specifier))
    except InvalidSpecifier:
        return None


def _part(constraint: str) -> str:
    operator = re.match(r"[\^~<>=!]*", constraint)
    sign = operator.group() if operator else ""
    version = constraint[len(sign) :].strip()
    if constraint == "*":
        return ""
    if sign in {"", "="}:
        return f"=={version}"
    if sign in {"^", "~"} and _RELEASE.fullmatch(version):
        return f">={version},<{_next(version, keep=_kept_by_caret(version) if sign == '^' else 2)}"
    return constraint.replace(" ", "")


def _kept_by_caret(version: str) -> int:
    """Count the leading numbers that a caret holds fixed: up to the first that is not zero."""
    numbers = [int(number) for number in version.split(".")]
    return next((index for index, number in enumerate(numbers, start=1) if number), len(numbers))


def _next(version: str, keep: int) -> str:
    numbers = [int(number) for number in version.split(".")][:keep]
    return ".".join(str(number) for number in [*numbers[:-1], numbers[-1] + 1])
