"""What one notebook may use."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one session. Times are wall-clock seconds.

    Args:
        cell_seconds: for one cell.
        call_seconds: for one call of one answer.
        notebook_seconds: for everything, restarts of the kernel included.
        memory_bytes: data that a process may hold beyond what every kernel starts with, and that all of them may hold
            together.
        processes: processes and threads; a kernel itself has three.
        file_bytes: size of one file.
        tmp_bytes: all files together.
        output_bytes: what a cell's outputs may take; the rest is left out and told.
        message_bytes: one part of a message from the kernel; a larger one ends it.
        sent_bytes: all that a kernel may send in its life, in whatever form; more ends it. What is kept of the answers
            of all kernels of a notebook takes no more either.
        sent_messages: the same for messages of any size.
        bytes_a_second: what a kernel sends faster, beyond one largest message, has to wait.
    """

    cell_seconds: float = 20.0
    call_seconds: float = 5.0
    notebook_seconds: float = 120.0
    memory_bytes: int = 2 * 2**30
    processes: int = 64
    file_bytes: int = 256 * 2**20
    tmp_bytes: int = 256 * 2**20
    output_bytes: int = 4 * 2**20
    message_bytes: int = 72 * 2**20
    sent_bytes: int = 256 * 2**20
    sent_messages: int = 20_000
    bytes_a_second: int = 32 * 2**20

    def bounds(self) -> dict[str, int]:
        """The part that is enforced inside, for `inside.confine.Bounds`."""
        return {
            "memory_bytes": self.memory_bytes,
            "processes": self.processes,
            "file_bytes": self.file_bytes,
            "tmp_bytes": self.tmp_bytes,
            "cpu_seconds": int(self.notebook_seconds) + 60,
        }
