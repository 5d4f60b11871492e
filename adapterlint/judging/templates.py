"""The texts of sheets, filled with what a subject says."""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence

from adapterlint.rules.condition import UNDETERMINED
from adapterlint.subjects import Subject

LONGEST_VALUE = 200
"""Of a value with more characters than this, a message shows the beginning and the end."""


class _Template(string.Formatter):
    """Fills `{name}` with what a subject says; `{name!r}` shows a value as Python writes it."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject

    def get_field(
        self,
        field_name: str,
        args: Sequence[object],  # noqa: ARG002 - the signature of string.Formatter
        kwargs: Mapping[str, object],  # noqa: ARG002
    ) -> tuple[object, str]:
        value = self._subject.look_up(field_name)
        return ("…" if value is UNDETERMINED else value), field_name

    def format_field(self, value: object, format_spec: str) -> str:
        """Shorten a long value in its middle: how it begins and ends tells it from others."""
        text = str(super().format_field(value, format_spec))
        half = LONGEST_VALUE // 2
        return text if len(text) <= LONGEST_VALUE else f"{text[:half]}…{text[-half:]}"


def render(template: str, subject: Subject) -> str:
    """Fill the names in a message or a help text; values never break the line, and are not quoted at length."""
    return " ".join(_Template(subject).format(template).splitlines())
