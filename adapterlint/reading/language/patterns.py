"""`match` statements: which case fits, and what its pattern captures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import libcst as cst

from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.bindings import assigned_names
from adapterlint.reading.language.branches import Decision, decide, take
from adapterlint.reading.language.operators import SCALARS
from adapterlint.reading.memory.objects import EnumMember
from adapterlint.reading.registry import STATEMENTS, reads
from adapterlint.reading.standard_library.containers import contents, new_dict, new_list
from adapterlint.values import Known, Unknown, Value


@dataclass(frozen=True, slots=True)
class Fit:
    """Whether a pattern fits, None if that is not known, and the names that it binds then."""

    holds: bool | None
    captured: dict[str, Value] = field(default_factory=dict)


@reads(STATEMENTS, cst.Match)
def run_match(interpreter: Interpreter, node: cst.Match) -> None:
    """Run the case that is known to fit, or each that may."""
    subject = interpreter.evaluate(node.subject)
    interpreter.per_option(subject, lambda leaf: _run_cases(interpreter, leaf, list(node.cases)))


def _run_cases(interpreter: Interpreter, subject: Known | Unknown, cases: list[cst.MatchCase]) -> Value:
    if not cases:
        return Known(None)
    case, *rest = cases
    fit = _fit(interpreter, subject, case.pattern)

    def body() -> Value:
        interpreter.execute(case.body.body)
        return Known(None)

    def otherwise() -> Value:
        return _run_cases(interpreter, subject, rest)

    def run() -> Value:
        for name in assigned_names([case.pattern]):
            captured = fit.captured.get(name)
            interpreter.bind(name, captured or interpreter.unknown(case.pattern, "captured by a pattern"))
        return body() if case.guard is None else take(interpreter, decide(interpreter, case.guard), body, otherwise)

    decision = Decision(fit.holds)
    if fit.holds is None:
        pattern = interpreter.positions.code(case.pattern)
        choice = interpreter.choice(case, (f"case `{pattern}` fits", f"case `{pattern}` does not fit"))
        decision = Decision(None, choice, frozenset({0}))
    return take(interpreter, decision, run, otherwise)


def _fit(interpreter: Interpreter, subject: Value, pattern: cst.MatchPattern) -> Fit:
    match pattern:
        case cst.MatchAs(pattern=inner, name=name):
            fit = Fit(holds=True) if inner is None else _fit(interpreter, subject, inner)
            return Fit(fit.holds, fit.captured if name is None else {**fit.captured, name.value: subject})
        case cst.MatchValue(value=value) | cst.MatchSingleton(value=value):
            return Fit(_equal(subject, interpreter.evaluate(value)))
        case cst.MatchOr(patterns=patterns):
            fits = [_fit(interpreter, subject, one.pattern) for one in patterns]
            holding = next((fit for fit in fits if fit.holds is not False), Fit(holds=False))
            return Fit(True if any(fit.holds for fit in fits) else holding.holds, holding.captured)
        case cst.MatchList(patterns=elements) | cst.MatchTuple(patterns=elements):
            return _fit_sequence(interpreter, subject, elements)
        case cst.MatchMapping():
            return _fit_mapping(interpreter, subject, pattern)
        case _:
            return Fit(None)


def _equal(subject: Value, wanted: Value) -> bool | None:
    match subject, wanted:
        case Known((str() | int() | float() | bytes() | None | EnumMember()) as one), Known(other):
            return bool(one == other)
        case Known(one), Known(None | bool()) if isinstance(one, SCALARS):
            return one is wanted.value
        case _:
            return None


def _fit_sequence(
    interpreter: Interpreter, subject: Value, elements: Sequence[cst.MatchSequenceElement | cst.MatchStar]
) -> Fit:
    held = contents(interpreter.state, subject)
    if not isinstance(held, Known) or not isinstance(held.value, tuple):
        return Fit(holds=False if isinstance(held, Known) and isinstance(held.value, (str, int, float)) else None)
    items = held.value
    star = next((index for index, element in enumerate(elements) if isinstance(element, cst.MatchStar)), None)
    if len(items) != len(elements) if star is None else len(items) < len(elements) - 1:
        return Fit(holds=False)
    fits: list[Fit] = []
    for index, element in enumerate(elements):
        from_end = index - len(elements) if star is not None and index > star else index
        if isinstance(element, cst.MatchSequenceElement):
            fits.append(_fit(interpreter, items[from_end], element.value))
        elif element.name is not None:
            rest = items[index : len(items) - (len(elements) - 1 - index)]
            fits.append(Fit(holds=True, captured={element.name.value: new_list(interpreter.state, rest)}))
    return _all_of(fits)


def _fit_mapping(interpreter: Interpreter, subject: Value, pattern: cst.MatchMapping) -> Fit:
    held = contents(interpreter.state, subject)
    if not isinstance(held, Known) or not isinstance(held.value, dict):
        return Fit(
            holds=False if isinstance(held, Known) and isinstance(held.value, (str, int, float, tuple)) else None
        )
    fits: list[Fit] = []
    rest = dict(held.value)
    for element in pattern.elements:
        key = interpreter.evaluate(element.key)
        if not isinstance(key, Known):
            return Fit(None)
        if key.value not in held.value:
            return Fit(holds=False)
        fits.append(_fit(interpreter, rest.pop(key.value), element.pattern))
    if pattern.rest is not None:
        fits.append(Fit(holds=True, captured={pattern.rest.value: new_dict(interpreter.state, rest)}))
    return _all_of(fits)


def _all_of(fits: Sequence[Fit]) -> Fit:
    known = [fit.holds for fit in fits]
    holds = False if False in known else None if None in known else True
    return Fit(holds, {name: value for fit in fits for name, value in fit.captured.items()})
