"""Jupyter's messages as parts of ZeroMQ's: https://jupyter-client.readthedocs.io/en/stable/messaging.html.

What a kernel sends is read like everything of a student's: what is not a message as it should be is none.
"""

from __future__ import annotations

import hmac
import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

VERSION = "5.4"
LARGEST_JSON = 16 * 2**20  # bytes; far more than the outputs of a cell may take
MOST_BRACKETS = 10**6  # lists and objects of one message: an empty one is two bytes there, and sixty here

_DELIMITER = b"<IDS|MSG>"


class Correspondence:
    """Writes and reads the messages of one client and one kernel, signed with their key."""

    def __init__(self, key: str) -> None:
        self.key = key.encode()
        self.session = uuid.uuid4().hex
        self._sent = 0

    def write(self, kind: str, content: Mapping[str, Any], buffers: Sequence[bytes] = ()) -> tuple[str, list[bytes]]:
        """Identity and parts of a request."""
        self._sent += 1
        identity = f"{self.session}_{self._sent}"
        header = {
            "msg_id": identity,
            "msg_type": kind,
            "session": self.session,
            "username": "grader",
            "date": datetime.now(UTC).isoformat(),
            "version": VERSION,
        }
        parts = [json.dumps(part).encode() for part in (header, {}, {}, content)]
        return identity, [_DELIMITER, self._signature(parts), *parts, *buffers]

    def read(self, parts: Sequence[bytes]) -> dict[str, Any] | None:
        """`msg_type`, `parent` (the identity of the request), `content`, its `size` in bytes, and `buffers`.

        None where it is no message.
        """
        try:
            start = parts.index(_DELIMITER)
            signature, header, parent, metadata, content = parts[start + 1 : start + 6]
            texts = (header, parent, metadata, content)
            if sum(map(len, texts)) > LARGEST_JSON or sum(map(_brackets, texts)) > MOST_BRACKETS:
                return None
            if not hmac.compare_digest(signature, self._signature(texts)):
                return None
            message = {
                "msg_type": json.loads(header)["msg_type"],
                "parent": json.loads(parent).get("msg_id"),
                "metadata": json.loads(metadata),
                "content": json.loads(content),
                "size": len(content),
                "buffers": list(parts[start + 6 :]),
            }
        except Exception:  # what is garbled may raise anything, RecursionError too
            return None
        return message if isinstance(message["msg_type"], str) and isinstance(message["content"], dict) else None

    def _signature(self, parts: Sequence[bytes]) -> bytes:
        return hmac.new(self.key, b"".join(parts), "sha256").hexdigest().encode()


def _brackets(text: bytes) -> int:
    return text.count(b"[") + text.count(b"{")
