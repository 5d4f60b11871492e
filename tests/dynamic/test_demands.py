"""The small model gets the verdicts of the original."""

from types import SimpleNamespace

import pytest

from adapterlint.dynamic.models.demands import Bottleneck, Demands, demands_of
from adapterlint.dynamic.models.sizes import forbid_dropout, longest_text


@pytest.mark.parametrize("original", [320, 384, 512, 768, 1024, 1600, 4096])
@pytest.mark.parametrize("factor", [0.5, 2, 16, 24, 32, 64, 100, 10_000])
@pytest.mark.parametrize("divisor", [1, 3, 4, 8])
def test_verdicts_agree(original, factor, divisor):
    bottleneck = Bottleneck(factor, divisor)
    width = Demands((bottleneck,)).width(original)

    def verdict(hidden):
        return (hidden % divisor == 0, bottleneck.of(hidden) % divisor == 0, bottleneck.of(hidden) >= 8)

    assert width <= original
    assert verdict(width) == verdict(original)


def test_ordinary_configurations_fit_into_little():
    assert Demands((Bottleneck(16),)).width(4096) == 128
    assert Demands().width(768) == 64
    assert Demands().width(32) == 32


def test_demands_are_read_off_every_part():
    bottleneck = SimpleNamespace(reduction_factor={"1": 4, "default": 16}, phm_layer=True, phm_dim=4, leave_out=[])
    prefix = SimpleNamespace(prefix_length=30, leave_out=[2])
    demands = demands_of(SimpleNamespace(configs=[bottleneck, SimpleNamespace(configs=[prefix])]))
    assert demands.bottlenecks == (Bottleneck(4, 4), Bottleneck(16, 4))
    assert demands.every_layer
    assert demands.tokens == 38


def test_a_text_is_no_longer_than_a_model_has_positions_for():
    assert longest_text(SimpleNamespace(max_position_embeddings=514), 24) == 24
    assert longest_text(SimpleNamespace(text_config=SimpleNamespace(n_positions=64)), 108) == 62
    assert longest_text(SimpleNamespace(), 108) == 108


def test_nonsense_demands_nothing():
    nonsense = SimpleNamespace(reduction_factor="8", phm_layer=True, phm_dim=0, prefix_length="long", leave_out=None)
    assert demands_of(nonsense) == demands_of(None) == Demands()


def test_dropout_is_taken_out_however_it_is_written():
    given = {"hidden_dropout_prob": 1, "attention_dropout": 0.1, "classifier_dropout": None, "use_dropout": True}
    config = SimpleNamespace(**given, to_dict=lambda: given)
    forbid_dropout(config)
    assert {name: getattr(config, name) for name in given} == {
        **given,
        "hidden_dropout_prob": 0,
        "attention_dropout": 0,
    }
