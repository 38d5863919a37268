"""Whether an answer has the form that its call asks for: a kernel may send anything, fewer results for instance.

Tests of draws and estimates say little about few results, and nothing about one: their number is ours to choose.
"""

from __future__ import annotations

from typing import Any

from autograder.collect.wire import Answer, Call, Items


def as_asked(call: Call, answer: Answer) -> Answer:
    """`answer`, or an unreadable one in its place where a result is missing or there is one too many."""
    if answer.outcome != "returned" or call.bound:
        return answer
    return answer if _has_form(call, answer.value) else Answer("unreadable")


def _has_form(call: Call, value: Any) -> bool:
    if call.wrt:
        return _are(len(call.wrt) + call.weighted, value)
    if call.over:
        groups = value.items if isinstance(value, Items) else ()
        return len(groups) == len(call.over[1]) and all(
            isinstance(group, Items) and len(group.items) == call.times for group in groups
        )
    return _are(call.times + call.again, value)


def _are(count: int, value: Any) -> bool:
    """Several results come as `Items`, one as it is."""
    return count == 1 or (isinstance(value, Items) and len(value.items) == count)
