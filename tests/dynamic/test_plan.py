"""From sites to runs."""

import pytest

from adapterlint.dynamic.planning.originals import Original, named
from adapterlint.dynamic.planning.plan import USERS_WAYS_AT_MOST, plan
from adapterlint.dynamic.planning.recipes import Construct, NotPlainError, canonical, decode, encode
from adapterlint.facts import Argument, BaseModelReference, Call, Site, Text
from adapterlint.findings import Span
from adapterlint.values import Choice, Known, OneOf, Unknown

FAST = Choice("fast", ("fast is true", "fast is false"))


def span(line: int) -> Span:
    return Span("train.py", line, 1, line, 9)


def call(name: str, **options) -> Known:
    return Known(Call(name, keywords={key: Argument(value) for key, value in options.items()}))


def test_a_call_becomes_a_construct_and_an_unknown_model_a_bert():
    union = Call("ConfigUnion", positional=(Argument(call("LoRAConfig", r=Known(4))), Argument(Known(Text("seq_bn")))))
    (run,) = plan([Site(Known(union), span=span(1))]).runs
    assert run.recipe == Construct("ConfigUnion", (Construct("LoRAConfig", (), {"r": 4}), "seq_bn"))
    assert run.original.model_type == "bert"
    assert run.original.assumed


def test_alternatives_become_runs_that_say_when():
    site = Site(call("LoRAConfig", r=OneOf(FAST, (Known(4), Known(8)))), span=span(1))
    planned = plan([site])
    assert [run.recipe.keywords["r"] for run in planned.runs] == [4, 8]
    assert [run.places[0].when for run in planned.runs] == [("fast is true",), ("fast is false",)]


def test_an_alternative_that_cannot_be_run_leaves_the_others_in_doubt():
    site = Site(call("LoRAConfig", r=OneOf(FAST, (Known(4), Unknown("read at run time")))), span=span(1))
    planned = plan([site])
    ((place,),) = [run.places for run in planned.runs]
    assert (place.when, place.is_open) == (("fast is true",), True)
    assert "read at run time" in planned.skipped[0].reason


def test_what_users_may_choose_as_base_model_is_not_run_in_another_one():
    chosen = Choice("--model", ("it is bert-base-uncased", "it is another value"), by_user=True)
    known = Known(BaseModelReference("AutoAdapterModel", Known("bert-base-uncased")))
    model = OneOf(chosen, (known, Unknown("another value", by_user=True)))
    (run,) = plan([Site(call("LoRAConfig"), model, span=span(1))]).runs
    assert run.original.assumed is None
    assert run.places[0].is_open


def test_all_rounds_of_a_sweep_are_run():
    many = Choice("rounds", tuple(map(str, range(300))))
    planned = plan([Site(call("LoRAConfig", r=OneOf(many, tuple(map(Known, range(300))))))])
    assert [run.recipe.keywords["r"] for run in planned.runs] == [*range(300)]
    assert planned.skipped == ()


def test_of_what_users_may_choose_only_the_first_is_run_and_the_rest_counted():
    rounds = Choice("rounds", tuple(map(str, range(100))))
    asked = Choice("--alpha", tuple(map(str, range(12))), by_user=True)
    r, alpha = (OneOf(choice, tuple(map(Known, range(len(choice.options))))) for choice in (rounds, asked))
    planned = plan([Site(call("LoRAConfig", r=r, alpha=alpha))])
    by_default = [run for run in planned.runs if run.recipe.keywords["alpha"] == 0]
    assert [run.recipe.keywords["r"] for run in by_default] == [*range(100)]
    assert {run.recipe.keywords["alpha"] for run in planned.runs} == {*range(USERS_WAYS_AT_MOST)}
    assert 12 - USERS_WAYS_AT_MOST in [skipped.count for skipped in planned.skipped]


def test_equal_runs_are_merged_and_keep_their_places():
    planned = plan([Site(Known(Text("lora")), span=span(line)) for line in (1, 2)])
    assert [[place.span.line for place in run.places] for run in planned.runs] == [[1, 2]]


@pytest.mark.parametrize(
    ("configuration", "reason"),
    [
        (call("LoRAConfig", r=Unknown("read at run time")), "`r` is not known: read at run time"),
        (Known(Call("LoRAConfig", opaque="`**kwargs`")), "arguments that are not known"),
        (call("StaticAdapterFusionConfig"), "configures a fusion"),
        (Known(Call("PfeifferConfig", module="transformers.adapters")), "adapter-transformers"),
        (call("LoRAConfig", r=Known(print)), "is not a literal"),
        (Known(3), "`3` is not a configuration"),
    ],
)
def test_what_cannot_be_run_is_skipped_with_a_reason(configuration, reason):
    planned = plan([Site(configuration, span=span(1))])
    assert planned.runs == ()
    assert reason in planned.skipped[0].reason


def test_the_original_is_what_the_script_shows():
    def original(reference, base_model=None):
        return plan([Site(Known(Text("lora")), Known(reference))], base_model).runs[0].original

    known = original(BaseModelReference("AutoAdapterModel", Known("bert-base-uncased")))
    assert (known.model_type, known.sized) == ("bert", True)
    built = original(
        BaseModelReference("ViTModel", config=Call("ViTConfig", keywords={"hidden_size": Argument(Known(96))}))
    )
    assert (built.class_name, built.config) == ("ViTConfig", {"hidden_size": 96})
    vit = original(BaseModelReference("ViTModel", Known("me/mine")))
    assert (vit.class_name, vit.sized) == ("ViTModel", False)
    assert original(BaseModelReference("AutoModel", Known("me/mine")), Original("t5")).model_type == "t5"


def test_a_base_model_can_be_named(tmp_path):
    (tmp_path / "config.json").write_text('{"model_type": "vit", "hidden_size": 96}')
    assert named(str(tmp_path)) == named(str(tmp_path / "config.json")) == Original("vit", config={"hidden_size": 96})
    assert named("gpt2").model_type == "gpt2"
    assert named("me/mine") is None


@pytest.mark.parametrize(
    "value",
    [None, [1, (2.5, "x")], {1: {2}, "a": True}, frozenset({"q"}), Construct("LoRAConfig", ((1,),), {"r": [8]})],
)
def test_plain_data_survives_the_way_to_another_process(value):
    assert decode(encode(value)) == value


def test_plain_data_is_told_apart():
    assert len({canonical(value) for value in (1, 1.0, True, "1", [1], (1,), {1: 1})}) == 7
    with pytest.raises(NotPlainError):
        encode(object())


def test_what_users_may_give_instead_is_neither_run_nor_missed():
    asked = Choice("--r", ("`--r` is `4`", "`--r` is another value"), by_user=True)
    other = Unknown("given by users", by_user=True)
    planned = plan([Site(call("LoRAConfig", r=OneOf(asked, (Known(4), other))), span=span(1))])
    (run,) = planned.runs
    assert planned.skipped == ()
    assert run.places[0].when == ("`--r` is `4`",)
    assert run.places[0].is_open
    (skipped,) = plan([Site(call("LoRAConfig", r=other), span=span(1))]).skipped
    assert "given by users" in skipped.reason
