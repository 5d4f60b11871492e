"""Mappings that are forked hold what copies of a dictionary would hold."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from adapterlint.reading.memory.contents import Memory
from adapterlint.reading.memory.layers import Layered, layers
from adapterlint.values import Known

KEYS = st.integers(0, 7)
NUMBERS = st.integers(0, 30)
STEPS = st.one_of(
    st.tuples(st.just("write"), NUMBERS, KEYS, st.integers()),
    st.tuples(st.just("drop"), NUMBERS, KEYS),
    st.tuples(st.just("fork"), NUMBERS),
    st.tuples(st.just("clear"), NUMBERS),
    st.tuples(st.just("merge"), NUMBERS, NUMBERS),
)
Pair = tuple[Layered[int, int], dict[int, int]]


def take(step: tuple, pairs: list[Pair]) -> None:
    """Do the same to a mapping and to a dictionary; a merge takes over what another one has and this one has not."""
    mapping, plain = pairs[step[1] % len(pairs)]
    match step:
        case "write", _, key, value:
            mapping[key] = plain[key] = value
        case "drop", _, key:
            assert mapping.pop(key, None) == plain.pop(key, None)
        case "fork", _:
            pairs.append((mapping.fork(), dict(plain)))
        case "clear", _:
            mapping.clear()
            plain.clear()
        case "merge", _, number:
            other, others = pairs[number % len(pairs)]
            for key in other.changed([mapping]):
                if key in other and key not in mapping:
                    mapping[key] = other[key]
            plain |= {key: value for key, value in others.items() if key not in plain}


@given(st.lists(STEPS, max_size=60))
@settings(max_examples=200)
def test_it_behaves_like_copies_of_a_dictionary(steps):
    pairs: list[Pair] = [(Layered(), {})]
    for step in steps:
        take(step, pairs)
    for mapping, plain in pairs:
        assert dict(mapping) == plain
        assert (len(mapping), list(map(mapping.get, range(8)))) == (len(plain), list(map(plain.get, range(8))))
    for mapping, plain in pairs:
        for other, others in pairs:
            differing = {key for key in range(8) if plain.get(key) != others.get(key)}
            assert differing <= mapping.changed([other]).keys()


@given(st.lists(st.tuples(KEYS, st.integers())))
def test_there_are_few_layers_however_often_it_is_forked(written):
    mapping: Layered[int, int] = Layered()
    for number, (_, value) in enumerate(written):
        mapping[number] = value
        mapping = mapping.fork()
    assert sum(1 for _ in layers(mapping.below)) <= 2 + len(written).bit_length()


@given(st.lists(st.tuples(st.sampled_from(["write", "fork", "forget"]), NUMBERS, KEYS, st.sampled_from("abc"))))
def test_a_memory_knows_the_names_of_each_scope(steps):
    pairs: list[tuple[Memory, dict[tuple[int, str], None]]] = [(Memory(), {})]
    for what, number, scope, name in steps:
        memory, held = pairs[number % len(pairs)]
        match what:
            case "write":
                memory[scope, name] = Known(scope)
                held[scope, name] = None
            case "fork":
                pairs.append((memory.fork(), dict(held)))
            case "forget" if all(key[0] != scope for _, other in pairs for key in other if other is not held):
                memory.forget(scope)
                pairs[number % len(pairs)] = memory, {key: None for key in held if key[0] != scope}
    for memory, held in pairs:
        assert set(memory) == set(held)
        assert all(set(memory.keys_of(scope)) == {key for key in held if key[0] == scope} for scope in range(8))
