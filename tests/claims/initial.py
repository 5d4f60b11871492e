"""How much `adapters.init` alone changes what each base model computes, in the library beside this interpreter.

python -m tests.claims.initial [MODEL_TYPE...]   # prints it as JSON, inside an environment
python -m tests.claims.initial --record          # builds the environments of all releases, and records
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from adapterlint.base_models.families import families

PROJECT = Path(__file__).resolve().parents[2]
RECORDED = Path(__file__).with_name("recorded") / "initial.json"


def record() -> None:
    """Measure in every release, and write what is found."""
    from scripts.environments import EXTRA_REQUIREMENTS, build, python_of

    found = {release: measured_by(python_of(build(release))) for release in EXTRA_REQUIREMENTS}
    RECORDED.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def measured_by(python: str, *model_types: str) -> dict[str, dict[str, float]]:
    """Measure with the library of another interpreter."""
    command = [python, "-m", "tests.claims.initial", *model_types]
    return json.loads(subprocess.run(command, cwd=PROJECT, check=True, capture_output=True, text=True).stdout)


def measure(model_types: Iterable[str]) -> dict[str, dict[str, float]]:
    """Return the relative change of the final hidden states for each model type, in batches with and without padding.

    Models that the installed release or its transformers cannot run are left out.
    """
    found: dict[str, dict[str, float]] = {}
    for model_type in model_types:
        gaps = {kind: change(model_type, padded=kind == "padded") for kind in ("padded", "unpadded")}
        if known := {kind: round(gap, 4) for kind, gap in gaps.items() if gap is not None}:
            found[model_type] = known
    return found


def change(model_type: str, *, padded: bool) -> float | None:
    """Return ‖after - before‖ / ‖before‖ of one model; None where it cannot be told."""
    import adapters
    import torch

    from adapterlint.dynamic.models.demands import Demands
    from adapterlint.dynamic.models.twin import TwinError, build_twin
    from adapterlint.dynamic.planning.originals import Original
    from adapterlint.dynamic.probes.states import relative_gap, untrained_states

    try:
        twin = build_twin(Original(model_type), Demands(), "cpu", padded=padded)
        before = untrained_states(twin.model, twin.batch)
        torch.manual_seed(1)
        adapters.init(twin.model)
    except (TwinError, AssertionError, AttributeError, ImportError, RuntimeError, TypeError, ValueError):
        return None
    return relative_gap(untrained_states(twin.model, twin.batch), before)


if __name__ == "__main__":
    if "--record" in sys.argv:
        record()
    else:
        json.dump(measure(sys.argv[1:] or families()), sys.stdout)
