"""Random configurations that nobody has looked at, run by dynamic mode and by the truth suite: do both see the same?

python -m benchmarks.held_out SEED [COUNT]

Half of them are drawn as the truth suite draws them, of every method, many of them wrong; the other half are
well-formed ones whose options decide about skip connections, LayerNorms and scaling, so that there is something silent
to be found.
"""

from __future__ import annotations

import copy
import json
import math
import random
import sys
import warnings
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator

import adapters
import torch

from adapterlint.dynamic import Outcome, worker
from adapterlint.dynamic.outcomes.thresholds import CHANGED_START, DESTROYED_START, EXPLOSION
from adapterlint.dynamic.planning.originals import Original
from adapterlint.dynamic.planning.recipes import Construct, Recipe
from adapterlint.dynamic.processes.wire import Settings
from tests.truth.base_models import Batch, hidden_states
from tests.truth.cases import Case
from tests.truth.families import FAMILIES, families_of
from tests.truth.observe import ADAPTER, Record, configuration_of, observe
from tests.truth.run import run_all

BASE_MODELS = ("bert", "roberta", "electra", "vit", "clip", "gpt2", "t5", "bart", "llama", "qwen2")
COUNT = 300
LEARNING_RATE = 1e-3
BOTTLENECKS = ("BnConfig", "SeqBnConfig", "DoubleSeqBnConfig", "ParBnConfig", "AdapterPlusConfig")
FLAGS = ("original_ln_before", "original_ln_after", "ln_before", "ln_after", "residual_before_ln", "is_parallel")
SCALINGS = (1.0, 4.0, 0.5, "learned", "channel", 100.0, 1000.0)
ALPHAS = (1, 8, 16, 1000, 10_000, 100_000)
CLOSE = 2.0
"""What is so many times above a threshold, or below it, in one model should be above it, or below it, in another."""
IDLE = ("refts.units.1.", "loras.weights")
"""Where the tensors are that the library builds and that no forward pass uses, unless an option asks for it."""
EXPECTED: dict[str, Collection[str]] = {
    "crash": ("fail build", "fail forward", "fail backward"),
    "nothing to train": ("fail trainable set",),
    "not finite": ("fail finite values",),
    "lost": ("fail gap at init",),
    "changed start": ("warn gap at init", "fail gap at init"),
    # Behind prefixes, a text of the truth suite can be hidden altogether, a longer one in part.
    "dead": ("warn dead parameters", "fail dead parameters", "warn context"),
    "exploding": ("warn explosion",),
}
"""What dynamic mode must say of what the truth suite saw; of everything else, that nothing fails."""


def drawn(seed: int, base_model: str, count: int) -> list[Case]:
    """Draw cases for one base model, except scripts and what needs a stub of torchvision."""
    release = adapters.__version__
    cases = [
        case
        for family in families_of(release)
        for case in FAMILIES[family](seed, count, release, [base_model])
        if not case.torchvision and case.script is None and case.base_model == base_model
    ]
    source = random.Random(seed)  # noqa: S311 - no secrets are drawn
    well_formed = (count + 1) // 2
    return source.sample(cases, count - well_formed) + [_well_formed(source, base_model) for _ in range(well_formed)]


def _well_formed(source: random.Random, base_model: str) -> Case:
    """Draw a configuration of sane values, which says nothing of whether they go together."""
    if source.random() < 1 / 5:
        options = {"r": source.choice((1, 4, 8)), "alpha": source.choice(ALPHAS)}
        return Case(base_model, class_name="LoRAConfig", arguments=options)
    class_name = source.choice(BOTTLENECKS)
    given = {flag: source.random() < 1 / 2 for flag in FLAGS if source.random() < 1 / 2}
    if source.random() < 1 / 2:
        given["init_weights"] = source.choice(("bert", "mam_adapter"))
    if source.random() < 1 / 3:
        given["scaling"] = source.choice(SCALINGS)
    if class_name == "BnConfig":
        given |= {"mh_adapter": source.random() < 1 / 2, "output_adapter": True}
        given |= {"reduction_factor": source.choice((2, 4, 8)), "non_linearity": source.choice(("relu", "gelu"))}
    return Case(base_model, class_name=class_name, arguments=given)


def watched(model: torch.nn.Module, batch: Batch, base: torch.Tensor, case: Case) -> Record:
    """Observe a case as the truth suite does, and how far one step moves what it computes, relative to its size."""
    untouched = copy.deepcopy(model)
    record = observe(model, batch, base, case)
    if record["phase"] == "ok" and record["trainable"]:
        record["hollow"] = _hollow(copy.deepcopy(untouched), batch, case)
        record["leap"] = _leap(untouched, batch, case)
    return record


