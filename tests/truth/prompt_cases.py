"""Draws configurations of prompt tuning."""

from __future__ import annotations

from tests.truth import cases
from tests.truth.cases import Values, architecture
from tests.truth.methods import Method
from tests.truth.prefix_cases import NO_COUNT

PROMPT_TUNING = Method(
    fields={
        "architecture": architecture("prompt_tuning"),
        "prompt_length": Values((1, 2, 5, 10, 30), (*NO_COUNT, 100)),
        "prompt_init": Values(
            ("random_uniform", "random_uniform", "from_string"),
            (None, "", "random", "FROM_STRING", 1, ["random_uniform"], "random_normal", {}, True),
        ),
        "prompt_init_text": Values((None, "hello", "text"), ("", 1, ["a"], True, {}, "a b c")),
        "combine": Values(
            ("prefix", "prefix_after_bos"), (None, "", "suffix", "Prefix", 1, ["prefix"], "prefix-after-bos", {}, True)
        ),
        "init_weights_seed": cases.FIELDS["init_weights_seed"],
    },
    classes={"PromptTuningConfig": 1},
    names={"prompt_tuning": "PromptTuningConfig"},
    unknown_fields=("prompt_lenght", "prefix_length", "num_virtual_tokens", "random_uniform_scale", "dropout"),
    base_models=(
        *("albert", "albert-groups", "beit", "bert", "bert@128", "deberta", "deberta-v2", "distilbert", "electra"),
        *("electra-small-embedding", "roberta", "vit", "vit@128", "xlm-roberta", "xmod"),
    ),
)
