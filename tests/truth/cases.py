"""Draws bottleneck configurations: valid, at the boundary and invalid, for every field of every class.

About half of the cases are sane, so that what only shows in forward or backward is reached too. A case
can be written as JSON, and the same seed draws the same cases for the same release.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from packaging.version import Version

from tests.truth import encoding

Arguments = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """One configuration and the base model that it is added to.

    Attributes:
        base_model: a name of `recipes.NAMES`, or of a drawn shape (`shapes.names`).
        torchvision: whether torchvision is installed.
        class_name: the class to construct; None if the configuration is a text.
        arguments: what it is constructed with; the parts of a `ConfigUnion` are `{"configs": [(class, arguments), …]}`.
        text: the configuration as a string.
        script: a script that builds the configuration and adds it to `model`, or a fusion that has it.
    """

    base_model: str
    torchvision: bool = False
    class_name: str | None = None
    arguments: Arguments = field(default_factory=dict)
    text: str | None = None
    script: str | None = None

    @property
    def fuses(self) -> bool:
        """Whether the configuration is that of a fusion."""
        return "add_adapter_fusion" in (self.script or "")

    def to_json(self) -> dict[str, Any]:
        """Return the case as `json` can write it."""
        data = {
            "base_model": self.base_model,
            "class": self.class_name,
            "arguments": encoding.encode(self.arguments) or None,
            "text": self.text,
            "script": self.script,
            "torchvision": self.torchvision or None,
        }
        return {name: value for name, value in data.items() if value is not None}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Case:
        """Read a case back."""
        return cls(
            base_model=data["base_model"],
            torchvision=data.get("torchvision", False),
            class_name=data.get("class"),
            arguments=encoding.decode(data.get("arguments", {})),
            text=data.get("text"),
            script=data.get("script"),
        )


NAN, INFINITY = math.nan, math.inf
MISTYPED: Sequence[Any] = (
    *(None, "", "x", "1", True, False, 0, 1, -1, 0.5, 1.0, NAN, [], [1], {}, {"a": 1}, {1}),
    *(-7, -0.0, 1e-5, 10**20, -(10**20), "8", "0.1", "true", "None", [[0]], [True], [None], [""], (), (1, 2), set()),
    *({"0": 1}, {"default": 8}, {0: 1}, frozenset({0}), range(2), b"x", 1j),
)
"""Values that are wrong, or only happen to work, nearly everywhere."""
FLAG: tuple[Sequence[Any], Sequence[Any]] = ((True, False), (None, 0, 1, "", "yes", "False", NAN, [], [1]))


@dataclass(frozen=True)
class Values:
    """What a field is given: sane values, and odd ones beyond those that are odd everywhere."""

    sane: Sequence[Any]
    odd: Sequence[Any]


def architecture(own: str) -> Values:
    """Return what the field is given that names the method: its own name, and other ones."""
    others = ("lora", "mtl_lora", "prefix_tuning", "prompt_tuning", "reft", "bottleneck", "union", "x", "")
    return Values((own,), (None, *others, 1, True, ["lora"], {}))


def of_own_method(arguments: Arguments) -> Arguments:
    """Return the arguments of a part of a union: the library makes another class of one with another `architecture`."""
    return {name: value for name, value in arguments.items() if name != "architecture"}


FIELDS: dict[str, Values] = {
    **{
        name: Values(*FLAG)
        for name in (
            "mh_adapter",
            "output_adapter",
            "cross_adapter",
            "original_ln_before",
            "original_ln_after",
            "ln_before",
            "ln_after",
            "is_parallel",
            "use_gating",
            "adapter_residual_before_ln",
            "phm_layer",
            "factorized_phm_W",
            "shared_W_phm",
            "shared_phm_rule",
            "factorized_phm_rule",
            "phm_bias",
        )
    },
    "learn_phm": Values((True, False, True, False, None), (0, 1, "no")),
    "reduction_factor": Values(
        (1, 2, 4, 8, 16, 32, 2.0, 16.0, 0.5, {"default": 8}, {"0": 4, "default": 16}, {"0": 8, "1": 16}),
        (
            *(0, 0.0, -1, -2.5, 3, 100, 1000, 0.05, NAN, INFINITY, -INFINITY, 5e-324, True, False, None, "16"),
            *({}, {"0": 8}, {"1": 8}, {0: 8, 1: 8}, {0: 8, "default": 16}, {0: 0, "default": 16}, {"default": 0}),
            *({"default": "8"}, {"default": None}, {"default": {"default": 8}}, {"2": 8}, {1.5: 8}, {None: 8}),
            *({"0": 0, "1": 4}, {"0": NAN, "1": 4}, [8], (8,), {8}, range(8), "", "auto", {"default": "auto"}),
            *(
                3.7,
                63.9,
                64.1,
                0.001,
                1e300,
                10**30,
                1e-15,
                1e-300,
                {"0": True, "default": 2},
                {"1": -1, "default": 8},
                {True: 8},
            ),
            *({"0": 4, "1": 8, "2": 16, "3": 32}, {"0": [4], "default": 8}, {"-1": 4}, {"0.0": 4}, {"DEFAULT": 8}),
        ),
    ),
    "non_linearity": Values(
        (
            *("gelu_10", "gelu_accurate", "gelu_fast", "gelu_pytorch_tanh", "laplace", "leaky_relu", "relu2", "relu6"),
            *("sigmoid", "prelu", "Swish"),
            *("relu", "gelu", "swish", "tanh", "leakyrelu", "RELU", "silu", "gelu_new", "linear", "mish", "quick_gelu"),
        ),
        (
            *("hardswish", "glu", "none", "None", "gelu_orig", "gelu_python", "logsigmoid", (), {}),
            *(None, 1, True, ["relu"], "", "elu", "softmax", "identity", "ReLU6", "leaky_relu", "LeakyReLU", "prelu"),
            *("xielu", "gelu_python_tanh", "gelu_10", "relu2", "laplace", "swish ", "gelu-new", "celu", {"relu": 1}),
        ),
    ),
    "scaling": Values(
        (1.0, 4.0, 0.5, "learned", "channel"),
        (
            *(
                1,
                0,
                4,
                True,
                None,
                0.0,
                -1.0,
                NAN,
                INFINITY,
                "1.0",
                "Learned",
                "channels",
                [1.0],
                False,
                "",
                -0.0,
                1e30,
            ),
            *(-INFINITY, (1.0,), {}, {"scale": 1.0}, "none", "learned ", 1e-30, 10**30),
        ),
    ),
    "residual_before_ln": Values(
        (True, False, "post_add"), (None, 0, 1, 1.0, "", "pre_add", "post-add", [], [1], NAN, "True", (), {})
    ),
    "dropout": Values(
        (0.0, 0.1, 0.5),
        (0, 1, 1.0, 1.1, -0.1, 2, None, "0.1", True, NAN, INFINITY, [0.1], 1e-9, 0.999, {}, (0.1,), -INFINITY),
    ),
    "init_weights": Values(
        ("bert", "mam_adapter", "houlsby"), (None, "", "BERT", "xavier", "lora", 1, ["bert"], "mam", "ia3", {}, NAN)
    ),
    "init_weights_seed": Values(
        (None, 42, 1),
        (0, -1, 1.5, "42", "abc", "", " 7 ", True, NAN, INFINITY, [1], [], (3,), {"a": 1}, 2**63, 2**64, -(2**63) - 1),
    ),
    "inv_adapter": Values((None, "nice", "nice", "glow"), ("NICE", "", True, False, 1, ["nice"], "real")),
    "inv_adapter_reduction_factor": Values(
        (2, 4, 2.0, 1, 2.5),
        (
            1e9,
            "auto",
            (2,),
            10**30,
            None,
            0,
            0.0,
            -1,
            -100,
            100,
            0.5,
            NAN,
            INFINITY,
            True,
            False,
            "2",
            {"default": 2},
            [2],
        ),
    ),
    "leave_out": Values(
        ([], [0], [1], [0, 1], (0,), [5]),
        (
            *(None, 0, 1, True, 1.5, NAN, "", "0", "last", (), set(), {0}, {0, 1}, frozenset({1}), range(0), range(1)),
            *(range(2), [-1], ["0"], [[0]], [None], [0.0], [True], {0: 1}, {"0": 1}, {}, list(range(12))),
            *(
                [range(2)],
                [{0}],
                [0, 0],
                "all",
                {"all"},
                [0, "1"],
                [1.0],
                {0: None},
                [NAN],
                [None, 0],
                [2, 3],
                [0, 2],
                (1,),
            ),
        ),
    ),
    "phm_dim": Values(
        (4, 2, 1, 8),
        (None, "4", 0, 3, -4, -3, 4.0, 3.0, True, False, NAN, INFINITY, [4], 64, 128, 16, 5, 6, 2.0, "", ()),
    ),
    "phm_rank": Values((1, 2, 4), (None, "1", 0, -1, 1.0, True, False, NAN, [1], 100, 3, 2.5, "", {})),
    "phm_c_init": Values(("normal", "uniform"), (None, "", "Normal", "xavier", 1, ["normal"])),
    "phm_init_range": Values((0.0001, 0.01, 0.5), (None, "0.1", 0, 1, -1, -0.1, NAN, INFINITY, True, [0.1])),
    "hypercomplex_nonlinearity": Values(
        ("glorot-uniform", "glorot-normal", "normal", "phm"), (None, "", "gelu", "glorot_uniform", 1, ["normal"])
    ),
    "stochastic_depth": Values((0.0, 0.1, 0.5), (None, "0.1", 0, 1, 1.0, 1.5, -0.1, True, False, NAN, INFINITY, [0.1])),
}
PHM_FIELDS = tuple(name for name in FIELDS if "phm" in name.lower() or name == "hypercomplex_nonlinearity")
REQUIRED = ("mh_adapter", "output_adapter", "reduction_factor", "non_linearity")
UNKNOWN_FIELDS = (
    *("reduction_facter", "ln_befor", "r", "architecture", "invertible_adapter", "residual_after_ln", "alpha"),
)

CLASSES = {
    "BnConfig": 5,
    "SeqBnConfig": 4,
    "SeqBnInvConfig": 2,
    "DoubleSeqBnConfig": 3,
    "DoubleSeqBnInvConfig": 1,
    "ParBnConfig": 3,
    "CompacterConfig": 3,
    "CompacterPlusPlusConfig": 3,
    "AdapterPlusConfig": 3,
}
"""The classes and how often each is drawn."""
COMPACTERS = frozenset({"CompacterConfig", "CompacterPlusPlusConfig"})
NAMES = (
    *("seq_bn", "double_seq_bn", "par_bn", "scaled_par_bn"),
    *("seq_bn_inv", "double_seq_bn_inv", "compacter", "compacter++"),
)
OLD_NAMES = ("pfeiffer", "houlsby", "parallel", "scaled_parallel", "pfeiffer+inv", "houlsby+inv")
UNKNOWN_NAMES = ("SeqBn", "seq-bn", "bottleneck", "adapter_plus", "seq_bn ", "", "Pfeiffer", "a/b", "seq_bn_config")

ALL = 99
"""More options than any class has."""
SINCE = {
    "AdapterPlusConfig": Version("1.1.0"),
    "stochastic_depth": Version("1.1.0"),
    "init_weights_seed": Version("1.2.0"),
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
        base_model, torchvision = self.random.choice(base_models), self.chance(0.5)
        kind = self.random.choices(("call", "text", "union"), (78, 10, 12))[0]
        if kind == "text":
            return Case(base_model, torchvision, text=self.text())
        if kind == "union":
            return Case(base_model, torchvision, "ConfigUnion", {"configs": list(self.parts())})
        class_name = self.class_name()
        return Case(base_model, torchvision, class_name, self.arguments(class_name, self.oddness()))

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def oddness(self) -> int:
        """How many fields get an odd value."""
        return self.random.choices((0, 1, 2, 3), (45, 30, 15, 10))[0]

    def class_name(self) -> str:
        known = [name for name in CLASSES if SINCE.get(name, self.release) <= self.release]
        return self.random.choices(known, [CLASSES[name] for name in known])[0]

    def arguments(self, class_name: str, oddness: int) -> Arguments:
        known = [name for name in FIELDS if SINCE.get(name, self.release) <= self.release or self.chance(0.05)]
        phm = class_name in COMPACTERS or self.chance(0.1)
        likely = [name for name in known if phm or name not in PHM_FIELDS or self.chance(0.1)]
        sane = self.random.sample(likely, min(self.random.choice((0, 1, 2, 3, 4, 6, ALL)), len(likely)))
        arguments = {name: self.random.choice(FIELDS[name].sane) for name in sane}
        if phm and class_name not in COMPACTERS:
            arguments["phm_layer"] = True
        if phm and self.chance(0.7):
            arguments["reduction_factor"] = self.random.choice((2, 4, 8, 16))
        if class_name == "BnConfig":
            arguments |= {name: self.random.choice(FIELDS[name].sane) for name in REQUIRED if name not in arguments}
        if oddness:
            self.spoil(arguments, likely, oddness)
        return arguments

    def spoil(self, arguments: Arguments, likely: Sequence[str], oddness: int) -> None:
        for name in self.random.sample(likely, oddness):
            arguments[name] = self.random.choice(FIELDS[name].odd if self.chance(0.8) else MISTYPED)
        if self.chance(0.06):
            arguments[self.random.choice(UNKNOWN_FIELDS)] = self.random.choice(MISTYPED)
        if arguments and self.chance(0.04):
            del arguments[self.random.choice(list(arguments))]

    def parts(self) -> Iterator[tuple[str, Arguments]]:
        """Two or three parts, mostly kept apart by location or by layer."""
        apart: Sequence[Arguments] = self.random.choice(
            (
                ({"mh_adapter": True, "output_adapter": False}, {"mh_adapter": False, "output_adapter": True}),
                ({"leave_out": [0]}, {"leave_out": [1]}),
                ({"mh_adapter": 1, "output_adapter": 0}, {"mh_adapter": False, "output_adapter": 2}),
                ({"leave_out": [0, 1]}, {}),
                ({}, {}),
            )
        )
        oddness = self.oddness()
        count = self.random.choices((1, 2, 3), (1, 10, 1))[0]
        for number in range(count):
            class_name = self.class_name()
            mine = self.random.randint(0, oddness)
            oddness -= mine
            yield class_name, {**self.arguments(class_name, mine), **apart[number % 2]}

    def text(self) -> str:
        return self.random.choice(("|", " | ")).join(self.chunk() for _ in range(self.random.choice((1, 1, 1, 1, 2))))

    def chunk(self) -> str:
        name = self.random.choice(self.random.choices((NAMES, OLD_NAMES, UNKNOWN_NAMES), (8, 2, 1))[0])
        arguments = self.arguments("CompacterConfig" if name.startswith("compacter") else "", self.oddness())
        if not arguments:
            return name + self.random.choice(("", "", "[]"))
        equals = " = " if self.chance(0.05) else "="
        pairs = ", ".join(f"{key}{equals}{self.literal(value)}" for key, value in arguments.items())
        return f"{name}[{pairs}{'' if self.chance(0.03) else ']'}"

    def literal(self, value: Any) -> str:
        return value if isinstance(value, str) and self.chance(0.05) else repr(value)
