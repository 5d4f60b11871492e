"""Writes docs/truth.md: how well the linter knows each release, computed from the recordings.

python -m tests.truth.publish
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.truth import effects
from tests.truth.compare import NOTHING_TRAINS, Comparison, Outcome, compare, counts, detection, nothing_trains, told
from tests.truth.recordings import Recording, family_of, load, recorded, releases

PAGE = Path(__file__).resolve().parents[2] / "docs" / "truth.md"
DATE = "Compared on "
"""How the line with the date begins."""
HEAD = """\
# What the linter says, and what the library does

Random configurations, about half of them valid, were run through the real library: constructed, added to a tiny base
model, run forward and backward, trained. The linter was asked about each. The base models are of all architectures, of
usual sizes and of odd ones, and in part of sizes and switches that are drawn as well. Nothing on this page is written
by hand:

```console
$ make truth                        # builds the environments, records every release (SEED=1), writes this page
$ python -m tests.truth.publish     # writes this page from the recordings in tests/truth/recorded
```
"""
LEGEND = """\
- *cases*: configurations that were run; those that failed for want of a network or of time are left out.
- *crashes*: those that raise. *exact*: the linter claims that exception in that phase (construction, `add_adapter`,
  forward, backward). *missed*: it claims none. *wrong*: it claims another one.
- *false errors*: the linter claims an exception, and the configuration runs and trains.
- *nothing to train*: configurations that run and train no parameter: told by the linter of those that there are, and
  told of others.
- *parameters*: the linter's number of trainable parameters is the library's, of those that it has a number for, of
  those that were trained.
"""
EFFECTS_HEAD = """\
## Options without effect

Random configurations in which one option was changed and then left out, in the same base model and with the same random
seeds. The option has no effect if all outputs and gradients of some steps are the same, bit by bit, and the number of
trainable parameters too.
"""
EFFECTS_COLUMNS = ("release", "changed options", "without effect", "found", "wrongly claimed")
COLUMNS = (
    *("release", "family", "cases", "crashes", "exact", "missed", "wrong", "false errors", "nothing to train"),
    "parameters",
)


def main() -> None:
    """Compare all recordings and write the page."""
    recordings = [(family_of(path), load(path)) for release in releases() for path in recorded(release)]
    pairs = [(family, recording, compare(recording)) for family, recording in recordings]
    PAGE.write_text(page(pairs, dt.datetime.now(tz=dt.timezone.utc).date()), encoding="utf-8")


def page(compared: Iterable[tuple[str, Recording, list[Comparison]]], day: dt.date) -> str:
    """Write the page.

    Args:
        compared: families, recordings of them, and what adapterlint says about their cases.
    """
    ordered = list(compared)
    everything = [comparison for _, _, comparisons in ordered for comparison in comparisons]
    table = [
        _line(COLUMNS),
        _line(["---"] * 2 + ["--:"] * (len(COLUMNS) - 2)),
        *(_line([recording.release, family, *figures(comparisons)]) for family, recording, comparisons in ordered),
        _line(["**all**", "", *figures(everything)]),
    ]
    first = (HEAD, f"{DATE}{day.isoformat()}.\n", "\n".join([*table, ""]), LEGEND)
    return "\n".join([*first, EFFECTS_HEAD, _effects(), "\n".join([*_sources(ordered), ""])])


def _effects() -> str:
    """Compare which options have no effect with those that adapterlint reports."""
    rows = [
        _line([recording.release, *effect_figures(effects.effects(recording))])
        for recording in map(effects.load, effects.recorded())
    ]
    return "\n".join([_line(EFFECTS_COLUMNS), _line(["---"] + ["--:"] * (len(EFFECTS_COLUMNS) - 1)), *rows, ""])


def effect_figures(measured: list[effects.Effect]) -> list[str]:
    """Count what the columns about effects are about."""
    idle = [effect for effect in measured if effect.none]
    found = sum(bool(effect.reported) for effect in idle)
    wrong = sum(effect.wrongly_claimed for effect in measured)
    return [str(len(measured)), str(len(idle)), f"{found} ({found / len(idle):.1%})" if idle else "-", str(wrong)]


def figures(comparisons: list[Comparison]) -> list[str]:
    """Count what the columns are about."""
    crashes = [comparison for comparison in comparisons if comparison.observation.raises]
    outcomes = [comparison.outcome for comparison in comparisons]
    found, false, missed = detection(comparisons, nothing_trains, told(*NOTHING_TRAINS))
    same, different = counts(comparisons)
    ran = sum("trainable" in comparison.observation.details for comparison in comparisons)
    exact = sum(comparison.outcome is Outcome.AGREES for comparison in crashes)
    return [
        str(len(comparisons)),
        str(len(crashes)),
        f"{exact} ({exact / len(crashes):.1%})" if crashes else "-",
        str(outcomes.count(Outcome.MISSED)),
        str(outcomes.count(Outcome.WRONG)),
        str(outcomes.count(Outcome.FALSE_ERROR)),
        f"{found} of {found + missed}, {false} false",
        f"{same} of {same + len(different)} of {ran}",
    ]


def _sources(ordered: Iterable[tuple[str, Recording, list[Comparison]]]) -> Iterator[str]:
    """Say what the recordings were made with."""
    yield "The recordings were made with:"
    yield ""
    lines = {
        " ".join(f"{package} {version}" for package, version in recording.versions.items())
        + f", seed {recording.seed}, {family}: {recording.cases} cases drawn": None
        for family, recording, _ in ordered
    }
    yield from (f"- {line}" for line in lines)


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
