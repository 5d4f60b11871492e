"""Random configurations that nobody has looked at, run by dynamic mode and by the truth suite: do both see the same?

python -m benchmarks.held_out SEED [COUNT]
"""

from __future__ import annotations

import json
import math
import random
import sys
import warnings
from collections import Counter
from collections.abc import Iterator

import adapters
import torch

from adapterlint.dynamic import Outcome, worker
from adapterlint.dynamic.originals import Original
from adapterlint.dynamic.recipes import Construct, Recipe
from adapterlint.dynamic.thresholds import CHANGED_START, DESTROYED_START
from adapterlint.dynamic.wire import Settings
from tests.truth.cases import Case
from tests.truth.families import FAMILIES, families_of
from tests.truth.observe import Record, observe
from tests.truth.run import run_all

BASE_MODELS = ("bert", "roberta", "electra", "vit", "clip", "gpt2", "t5", "bart", "llama", "qwen2")
COUNT = 300


def drawn(seed: int, base_model: str, count: int) -> list[Case]:
    """Draw cases of all methods for one base model, except scripts and what needs a stub of torchvision."""
    release = adapters.__version__
    families = families_of(release)
    cases = [
        case
        for family in families
        for case in FAMILIES[family](seed, count, release, [base_model])
        if not case.torchvision and case.script is None and case.base_model == base_model
    ]
    return random.Random(seed).sample(cases, count)  # noqa: S311 - no secrets are drawn


def recipe_of(case: Case) -> Recipe:
    """Return a case as dynamic mode is told of it."""
    return case.text if case.text is not None else _construct(str(case.class_name), case.arguments)


def _construct(class_name: str, arguments: dict[str, object]) -> Construct:
    if class_name == "ConfigUnion":
        return Construct(class_name, tuple(_construct(*part) for part in arguments["configs"]))  # type: ignore[misc,attr-defined]
    if class_name in ("MAMConfig", "UniPELTConfig"):
        arguments = {name: _construct(*part) for name, part in arguments.items()}  # type: ignore[misc]
    return Construct(class_name, (), arguments)


def truth_of(record: Record, outcome: Outcome) -> str:
    """Return what the truth suite saw, in a word."""
    if record["phase"] != "ok":
        return "crash"
    if not record["trainable"]:
        return "nothing to train"
    gap = record["gap"]
    if math.isnan(gap):
        return "not finite"
    if outcome.starts_as_base and gap > CHANGED_START:
        return "lost" if gap > DESTROYED_START else "changed start"
    if record.get("unmoved"):
        return "dead"
    return "healthy"


def seen_in(outcome: Outcome) -> set[str]:
    """Return the probes that failed or warned."""
    return {f"{check.verdict} {check.probe}" for check in outcome.checks if check.verdict in ("fail", "warn")}


def compared(seed: int, count: int) -> Iterator[tuple[str, set[str], Case, Record, Outcome]]:
    """Run all twice, and yield what both saw."""
    for number, base_model in enumerate(BASE_MODELS):
        records = run_all(base_model, drawn(seed + number, base_model, count // len(BASE_MODELS)), observe)
        configuration = next(records)["config"]
        model_type = configuration.pop("model_type")
        for record in records:
            if record["phase"] in ("network", "timeout", "died"):
                continue
            case = Case.from_json(record["case"])
            original = Original(model_type, config=configuration)
            outcome = worker.perform(recipe_of(case), original, "cpu", Settings())
            yield truth_of(record, outcome), seen_in(outcome), case, record, outcome


def main() -> None:
    """Compare, and print every disagreement."""
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)  # a process with threads should not fork
    count = int(sys.argv[2]) if sys.argv[2:] else COUNT
    table: Counter[tuple[str, str]] = Counter()
    for truth, seen, case, record, outcome in compared(int(sys.argv[1]), count):
        fails = {name for name in seen if name.startswith("fail")}
        table[truth, ", ".join(sorted(seen)) or "-"] += 1
        wrong = bool(fails) if truth == "healthy" else not seen
        crash = truth == "crash" and (record["phase"], record.get("raises")) != (outcome.phase, outcome.raised)
        if wrong or crash:
            told = {key: value for key, value in record.items() if key != "case"}
            measured = (outcome.phase, outcome.raised, outcome.raised_message, outcome.gap, outcome.leap)
            print(f"{truth}: {sorted(seen)} {json.dumps(case.to_json())}\n    {told}\n    {measured}")
            print(f"    {outcome.dead_parameters[:2]} {outcome.inconclusive or ''}", flush=True)
    for (truth, seen_together), number in sorted(table.items()):
        print(f"{number:4} {truth:18} {seen_together}")


if __name__ == "__main__":
    main()