def _hollow(model: torch.nn.Module, batch: Batch, case: Case) -> float | None:
    """Return what is left of a skip connection: the gap that bottlenecks make which compute nothing; None without any.

    They are compared with the same model without them, so that nothing else in the configuration counts.
    """
    torch.manual_seed(0)
    model.add_adapter(ADAPTER, configuration_of(case))
    model.set_active_adapters(ADAPTER)
    places = [one.adapters for one in model.modules() if ADAPTER in getattr(one, "adapters", ())]
    for place in places:
        place[ADAPTER].adapter_up = _Nothing()
        place[ADAPTER].adapter_norm_after = torch.nn.Identity()
    hollow = _evaluated(model, batch)
    for place in places:
        del place[ADAPTER]
    without = _evaluated(model, batch)
    return float((hollow - without).norm() / without.norm()) if places else None


class _Nothing(torch.nn.Module):  # type: ignore[misc]
    """Computes zero, which what is as wide as the model can be added to."""

    def forward(self, down: torch.Tensor) -> torch.Tensor:
        return torch.zeros_like(down[..., :1])


def _leap(model: torch.nn.Module, batch: Batch, case: Case) -> float:
    torch.manual_seed(0)
    model.add_adapter(ADAPTER, configuration_of(case))
    model.train_adapter(ADAPTER)
    start = _evaluated(model, batch)
    optimizer = torch.optim.AdamW([one for one in model.parameters() if one.requires_grad], lr=LEARNING_RATE)
    states = hidden_states(model.train(), batch)
    (states - torch.randn_like(states)).square().mean().backward()
    optimizer.step()
    return float((_evaluated(model, batch) - start).norm() / start.norm())


@torch.no_grad()  # type: ignore[untyped-decorator]
def _evaluated(model: torch.nn.Module, batch: Batch) -> torch.Tensor:
    return hidden_states(model.eval(), batch)


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
    return _seen_in_training(record, outcome) if record["trainable"] else "nothing to train"


def _seen_in_training(record: Record, outcome: Outcome) -> str:
    gap, hollow = record["gap"], record["hollow"]
    if math.isnan(gap) or math.isnan(record["leap"]):
        return "not finite"
    start = gap if outcome.starts_as_base else hollow or 0.0
    if start > CHANGED_START:
        return "lost" if start > DESTROYED_START and hollow is not None else "changed start"
    if gap <= CHANGED_START and record["leap"] > EXPLOSION / CLOSE:
        return "exploding" if record["leap"] > EXPLOSION * CLOSE else "close to exploding"
    if unmoved := record.get("unmoved"):
        return "idle" if all(part.startswith(IDLE) for part in unmoved) else "dead"
    return "healthy"


def agree(truth: str, seen: Collection[str], record: Record, outcome: Outcome) -> bool:
    """Whether dynamic mode says what the truth suite saw."""
    if truth == "crash" and (record["phase"], record["raises"]) != (outcome.phase, outcome.raised):
        return False
    if truth == "idle" and not outcome.idle_parameters + outcome.dead_parameters:
        return False
    if truth in EXPECTED:
        return any(name in seen for name in EXPECTED[truth])
    return not any(name.startswith("fail") for name in seen)


def compared(seed: int, count: int) -> Iterator[tuple[Case, Record, Outcome]]:
    """Run all twice, and yield what both saw."""
    for number, base_model in enumerate(BASE_MODELS):
        records = run_all(base_model, drawn(seed + number, base_model, count // len(BASE_MODELS)), watched)
        configuration = next(records)["config"]
        model_type = configuration.pop("model_type")
        for record in records:
            if record["phase"] in ("network", "timeout", "died"):
                continue
            case = Case.from_json(record["case"])
            original = Original(model_type, config=configuration)
            yield case, record, worker.perform(recipe_of(case), original, "cpu", Settings())


def main() -> None:
    """Compare, and print every disagreement."""
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)  # a process with threads should not fork
    count = int(sys.argv[2]) if sys.argv[2:] else COUNT
    table: Counter[tuple[str, str]] = Counter()
    right: Counter[str] = Counter()
    leaps: dict[str, list[float]] = defaultdict(list)
    for case, record, outcome in compared(int(sys.argv[1]), count):
        truth = truth_of(record, outcome)
        seen = sorted(f"{one.verdict} {one.probe}" for one in outcome.checks if one.verdict in ("fail", "warn"))
        table[truth, ", ".join(seen) or "-"] += 1
        if outcome.leap is not None and (outcome.gap or 0.0) <= CHANGED_START:
            leaps[truth].append(outcome.leap)
        if agree(truth, seen, record, outcome):
            right[truth] += 1
            continue
        told = {key: value for key, value in record.items() if key != "case"}
        measured = (outcome.phase, outcome.raised, outcome.raised_message, outcome.gap, outcome.leap)
        print(f"{truth}: {seen} {json.dumps(case.to_json())}\n    {told}\n    {measured}")
        print(f"    {outcome.dead_parameters[:2]} {outcome.inconclusive or ''}", flush=True)
    for (truth, together), number in sorted(table.items()):
        print(f"{number:4} {truth:18} {together}")
    for truth in sorted({truth for truth, _ in table}):
        print(f"{truth}: {right[truth]} of {sum(number for (one, _), number in table.items() if one == truth)} agree")
    for truth, found in leaps.items():
        print(f"the first step of what starts as the base model, {truth}: {min(found):.3g} to {max(found):.3g}")


if __name__ == "__main__":
    main()
