"""Draws configurations of ReFT. What a longer suffix does depends on the lengths of the texts: none is drawn."""

from __future__ import annotations

from tests.truth import cases
from tests.truth.cases import FLAG, NAN, Values, architecture
from tests.truth.methods import Method
from tests.truth.prefix_cases import NO_COUNT

POSITIONS = (*NO_COUNT, [], {})
REFT = Method(
    fields={
        "architecture": architecture("reft"),
        **{name: Values(*FLAG) for name in ("orthogonality", "tied_weights", "output_reft")},
        "layers": Values(
            ("all", "all", [0], [1], [0, 1], [5], [], (0,)),
            (
                *(None, "ALL", "0;1", "", 0, 1, 5, True, 1.5, {0}, {0: 1}, range(2), [-1], ["0"], [0.0], [True]),
                *(
                    [[0]],
                    (0, 1),
                    list(range(12)),
                    {"all"},
                    ["all"],
                    [None],
                    [1.0],
                    [NAN],
                    "al",
                    "allx",
                    {},
                    [0, 0],
                    (1,),
                    [0, "1"],
                ),
            ),
        ),
        "prefix_positions": Values((0, 1, 3, 2, 5), POSITIONS),
        "suffix_positions": Values((0, 0, 0, 1, 2, 3, 5), POSITIONS),
        "r": Values((1, 2, 4, 16), (*NO_COUNT, 64, 65, 100, 200)),
        "dropout": cases.FIELDS["dropout"],
        "non_linearity": Values(
            (None, None, "relu", "tanh", "gelu", "linear"),
            (1, True, ["relu"], "", "elu", "softmax", "prelu", {"a": 1}),
        ),
        "dtype": Values(
            (None, "float32"),
            (
                *("", "float16", "bfloat16", "float64", "int8", "int64", "bool", "complex64", "float", "half"),
                *("fp16", "foo", 1, True, ["float32"], "float32 ", "uint8", "double", "cfloat", "float8_e4m3fn"),
            ),
        ),
        "init_weights_seed": cases.FIELDS["init_weights_seed"],
    },
    classes={"ReftConfig": 2, "LoReftConfig": 4, "NoReftConfig": 2, "DiReftConfig": 2},
    names={"loreft": "LoReftConfig", "noreft": "NoReftConfig", "direft": "DiReftConfig"},
    unknown_fields=("positions", "rank", "leave_out", "reduction_factor", "subtract_projection", "alpha"),
    required={"ReftConfig": ("layers", "prefix_positions", "suffix_positions", "r", "orthogonality")},
)
