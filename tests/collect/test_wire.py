"""What a kernel could write to the wire itself: each is refused, or read as something small and plain."""

import json

import pytest
import torch
from safetensors.torch import save

from autograder.collect.wire import Answer, Array, Items, Message, Opaque, WireError, decode_answers, encode_answers
from autograder.compare import kinds


def sent(value, tensors, **more):
    """One answer as a student may have written it."""
    header = json.dumps([{"outcome": "returned", "value": value, **more}])
    return decode_answers(Message(header, save(tensors)), count=1)[0]


def of(slot, origin="tensor"):
    return {"array": slot, "origin": origin}


def raw_blob(header, data=b""):
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + data


def test_a_tensor_that_stands_for_thousands_is_refused():
    """A gigabyte and more would be stacked from one tensor of a megabyte."""
    with pytest.raises(WireError, match="a value that the wire does not know"):
        sent({"items": [of("t0")] * 2000}, {"t0": torch.zeros(2**17, dtype=torch.float64)})


def test_the_same_tensor_returned_twice_crosses_twice():
    x = torch.arange(3.0)

    (answer,) = decode_answers(encode_answers([Answer("returned", Items((Array(x, "tensor"),) * 2))]), count=1)

    assert [part.data.tolist() for part in answer.value.items] == [[0, 1, 2]] * 2


@pytest.mark.parametrize("dtype", [torch.float8_e5m2, torch.float8_e4m3fn, torch.uint16, torch.uint32, torch.uint64])
def test_a_dtype_that_nothing_is_computed_in_is_named_and_not_taken(dtype):
    value = sent(of("t0"), {"t0": torch.zeros(2, dtype=torch.uint8).to(dtype)}).value

    assert value == Opaque(f"tensor of {dtype}")
    assert kinds.as_tensor(Items((Array(torch.zeros(2), "tensor"), value))) == (
        "got a sequence that holds a tensor of a dtype that is not graded"
    )


def test_a_tensor_of_many_axes_is_refused():
    with pytest.raises(WireError, match="too many axes"):
        sent(of("t0"), {"t0": torch.zeros([1] * 17)})


def test_a_sequence_is_not_stacked_into_far_more_than_was_sent():
    rows = [torch.zeros(2**18, dtype=torch.bool) for _ in range(70)] + [torch.zeros(2**18, dtype=torch.float64)]
    value = sent({"items": [of(f"t{i}") for i in range(71)]}, {f"t{i}": row for i, row in enumerate(rows)}).value

    assert kinds.as_tensor(value) == "got a sequence of too many numbers"


def test_a_blob_of_endless_tensors_is_refused_unread():
    header = {f"t{i}": {"dtype": "U8", "shape": [0], "data_offsets": [0, 0]} for i in range(30_000)}

    with pytest.raises(WireError, match="too many tensors"):
        decode_answers(Message("[]", raw_blob(header)), count=0)


@pytest.mark.parametrize(
    "entry",
    [
        {"dtype": "F64", "shape": [2**62], "data_offsets": [0, 8]},
        {"dtype": "F64", "shape": [2**62, 4], "data_offsets": [0, 0]},
        {"dtype": "F64", "shape": [-1], "data_offsets": [0, 8]},
        {"dtype": "F64", "shape": [1], "data_offsets": [8, 0]},
        {"dtype": "F64", "shape": [1], "data_offsets": [0, 2**63]},
        {"dtype": "F32", "shape": [1], "data_offsets": [0, 8]},
        {"dtype": "F99", "shape": [1], "data_offsets": [0, 8]},
        {"dtype": "F64", "shape": [[1]], "data_offsets": [0, 8]},
        {"dtype": "F64", "shape": [1]},
        "F64",
        None,
    ],
)
def test_a_header_that_lies_about_its_tensor_is_refused(entry):
    with pytest.raises(WireError):
        decode_answers(Message("[]", raw_blob({"t0": entry}, bytes(8))), count=0)


def test_tensors_that_overlap_are_refused():
    entry = {"dtype": "F64", "shape": [1], "data_offsets": [0, 8]}

    with pytest.raises(WireError):
        decode_answers(Message("[]", raw_blob({"t0": entry, "t1": entry}, bytes(8))), count=0)


@pytest.mark.parametrize("blob", [b"", b"\0", bytes(8), b"\xff" * 8, b"\xff" * 100, raw_blob([]), raw_blob({}) + b"x"])
def test_a_blob_that_is_none_is_refused(blob):
    with pytest.raises(WireError):
        decode_answers(Message("[]", blob), count=0)


@pytest.mark.parametrize("line", [True, -1, 1.5, 10**9, "7", None, [7], float("nan")])
def test_a_line_that_is_no_line_is_none(line):
    assert sent(None, {}, line=line).line == 0
