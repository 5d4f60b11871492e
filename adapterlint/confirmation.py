"""Static and dynamic findings about the same thing become one, confirmed."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence

from adapterlint.findings import Finding
from adapterlint.rules import RuleBook


def confirm(
    predicted: Sequence[Finding], shown: Iterable[Finding], book: RuleBook
) -> tuple[list[Finding], list[Finding]]:
    """Match what runs showed to what was predicted at the same place.

    Args:
        predicted: the findings of the static road.
        shown: the findings of runs.

    Returns:
        The predicted findings, those that a run showed too marked as confirmed; and what was shown and not predicted.
    """
    merged = list(predicted)
    news: list[Finding] = []
    for finding in shown:
        match = next((number for number, one in enumerate(merged) if _same(one, finding, book)), None)
        if match is None:
            news.append(finding)
        else:
            merged[match] = dataclasses.replace(merged[match], confirmed=finding.message)
    return merged, news


def _same(predicted: Finding, shown: Finding, book: RuleBook) -> bool:
    if predicted.span != shown.span or predicted.code not in book or shown.code not in book:
        return False
    kind = book[shown.code].confirms
    if kind is None or book[predicted.code].effect.kind != kind:
        return False
    return kind != "raises" or predicted.claim is None or shown.claim is None or predicted.claim == shown.claim
