"""One piece of work and what comes of it, as bytes between two processes of ours.

Nothing that is unpickled here was ever made by a student's code: a kernel's words end at `collect`.
"""

from __future__ import annotations

import json
import pickle
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograder.errors import AutograderError, NoWall

if TYPE_CHECKING:
    from autograder.engine import Graded, Grader
    from autograder.intake import Fetched

_GRADED, _FAULT = b"+", b"-"


@dataclass(frozen=True, slots=True)
class Fault:
    """Our side could not grade a submission. `lasting`: who says so can grade no other one either."""

    reason: str
    lasting: bool = False


def attempt(grader: Grader, fetched: Fetched) -> Graded | Fault:
    """Grade one submission. A fault of ours must not cost the rest of the class; it is reported, without a score."""
    try:
        return grader.grade_fetched(fetched)
    except NoWall as error:
        return Fault(str(error), lasting=grader.gave_up)
    except AutograderError as error:
        return Fault(str(error))
    except Exception as error:
        return Fault(f"a fault in the grader: {type(error).__name__}: {error}")


def encode_order(fetched: Fetched) -> bytes:
    return pickle.dumps(fetched, pickle.HIGHEST_PROTOCOL)


def decode_order(data: bytes) -> Fetched:
    fetched: Fetched = pickle.loads(data)
    return fetched


def encode_outcome(outcome: Graded | Fault) -> bytes:
    if isinstance(outcome, Fault):
        return _FAULT + json.dumps([outcome.reason, outcome.lasting]).encode()
    return _GRADED + pickle.dumps(outcome, pickle.HIGHEST_PROTOCOL)


def decode_outcome(data: bytes) -> Graded | Fault:
    fault = fault_in(data)
    if fault is not None:
        return fault
    graded: Graded = pickle.loads(memoryview(data)[1:])
    return graded


def fault_in(data: bytes) -> Fault | None:
    """The fault that an outcome is; None where it is a result, which only who has the grader's modules can read."""
    return Fault(*json.loads(data[1:])) if data[:1] == _FAULT else None
