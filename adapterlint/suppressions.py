"""Comments that silence findings.

    # adapterlint: ignore[ADL201, ADL3]     these codes, or beginnings of codes, on this line
    # adapterlint: ignore                   everything on this line
    # adapterlint: ignore-file[ADL201]      the same for the whole file, in a notebook for the cell
    # noqa: ADL201    # noqa                the same as the first two

A comment reaches the findings whose first or last line it stands on.
"""

from __future__ import annotations

import io
import itertools
import re
import tokenize
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapterlint.findings import Certainty, Finding, Span

if TYPE_CHECKING:
    from adapterlint.results import SourceKey
    from adapterlint.rules import RuleBook
    from adapterlint.settings import Settings

UNKNOWN_SUPPRESSION = "ADL003"
UNUSED_SUPPRESSION = "ADL004"
DYNAMIC = "ADL9"
"""How the codes of dynamic mode begin: a static run cannot tell whether a comment about them is used."""

_HINT = re.compile(r"#.*?(?:adapterlint:|noqa)", re.IGNORECASE)
_COMMENT = re.compile(
    r"#\s*(?:adapterlint:\s*(?P<verb>[\w-]*)\s*(?:\[(?P<listed>[^\]]*)\])?"
    r"|noqa\b(?::\s*(?P<noqa>[A-Z]+[0-9]+(?:[,\s]+[A-Z]+[0-9]+)*))?)",
    re.IGNORECASE,
)
_VERBS = ("ignore", "ignore-file")


@dataclass(frozen=True, slots=True)
class Suppression:
    """One comment.

    Attributes:
        verb: what it asks for: `ignore`, `ignore-file`, or something unknown.
        codes: what it silences, codes or beginnings of codes; empty for everything.
        span: the comment.
    """

    verb: str
    codes: tuple[str, ...]
    span: Span

    def silences(self, finding: Finding) -> bool:
        """Whether the comment silences a finding of the same document."""
        if self.codes and not finding.code.startswith(self.codes):
            return False
        place = finding.span
        on_its_line = place is not None and self.span.line in (place.line, place.end_line)
        return self.verb == "ignore-file" or (self.verb == "ignore" and on_its_line)


@dataclass(frozen=True, slots=True)
class Silenced:
    """Findings, after the comments had their say.

    Attributes:
        kept: the findings that no comment silences.
        silenced: the others.
        useless: the comments that ask for something unknown (with None), and each code that silences nothing.
    """

    kept: tuple[Finding, ...]
    silenced: tuple[Finding, ...]
    useless: tuple[tuple[Suppression, str | None], ...]


def silence(findings: Iterable[Finding], sources: Mapping[SourceKey, str]) -> Silenced:
    """Silence findings as the comments in the sources ask for."""
    comments = {(path, cell): tuple(suppressions_in(text, path, cell)) for (path, cell), text in sources.items()}
    kept: list[Finding] = []
    silenced: list[Finding] = []
    used: dict[Suppression, set[str]] = defaultdict(set)
    for finding in findings:
        there = comments.get((finding.span.path, finding.span.cell), ()) if finding.span else ()
        matching = [one for one in there if one.silences(finding)]
        (silenced if matching else kept).append(finding)
        for one in matching:
            used[one].update(code for code in one.codes if finding.code.startswith(code))
    useless: list[tuple[Suppression, str | None]] = []
    for one in itertools.chain.from_iterable(comments.values()):
        if one.verb in _VERBS:
            useless += [(one, code) for code in one.codes if code not in used[one]]
        else:
            useless.append((one, None))
    return Silenced(tuple(kept), tuple(silenced), tuple(useless))


def about_comments(silenced: Silenced, rules: RuleBook, settings: Settings) -> Iterator[Finding]:
    """Yield what there is to say about the comments themselves."""
    for comment, code in silenced.useless:
        if code is None or not any(rule.code.startswith(code) for rule in rules):
            rule = rules[UNKNOWN_SUPPRESSION]
        elif settings.selects(code) and not code.startswith(DYNAMIC):
            rule = rules[UNUSED_SUPPRESSION]
        else:
            continue
        if settings.selects(rule.code):
            yield Finding(
                code=rule.code,
                name=rule.name,
                severity=rule.severity,
                certainty=Certainty.CERTAIN,
                message=rule.message.format(what=code or comment.verb),
                help=rule.help,
                span=comment.span,
            )


def suppressions_in(text: str, path: str, cell: int | None = None) -> Iterator[Suppression]:
    """Yield the comments of a document that silence findings, or look as if they should, in their order."""
    if not _HINT.search(text):
        return
    for comment, line, column in _comments(text):
        # One comment may hold several, for us and for other linters.
        for match in _COMMENT.finditer(comment):
            listed = match["listed"] or match["noqa"] or ""
            codes = tuple(code.upper() for code in re.split(r"[,\s]+", listed) if code)
            if match["noqa"] is not None:
                # Its other codes are for other linters.
                codes = tuple(code for code in codes if code.startswith("ADL"))
                if not codes:
                    continue
            verb = "ignore" if match["verb"] is None else match["verb"].lower()
            yield Suppression(verb, codes, Span(path, line, column + match.start(), line, column + match.end(), cell))


def _comments(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield every comment with its line and column, both from 1.

    What Python's tokenizer cannot read (newer grammar, magics of notebooks) is read line by
    line, so that there a string with a `#` in it passes for a comment.
    """
    line = 0
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            line = token.start[0]
            if token.type == tokenize.COMMENT:
                yield token.string, line, token.start[1] + 1
    except (tokenize.TokenError, SyntaxError):
        for number, rest in enumerate(text.split("\n")[line:], start=line + 1):
            if (column := rest.find("#")) >= 0:
                yield rest[column:], number, column + 1
