"""Draws configurations of LoRA and its kin: valid, at the boundary and invalid, alone, in unions and as strings."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from packaging.version import Version

from tests.truth import cases
from tests.truth.cases import FLAG, INFINITY, MISTYPED, Arguments, Case, Values, architecture, of_own_method

NAN = math.nan
FIELDS: dict[str, Values] = {
    "architecture": architecture("lora"),
    **{name: Values(*FLAG) for name in ("selfattn_lora", "intermediate_lora", "output_lora", "use_gating")},
    "use_dora": Values((True, False, False), (None, 0, 1, "yes", "")),
    "leave_out": cases.FIELDS["leave_out"],
    "r": Values(
        (1, 2, 3, 4, 8, 8, 16),
        (0, -1, True, False, 8.0, 0.5, "8", None, NAN, [8], {}, 100, 1.0, "", (8,), -8, INFINITY),
    ),
    "alpha": Values(
        (8, 1, 16, 2.0, 0.5),
        (0, -1, None, "16", True, False, NAN, [8], {}, INFINITY, "", 0.0, -0.5, (8,), 10**30, 1e30),
    ),
    "dropout": Values(
        (0.0, 0.0, 0.1, 0.5),
        (1, 1.0, 1.5, -0.1, None, "0.1", True, False, 0, NAN, [0.1], {}, INFINITY, "", -1, 2, (0.1,)),
    ),
    "attn_matrices": Values(
        (["q", "v"], ["q"], ["k", "v"], ["q", "k", "v"], ["v"], ("q", "k")),
        (
            *(["q", "v", "o"], ["o"], ["q", "k", "v", "o"], ["query", "value"], ["x"], [], "qv", "query", "value", ""),
            *(None, 3, NAN, {"q": 1}, {"q", "v"}, ["q", "q"], [["q"]], [None], ("v", "o"), ["Q"]),
            *(
                "q",
                "v",
                "qkv",
                "kq",
                ["qkv"],
                ("q",),
                frozenset({"k"}),
                {"q", "o"},
                ["q", None],
                ["q", 1],
                [True],
                range(3),
            ),
            *((), True, ["q", ["v"]], ["k", "k", "v"], {"q": True, "k": False}, ["q "], ["q", "v", "dense"]),
        ),
    ),
    "composition_mode": Values(
        ("add", "add", "add", "scale"), ("mul", None, "", 1, "Scale", ["add"], True, "multiply", {}, ("add",), NAN)
    ),
    "init_weights": Values(
        ("lora", "bert", "ia3", "lora", "vera"),
        (None, "", "xavier", "mam_adapter", 1, ["lora"], "LoRA", "houlsby", True, {}, "IA3"),
    ),
    "init_weights_seed": cases.FIELDS["init_weights_seed"],
    "vera_d": Values(
        (None, None, 0.1, 0.0, 1.0), (1, 0, "0.1", True, False, NAN, [0.1], {}, INFINITY, -0.1, "", 2.5, -1)
    ),
    "vera_b": Values((None, None, 0.1, 0.0), (1, 0, "0.1", True, False, NAN, [0.1], {}, INFINITY, -0.1, "", 2.5, -1)),
    "dtype": Values(
        (None, "float32", None, "float"),
        (
            *("float16", "bfloat16", "float64", "half", "int8", "bool", "fp16", "bf16", "torch.float32", ""),
            *("float8_e4m3fn", "complex64", "auto", 1, True, 0, ["float32"], "qint8"),
            *(
                "double",
                "cfloat",
                "int64",
                "long",
                "Float32",
                "float32 ",
                "FloatTensor",
                "float8_e5m2",
                "uint8",
                {},
                32,
            ),
        ),
    ),
    "n_up_projection": Values((1, 2, 3), (0, -1, None, 1.0, "2", True, False, NAN, [2], "", 100, {})),
    "task_specific_matrix_type": Values(
        ("singular_values", "singular_values", "singular_values", "linear"),
        ("x", None, ["linear"], 1, "", "Linear", {}, True),
    ),
    "weights_sharpness": Values(
        (0.05, 1, 1.0), (0, 0.0, None, "x", -1, NAN, True, False, [1], INFINITY, "0.05", 1e-30, {})
    ),
}
MULTI_TASK_FIELDS = ("n_up_projection", "task_specific_matrix_type", "weights_sharpness")
UNKNOWN_FIELDS = ("lora_alpha", "target_modules", "mh_adapter", "rank", "bias")
CLASSES = {
    "LoRAConfig": 6,
    "IA3Config": 4,
    "VeraConfig": 3,
    "DoRAConfig": 3,
    "DvoRAConfig": 2,
    "MTLLoRAConfig": 4,
}
"""The classes and how often each is drawn."""
NAMES = (
    *("lora", "ia3", "vera", "dora", "dvora", "mtl_lora", "lora", "ia3", "LoRA"),
    *("lora|seq_bn", "vera|compacter"),
)
CLASS_OF_NAME = {"ia3": "IA3Config", "mtl_lora": "MTLLoRAConfig"}
BOTTLENECKS = ("SeqBnConfig", "DoubleSeqBnConfig", "ParBnConfig", "CompacterConfig")
BOTTLENECK_FIELDS = ("reduction_factor", "leave_out", "non_linearity", "original_ln_before")
SINCE = {
    "dtype": Version("1.1.0"),
    "init_weights_seed": Version("1.2.0"),
    "vera_d": Version("1.2.0"),
    "vera_b": Version("1.2.0"),
    "use_dora": Version("1.3.0"),
    "VeraConfig": Version("1.2.0"),
    "MTLLoRAConfig": Version("1.2.0"),
    "DoRAConfig": Version("1.3.0"),
    "DvoRAConfig": Version("1.3.0"),
}
"""Classes and fields that came late: drawn rarely for older releases, where the constructor turns them away."""


def draw(seed: int, count: int, release: str, base_models: Sequence[str]) -> list[Case]:
    """Draw cases for a release.

    Args:
        base_models: the names to draw base models from.
    """
    sources = (random.Random(f"{seed}:{number}") for number in range(count))  # noqa: S311 - no secrets are drawn
    return [Draw(source, Version(release)).case(base_models) for source in sources]


@dataclass(frozen=True)
class Draw:
    """Draws one case."""

    random: random.Random
    release: Version

    def case(self, base_models: Sequence[str]) -> Case:
        base_model = self.random.choice(base_models)
        kind = self.random.random()
        if kind < 0.76:
            class_name = self.class_name()
            return Case(base_model, class_name=class_name, arguments=self.arguments(class_name, self.oddness()))
        if kind < 0.9:
            return Case(base_model, class_name="ConfigUnion", arguments={"configs": self.parts()})
        return Case(base_model, text=self.text())

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def oddness(self) -> int:
        """How many fields get an odd value."""
        return self.random.choices((0, 1, 2, 3), (50, 30, 14, 6))[0]

    def class_name(self) -> str:
        known = [name for name in CLASSES if SINCE.get(name, self.release) <= self.release]
        return self.random.choices(known, [CLASSES[name] for name in known])[0]

    def arguments(self, class_name: str, oddness: int) -> Arguments:
        multi_task = class_name == "MTLLoRAConfig"
        known = [name for name in FIELDS if SINCE.get(name, self.release) <= self.release or self.chance(0.03)]
        known = [name for name in known if name not in MULTI_TASK_FIELDS or multi_task or self.chance(0.02)]
        if self.chance(0.7):
            known = [name for name in known if name != "leave_out"]
        sane = self.random.sample(known, min(len(known), self.random.choice((0, 1, 2, 3, 4, cases.ALL))))
        arguments = {name: self.random.choice(FIELDS[name].sane) for name in sane}
        if class_name == "IA3Config" or arguments.get("composition_mode") == "scale":
            self.make_scale(arguments)
        for name in self.random.sample(known, oddness):
            arguments[name] = self.random.choice(FIELDS[name].odd if self.chance(0.85) else MISTYPED)
        if self.chance(0.02):
            arguments[self.random.choice(UNKNOWN_FIELDS)] = 1
        return arguments

    def make_scale(self, arguments: Arguments) -> None:
        """Mostly take away what a scale cannot have."""
        if self.chance(0.8):
            arguments["r"] = 1
        for name in ("dropout", "use_dora"):
            if self.chance(0.8):
                arguments.pop(name, None)

    def parts(self) -> list[tuple[str, Arguments]]:
        """One to three parts, some of them bottleneck adapters."""
        parts: list[tuple[str, Arguments]] = []
        for number in range(self.random.choice((1, 2, 2, 2, 3))):
            if self.chance(0.35):
                parts.append(self.bottleneck())
                continue
            class_name = self.class_name()
            apart = {"leave_out": [number]} if self.chance(0.5) else {}
            arguments = of_own_method(self.arguments(class_name, self.random.choice((0, 0, 0, 1))))
            parts.append((class_name, {**arguments, **apart}))
        return parts

    def bottleneck(self) -> tuple[str, Arguments]:
        class_name, name = self.random.choice(BOTTLENECKS), self.random.choice(BOTTLENECK_FIELDS)
        value: Any = self.random.choice(cases.FIELDS[name].sane)
        return class_name, {name: value} if self.chance(0.5) else {"reduction_factor": 8}

    def text(self) -> str:
        name = self.random.choice(NAMES)
        if "|" in name:
            return name
        arguments = self.arguments(CLASS_OF_NAME.get(name, "LoRAConfig"), self.oddness())
        options = ", ".join(f"{key}={value!r}" for key, value in arguments.items())
        return f"{name}[{options}]" if options else name
