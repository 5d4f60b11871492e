"""Comments that silence findings.

    # adapterlint: ignore[ADL201, ADL3]     these codes, beginnings of codes, or names of rules, on this line
    # adapterlint: ignore                   everything on this line
    # adapterlint: ignore-file[ADL201]      the same for the whole file, in a notebook for the cell
    # noqa: ADL201    # noqa                the same as the first two

A comment reaches the findings that point at its line: with what is wrong, or with a place that explains it, such as the
option or the `add_adapter` call.
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

from adapterlint.carriers import carrier_of
from adapterlint.findings import Certainty, Finding, Span

if TYPE_CHECKING:
    from adapterlint.results import SourceKey
    from adapterlint.rules import Rule, RuleBook
    from adapterlint.settings import Settings

UNKNOWN_SUPPRESSION = "ADL003"
UNUSED_SUPPRESSION = "ADL004"
ABOUT_COMMENTS = (UNKNOWN_SUPPRESSION, UNUSED_SUPPRESSION)
DYNAMIC = "ADL9"
"""How the codes of dynamic mode begin: a static run cannot tell whether a comment about them is used."""

_HINT = re.compile(r"#\s*(?:adapterlint:|noqa)", re.IGNORECASE)
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
        codes: what it silences, codes, beginnings of codes or names of rules; empty for everything.
        span: the comment.
    """

    verb: str
    codes: tuple[str, ...]
    span: Span

    def silences(self, finding: Finding) -> bool:
        """Whether the comment silences a finding."""
        if self.codes and not any(names(code, finding) for code in self.codes):
            return False
        if self.verb == "ignore-file":
            return finding.span is not None and self._in_document_of(finding.span)
        places = (finding.span, *(related.span for related in finding.related))
        return self.verb == "ignore" and any(place is not None and self._on_line_of(place) for place in places)

    def _on_line_of(self, place: Span) -> bool:
        return self._in_document_of(place) and place.line <= self.span.line <= place.end_line

    def _in_document_of(self, place: Span) -> bool:
        return (self.span.path, self.span.cell) == (place.path, place.cell)


def names(code: str, rule: Finding | Rule) -> bool:
    """Whether what stands in a comment is the code, the beginning of the code, or the name of a rule."""
    return rule.code.startswith(code) or rule.name.upper() == code


@dataclass(frozen=True, slots=True)
class Silenced:
    """Findings, after the comments had their say.

    Attributes:
        kept: the findings that no comment silences.
        silenced: the others.
        useless: the comments that ask for something unknown (with None), and each code that silences nothing.
        comments: all of them.
    """

    kept: tuple[Finding, ...]
    silenced: tuple[Finding, ...]
    useless: tuple[tuple[Suppression, str | None], ...]
    comments: tuple[Suppression, ...]


def silence(findings: Iterable[Finding], sources: Mapping[SourceKey, str]) -> Silenced:
    """Silence findings as the comments in the sources ask for."""
    found = (suppressions_in(text, path, cell) for (path, cell), text in sources.items())
    comments = tuple(itertools.chain.from_iterable(found))
    kept: list[Finding] = []
    silenced: list[Finding] = []
    used: dict[Suppression, set[str]] = defaultdict(set)
    for finding in findings:
        matching = [one for one in comments if one.silences(finding)]
        (silenced if matching else kept).append(finding)
        for one in matching:
            used[one].update(code for code in one.codes if names(code, finding))
    useless: list[tuple[Suppression, str | None]] = []
    for one in comments:
        if one.verb in _VERBS:
            useless += [(one, code) for code in one.codes if code not in used[one]]
        else:
            useless.append((one, None))
    return Silenced(tuple(kept), tuple(silenced), tuple(useless), comments)


def about_comments(silenced: Silenced, rules: RuleBook, settings: Settings) -> Iterator[Finding]:
    """Yield what there is to say about the comments themselves, unless comments silence that too."""
    for comment, code in silenced.useless:
        meant = [rule for rule in rules if code is not None and names(code, rule)]
        if not meant:
            rule = rules[UNKNOWN_SUPPRESSION]
        elif any(_shows_use(one, settings) for one in meant):
            rule = rules[UNUSED_SUPPRESSION]
        else:
            continue
        finding = Finding(
            code=rule.code,
            name=rule.name,
            severity=rule.severity,
            certainty=Certainty.CERTAIN,
            message=rule.message.format(what=code or comment.verb),
            help=rule.help,
            span=comment.span,
        )
        if settings.selects(rule.code) and not any(one.silences(finding) for one in silenced.comments):
            yield finding


def _shows_use(rule: Rule, settings: Settings) -> bool:
    """Tell whether any run shows that a comment about a rule is of use: not one about comments, or dynamic mode."""
    return settings.selects(rule.code) and rule.code not in ABOUT_COMMENTS and not rule.code.startswith(DYNAMIC)


def suppressions_in(text: str, path: str, cell: int | None = None) -> Iterator[Suppression]:
    """Yield the comments of a document that silence findings, or look as if they should, in their order."""
    if not _HINT.search(text):
        return
    carrier = carrier_of(path)
    for comment, line, column in carrier.comments(text) if carrier else _comments(text):
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
    """Yield every comment of a script or cell with its line and column, both from 1.

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
