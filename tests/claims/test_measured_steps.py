"""What sheets of the kind `measured` claim of calls on a model and of adapters together, named after the sheets."""

from __future__ import annotations

import json

import pytest

from adapterlint.space.releases import snapshot
from adapterlint.space.resolution import resolve
from adapterlint.subjects.added_adapters import shares_matrices
from adapterlint.subjects.composing import NESTED
from tests.claims import steps
from tests.claims.measuring import adapted, adapters, outputs, torch
from tests.reading.support import sites_of


def fused(first, second):
    model = adapted(first)
    model.add_adapter("b", config=second)
    model.add_adapter_fusion(["a", "b"])
    model.train_adapter_fusion(adapters.Fuse("a", "b"))
    return model


@pytest.mark.parametrize("second", ["double_seq_bn", "lora"])
def test_adl239_fused_adapters_are_at_one_place(second):
    with pytest.raises(ValueError, match="same value for config attribute mh_adapter"):
        fused("seq_bn", second)
    assert outputs(fused("seq_bn", "par_bn")).isfinite().all()


@pytest.mark.parametrize("config", ["lora", "prefix_tuning", "ia3"])
def test_adl240_other_methods_are_not_fused(config):
    model = fused(config, config)
    with pytest.raises(NotImplementedError):
        outputs(model)


def test_adl246_the_last_of_fused_adapters_has_to_be_where_another_is():
    everywhere, above = adapters.SeqBnConfig(), adapters.SeqBnConfig(leave_out=[0])
    with pytest.raises(KeyError, match="b"):
        outputs(fused(everywhere, above))
    assert outputs(fused(above, everywhere)).isfinite().all()
    assert outputs(fused(above, above)).isfinite().all()


def with_three():
    model = adapted("seq_bn")
    model.add_adapter("b", config="seq_bn")
    model.add_adapter("c", config="seq_bn")
    model.add_adapter_fusion(["a", "b"])
    return model


TRAINED = (
    adapters.Stack(adapters.Fuse("a", "b"), "c"),
    adapters.Parallel(adapters.Stack("a", "b"), "c"),
)


@pytest.mark.parametrize("setup", TRAINED)
def test_adl241_a_composition_inside_another_is_activated_and_not_trained(setup):
    model = with_three()
    with pytest.raises(TypeError, match="unhashable"):
        model.train_adapter(setup)
    model.train_adapter("c")
    model.set_active_adapters(setup)
    assert outputs(model).isfinite().all()


@pytest.mark.parametrize("outer", NESTED)
def test_adl242_only_some_compositions_stand_in_others(outer):
    more = {"Split": {"splits": 4}, "BatchSplit": {"batch_sizes": 1}}
    model = with_three()
    for inner in NESTED:
        child = getattr(adapters.composition, inner)("a", "b", **more.get(inner, {}))
        setup = getattr(adapters.composition, outer)(child, "c", **more.get(outer, {}))
        if inner in NESTED[outer]:
            model.set_active_adapters(setup)
        else:
            with pytest.raises(ValueError, match="Cannot nest"):
                model.set_active_adapters(setup)


@pytest.mark.filterwarnings("ignore:Passing list objects:FutureWarning")
def test_adl247_a_list_in_a_composition_is_one_stack():
    model = with_three()
    model.train_adapter_fusion(adapters.Fuse(["a", "b"]))
    assert not any(weight.requires_grad for weight in model.parameters())
    with pytest.raises(KeyError):
        outputs(model)
    model.train_adapter_fusion(adapters.Fuse("a", "b"))
    assert any(weight.requires_grad for weight in model.parameters())
    batches = []
    for setup in (adapters.Parallel(["a", "b"]), adapters.Parallel("a", "b")):
        model.set_active_adapters(setup)
        batches.append(len(outputs(model)))
    assert batches == [1, 2]
    assert adapters.composition.Average(["a", "b"]).weights == [1]


def test_adl243_a_dictionary_is_not_averaged():
    with pytest.raises(KeyError):
        with_three().average_adapter("d", {"a": 0.9, "b": 0.1})
    with_three().average_adapter("d", ["a", "b"], weights=[0.9, 0.1])


@pytest.mark.parametrize("method", ["train_fusion", "add_fusion"])
def test_adl244_models_have_no_methods_of_old_fusion(method):
    model = with_three()
    with pytest.raises(AttributeError, match=method):
        getattr(model, method)(adapters.Fuse("a", "b"))
    model.train_adapter_fusion(adapters.Fuse("a", "b"))


