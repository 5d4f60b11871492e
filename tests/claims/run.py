"""Run the examples of all sheets in the library that is installed beside this interpreter.

python -m tests.claims.run > outcomes.json      # inside an environment
"""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Mapping
from importlib.metadata import version

from adapterlint.dynamic import Plan, Settings, plan, run_plan
from adapterlint.dynamic.outcomes.outcome import to_json
from adapterlint.dynamic.planning.setups import Setup
from adapterlint.dynamic.processes.client import processors
from adapterlint.facts import Site
from adapterlint.findings import Span
from tests.claims.examples import claimed_for


def main() -> None:
    """Run them, but those whose keys are given as arguments, and write an outcome for each as JSON."""
    release = version("adapters")
    sites: dict[str, Site] = {}
    for claimed in claimed_for(release):
        if claimed.key in sys.argv[1:]:
            continue
        sites[claimed.key] = claimed.site
        if claimed.counterpart is not None:
            sites[f"{claimed.key}-without"] = claimed.counterpart
    json.dump(outcomes_of(sites), sys.stdout)


def outcomes_of(sites: Mapping[str, Site]) -> dict[str, dict[str, object]]:
    """Run configurations in small models, all in one go; those that cannot be run are left out."""
    planned = plan(dataclasses.replace(site, span=Span(name, 1, 1, 1, 1)) for name, site in sites.items())
    # A model that is not known to have a size is not built at full size besides.
    runs = [
        dataclasses.replace(
            run,
            original=dataclasses.replace(run.original, sized=False),
            setup=Setup(attention=run.setup.attention),
        )
        for run in planned.runs
    ]
    found: dict[str, dict[str, object]] = {}
    for run, outcome in run_plan(Plan(tuple(runs)), Settings(jobs=processors())).outcomes:
        fields = to_json(outcome)
        for place in run.places:
            if place.span is not None:
                found[place.span.path] = {name: fields[name] for name in KEPT}
    return found


KEPT = (
    "phase",
    "raised",
    "raised_message",
    "trainable",
    "parameters",
    "dead_parameters",
    "gap",
    "leap",
    "starts_as_base",
    "non_finite",
    "losses",
    "inconclusive",
)

if __name__ == "__main__":
    main()
