"""One rule, read from its sheet: a Markdown file with TOML front matter.

The sheet is at once the rule, its documentation and its tests; see `docs/writing-rules.md`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from adapterlint.errors import InputError
from adapterlint.findings import Safety, Severity
from adapterlint.rules.condition import ConditionError, Judge, compile_condition

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

HEADINGS: Final = ("What it does", "Why it matters", "Example", "Fix", "References")
"""The sections that every sheet has, in this order."""

PHASES: Final = ("construct", "add_adapter", "forward", "backward")
"""Where the library can fail, in the order in which a training script gets there."""

_FRONT_MATTER: Final = re.compile(r"\A\+\+\+\n(?P<toml>.*?)\n\+\+\+\n(?P<prose>.*)\Z", re.DOTALL)
_EXAMPLE: Final = re.compile(
    r"^```(?P<language>\w+) (?P<mark>bad|good|twin)(?P<options>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
_OPTION: Final = re.compile(r'([\w-]+)="([^"]*)"')


class SheetError(InputError):
    """A sheet that cannot be a rule; the message names the file and the cause."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What the real library does where the condition holds, so that the tests can run it.

    Attributes:
        kind: `raises`, `no-effect`, `nothing-trainable`, `dead-parameters`, `skip-connection`, `changed-start`,
            `non-finite`, `explosion`, `changed-by-init`, `unsupported`, `measured`, `convention`, or `linter` for rules
            about the linter's own input.
        phase, raises, match: for `raises`: one of `PHASES`, the exception's name, a fragment of its message.
        step: for `raises`: where in the phase the library checks it (see `adapterlint.space.order`).
    """

    kind: str
    phase: str | None = None
    raises: str | None = None
    match: str | None = None
    step: str | None = None


@dataclass(frozen=True, slots=True)
class Remedy:
    """A fix that a sheet offers: set these arguments, a value or a name of the subject in braces, or remove those."""

    title: str
    set: Mapping[str, object]
    safety: Safety
    remove: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """A script in a sheet that must, or must not, show the rule's finding.

    Attributes:
        mark: `bad` if the rule finds something in it, `good` if nothing is wrong with it, `twin` if it does the same
            as the bad one before it, of which the rule says that an option has no effect.
        options: settings to lint it with: `adapters`, `base-model`, `torchvision`.
    """

    mark: str
    language: str
    text: str
    options: Mapping[str, str]

    @property
    def bad(self) -> bool:
        """Whether the rule finds something in it."""
        return self.mark == "bad"


@dataclass(frozen=True)
class Rule:
    """A rule, as its sheet states it.

    Attributes:
        reads: the kind of fact that it judges.
        concerns: the arguments of the configuration that it is about.
        confirms: for rules that judge a run: the kind of effect that it shows to be real.
        narrows: whether it says that something is missing in a release, so that a script that
            declares no release cannot be meant for that one.
        replaces: the codes of rules that became part of this one; they are never used again.
        text: the whole sheet.
    """

    code: str
    name: str
    severity: Severity
    reads: str
    when: str
    message: str
    help: str
    effect: Effect
    adapters: SpecifierSet
    concerns: tuple[str, ...] = ()
    confirms: str | None = None
    narrows: bool = False
    remedies: tuple[Remedy, ...] = ()
    sources: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    prose: str = field(default="", repr=False)
    text: str = field(default="", repr=False)

    @cached_property
    def judge(self) -> Judge:
        """The condition, compiled."""
        return compile_condition(self.when)

    @cached_property
    def summary(self) -> str:
        """The first sentence of what the rule does."""
        body = self.section("What it does")
        return " ".join(re.split(r"(?<=[.!?])\s", body, maxsplit=1)[0].split())

    @cached_property
    def examples(self) -> tuple[Example, ...]:
        """The marked examples, in the order of the sheet."""
        return tuple(
            Example(
                mark=match["mark"],
                language=match["language"],
                text=match["text"],
                options=dict(_OPTION.findall(match["options"])),
            )
            for match in _EXAMPLE.finditer(self.prose)
        )

    def section(self, heading: str) -> str:
        """Return what stands below a heading of the sheet."""
        parts = re.split(r"^## (.+)$", self.prose, flags=re.MULTILINE)
        return dict(zip(parts[1::2], parts[2::2], strict=True)).get(heading, "").strip()


def parse_sheet(text: str, source: Path | str) -> Rule:
    """Read a sheet.

    Args:
        text: the Markdown file.
        source: its name, for messages.

    Raises:
        SheetError: the front matter is missing, is no TOML, or lacks or misspells something.
    """
    parts = _FRONT_MATTER.match(text.replace("\r\n", "\n"))
    if parts is None:
        raise SheetError(f"{source}: a sheet starts with TOML front matter between two lines of `+++`")
    try:
        matter = tomllib.loads(parts["toml"])
        return _rule(matter, parts["prose"], text)
    except (tomllib.TOMLDecodeError, InvalidSpecifier, ConditionError) as error:
        raise SheetError(f"{source}: {error}") from error
    except (KeyError, TypeError, ValueError) as error:
        raise SheetError(f"{source}: front matter: {type(error).__name__}: {error}") from error


def _rule(matter: dict[str, object], prose: str, text: str) -> Rule:
    claim = dict(_table(matter.pop("claim", {"kind": "linter"})))
    fixes = matter.pop("fix", [])
    known = {
        "code",
        "name",
        "severity",
        "reads",
        "when",
        "message",
        "help",
        "adapters",
        "concerns",
        "narrows",
        "sources",
        "confirms",
        "replaces",
    }
    if unknown := set(matter) - known:
        raise ValueError(f"unknown key {', '.join(sorted(unknown))}")
    rule = Rule(
        code=str(matter["code"]),
        name=str(matter["name"]),
        severity=Severity(matter["severity"]),
        reads=str(matter["reads"]),
        when=str(matter.get("when", "True")),
        message=str(matter["message"]),
        help=str(matter["help"]),
        effect=Effect(**{"kind": "raises", **claim}),  # type: ignore[arg-type]
        adapters=SpecifierSet(str(matter.get("adapters", ""))),
        concerns=tuple(_strings(matter.get("concerns", []))),
        confirms=str(matter["confirms"]) if "confirms" in matter else None,
        narrows=bool(matter.get("narrows", False)),
        remedies=tuple(
            Remedy(
                str(fix["title"]),
                _table(fix.get("set", {})),
                Safety(fix.get("safety", "unsafe")),
                tuple(_strings(fix.get("remove", []))),
            )
            for fix in map(_table, fixes if isinstance(fixes, list) else [fixes])
        ),
        sources=tuple(_strings(matter.get("sources", []))),
        replaces=tuple(_strings(matter.get("replaces", []))),
        prose=prose,
        text=text,
    )
    rule.judge(lambda _: True)
    return rule


def _table(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise TypeError(f"expected a table, not {value!r}")
    return value


def _strings(value: object) -> list[str]:
    if not isinstance(value, list):
        raise TypeError(f"expected a list, not {value!r}")
    return [str(item) for item in value]
