"""Draws configuration strings: names, options in brackets, unions, and what looks like one of these."""

from __future__ import annotations

from collections.abc import Callable

from adapterlint.space.releases import snapshot
from tests.truth.cases import Arguments
from tests.truth.methods import Drawing
from tests.truth.union_cases import any_part

NAMES = {
    "BnConfig": ("seq_bn", "double_seq_bn", "par_bn", "scaled_par_bn", "seq_bn_inv", "pfeiffer", "houlsby+inv"),
    "LoRAConfig": ("lora", "lora", "ia3", "vera", "dora", "dvora", "mtl_lora"),
    "PrefixTuningConfig": ("prefix_tuning", "prefix_tuning_flat"),
    "PromptTuningConfig": ("prompt_tuning",),
    "ReftConfig": ("loreft", "noreft", "direft"),
}
"""The names whose options a class has."""
COMPACTERS = ("compacter", "compacter++")
UNIONS = ("mam", "unipelt")
ODD_NAMES = (
    *("reft", "adapter_plus", "par_seq_bn", "Lora", "IA3", "prefix", "seq-bn", "bottleneck", "AdapterHub/bert-sst"),
    *("sst-2@ukp", "sentiment/sst-2@ukp", "configs/lora.json", "./adapter_config.json", "", " ", "static", "dynamic"),
)
ODD_OPTIONS = (
    *(
        "[r]",
        "[8]",
        "[r=8",
        "r=8]",
        "[[r=8]]",
        "[r=8][alpha=16]",
        "[r==8]",
        "[r=8,]",
        "[,]",
        "[]",
        "[ ]",
        "[r=]",
        "[=8]",
    ),
    *("[r = 8]", "[ r=8 ]", "[r =8]", "[r= 8]", "[r=8;alpha=16]", "[r=8 alpha=16]", "[r:8]", "['r':8]", "[r=8, r=4]"),
    *("[non_linearity=gelu]", "[non_linearity='ge|lu']", "[non_linearity='a=b']", '[non_linearity="gelu"]', "(r=8)"),
    *("[use_gating=true]", "[use_gating=True]", "[leave_out=[0, 1]]", "[leave_out=range(2)]", "[leave_out=(0,)]"),
    *("[reduction_factor={'0': 8, 'default': 16}]", "[reduction_factor=None]", "[reduction_factor=-2]", "[dropout=.1]"),
    *("[reduction_factor=1e1]", "[reduction_factor=0x10]", "[reduction_factor=1_6]", "[reduction_factor=float('nan')]"),
    *(
        "[foo=1]",
        "[architecture='lora']",
        "[architecture=None]",
        "[**{'r': 8}]",
        "[r=8]\n",
        "\n",
        "[r=8\n]",
        "[dropout=1+1]",
    ),
)
SEPARATORS = ("|", "|", " | ", "| ", "||", " |\t", "+", ",")


def text(drawing: Drawing) -> str:
    """Draw a configuration string."""
    count = drawing.random.choices((1, 2, 3), (6, 4, 1))[0]
    chunks = [_chunk(drawing) for _ in range(count)]
    separator = drawing.random.choice(SEPARATORS if drawing.chance(0.3) else SEPARATORS[:3])
    ends = drawing.random.choice((("", "|"), ("|", ""), (" ", ""), ("", " "))) if drawing.chance(0.08) else ("", "")
    return ends[0] + separator.join(chunks) + ends[1]


def _chunk(drawing: Drawing) -> str:
    kinds: list[Callable[[Drawing], str]] = [_usual, _with_odd_options, _union, _odd]
    return drawing.random.choices(kinds, (74, 14, 6, 6))[0](drawing)


def _usual(drawing: Drawing) -> str:
    class_name, arguments = any_part(drawing, drawing.random.choices((0, 1), (7, 3))[0])
    if "Compacter" in class_name:
        return drawing.random.choice(COMPACTERS) + _options(drawing, arguments)
    return drawing.random.choice(_names(drawing, class_name)) + _options(drawing, arguments)


def _names(drawing: Drawing, class_name: str) -> list[str]:
    offered = snapshot(str(drawing.release))
    classes = [class_name, *(offered.configs[class_name].bases if class_name in offered.configs else ())]
    names = [name for known in classes for name in NAMES.get(known, ())]
    there = [name for name in names if name in offered.identifiers or drawing.chance(0.1)]
    return there or ["lora"]


def _options(drawing: Drawing, arguments: Arguments) -> str:
    if not arguments and drawing.chance(0.9):
        return ""
    show: Callable[[object], str] = str if drawing.chance(0.03) else repr
    comma = drawing.random.choice((", ", ", ", ","))
    return f"[{comma.join(f'{name}={show(value)}' for name, value in arguments.items())}]"


def _with_odd_options(drawing: Drawing) -> str:
    name = drawing.random.choice(("lora", "seq_bn", "prefix_tuning", "par_bn", "ia3"))
    return name + drawing.random.choice(ODD_OPTIONS)


def _union(drawing: Drawing) -> str:
    options = ("", "", "[]", "[use_gating=True]", "[leave_out=[0]]", "[dropout=0.3]", "[foo=1]")
    return drawing.random.choice(UNIONS) + drawing.random.choice(options)


def _odd(drawing: Drawing) -> str:
    return drawing.random.choice(ODD_NAMES)