@pytest.mark.parametrize("configuration", ["seq_bn", "seq_bn_inv", "lora", "prefix_tuning", "prompt_tuning", "loreft"])
def test_adl245_no_name_holds_a_dot(configuration):
    model = adapted(configuration)
    with pytest.raises(KeyError, match="module name can"):
        model.add_adapter("b.c", config=configuration)
    model.add_adapter("b-c d", config=configuration)


def test_adl366_the_weights_of_a_dictionary_are_ignored():
    recorded = json.loads(steps.RECORDED.read_text(encoding="utf-8"))
    averages = {release: one["average"] for release, one in recorded.items()}
    assert averages.pop("0.2.2") == {"dictionary": 0.5, "list": 0.9}
    assert all(one == {"dictionary": "KeyError", "list": 0.9} for one in averages.values())


def test_adl367_training_a_fuse_trains_adapters_and_no_fusion():
    def trained(method):
        model = with_three()
        getattr(model, method)(adapters.Fuse("a", "b"))
        return {"fusion" in name for name, one in model.named_parameters() if one.requires_grad}

    assert (trained("train_adapter"), trained("train_adapter_fusion")) == ({False}, {True})


@pytest.mark.parametrize(("release", "untrained"), [("1.0.1", 1.0), ("1.1.1", 0.0), ("1.3.0", 0.0)])
def test_adl446_adapters_behind_reentrant_checkpoints_are_not_trained(release, untrained):
    recorded = json.loads(steps.RECORDED.read_text(encoding="utf-8"))[release]["checkpointing"]
    assert recorded == {"double_seq_bn": untrained, "lora": untrained, "not reentrant": 0.0}


def test_adl365_a_loaded_adapter_is_built_as_it_was_saved(tmp_path):
    adapted(adapters.SeqBnConfig(reduction_factor=16)).save_adapter(str(tmp_path), "a")
    model = adapted("lora")
    given = adapters.SeqBnConfig(reduction_factor=2, leave_out=[0, 1])
    model.load_adapter(str(tmp_path), config=given, load_as="b")
    assert (model.adapters_config.get("b").reduction_factor, model.adapters_config.get("b").leave_out) == (16, [])
    model.load_adapter(str(tmp_path), load_as="c", leave_out=[0, 1])
    assert not any(".c." in path for path, _ in model.named_parameters())


def test_adl249_a_fusion_is_looked_up_by_its_adapters_in_order():
    model = with_three()
    model.train_adapter_fusion(adapters.Fuse("b", "a"))
    assert not any(weight.requires_grad for weight in model.parameters())
    with pytest.raises(KeyError, match="b,a"):
        outputs(model)
    model.train_adapter_fusion(adapters.Fuse("a", "b"))
    assert outputs(model).isfinite().all()


MERGED = (
    ({}, {}, True),
    ({"intermediate_lora": True, "attn_matrices": ["q"]}, {"intermediate_lora": True, "attn_matrices": ["v"]}, True),
    ({"attn_matrices": ["q"]}, {"attn_matrices": ["v"]}, False),
    ({"selfattn_lora": False, "output_lora": True}, {}, False),
)


@pytest.mark.parametrize(("first", "second", "clash"), MERGED)
def test_adl250_a_matrix_takes_one_merged_adapter_at_a_time(first, second, clash):
    model = adapted(adapters.LoRAConfig(**first))
    model.add_adapter("b", config=adapters.LoRAConfig(**second))
    model.merge_adapter("a")
    if clash:
        with pytest.raises(ValueError, match="already has a merged"):
            model.merge_adapter("b")
        model.reset_adapter()
    model.merge_adapter("b")
    given = [{"architecture": "lora", **options} for options in (first, second)]
    assert shares_matrices(*(resolve(one, snapshot("1.3.0")) for one in given)) == clash


@pytest.mark.parametrize("second", ["loreft", "prompt_tuning", "seq_bn", "lora"])
@pytest.mark.parametrize("setup", [adapters.Stack, adapters.composition.Average])
def test_adl251_of_some_methods_only_the_first_adapter_counts(setup, second):
    model = adapted("seq_bn")
    model.add_adapter("b", config=second)
    model.set_active_adapters(setup("a", "b"))
    before = outputs(model)
    for name, weight in model.named_parameters():
        if ".b." in name and "original0" not in name:
            weight.data += 0.3 * torch.randn_like(weight)
    assert torch.equal(outputs(model), before) == (second in {"loreft", "prompt_tuning"})


