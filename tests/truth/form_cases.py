"""Draws the forms in which configurations are passed: scripts that build one out of strings, dictionaries and others.

Each script ends by adding its configuration to `model`. The same text is run in the library and linted.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from adapterlint.space.fused import names_fusion
from adapterlint.space.releases import Snapshot, snapshot
from tests.truth import string_cases
from tests.truth.cases import MISTYPED, REQUIRED, Arguments, Case
from tests.truth.methods import Drawing, draw_all
from tests.truth.union_cases import any_part

HEAD = "import copy\nimport dataclasses\n\nimport torch\nfrom adapters import {}\n\n"
BASE_MODELS = (
    *("albert", "bart", "bert", "bert@128", "clip", "distilbert", "electra", "gpt2", "llama", "qwen2"),
    *("roberta", "t5", "vit", "whisper", "xlm-roberta"),
)
DEEPEST = 3
PATH = re.compile(r"[/@]|\.json")
NAMES = ("seq_bn", "double_seq_bn", "par_bn", "compacter", "lora", "ia3", "prefix_tuning", "prompt_tuning", "pfeiffer")
UNIONS = ("mam", "unipelt")
UNKNOWN = ("reduction_facter", "lora_alpha", "target_modules", "foo", "non_linearity_")
ARCHITECTURES = ("lora", "prefix_tuning", "prompt_tuning", "reft", "mtl_lora", "union", "bottleneck", "adapter", "LORA")
BOTTLENECK: Arguments = {"mh_adapter": True, "output_adapter": True, "reduction_factor": 16, "non_linearity": "relu"}
MISFITS = ("1.5", 'b"lora"', "3j", "...", '["lora"]', '("lora",)', "range(3)", "{1}", "lambda: None", "5000", '"lora"')
"""What is no configuration, nor a part of one; the library takes small integers for open files."""
TYPES = ("torch.bfloat16", "torch.float16", "torch.float32", "torch.half", "torch.int8")
LEGACY: Sequence[Arguments] = (
    {"invertible_adapter": {"block_type": "nice", "reduction_factor": 2}},
    {"invertible_adapter": None},
    {"invertible_adapter": {"block_type": "glow", "reduction_factor": 4}},
    {"original_ln_before": True, "ln_after": False, "attention_type": "sent-lvl"},
)


def draw(seed: int, count: int, release: str, base_models: Sequence[str]) -> list[Case]:
    """Draw cases for a release.

    Args:
        base_models: the names to draw base models from, if they are among a few: forms do not depend on them.
    """
    few = [name for name in base_models if name in BASE_MODELS]
    return draw_all(_case, seed, count, release, few or base_models)


def _case(drawing: Drawing) -> Case:
    text = string_cases.text(drawing)
    if drawing.chance(0.25) and not names_fusion(text):  # which `check_config` takes for one
        return Case(drawing.base_model, text=text)
    return Case(drawing.base_model, script=Script(drawing, snapshot(str(drawing.release))).written())


@dataclass
class Script:
    """Writes one script.

    Attributes:
        lines: what it has done so far.
        classes: what it has to import.
        method: the class without bases of what was drawn last; changes are mostly of the same method.
    """

    drawing: Drawing
    offered: Snapshot
    lines: list[str] = field(default_factory=list)
    classes: set[str] = field(default_factory=set)
    method: str = "BnConfig"

    def written(self) -> str:
        """Write a script that adds a configuration to `model`."""
        config = self.pick(
            (4, self.string), (6, self.dictionary), (14, self.object), (1, self.nothing), (1, self.misfit)
        )(0)
        name = self.named(config, "config") if self.drawing.chance(0.7) else config
        self.lines.append(f'model.add_adapter("truth", {"" if self.drawing.chance(0.2) else "config="}{name})')
        names = ", ".join(sorted(self.classes)) or "AdapterConfig"
        return HEAD.format(names) + "\n".join([*self.lines, ""])

    def pick(self, *weighted: tuple[int, Callable[[int], str]]) -> Callable[[int], str]:
        weights, choices = zip(*weighted, strict=True)
        return self.drawing.random.choices(choices, weights)[0]

    def named(self, code: str, name: str) -> str:
        """Give something a name."""
        self.lines.append(f"{name} = {code}")
        return name

    def maybe_named(self, code: str) -> str:
        return self.named(code, f"part{len(self.lines)}") if self.drawing.chance(0.4) else code

    def nothing(self, _: int) -> str:
        return self.drawing.random.choice(("None", "{}", '""', "dict()"))

    def misfit(self, _: int) -> str:
        """Something in the place of a configuration or of a part: a class, a function, a literal."""
        if self.drawing.chance(0.4):
            return self.use(self.part()[0])
        return self.drawing.random.choice(MISFITS)

    def string(self, _: int) -> str:
        """A configuration string that is no path: what a file holds is not in the script."""
        while PATH.search(text := string_cases.text(self.drawing)):
            pass
        return literal(text)

    def dictionary(self, depth: int) -> str:
        """Something that is a dictionary when it is added or loaded."""
        if depth >= DEEPEST:
            return self.written_out(depth)
        return self.pick((8, self.written_out), (3, self.exported), (3, self.merged), (2, self.updated))(depth)

    def written_out(self, depth: int) -> str:
        if depth < DEEPEST and self.drawing.chance(0.15):
            ways = ((6, self.written_out), (3, self.object), (1, self.misfit))
            parts = [self.pick(*ways)(depth + 1) for _ in range(2)]
            return f'{{"architecture": "union", "configs": [{", ".join(parts)}]}}'
        class_name, arguments = self.part()
        fields = self.offered.configs[class_name].fields
        chosen: Arguments = {}
        if "architecture" in fields:
            chosen = {"architecture": fields["architecture"].default}
        elif self.drawing.chance(0.9):
            chosen = dict(BOTTLENECK)
        chosen |= arguments
        if self.drawing.chance(0.1):
            chosen["architecture"] = self.drawing.random.choice((*ARCHITECTURES, *ARCHITECTURES, None, 1, [], {}))
        if self.drawing.chance(0.12):
            chosen |= self.drawing.random.choice(LEGACY)
        return literal(chosen | self.unknown_options())

    def exported(self, depth: int) -> str:
        if self.drawing.chance(0.2):
            return f"dataclasses.asdict({self.constructed(depth)})"
        made = self.maybe_named(self.object(depth + 1))
        return self.drawing.random.choice(("{}.to_dict()", "{}.to_dict()", "dict({})")).format(made)

    def merged(self, depth: int) -> str:
        changes = self.some_options()
        code = self.dictionary(depth + 1)
        if self.drawing.chance(0.5) or not all(name.isidentifier() for name in changes):
            return f"{{**{code}, {literal(changes)[1:-1]}}}"
        return f"dict({', '.join([code, *keywords(changes)])})"

    def updated(self, depth: int) -> str:
        name = self.named(self.dictionary(depth + 1), f"options{len(self.lines)}")
        for key, value in self.some_options().items():
            how = self.drawing.random.choice(("{}[{!r}] = {}", "{}.update({{{!r}: {}}})", "{}.setdefault({!r}, {})"))
            self.lines.append(how.format(name, key, literal(value)))
        return name

    def object(self, depth: int) -> str:
        """Something that is a configuration object."""
        if depth >= DEEPEST:
            return self.constructed(depth)
        return self.pick(
            (4, self.constructed),
            (5, self.loaded),
            (4, self.replaced),
            (3, self.from_dictionary),
            (1, self.copied),
            (1, self.union),
        )(depth)

    def constructed(self, _: int) -> str:
        class_name, arguments = self.part()
        given = keywords(arguments)
        known = [name for name in sorted(self.offered.configs[class_name].fields) if name not in arguments]
        if self.drawing.chance(0.06) and known:
            name = "dtype" if "dtype" in known and self.drawing.chance(0.7) else self.drawing.random.choice(known)
            given.append(f"{name}={self.drawing.random.choice(TYPES)}")
        return f"{self.use(class_name)}({', '.join(given)})"

    def loaded(self, depth: int) -> str:
        source = self.pick((5, self.name), (2, self.string), (4, self.dictionary), (3, self.object))(depth + 1)
        changes = self.some_options() if self.drawing.chance(0.7) else {}
        return f"{self.use('AdapterConfig')}.load({', '.join([source, *keywords(changes)])})"

    def name(self, _: int) -> str:
        name = self.drawing.random.choice(UNIONS if self.drawing.chance(0.15) else NAMES)
        identified = self.offered.identifiers[name]
        self.method = self.method_of((identified.parts or (identified,))[0].class_name)
        return literal(name)

    def replaced(self, depth: int) -> str:
        if self.drawing.chance(0.25):  # a union has a method of that name, and is no dataclass
            return f"dataclasses.replace({', '.join([self.constructed(depth), *keywords(self.some_options())])})"
        made = self.maybe_named(self.object(depth + 1))
        return f"{made}.replace({', '.join(keywords(self.some_options()))})"

    def from_dictionary(self, depth: int) -> str:
        source = self.pick((5, self.dictionary), (1, self.object))(depth + 1)
        class_name = "ConfigUnion" if '"union"' in source else self.part(self.method)[0]
        return f"{self.use(class_name)}.from_dict({source})"

    def copied(self, depth: int) -> str:
        return f"copy.{self.drawing.random.choice(('copy', 'deepcopy'))}({self.object(depth + 1)})"

    def union(self, depth: int) -> str:
        ways = (
            (9, self.constructed),
            (6, self.loaded),
            (3, self.from_dictionary),
            (3, self.replaced),
            (1, self.misfit),
        )
        parts = [self.pick(*ways)(depth + 1) for _ in range(self.drawing.random.choice((1, 2, 2, 2)))]
        return f"{self.use('ConfigUnion')}({', '.join(parts)})"

    def part(self, method: str | None = None) -> tuple[str, Arguments]:
        """A class of the release, of any method or of one, and arguments of which few are odd."""
        oddness = self.drawing.random.choices((0, 1, 2), (70, 25, 5))[0]
        while True:
            class_name, arguments = any_part(self.drawing, oddness)
            if class_name in self.offered.configs and method in (None, self.method_of(class_name)):
                self.method = self.method_of(class_name)
                return class_name, {name: value for name, value in arguments.items() if is_literal(value)}

    def method_of(self, class_name: str) -> str:
        bases = self.offered.configs[class_name].bases
        return [class_name, *bases][-2] if bases[-1:] == ("AdapterConfig",) else class_name

    def some_options(self) -> Arguments:
        """A few options, mostly of the same method, some of none, some None."""
        _, arguments = self.part(self.method if self.drawing.chance(0.85) else None)
        names = self.drawing.random.sample(
            sorted(arguments), min(len(arguments), self.drawing.random.choice((1, 1, 2)))
        )
        chosen = {name: arguments[name] for name in names} | self.unknown_options()
        if self.drawing.chance(0.1):
            chosen[self.drawing.random.choice(REQUIRED)] = None
        return chosen

    def unknown_options(self) -> Arguments:
        if not self.drawing.chance(0.12):
            return {}
        return {
            self.drawing.random.choice(UNKNOWN): self.drawing.random.choice(
                [one for one in MISTYPED if is_literal(one)]
            )
        }

    def use(self, class_name: str) -> str:
        self.classes.add(class_name)
        return class_name


def keywords(arguments: Arguments) -> list[str]:
    """Write keyword arguments."""
    return [f"{name}={literal(value)}" for name, value in arguments.items()]


def literal(value: Any) -> str:
    """Write a value as a script does."""
    if isinstance(value, float) and not math.isfinite(value):
        return f'float("{value}")'
    if isinstance(value, dict):
        return "{" + ", ".join(f"{literal(key)}: {literal(item)}" for key, item in value.items()) + "}"
    return repr(value)


def is_literal(value: Any) -> bool:
    """Tell whether a script writes a value without calling anything but `float`."""
    if isinstance(value, (list, tuple, set)):
        return all(is_literal(item) and item == item for item in value) and value != set()  # noqa: PLR0124 - NaN
    if isinstance(value, dict):
        return all(is_literal(item) for item in value.values())
    return not isinstance(value, (range, frozenset))
