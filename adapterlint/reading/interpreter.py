"""Runs a script on paper: statement by statement, with values that may be unknown, never a line of it for real."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import libcst as cst

from adapterlint.facts import Expected
from adapterlint.reading.budget import EVALUATIONS_AT_MOST, Budget
from adapterlint.reading.frames import Frame
from adapterlint.reading.frameworks.sites import CONFIGURATIONS_AT_MOST
from adapterlint.reading.memory.contents import Key
from adapterlint.reading.memory.merging import narrowed, same
from adapterlint.reading.memory.objects import BoundMethod, Function, Instance, ProjectName, Scope, UserClass
from adapterlint.reading.memory.state import MakeChoice, State, apart_already, join
from adapterlint.reading.registry import EXPRESSIONS, STATEMENTS
from adapterlint.reading.syntax.depth import go_on
from adapterlint.values import Choice, Known, OneOf, Origin, Unknown, Value

if TYPE_CHECKING:
    from adapterlint.reading.module import Module
    from adapterlint.reading.project import Project

DEEPEST_EXPRESSION = 100
VALUES_REMEMBERED = 8
"""Of a name that is assigned often, it does not matter what else it was."""

AS_SCRIPT = "__main__"
"""The name of what is run, and not imported."""

_RESULT = (0, "result")


class Interpreter:
    """The run of one script or module: where it is, what names hold, and what the run has met so far.

    Attributes:
        project: what the runs of all files of the project share.
        home: the script or module that is run.
        followed: the functions whose calls were followed.
        left_out: those of which a call was not, because there were too many.
        classes: the classes that the run defines, in the order of their definition.
        instances: the objects of each class that the run makes.
        expected: the exceptions that the script is prepared for at this point.
        equalities: which choices decide that something, unknown for a reason, equals a literal: in their first option.
        given_away: the functions that other code holds, and that write something outside of themselves.
        asked: tests of something unknown, by its identity: what decides them, and of which literals they are true.
        tests: what decides the tests whose branches the interpreter is in.
        tables: the choice that something unknown decides as the key of a table, and the keys in order.
    """

    def __init__(self, project: Project, home: Module) -> None:
        self.project = project
        self.home = home
        self.positions = project.positions.seen_from(home.path if home.is_script else None)
        self.state = State(imported=project.memory)
        self.scope = home.scope
        self.frames = [Frame()]
        self.sites = project.sites
        self.budget = Budget()
        self.followed: set[cst.CSTNode] = set()
        self.left_out: set[cst.CSTNode] = set()
        self.classes: list[UserClass] = []
        self.instances: dict[UserClass, list[Instance]] = {}
        self.context: list[str] = []
        self.expected = Expected()
        self.equalities: dict[Choice, tuple[str, object]] = {}
        self.given_away: list[Function | BoundMethod] = []
        self.asked: dict[str, list[tuple[Choice, Callable[[object], bool]]]] = {}
        self.tests: list[Choice] = []
        self.tables: dict[str, tuple[Choice, tuple[object, ...]]] = {}
        self._choices: dict[str, Choice] = {}
        self._with_attributes: set[Key] = set()
        self._depth = 0

    @property
    def module(self) -> Module:
        """The module whose code is at hand; not that of the run, in a function of another one."""
        return self.project.namespaces[self.scope.root.identity]

    @property
    def path(self) -> str:
        """The document whose code is at hand."""
        return self.module.path

    @property
    def uses_library(self) -> bool:
        """Whether the code at hand, or some that called it, is of a file that imports the library."""
        callers = (frame.function.scope.root for frame in self.frames if frame.function is not None)
        modules = (self.project.namespaces[scope.identity] for scope in callers)
        return self.home.uses_library or any(module.uses_library for module in (self.module, *modules))

    @property
    def is_for_old_library(self) -> bool:
        """Whether the code at hand and the script that is run import adapter-transformers, and adapters nowhere."""
        names = (*self.home.source.imported, *self.module.source.imported)
        return {name.module.split(".")[0] for name in names} == {"transformers"}

    @property
    def frame(self) -> Frame:
        """The innermost call."""
        return self.frames[-1]

    @property
    def note(self) -> str:
        """In which round of loops and calls the interpreter is, in words."""
        return ", ".join(self.context)

    @property
    def exhaustion(self) -> str:
        """Why nothing more is read of the file, in words; empty as long as it is."""
        if self.budget.is_spent:
            return f"reading the file takes more than {EVALUATIONS_AT_MOST:,} steps"
        if self.sites.is_crowded(self.home.path):
            return f"the file has more than {CONFIGURATIONS_AT_MOST:,} configurations"
        return ""

    def run(self) -> None:
        """Run the whole script or module, cell by cell."""
        self.bind("__name__", Known(AS_SCRIPT if self.home.is_script else Path(self.path).stem))
        self.bind("__file__", Known(str(Path(self.path).absolute())))
        for cell in self.home.source.cells:
            self.execute(cell.body)
            self.state.alive = True

    def was_followed(self, function: Function) -> bool:
        """Tell whether a call of a function was followed, in this run or in that of another file."""
        return function.node in self.followed or function.node in self.project.followed

    def evaluate(self, node: cst.BaseExpression) -> Value:
        """Return what an expression is at this point of the script."""
        handler = EXPRESSIONS.get(type(node))
        if handler is None:
            return self.unknown(node, "not read")
        if self._depth > DEEPEST_EXPRESSION:
            return self.unknown(node, "nested too deeply")
        self.budget.evaluations += 1
        if reason := self.exhaustion:
            return self.unknown(node, reason)
        self._depth += 1
        try:
            value = handler(self, node)
        finally:
            self._depth -= 1
        value = narrowed(value, self.state.assumed)
        if isinstance(value, Known) and value.origin is None:
            return dataclasses.replace(value, origin=self.origin(node))
        return value

    def execute(self, statements: Sequence[cst.CSTNode]) -> None:
        """Run statements in order, as far as the script can get."""
        for statement in statements:
            if not self.state.alive or self.exhaustion:
                return
            if isinstance(statement, (cst.SimpleStatementLine, cst.SimpleStatementSuite)):
                self.execute(statement.body)
                continue
            self.budget.steps += 1
            go_on()
            handler = STATEMENTS.get(type(statement))
            if handler is not None:
                handler(self, statement)

    def lookup(self, name: str) -> Value | None:
        """Return what a name is bound to in the scopes around; None if it is not bound there."""
        scope: Scope | None = self.scope.outer_names.get(name, self.scope)
        while scope is not None:
            if not scope.is_class or scope is self.scope:
                value = self.state.get((scope.identity, name))
                if value is not None:
                    return self.project.resolved(value, self)
            scope = scope.parent
        return None

    def bind(self, name: str, value: Value) -> None:
        """Assign to a name in the scope at hand, or where `global` or `nonlocal` puts it."""
        scope = self.scope.outer_names.get(name, self.scope)
        if scope.parent is None and scope is not self.home.scope:
            self.settle_imported(scope, name)
        self.state.memory[scope.identity, name] = value
        thing, _, attribute = name.partition(".")
        if attribute:
            self._with_attributes.add((scope.identity, thing))
        if scope.parent is None:
            held = self.project.namespaces[scope.identity].history.setdefault(name, [])
            if len(held) < VALUES_REMEMBERED and not any(same(value, before) for before in held):
                held.append(value)
        if (scope.identity, name) in self._with_attributes:
            self._forget_attributes(scope, name)

    def settle_imported(self, scope: Scope, name: str) -> None:
        """Let names that were imported from a module keep what it holds, before it holds something else."""
        for key, held in {**self.state.imported.as_dict(), **self.state.memory.as_dict()}.items():
            thing = held.value if isinstance(held, Known) else None
            if isinstance(thing, ProjectName) and thing.name == name:
                module = self.project.module(thing.file)
                if not isinstance(module, Unknown) and module.scope is scope:
                    self.state.memory[key] = self.project.resolved(held, self)

    def _forget_attributes(self, scope: Scope, name: str) -> None:
        """Drop what was assigned to attributes of the thing that a name was bound to before."""
        prefix = f"{name}."
        for key in self.state.memory.keys_of(scope.identity):
            if key[1].startswith(prefix):
                del self.state.memory[key]

    def origin(self, node: cst.CSTNode) -> Origin:
        """Say where a value is written."""
        return Origin(self.positions.line(node), self.positions.span(node))

    def unknown(self, node: cst.CSTNode, cause: str) -> Unknown:
        """Make the value of an expression unknown, for a cause of its own."""
        reason = f"`{self.positions.code(node)}` at {self.positions.line(node)}: {cause}"
        return Unknown(reason, Origin(cause, self.positions.span(node)))

    def derived(self, node: cst.CSTNode, unknown: Unknown, part: str = "") -> Unknown:
        """Make the value of an expression unknown because something else is.

        Args:
            part: what it is of that, in words, if not all.
        """
        cause = unknown.origin.note if unknown.origin else unknown.reason
        begun = unknown.origin.span if unknown.origin else None
        if begun is not None and begun.path != self.positions.span(node).path:
            cause = f"{cause} (line {begun.line} of {begun.path})"
        if part and not cause.startswith(part.split("`", 1)[0]):
            cause = f"{part}: {cause}"
        return Unknown(
            f"`{self.positions.code(node)}` at {self.positions.line(node)}: {cause}",
            Origin(cause, self.positions.span(node)),
            unknown.by_user,
            unknown.given,
        )

    def choice(self, node: cst.CSTNode, options: Sequence[str], key: str | None = None) -> Choice:
        """Make the choice that is taken at some place; equal keys are decided together."""
        span = self.positions.span(node)
        place = f"{self.path}:{span.cell or ''}:{span.line}:{span.column}"
        return self._choices.setdefault(f"{self.path}:{key}" if key else place, Choice(place, tuple(options), span))

    def join(self, states: Sequence[State], node: cst.CSTNode, what: str) -> None:
        """Go on where several paths meet."""

        def make_choice(count: int) -> Choice:
            options = [f"{what} at {self.positions.line(node)}, way {number}" for number in range(1, count + 1)]
            span = self.positions.span(node)
            return Choice(f"{self.path}:{span.cell or ''}:{span.line}:{span.column}:{what}", tuple(options), span)

        self.meet(states, make_choice)

    def meet(self, states: Sequence[State], make_choice: MakeChoice = apart_already) -> None:
        """Go on where several paths meet, each on other options of a choice; otherwise one is made."""
        self.state = join(states, make_choice)
        if len(states) > 1:
            self.budget.evaluations += len(self.state.memory.own)

    def per_option(self, value: Value, action: Callable[[Known | Unknown], Value]) -> Value:
        """Do something for each alternative of a value, with effects that only hold where it is taken."""
        value = narrowed(value, self.state.assumed)
        if not isinstance(value, OneOf):
            return action(value)
        before, paths = self.state, []
        for option, alternative in enumerate(value.alternatives):
            self.state = before.assuming(value.choice, {option})
            if not self.state.alive:
                continue
            result = self.per_option(alternative, action)
            self.state.memory[_RESULT] = result
            paths.append(self.state)
        if not paths:
            self.state = before
            return Unknown("no alternative is possible")
        self.meet(paths)
        return self.state.memory.pop(_RESULT)

    @contextmanager
    def expecting(self, expected: Expected) -> Iterator[None]:
        """Remember which exceptions of the code at hand the script is prepared for."""
        before, self.expected = self.expected, self.expected | expected
        try:
            yield
        finally:
            self.expected = before

    @contextmanager
    def within(self, scope: Scope | None) -> Iterator[None]:
        """Look names up as code in another scope does; None for the one at hand."""
        before, self.scope = self.scope, scope or self.scope
        try:
            yield
        finally:
            self.scope = before

    @contextmanager
    def deciding(self, choice: Choice) -> Iterator[None]:
        """Remember what decides that the code at hand is run."""
        self.tests.append(choice)
        try:
            yield
        finally:
            self.tests.pop()

    @contextmanager
    def noted(self, note: str) -> Iterator[None]:
        """Remember in which of several rounds the configurations met meanwhile are written."""
        self.context.append(note)
        try:
            yield
        finally:
            self.context.pop()