@pytest.mark.filterwarnings("ignore:Passing list objects:FutureWarning")
@pytest.mark.parametrize("method", ["train_adapter_fusion", "set_active_adapters"])
def test_adl368_a_list_is_a_stack_and_no_fusion(method):
    without, listed, nested = with_three(), ["a", "b"], [["a", "b"]]
    without.delete_adapter_fusion(listed)
    without.set_active_adapters(adapters.Stack("a", "b"))
    model = with_three()
    getattr(model, method)(listed)
    assert torch.equal(outputs(model), outputs(without))
    getattr(model, method)(nested)
    assert not torch.equal(outputs(model), outputs(without))


@pytest.mark.parametrize("setup", [adapters.Stack, adapters.Fuse, adapters.Parallel, adapters.composition.Average])
def test_adl369_of_a_composition_only_the_first_invertible_adapter_is_used(setup):
    model = adapted("seq_bn")
    model.add_adapter("b", config="seq_bn_inv")
    model.add_adapter_fusion(["a", "b"])
    model.add_adapter_fusion(["b", "a"])

    def uses_invertible(*names):
        model.set_active_adapters(setup(*names))
        before = outputs(model)
        for name, weight in model.named_parameters():
            if "invertible" in name:
                weight.data += 0.3
        return not torch.equal(outputs(model), before)

    assert (uses_invertible("a", "b"), uses_invertible("b", "a")) == (False, True)


def test_adl254_an_adapter_trainer_needs_an_active_adapter():
    assert (steps.or_raised(steps.trainer_of), steps.trainer_of("a")) == ("ValueError", 0.0)


def test_adl370_no_inactive_adapter_gets_a_gradient():
    assert steps.inactive() == 0.0


def test_steps_that_fail_in_every_recorded_release():
    recorded = json.loads(steps.RECORDED.read_text(encoding="utf-8"))
    assert len(recorded) == 5
    for release, one in recorded.items():
        assert one["fusion"] == {"as added": 1.0, "reordered": "KeyError"}
        by = one["fusion trained by"]
        assert by.pop("list in a list") > 0
        assert by == {"list": 0.0, "name": 0.0, "text": "ValueError"}
        assert one["invertible"] == {"first": 0.0, "behind": 1.0}
        made = {"AdapterTrainer": "ValueError", "AdapterTrainer of an active one": 0.0}
        assert one["inactive"] == {"trained adapter": 0.0, **made}
        assert one["merging"] == {"one": 1.0, "two": "ValueError"}
        assert one["behind another"] == {"prompt_tuning": 1.0, "seq_bn": 0.0}
        assert one["own init"] == {"added": "TypeError"}
        assert one["composed"] == {
            **dict.fromkeys(["lora in Average", "lora in Stack", "prefix_tuning in Stack"], 0.0),
            "prefix_tuning in Average": "NotImplementedError",
            **dict.fromkeys(["lora in Split", "prefix_tuning in Split"], "NotImplementedError"),
        }
        assert one["missing"] == dict.fromkeys(steps.NAMING, "ValueError")
        by_strategy = ["by an unknown strategy", "by one for LoRA", "without a rank"]
        is_old = release == "0.2.2"
        assert one["combined"] == {
            "alike": 0.0,
            **dict.fromkeys(["of other places", "of other methods"], "ValueError"),
            **dict.fromkeys(by_strategy, "TypeError" if is_old else "ValueError"),
            "with a rank": "TypeError" if is_old else 0.0,
        }
        assert one["fusion of a union"] == {"added": "ValueError"}
        assert one["fusion never added"] == {"trained": "KeyError"}


OWN_CLASSES = """
import dataclasses
from adapters import ConfigUnion, LoRAConfig, PrefixTuningConfig, SeqBnConfig
class Rank(LoRAConfig):
    def __init__(self, rank=16, **kwargs):
        super().__init__(r=rank, **kwargs)
class Scaled(LoRAConfig):
    def __init__(self, r=8, **kwargs): super().__init__(**kwargs, r=r, alpha=2 * r)
class Sized(SeqBnConfig):
    def __init__(self, hidden_size=768, bottleneck=48):
        super().__init__(reduction_factor=hidden_size / bottleneck)
class Below(Sized):
    pass
class Noted(LoRAConfig):
    def __init__(self, note, /, **kwargs):
        super().__init__(**kwargs)
class Both(ConfigUnion):
    def __init__(self, length):
        super().__init__(PrefixTuningConfig(prefix_length=length), SeqBnConfig())
class Popped(LoRAConfig):
    def __init__(self, **kwargs):
        rank = kwargs.pop("r", 16)
        super().__init__(r=rank, **kwargs)
class Merged(LoRAConfig):
    def __init__(self, rank=16, **kwargs):
        super().__init__(**{"r": rank, **kwargs})
class Handed(LoRAConfig):
    def __init__(self, r=4, **kwargs):
        super().__init__(r=r, **kwargs)
class Parts(ConfigUnion):
    def __init__(self, *parts):
        super().__init__(*parts)
@dataclasses.dataclass(eq=False)
class Generated(Rank):
    r: int = 4
class Rebuilt(Rank):
    @classmethod
    def from_dict(cls, config):
        return cls(config["r"])
"""


