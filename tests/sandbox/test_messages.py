"""A kernel's messages: what they take on the host is bounded by what was sent, whatever they hold."""

import json
import tracemalloc

import pytest

from autograder.collect.notebook import KEPT_BYTES, MAX_OUTPUTS, Outputs
from autograder.sandbox.messages import MOST_BRACKETS, Correspondence

MIB = 2**20


def received(content, kind="display_data"):
    """What is read of a message that a kernel has signed."""
    correspondence = Correspondence("key")
    parts = [json.dumps({"msg_type": kind}).encode(), b"{}", b"{}", content]
    return correspondence.read([b"", b"<IDS|MSG>", correspondence._signature(parts), *parts])


def shown(data):
    return received(json.dumps({"data": data}).encode())


def test_a_message_is_read_with_its_size():
    content = b'{"data": {"text/plain": "1"}}'

    message = received(content)

    assert message["content"] == {"data": {"text/plain": "1"}}
    assert message["size"] == len(content)


@pytest.mark.parametrize("empty", [b"[]", b"{}"])
def test_a_message_of_millions_of_lists_is_none(empty):
    """Two bytes each on the way, and sixty here."""
    few, many = (b'{"data": {"text/plain": [' + b",".join([empty] * count) + b"]}}" for count in (1000, MOST_BRACKETS))

    tracemalloc.start()
    assert received(many) is None
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert most < 5 * len(many)
    assert received(few) is not None


@pytest.mark.parametrize(
    "data",
    [
        {"text/plain": [[]] * 1000},
        {"application/json": {str(i): "" for i in range(1000)}},
        {str(i): "" for i in range(1000)},
        {str(i): {} for i in range(1000)},
        {"text/plain": "x" * 1000},
        {"text/plain": "x" * 2 * KEPT_BYTES},
    ],
    ids=["lists", "an object", "many forms", "many forms that are none", "text", "a long text"],
)
def test_what_is_kept_of_a_cell_s_outputs_is_little_whatever_they_are(data):
    outputs, message = Outputs(64 * MIB), shown(data)

    tracemalloc.start()
    for _ in range(1000):
        outputs.take({**message, "content": json.loads(json.dumps(message["content"]))})
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len(outputs.kept) <= MAX_OUTPUTS
    assert kept < 10 * KEPT_BYTES


def test_an_output_over_the_limit_is_told():
    outputs, message = Outputs(1000), shown({"text/plain": "x" * 600})

    outputs.take(message)
    assert not outputs.cut
    outputs.take(message)

    assert outputs.cut
    assert outputs.kept == [{"output_type": "display_data", "data": {"text/plain": "x" * 600}, "metadata": {}}]
