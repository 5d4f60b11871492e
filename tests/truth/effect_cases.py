"""Draws pairs of configurations that differ in one option: it is left out of the first, and changed in the second.

The option is one of a class, of a part of a union, of a string in brackets, of a fusion, or an override of `load`; and
some of the others are often set to what makes options idle, as `flat` does with prefixes.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from packaging.version import Version

from adapterlint.space.releases import Snapshot, snapshot
from tests.truth import cases, fusion_cases, lora_cases
from tests.truth.cases import Arguments, Case, Values, of_own_method
from tests.truth.form_cases import UNKNOWN, is_literal, keywords
from tests.truth.methods import Drawing, Method
from tests.truth.prefix_cases import PREFIX_TUNING
from tests.truth.prompt_cases import PROMPT_TUNING
from tests.truth.reft_cases import REFT
from tests.truth.shapes import kind_of
from tests.truth.string_cases import COMPACTERS, NAMES

ODD = 0.2
"""How often the changed option gets an odd value: most of them are errors, and then there is nothing to compare."""
STAGED = 0.4
"""How often the other options are set to what makes some option idle."""
LEFT_OUT = 0.3
"""How often a part of a union is put into no layer."""
EVERYWHERE = list(range(24))
PROBABILITIES = frozenset({"dropout", "stochastic_depth"})
RARE = 1e-6
UNREACHED = ("gelu_10", "relu6")
"""Activations that differ from `gelu` and `relu` only in large numbers, which few steps reach."""
OTHERS_ODD = (0, 0, 1)
"""How many of the other options get an odd value."""
LOADED = 'from adapters import AdapterConfig\n\nconfig = AdapterConfig.load({})\nmodel.add_adapter("truth", config)\n'
FUSED = 'from adapters import {0}\n\nmodel.add_adapter_fusion(["a", "b"], {0}({1}))\n'

Written = Callable[[Arguments], Case]
"""Puts the options of a configuration into a case."""


@dataclass(frozen=True)
class Kind:
    """Configurations that have the same options.

    Attributes:
        fields: what each option is given.
        stages: options that make others idle.
    """

    fields: Mapping[str, Values]
    stages: Sequence[Arguments]


INVERTIBLE = {"inv_adapter": "nice", "inv_adapter_reduction_factor": 2}
PHM = {"phm_layer": True, "reduction_factor": 4}
BOTTLENECK = Kind(
    cases.FIELDS,
    (
        {"mh_adapter": False, "output_adapter": False, **INVERTIBLE},
        {"leave_out": EVERYWHERE, **INVERTIBLE},
        {"is_parallel": True},
        {"original_ln_before": False},
        {"original_ln_before": True, "residual_before_ln": False},
        {"ln_after": True},
        PHM,
        {**PHM, "shared_W_phm": True},
        {**PHM, "shared_phm_rule": False},
        {**PHM, "factorized_phm_W": False},
        {**PHM, "phm_c_init": "uniform"},
    ),
)
LORA = Kind(
    lora_cases.FIELDS,
    (
        {"selfattn_lora": False, "intermediate_lora": True},
        {"attn_matrices": ["o"], "output_lora": True},
        {"use_gating": True},
        {"init_weights": "ia3"},
        {"composition_mode": "scale", "r": 1, "dropout": 0.0},
        {"n_up_projection": 1},
        {"dtype": "float32"},
        {"selfattn_lora": False},
    ),
)
PREFIXES = Kind(PREFIX_TUNING.fields, ({"flat": True}, {"flat": True, "use_gating": True}))
PROMPTS = Kind(PROMPT_TUNING.fields, ({"prompt_init": "random_uniform"},))
INTERVENTIONS = Kind(
    REFT.fields,
    (
        {"prefix_positions": 0, "suffix_positions": 2},
        {"tied_weights": True},
        {"layers": [0]},
        {"layers": []},
        {"output_reft": False},
    ),
)
FUSIONS = Kind(fusion_cases.FIELDS, ({"value": False}, {"query": False}, {"value": True}))
KINDS = {
    "BnConfig": BOTTLENECK,
    "LoRAConfig": LORA,
    "PrefixTuningConfig": PREFIXES,
    "PromptTuningConfig": PROMPTS,
    "ReftConfig": INTERVENTIONS,
}
"""What there is of each method, by the name of its class."""
METHODS: Mapping[str, Method] = {
    "PrefixTuningConfig": PREFIX_TUNING,
    "PromptTuningConfig": PROMPT_TUNING,
    "ReftConfig": REFT,
}


@dataclass(frozen=True)
class Pair:
    """Two configurations that differ in one option.

    Attributes:
        without: the first one.
        changed: the second one, which names the option.
        option: the name of the option.
    """

    without: Case
    changed: Case
    option: str


def draw(seed: int, count: int, release: str, base_models: Sequence[str]) -> list[Pair]:
    """Draw pairs for a release.

    Args:
        base_models: the names to draw base models from.
    """
    sources = (random.Random(f"{seed}:{number}") for number in range(count))  # noqa: S311 - no secrets are drawn
    drawings = (Drawing(source, Version(release), source.choice(base_models)) for source in sources)
    pairs = (_Draw(drawing, snapshot(release), base_models).pair() for drawing in drawings)
    return [pair for pair in pairs if pair is not None]


@dataclass(frozen=True)
class _Draw:
    """Draws one pair."""

    drawing: Drawing
    offered: Snapshot
    base_models: Sequence[str]

    def pair(self) -> Pair | None:
        """Draw a pair; None if the option is not there, has to be given, or is not changed."""
        ways = (self.alone, self.in_union, self.in_union_by_name, self.in_string, self.loaded, self.of_fusion)
        weights = (12, 4, 1, 3, 2, 2)
        return self.drawing.random.choices(ways, weights)[0]()

    def alone(self) -> Pair | None:
        method = self.method()
        class_name, arguments = self.configuration(method)
        base_model, torchvision = self.base_model(method), self.drawing.chance(0.5)
        return self.differing(
            KINDS[method], class_name, arguments, lambda options: Case(base_model, torchvision, class_name, options)
        )

    def in_union(self) -> Pair | None:
        """An option of one of two parts, which are mostly kept apart by layer; one may be in none."""
        methods = [self.method(), self.method()]
        parts = [self.configuration(method) for method in methods]
        for number, (class_name, arguments) in enumerate(parts):
            fields = self.offered.configs[class_name].fields
            if "leave_out" in fields and self.drawing.chance(0.7):
                arguments["leave_out"] = EVERYWHERE if self.drawing.chance(LEFT_OUT) else [number]
        which = self.drawing.random.randrange(2)
        class_name, arguments = parts[which]

        def written(options: Arguments) -> Case:
            changed = [part if number != which else (class_name, options) for number, part in enumerate(parts)]
            return Case(self.drawing.base_model, class_name="ConfigUnion", arguments={"configs": changed})

        return self.differing(KINDS[methods[which]], class_name, of_own_method(arguments), written)

    def in_union_by_name(self) -> Pair | None:
        """An option of a part of `MAMConfig` or `UniPELTConfig`."""
        union, name, method, class_name = self.drawing.random.choice(
            (
                ("MAMConfig", "prefix_tuning", "PrefixTuningConfig", "PrefixTuningConfig"),
                ("MAMConfig", "adapter", "BnConfig", "ParBnConfig"),
                ("UniPELTConfig", "prefix_tuning", "PrefixTuningConfig", "PrefixTuningConfig"),
                ("UniPELTConfig", "adapter", "BnConfig", "SeqBnConfig"),
                ("UniPELTConfig", "lora", "LoRAConfig", "LoRAConfig"),
            )
        )
        arguments = {"leave_out": EVERYWHERE} if self.drawing.chance(LEFT_OUT) else {}
        return self.differing(
            KINDS[method],
            class_name,
            arguments,
            lambda options: Case(self.drawing.base_model, class_name=union, arguments={name: (class_name, options)}),
            set_anyway={"use_gating": True} if union == "UniPELTConfig" else {},
        )

    def in_string(self) -> Pair | None:
        """An option between brackets."""
        name, method, class_name, changes = self.named()
        base_model = self.base_model(method)
        if not self.offered.string_options:
            return None

        def written(options: Arguments) -> Case:
            shown = ", ".join(f"{key}={value!r}" for key, value in options.items())
            return Case(base_model, text=f"{name}[{shown}]" if shown else name)

        return self.differing(KINDS[method], class_name, self.few(method, class_name), written, set_anyway=changes)

    def loaded(self) -> Pair | None:
        """An override of `AdapterConfig.load`, which takes also what is no option."""
        name, method, class_name, changes = self.named()
        base_model = self.base_model(method)

        def written(options: Arguments) -> Case:
            return Case(base_model, script=LOADED.format(", ".join([repr(name), *keywords(options)])))

        others = self.few(method, class_name)
        if self.drawing.chance(0.2):
            unknown = self.drawing.random.choice(UNKNOWN)
            return Pair(written(others), written({**others, unknown: 8}), unknown)
        pair = self.differing(KINDS[method], class_name, others, written, set_anyway=changes)
        # What is None is not given: `load` leaves it out.
        return pair if pair and f"{pair.option}=None" not in str(pair.changed.script) else None

    def of_fusion(self) -> Pair | None:
        class_name = self.drawing.random.choice(fusion_cases.CLASSES)
        names = self.drawing.random.sample(sorted(fusion_cases.FIELDS), self.drawing.random.choice((0, 1, 2, 3)))
        others = {name: self.drawing.random.choice(fusion_cases.FIELDS[name].sane) for name in names}

        def written(options: Arguments) -> Case:
            return Case(self.drawing.base_model, script=FUSED.format(class_name, ", ".join(keywords(options))))

        return self.differing(FUSIONS, class_name, others, written)

    def method(self) -> str:
        """A method that the release has, by the name of its class."""
        names = [name for name in KINDS if name in self.offered.configs]
        return self.drawing.random.choices(names, [3 if name in ("BnConfig", "LoRAConfig") else 1 for name in names])[0]

    def base_model(self, method: str) -> str:
        """A base model, one that has the method if not all do."""
        known = METHODS[method].base_models if method in METHODS else ()
        fit = [name for name in self.base_models if kind_of(name) in known]
        return self.drawing.random.choice(fit) if fit else self.drawing.base_model

    def configuration(self, method: str) -> tuple[str, Arguments]:
        """A class of a method and some of its arguments."""
        oddness = self.drawing.random.choice(OTHERS_ODD)
        if method in METHODS:
            class_name = self.drawing.class_name(METHODS[method])
            return class_name, self.drawing.arguments(METHODS[method], class_name, oddness)
        source = cases if method == "BnConfig" else lora_cases
        draw = source.Draw(self.drawing.random, self.drawing.release)
        class_name = draw.class_name()
        return class_name, draw.arguments(class_name, oddness)

    def named(self) -> tuple[str, str, str, Mapping[str, object]]:
        """A name of configurations, its method and class, and what it changes of this one."""
        method = self.method()
        names = [*NAMES[method], *(COMPACTERS if method == "BnConfig" else ())]
        name = self.drawing.random.choice([one for one in names if one in self.offered.identifiers])
        identified = self.offered.identifiers[name]
        return name, method, identified.class_name, identified.changes

    def few(self, method: str, class_name: str) -> Arguments:
        """A few sane options."""
        fields = KINDS[method].fields
        there = sorted(fields.keys() & self.offered.configs[class_name].fields.keys() - {"architecture"})
        names = self.drawing.random.sample(there, self.drawing.random.choice((0, 1, 2)))
        chosen = {name: self.drawing.random.choice(fields[name].sane) for name in names}
        return {name: value for name, value in chosen.items() if is_literal(value)}

    def differing(
        self,
        kind: Kind,
        class_name: str,
        arguments: Arguments,
        written: Written,
        set_anyway: Mapping[str, object] | None = None,
    ) -> Pair | None:
        """Change one option.

        A probability above zero that a few steps cannot show counts as none: it has an effect in some of a billion
        numbers.

        Args:
            set_anyway: what options are if they are not given, where that is not the default of the class.
        """
        definition = self.offered.configs.get(class_name)
        if definition is None:
            return None
        if self.drawing.chance(STAGED):
            stage = self.drawing.random.choice(kind.stages)
            arguments = {**arguments, **{name: one for name, one in stage.items() if name in definition.fields}}
        option = self.drawing.random.choice(tuple(kind.fields))
        values = kind.fields[option]
        value = self.drawing.random.choice(values.odd if self.drawing.chance(ODD) else values.sane)
        field = definition.fields.get(option)
        if field is None or (field.required and option not in (set_anyway or {})):
            return None
        is_rare = option in PROBABILITIES and isinstance(value, float) and 0 < value < RARE
        if is_rare or value == (set_anyway or {}).get(option, field.default) or value in UNREACHED:
            return None
        others = {name: one for name, one in arguments.items() if name != option}
        return Pair(written(others), written({**others, option: value}), option)