@pytest.mark.parametrize(
    ("built", "refused"),
    [
        *(("Rank()", True), ("Scaled(4)", True), ("Sized()", True), ("Below()", True), ("Noted('x')", True)),
        *(("Both(4)", True), ("Popped()", False), ("Merged()", False), ("Handed()", False)),
        *(("Parts(LoRAConfig(), SeqBnConfig())", False), ("Generated()", False), ("Rebuilt(4)", False)),
    ],
)
def test_adl248_a_class_that_cannot_be_built_again_is_not_added(built, refused):
    names: dict[str, object] = {}
    exec(OWN_CLASSES, names)  # noqa: S102 - Python itself is the measure
    configuration = eval(built, names)  # noqa: S307
    try:
        adapters.AdapterConfig.load(configuration)
    except TypeError:
        assert refused
    else:
        assert not refused
    found = sites_of(f"{OWN_CLASSES}\nmodel.add_adapter('a', {built})")
    assert any(site.is_deed for site in found) == refused


@pytest.mark.parametrize(("method", "kinds"), [("lora", ["Split"]), ("prefix_tuning", ["Average", "Split"])])
def test_adl256_some_methods_lack_some_compositions(method, kinds):
    composition, model = adapters.composition, adapted(method)
    model.add_adapter("b", config=method)
    setups = {
        "Average": composition.Average("a", "b"),
        "Split": composition.Split("a", "b", splits=4),
        "Stack": composition.Stack("a", "b"),
    }
    for kind, setup in setups.items():
        model.set_active_adapters(setup)
        if kind in kinds:
            with pytest.raises(NotImplementedError):
                outputs(model)
        else:
            assert outputs(model).isfinite().all()


def test_adl257_names_are_looked_up():
    model = with_three()
    given = {"train_adapter": "d", "set_active_adapters": "d", "add_adapter_fusion": ["a", "d"]}
    for method, names in given.items():
        with pytest.raises(ValueError, match="No adapter with name 'd' found"):
            getattr(model, method)(names)


@pytest.mark.parametrize(
    ("second", "given"),
    [
        ("double_seq_bn", {}),
        ("lora", {}),
        ("seq_bn[reduction_factor=8]", {}),
        ("seq_bn", {"combine_strategy": "mean"}),
        ("seq_bn", {"combine_strategy": "lora_delta_w_svd", "svd_rank": 2}),
    ],
)
def test_adl258_adapters_of_one_configuration_are_averaged(second, given):
    model = adapted("seq_bn")
    model.add_adapter("b", config=second)
    with pytest.raises(ValueError, match=r"ombin|different configurations"):
        model.average_adapter("c", ["a", "b"], **given)
    model.add_adapter("d", config="seq_bn[dropout=0.5, init_weights='mam_adapter']")
    model.average_adapter("c", ["a", "d"])


def test_adl258_singular_values_need_a_rank():
    model = adapted("lora")
    with pytest.raises(ValueError, match="svd_rank must be set"):
        model.average_adapter("c", ["a"], combine_strategy="lora_delta_w_svd")
    model.average_adapter("c", ["a"], combine_strategy="lora_delta_w_svd", svd_rank=2)


@pytest.mark.parametrize(("release", "found"), [("0.2.2", "TypeError"), ("1.0.1", 0.0), ("1.3.0", 0.0)])
def test_adl260_strategies_came_with_1(release, found):
    recorded = json.loads(steps.RECORDED.read_text(encoding="utf-8"))
    assert recorded[release]["combined"]["with a rank"] == found


@pytest.mark.parametrize("union", ["mam", adapters.ConfigUnion(adapters.SeqBnConfig())])
def test_adl259_no_union_is_fused(union):
    model = adapted("seq_bn")
    model.add_adapter("b", config=union)
    with pytest.raises(ValueError, match="not enough values"):
        model.add_adapter_fusion(["a", "b"])


def test_adl371_fuse_adds_no_fusion():
    model = with_three()
    model.train_adapter_fusion(adapters.Fuse("b", "c"))
    assert not any(weight.requires_grad for weight in model.parameters())
    with pytest.raises(KeyError, match="b,c"):
        outputs(model)
