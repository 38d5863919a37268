"""What the collector sends for what an answer returns, changes and raises."""

import random
from collections import deque, namedtuple
from fractions import Fraction

import numpy as np
import pytest
import torch

from autograder.collect.answer import answer
from autograder.collect.wire import (
    Array,
    Call,
    GeneratorSeed,
    Items,
    Numbers,
    Opaque,
    decode_answers,
    decode_calls,
    encode_answers,
    encode_calls,
)

Pair = namedtuple("Pair", "mean variance")


def returned(value):
    """What arrives on the judge's side."""
    (got,) = decode_answers(encode_answers([answer({"f": lambda: value}, Call("f", {}))]), count=1)
    assert got.outcome == "returned"
    return got.value


@pytest.mark.parametrize(
    "value",
    [[0.5] * 20_000, tuple(torch.full((), 0.5) for _ in range(20_000)), [np.float64(0.5)] * 20_000],
    ids=["floats", "0-d tensors", "NumPy floats"],
)
def test_a_long_sequence_of_numbers_arrives_as_one_array(value):
    got = returned(value)

    assert isinstance(got, Array)
    assert got.data.shape == (20_000,)


@pytest.mark.parametrize(
    "kind", [list, tuple, deque, lambda pair: Pair(*pair)], ids=["list", "tuple", "deque", "named"]
)
def test_two_values_arrive_in_any_sequence(kind):
    got = returned(kind([torch.zeros(3), torch.ones(2)]))

    assert isinstance(got, Items)
    assert [tuple(item.data.shape) for item in got.items] == [(3,), (2,)]


def test_an_array_of_objects_is_read_as_the_sequence_that_it_is():
    value = np.empty(2, dtype=object)
    value[:] = [torch.zeros(3), torch.ones(2)]

    assert isinstance(returned(value), Items)


def test_any_real_number_is_a_number():
    assert returned(Fraction(1, 4)).data == 0.25


@pytest.mark.parametrize("value", ["0.5", b"0.5", {"a": 1.0}, 1 + 2j, object()], ids=lambda value: type(value).__name__)
def test_what_is_no_number_arrives_by_its_type_alone(value):
    assert returned(value) == Opaque(type(value).__name__)


def test_a_change_in_place_is_told_by_the_argument_s_name():
    def f(x, t):
        t[0] = 5
        return x

    call = decode_calls(encode_calls([Call("f", {"x": torch.zeros(2), "t": torch.zeros(2, dtype=torch.int64)})]))[0]

    assert answer({"f": f}, call).mutated == ("t",)


def test_running_out_of_memory_is_told_by_one_name():
    def by_numpy():
        return np.ones(2**46)

    def by_torch():
        raise RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried to allocate 1 bytes")

    assert [answer({"f": f}, Call("f", {})).error for f in (by_numpy, by_torch)] == ["MemoryError"] * 2


def test_an_exception_that_cannot_be_printed_is_an_answer_all_the_same():
    class Odd(RuntimeError):
        def __str__(self):
            raise ValueError

    def f():
        raise Odd

    assert answer({"f": f}, Call("f", {})).outcome == "raised"


@pytest.mark.parametrize(
    ("draw", "moved"),
    [
        (lambda: torch.rand(()), ("torch",)),
        (lambda: np.random.random_sample(), ("numpy",)),
        (lambda: [np.random.bytes(4) for _ in range(251)], ("numpy",)),
        (lambda: np.random.standard_normal(), ("numpy",)),
        (lambda: random.random(), ("random",)),
        (lambda: (random.random(), torch.rand(())), ("torch", "random")),
        (lambda: np.random.default_rng(0).random(), ()),
    ],
    ids=["torch", "numpy", "251 words", "the normal that NumPy kept", "random", "two", "none"],
)
def test_global_random_states_that_a_call_moves_are_named(draw, moved):
    np.random.seed(0)
    np.random.standard_normal()  # NumPy makes two and keeps one

    def f():
        draw()
        return 0.0

    assert answer({"f": f}, Call("f", {})).moved == moved


def test_a_change_in_place_is_told_and_does_not_reach_the_next_call():
    def draw(scale, generator):
        scale *= 2
        return scale.clone()

    arguments = {"scale": torch.tensor(1.0), "generator": GeneratorSeed(0)}

    got = answer({"f": draw}, Call("f", arguments, times=3, again=True))

    assert [item.data.item() for item in got.value.items] == [2.0] * 4
    assert got.mutated == ("scale",)


def test_an_argument_is_swept_over_on_one_generator():
    def draw(count, generator):
        return torch.rand(count, generator=generator)

    got = answer({"f": draw}, Call("f", {"count": 1, "generator": GeneratorSeed(0)}, times=2, over=("count", (1, 3))))

    shapes = [[tuple(item.data.shape) for item in group.items] for group in got.value.items]
    assert shapes == [[(1,), (1,)], [(3,), (3,)]]
    values = torch.cat([item.data for group in got.value.items for item in group.items])
    assert torch.equal(values, torch.rand(8, generator=torch.Generator().manual_seed(0)))


def test_a_weighted_gradient_comes_with_its_result():
    got = answer({"f": lambda x: x**2}, Call("f", {"x": torch.tensor([1.0, 3.0])}, wrt=("x",), weighted=True))

    result, gradient = got.value.items
    assert result.data.tolist() == [1.0, 9.0]
    assert gradient.data.tolist() == [2.0, 12.0]  # the weights are 1 and 2


def test_what_a_name_is_bound_to_is_not_called():
    assert answer({"f": 2.5}, Call("f", {}, bound=True)).value.data.item() == 2.5
    assert answer({"f": lambda: 1}, Call("f", {}, bound=True)).value.kind == "function"


def test_a_call_that_raises_leaves_the_others_to_count_where_that_is_asked():
    def fit(generator):
        value = torch.rand((), generator=generator)
        if value < 0.5:
            raise ValueError(value)
        return value

    call = Call("f", {"generator": GeneratorSeed(3)}, times=8, again=True, fallible=True)

    got = answer({"f": fit}, call)
    strict = answer({"f": fit}, Call("f", call.args, times=8))
    never = answer({"f": lambda generator: 1 / 0}, call)

    assert {type(item) for item in got.value.items} == {Array, Opaque}
    assert (got.outcome, strict.outcome) == ("returned", "raised")
    assert (never.outcome, never.error) == ("raised", "ZeroDivisionError")


@pytest.mark.parametrize("kind", ["list", "array"])
def test_a_list_or_an_array_arrives_as_what_it_is_and_a_change_in_it_is_seen(kind):
    sent = Call("f", {"values": Numbers(torch.tensor([[1.0, 2.0], [3.0, 4.0]], dtype=torch.float64), kind)})
    (call,) = decode_calls(encode_calls([sent]))
    kinds = {"list": list, "array": np.ndarray}

    def looks(values):
        assert type(values) is kinds[kind]
        return values[1][0]

    def changes(values):
        values[1][0] = 5.0
        return 0.0

    assert answer({"f": looks}, call).value.data.item() == 3.0
    assert answer({"f": looks}, call).mutated == ()
    assert answer({"f": changes}, call).mutated == ("values",)


def test_draws_that_share_one_buffer_are_what_each_call_returned():
    buffer = torch.empty(5)
    call = Call("draw", {"generator": GeneratorSeed(3)}, times=3, again=True)

    shared, fresh = (
        answer({"draw": draw}, call).value.items
        for draw in (lambda g: buffer.normal_(generator=g), lambda g: torch.empty(5).normal_(generator=g))
    )

    assert [item.data.tolist() for item in shared] == [item.data.tolist() for item in fresh]
