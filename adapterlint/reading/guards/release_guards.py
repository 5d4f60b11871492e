"""Code that a script runs only with some releases of the library, because it asks before.

It is found in the syntax alone, by what tests, imports and early exits say of the library; nothing has to be known of
what a test is. What is understood of a test are the releases in which it holds; of another one that has to do with the
release, only that much, and then any release is meant.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import libcst as cst
from packaging.version import InvalidVersion, Version

from adapterlint.facts import Site
from adapterlint.findings import Span
from adapterlint.reading.guards.expecting import leaves
from adapterlint.reading.guards.release_imports import ANY_RELEASE, MISSING, Releases, caught_in
from adapterlint.reading.guards.release_tests import ReleaseTests
from adapterlint.reading.module import Source
from adapterlint.reading.syntax.positions import Positions
from adapterlint.reading.syntax.walking import below, dotted_name
from adapterlint.values import spans_in

_ASKING = re.compile(
    r"__version__|metadata|pkg_resources|hasattr|getattr|ImportError|ModuleNotFound|signature|__dataclass_fields__"
    r"|\bfields\(|\bdir\(|\bvars\(|__all__|importorskip"
)
"""Code without a match does not ask which release it runs with."""


_SKIPPING = {"skipif": False, "skipIf": False, "skipUnless": True, "xfail": False}
"""Decorators of tests, and whether what they are given holds where the test is run, and not meant to fail."""
_ENDING = frozenset({"pytest.skip", "self.skipTest"})


def with_guards(sites: Iterable[Site], sources: Iterable[Source], positions: Positions) -> tuple[Site, ...]:
    """Return sites with the releases in which the script comes to them, where it asks for the release."""
    guards = {source.path: _Guards(source, positions) for source in sources if _asks(source)}
    return tuple(_guarded(site, guards) for site in sites) if guards else tuple(sites)


def _asks(source: Source) -> bool:
    return any(_ASKING.search(cell.text) for cell in source.document.cells)


def _guarded(site: Site, guards: Mapping[str, _Guards]) -> Site:
    """Return a site with its releases: those of its places, and any if its options depend on the release."""
    around = [
        releases
        for span in (site.span, site.inserted_at)
        if span is not None and span.path in guards
        for releases in guards[span.path].around(span)
    ]
    in_doubt = ANY_RELEASE in around
    of_options = (span for span in spans_in(site.configuration) if span not in (site.span, site.inserted_at))
    if any(True for span in of_options if span.path in guards for _ in guards[span.path].around(span)):
        around.append(ANY_RELEASE)
    if not around:
        return site
    reach = dataclasses.replace(site.reach, releases=frozenset.intersection(*around), in_doubt=in_doubt)
    return dataclasses.replace(site, reach=reach)


class _Guards:
    """What of a file is run in some releases only."""

    def __init__(self, source: Source, positions: Positions) -> None:
        self._positions = positions
        self._tests = ReleaseTests(source.cells)
        self._guarded: list[tuple[Span, Releases]] = []
        self._walk([statement for cell in source.cells for statement in cell.body])
        for node in below(source.cells):
            self._note_expression(node)

    def around(self, span: Span) -> Iterator[Releases]:
        """Yield the releases of everything that holds a place."""
        return (releases for guarded, releases in self._guarded if guarded.holds(span))

    def _note(self, nodes: Iterable[cst.CSTNode], releases: Releases | None) -> None:
        if releases is not None:
            self._guarded += ((self._positions.span(node), releases) for node in nodes)

    def _walk(self, statements: Sequence[cst.CSTNode]) -> None:
        """Note what the statements of a block guard: what is in them, and what follows an early exit."""
        for number, statement in enumerate(statements):
            self._note_statement(statement, statements[number + 1 :])
            for block in below([statement], cst.IndentedBlock, cst.BaseExpression):
                if isinstance(block, cst.IndentedBlock):
                    self._walk(block.body)

    def _note_statement(self, statement: cst.CSTNode, following: Sequence[cst.CSTNode]) -> None:
        match statement:
            case cst.If():
                self._note_if(statement, following)
            case cst.While():
                self._note_while(statement, following)
            case cst.Match():
                self._note_match(statement, following)
            case cst.Try():
                self._note_try(statement, following)
            case cst.FunctionDef(decorators=decorators) | cst.ClassDef(decorators=decorators):
                for releases in (self._skipped(one.decorator) for one in decorators):
                    self._note([statement], releases)
            case cst.SimpleStatementLine(body=parts):
                for releases in map(self._after, parts):
                    self._note(following, releases)
                if any(self._tests.when(test) is not None for test in _filters(statement)):
                    self._note([statement, *following], ANY_RELEASE)
            case _:
                pass

    def _note_if(self, node: cst.If, following: Sequence[cst.CSTNode]) -> None:
        holding, failing = (self._tests.when(node.test, holds=holds) for holds in (True, False))
        self._note([node.test], ANY_RELEASE if holding is not None or failing is not None else None)
        self._note([node.body], holding)
        if node.orelse is not None:
            self._note([node.orelse], failing)
            if isinstance(node.orelse, cst.If):
                self._note_if(node.orelse, ())
        if _ends(node.body.body):
            self._note(following, failing)
        if isinstance(node.orelse, cst.Else) and _ends(node.orelse.body.body):
            self._note(following, holding)

    def _note_while(self, node: cst.While, following: Sequence[cst.CSTNode]) -> None:
        self._note([node.body], self._tests.when(node.test))
        if not any(isinstance(inner, cst.Break) for inner in below([node.body])):
            self._note(following, self._tests.when(node.test, holds=False))

    def _note_match(self, node: cst.Match, following: Sequence[cst.CSTNode]) -> None:
        each = self._tests.matched(node)
        for case, releases in zip(node.cases, each or (), strict=False):
            self._note([case.body], releases)
        if each and any(_ends(case.body.body) for case in node.cases):
            self._note(following, ANY_RELEASE)

    def _note_try(self, node: cst.Try, following: Sequence[cst.CSTNode]) -> None:
        releases = self._tests.imported_in(node)
        if releases is None:
            return
        self._note([node.body, *([node.orelse] if node.orelse else [])], releases)
        is_for_this = caught_in(node) <= MISSING
        self._note(node.handlers, ANY_RELEASE - releases if is_for_this else ANY_RELEASE)
        if any(_ends(handler.body.body) for handler in node.handlers):
            self._note(following, releases)

    def _after(self, statement: cst.CSTNode) -> Releases | None:
        """Return the releases in which a script gets past a simple statement; None if it does not ask for them."""
        match statement:
            case cst.Assert(test=test):
                return self._tests.when(test)
            case cst.Assign(targets=[cst.AssignTarget(cst.Name("pytestmark"))], value=mark):
                return self._skipped(mark)
            case cst.Expr(value=cst.Call(func=func) as call) | cst.Assign(value=cst.Call(func=func) as call):
                return _not_skipped(call.args) if dotted_name(func) == "pytest.importorskip" else None
            case _:
                return None

    def _skipped(self, mark: cst.BaseExpression) -> Releases | None:
        match mark:
            case cst.Call(func=func, args=[cst.Arg(test), *_]):
                holds = _SKIPPING.get((dotted_name(func) or "").split(".")[-1])
                return None if holds is None else self._tests.when(self._tests.parsed(test), holds=holds)
            case cst.Name(value=name) if name in self._tests.called:
                return self._skipped(self._tests.called[name])
            case _:
                return None

    def _note_expression(self, node: cst.CSTNode) -> None:
        match node:
            case cst.IfExp(test=test, body=body, orelse=orelse):
                self._note([body], self._tests.when(test))
                self._note([orelse], self._tests.when(test, holds=False))
                self._note([test], self._tests.when(test) and ANY_RELEASE)
            case cst.BooleanOperation(left=left, operator=operator, right=right):
                self._note([right], self._tests.when(left, holds=isinstance(operator, cst.And)))
            case cst.Call(func=cst.Name(name)) if (releases := self._tests.with_fallback.get(name)) is not None:
                self._note([node], releases)
            case _:
                pass


def _filters(statement: cst.CSTNode) -> Iterator[cst.BaseExpression]:
    """Yield what comprehensions of a statement ask of each item: `{k: v for k, v in options if k in known}`."""
    return (test.test for node in below([statement]) if isinstance(node, cst.CompFor) for test in node.ifs)


def _not_skipped(given: Sequence[cst.Arg]) -> Releases | None:
    """Return the releases in which `pytest.importorskip("adapters", minversion="1.1")` goes on; None for any module."""
    names = [
        one.keyword.value if one.keyword else name for one, name in zip(given, ("modname", "minversion"), strict=False)
    ]
    written = dict(zip(names, (one.value for one in given), strict=False))
    module, least = written.get("modname"), written.get("minversion")
    if not isinstance(module, cst.SimpleString) or module.evaluated_value != "adapters" or least is None:
        return None
    try:
        version = Version(str(least.evaluated_value)) if isinstance(least, cst.SimpleString) else None
    except InvalidVersion:
        version = None
    return frozenset(one for one in ANY_RELEASE if version is None or Version(one) >= version)


def _ends(body: Sequence[cst.CSTNode]) -> bool:
    """Tell whether what follows a block is not come to from there."""
    match body[-1] if body else None:
        case cst.SimpleStatementLine(body=parts) | cst.SimpleStatementSuite(body=parts):
            return _ends(parts)
        case cst.Return() | cst.Continue() | cst.Break():
            return True
        case cst.Raise(exc=None):
            return False
        case cst.Expr(value=cst.Call(func=func)) if dotted_name(func) in _ENDING:
            return True
        case _:
            return leaves(body)
