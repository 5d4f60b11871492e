"""Measure what the thresholds of dynamic mode stand between: healthy and broken configurations in every family.

python benchmarks/thresholds.py                  # what a few steps show, in all families
python benchmarks/thresholds.py --full vit bert  # also learning, saving and merging, in some
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Mapping

from adapterlint.base_models.families import families
from adapterlint.dynamic import Outcome, Plan, Run, Settings, run_plan
from adapterlint.dynamic.outcomes.thresholds import CHANGED_START
from adapterlint.dynamic.planning.originals import Original
from adapterlint.dynamic.planning.plan import Place
from adapterlint.dynamic.planning.recipes import Construct, Recipe
from adapterlint.dynamic.processes.client import processors
from adapterlint.dynamic.storage import cache_folder

BOTTLENECK = {"mh_adapter": False, "output_adapter": True, "reduction_factor": 16, "non_linearity": "relu"}
LOST = {"original_ln_before": True, "original_ln_after": False}
EXPLODING = {"original_ln_before": True, "ln_after": True, "init_weights": "mam_adapter"}


def bottleneck(**options: object) -> Construct:
    """Return a bottleneck configuration."""
    return Construct("BnConfig", (), {**BOTTLENECK, **options})


CONFIGURATIONS: Mapping[str, Mapping[str, Recipe]] = {
    "healthy": {
        **{
            name: name
            for name in (
                *("seq_bn", "double_seq_bn", "par_bn", "compacter", "lora", "ia3", "prefix_tuning", "prompt_tuning"),
                *("loreft", "noreft", "direft", "mam", "unipelt", "dora", "vera"),
            )
        },
        "adapter plus": bottleneck(original_ln_before=True, original_ln_after=False, residual_before_ln=False),
        "before the norm": bottleneck(original_ln_before=False),
        "norm of its own": bottleneck(original_ln_before=True, ln_after=True),
    },
    "doubled": {"doubled": bottleneck(original_ln_before=True, residual_before_ln=False)},
    "lost": {
        "output": bottleneck(**LOST),
        "both": bottleneck(**LOST, mh_adapter=True),
        "neither": bottleneck(original_ln_after=False),
        "parallel": bottleneck(original_ln_after=False, is_parallel=True),
    },
    "exploding": {
        "sequential": bottleneck(**EXPLODING),
        "both": bottleneck(**EXPLODING, mh_adapter=True),
        "parallel": Construct("ParBnConfig", (), {"ln_after": True}),
    },
}


def measures(outcome: Outcome) -> dict[str, float | None]:
    """Return what thresholds are compared with."""
    return {
        "gap at init": outcome.gap if outcome.starts_as_base else None,
        "gap of init": outcome.init_gap,
        "leap": outcome.leap if (outcome.gap or 0) <= CHANGED_START else None,
        "train and eval": outcome.training_gap,
        "old accuracy": outcome.old_accuracy if outcome.starts_as_base else None,
        "loss / probe's": outcome.candidate_loss / outcome.probe_loss if outcome.compared else None,
        "reloaded": outcome.reload_gap,
        "merged": outcome.merge_gap,
        "reset": outcome.reset_gap,
    }


def main() -> None:
    """Run all, and print the range of each measure and where its ends were measured."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--only", help="names of configurations, between commas")
    parser.add_argument("model_types", nargs="*", default=sorted(families()))
    arguments = parser.parse_args()
    only = arguments.only.split(",") if arguments.only else None
    runs: dict[int, tuple[str, str]] = {}
    planned: list[Run] = []
    for model_type in arguments.model_types:
        for kind, configurations in CONFIGURATIONS.items():
            for name, recipe in configurations.items():
                if only is not None and name not in only:
                    continue
                run = Run(recipe, Original(model_type), (Place(None),))
                planned.append(run)
                runs[id(run)] = (kind, f"{name} in {model_type}")
    settings = Settings(
        device="cpu",
        seconds=600,
        jobs=processors(),
        probes="full" if arguments.full else "quick",
        pretrained=str(cache_folder() / "pretrained"),
    )
    found: dict[tuple[str, str], list[tuple[float, str]]] = defaultdict(list)
    report = run_plan(Plan(tuple(planned)), settings)
    for run, outcome in report.outcomes:
        kind, name = runs[id(run)]
        for measure, value in measures(outcome).items():
            if value is not None:
                found[measure, kind].append((value, name))
    for (measure, kind), values in sorted(found.items()):
        values.sort()
        ends = f"{values[0][0]:9.3g} ({values[0][1]}) … {values[-1][0]:9.3g} ({values[-1][1]})"
        print(f"{measure:15} {kind:10} {len(values):4}  {ends}")
        for value, name in (*values[:2], *values[-4:]):
            print(f"{'':35}{value:9.3g}  {name}")
    seconds = sum(outcome.seconds for _, outcome in report.outcomes) / len(report.outcomes)
    print(f"{len(report.outcomes)} runs, {seconds:.2f} s each")


if __name__ == "__main__":
    main()
