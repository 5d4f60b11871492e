"""Draws configurations of prefix tuning."""

from __future__ import annotations

from tests.truth import cases
from tests.truth.cases import FLAG, INFINITY, NAN, Values, architecture
from tests.truth.methods import Method

NO_COUNT = (None, "4", "", 0, -1, -3, 2.0, 0.0, 0.5, True, False, NAN, [4], (4,), {})
"""What is no number of tokens, or only happens to work."""
ACTIVATIONS = Values(
    ("relu", "gelu", "tanh", "swish", "leakyrelu", "RELU", "linear", "sigmoid", "relu6", "gelu_fast"),
    (None, 1, True, ["relu"], "", "elu", "softmax", "identity", "prelu", "xielu", {"relu": 1}, "laplace", "leaky_relu"),
)
PREFIX_TUNING = Method(
    fields={
        "architecture": architecture("prefix_tuning"),
        **{name: Values(*FLAG) for name in ("encoder_prefix", "cross_prefix", "flat", "use_gating", "shared_gating")},
        "leave_out": cases.FIELDS["leave_out"],
        "prefix_length": Values((1, 2, 5, 12, 30), (*NO_COUNT, INFINITY, 100)),
        "bottleneck_size": Values((1, 4, 16, 512), NO_COUNT),
        "non_linearity": ACTIVATIONS,
        "dropout": cases.FIELDS["dropout"],
        "init_weights_seed": cases.FIELDS["init_weights_seed"],
    },
    classes={"PrefixTuningConfig": 1},
    names={"prefix_tuning": "PrefixTuningConfig", "prefix_tuning_flat": "PrefixTuningConfig"},
    unknown_fields=("prefix_lenght", "reduction_factor", "num_virtual_tokens", "encoder_decoder", "alpha"),
)
