"""Draws unions of parts of all methods: `ConfigUnion`, `MAMConfig`, `UniPELTConfig` and strings with `|`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from packaging.version import Version

from adapterlint.space.releases import snapshot
from tests.truth import cases, lora_cases
from tests.truth.cases import Arguments, Case, architecture, of_own_method
from tests.truth.methods import Drawing, Method, draw_all
from tests.truth.prefix_cases import PREFIX_TUNING
from tests.truth.prompt_cases import PROMPT_TUNING
from tests.truth.reft_cases import REFT

Part = tuple[str, Arguments]

REFT_SINCE = Version("1.0.0")
NAMES = ("seq_bn", "par_bn", "double_seq_bn", "compacter", "lora", "ia3", "prefix_tuning", "prompt_tuning", "loreft")
NESTED: tuple[Part, ...] = (
    ("ConfigUnion", {"configs": [("SeqBnConfig", {}), ("LoRAConfig", {})]}),
    ("ConfigUnion", {"configs": [("LoRAConfig", {}), ("LoRAConfig", {"r": 4})]}),
    ("MAMConfig", {}),
    ("UniPELTConfig", {}),
)
"""Unions, which cannot be parts of a union."""
UNIONS = ("mam", "unipelt")
OTHER_METHOD = 0.05
"""How often a part has an `architecture`, which is mostly that of another method."""
TEXTS = ("mam[prefix_length=5]", "mam|lora", "unipelt|seq_bn", "prefix_tuning||lora", "prefix_tuning|", "mam|unipelt")
"""Strings that are not made of names and options alone."""


def draw(seed: int, count: int, release: str, base_models: Sequence[str]) -> list[Case]:
    """Draw cases for a release.

    Args:
        base_models: the names to draw base models from.
    """
    return draw_all(_case, seed, count, release, base_models)


def _case(drawing: Drawing) -> Case:
    kind: Callable[[Drawing], Case] = drawing.random.choices((_union, _mam, _unipelt, _text), (60, 14, 12, 14))[0]
    return replace(kind(drawing), torchvision=drawing.chance(0.5))


def _union(drawing: Drawing) -> Case:
    """Two or three parts of any method, mostly kept apart by layer."""
    oddness = drawing.random.choices((0, 1, 2), (65, 28, 7))[0]
    apart = drawing.chance(0.4)
    parts: list[Part] = []
    for number in range(drawing.random.choices((1, 2, 3), (1, 8, 2))[0]):
        mine = drawing.random.randint(0, oddness)
        oddness -= mine
        class_name, arguments = any_part(drawing, mine)
        if apart and "Prompt" not in class_name and "Reft" not in class_name:
            arguments["leave_out"] = [number % 2]
        parts.append((class_name, arguments))
    if drawing.chance(0.04):
        parts.insert(drawing.random.randint(0, len(parts)), drawing.random.choice(NESTED))
    return Case(drawing.base_model, class_name="ConfigUnion", arguments={"configs": parts})


def _mam(drawing: Drawing) -> Case:
    parts: dict[str, Part] = {}
    if drawing.chance(0.7):
        parts["prefix_tuning"] = _of(PREFIX_TUNING, drawing, drawing.random.choice((0, 0, 1)))
    if drawing.chance(0.5):
        parts["adapter"] = _bottleneck(drawing, "ParBnConfig", drawing.random.choice((0, 0, 1)))
    if drawing.chance(0.05):
        parts["adapter"] = ("PrefixTuningConfig", {})
    return Case(drawing.base_model, class_name="MAMConfig", arguments=parts)


def _unipelt(drawing: Drawing) -> Case:
    parts: dict[str, Part] = {}
    if drawing.chance(0.6):
        parts["prefix_tuning"] = _of(PREFIX_TUNING, drawing, drawing.random.choice((0, 0, 1)))
    if drawing.chance(0.1):
        parts["prefix_tuning"] = ("PromptTuningConfig", {})
    if drawing.chance(0.4):
        parts["adapter"] = _bottleneck(drawing, "SeqBnConfig", drawing.random.choice((0, 0, 1)))
    if drawing.chance(0.4):
        parts["lora"] = _lora(drawing, "LoRAConfig", drawing.random.choice((0, 0, 1)))
    return Case(drawing.base_model, class_name="UniPELTConfig", arguments=parts)


def _text(drawing: Drawing) -> Case:
    if drawing.chance(0.15):
        return Case(drawing.base_model, text=drawing.random.choice(TEXTS))
    if drawing.chance(0.15):
        return Case(drawing.base_model, text=drawing.random.choice(UNIONS))
    methods = [PREFIX_TUNING, PROMPT_TUNING, *([REFT] if drawing.release >= REFT_SINCE else [])]
    texts = iter(lambda: drawing.text(drawing.random.choice(methods)), None)
    chunks = [next(text for text in texts if "architecture" not in text), drawing.random.choice(NAMES)]
    drawing.random.shuffle(chunks)
    return Case(drawing.base_model, text=drawing.random.choice(("|", " | ")).join(chunks))


def any_part(drawing: Drawing, oddness: int) -> Part:
    """Draw a class of any method, and its arguments."""
    kinds: list[Callable[[], Part]] = [
        lambda: _of(PREFIX_TUNING, drawing, oddness),
        lambda: _of(PROMPT_TUNING, drawing, oddness),
        lambda: _lora(drawing, None, oddness),
        lambda: _bottleneck(drawing, None, oddness),
    ]
    if drawing.release >= REFT_SINCE:
        kinds.append(lambda: _of(REFT, drawing, oddness))
    class_name, arguments = drawing.random.choice(kinds)()
    fields = snapshot(str(drawing.release)).configs.get(class_name)
    if fields and "architecture" in fields.fields and drawing.chance(OTHER_METHOD):
        own = architecture(str(fields.fields["architecture"].default))
        arguments["architecture"] = drawing.random.choice(own.odd)
    return class_name, arguments


def _of(method: Method, drawing: Drawing, oddness: int) -> Part:
    class_name = drawing.class_name(method)
    return class_name, of_own_method(drawing.arguments(method, class_name, oddness))


def _bottleneck(drawing: Drawing, class_name: str | None, oddness: int) -> Part:
    draw = cases.Draw(drawing.random, drawing.release)
    class_name = class_name or draw.class_name()
    return class_name, draw.arguments(class_name, oddness)


def _lora(drawing: Drawing, class_name: str | None, oddness: int) -> Part:
    draw = lora_cases.Draw(drawing.random, drawing.release)
    class_name = class_name or draw.class_name()
    return class_name, of_own_method(draw.arguments(class_name, oddness))
