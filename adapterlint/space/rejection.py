"""What the rules have against a configuration, as a Pydantic error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from adapterlint.checking import check_config
from adapterlint.findings import Severity

_ABOUT_VALUES = ("ADL110", "ADL111", "ADL112")


def refuse(class_name: str, options: Mapping[str, Any]) -> None:
    """Raise if a configuration cannot work, in any base model and any release that has its options.

    Raises:
        ValidationError: it cannot; each error's type is the code of a rule.
    """
    against = [
        finding
        for finding in check_config(class_name, options)
        if finding.severity is Severity.ERROR or finding.code in _ABOUT_VALUES
    ]
    if against:
        raise ValidationError.from_exception_data(
            class_name,
            [
                InitErrorDetails(
                    type=PydanticCustomError(finding.code, "{message}", {"message": finding.message}), input=options
                )
                for finding in against
            ],
        )
