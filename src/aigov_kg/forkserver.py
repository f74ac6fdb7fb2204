"""The fork server as the service sees it: a process that holds the loaded data and forks workers from itself.

The two talk over a socket in messages of a fixed size: `fork` with a socket for the new worker, `reap` with the number
of a worker that has ended. A worker keeps its number until it is reaped, so that a kill never meets a stranger.
"""

from __future__ import annotations

import array
import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from aigov_kg import frames, pages
from aigov_kg.errors import SnapshotError, WorkerDied
from aigov_kg.settings import Settings

MESSAGE: Final = 16
_STARTS: Final = 10.0


class ForkServer:
    """The process that holds the loaded files; `generation` counts how often it was started."""

    def __init__(
        self, files: Sequence[Path], settings: Settings, *, release: bool = True, quads: int | None = None
    ) -> None:
        """Start it and wait until the files are loaded.

        Args:
            files: what to load.
            settings: limits of the workers.
            release: the files are a release, which has a default graph and prefixes of its own.
            quads: how many statements they must hold, where that is known.

        Raises:
            SnapshotError: a file cannot be loaded, or holds nothing or not what it should.
        """
        self.files, self.settings, self.release, self.expected = list(files), settings, release, quads
        self.generation = 0
        self._start()

    def _start(self) -> None:
        self.control, theirs = socket.socketpair()
        kind = "release" if self.release else "data"
        limits = [str(theirs.fileno()), str(self.settings.worker_memory)]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "aigov_kg.worker", *limits, kind, *map(str, self.files)],
            pass_fds=[theirs.fileno()],
            env={**os.environ, **pages.quick_small()},
            stdin=subprocess.DEVNULL,
        )
        theirs.close()
        frame = frames.receive(self.control)
        facts: dict[str, Any] = frame[0] if frame else {"error": "the process ended"}
        if "error" not in facts and not facts["quads"]:
            facts["error"] = "it holds no statements"
        elif self.expected is not None and facts.get("quads", self.expected) != self.expected:
            facts["error"] = f"it holds {facts['quads']} statements, not {self.expected}"
        if "error" in facts:
            self.close()
            raise SnapshotError(f"{', '.join(map(str, self.files))} cannot be served: {facts['error']}")
        self.quads: int = facts["quads"]
        self.graphs = frozenset(facts["graphs"])
        self.confined: bool = facts["confined"]
        self.generation += 1

    def restart(self) -> None:
        """Start it anew, after it has ended.

        Raises:
            SnapshotError: the files cannot be loaded any more.
        """
        self.close()
        self._start()

    def alive(self) -> bool:
        """Tell whether the process runs."""
        return self.process.poll() is None

    def fork(self) -> socket.socket:
        """Ask for a worker and give our end of its socket; the worker says there who it is.

        Raises:
            WorkerDied: the process has ended.
        """
        ours, theirs = socket.socketpair()
        try:
            descriptors = array.array("i", [theirs.fileno()])
            self.control.sendmsg([b"fork".ljust(MESSAGE)], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, descriptors)])
        except OSError as error:
            ours.close()
            raise WorkerDied(
                "the process that starts workers has ended; it is started anew, try again shortly"
            ) from error
        finally:
            theirs.close()
        return ours

    def kill(self, pid: int) -> None:
        """End a worker at once."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)

    def reap(self, pid: int) -> None:
        """Let the number of a dead worker go; how it ended comes over the control socket."""
        with contextlib.suppress(OSError):
            self.control.sendall((b"reap %d" % pid).ljust(MESSAGE))

    def read_end(self) -> tuple[int, int]:
        """Read how a reaped worker ended: its number, and the signal that ended it or 0.

        Raises:
            OSError: nothing is there, or the process has ended.
        """
        text = frames.exactly(self.control, MESSAGE)
        if text is None:
            raise ConnectionResetError("the process that starts workers has ended")
        pid, status = text.split()
        return int(pid), int(status)

    def close(self) -> None:
        """End the process, and with it all its workers."""
        self.control.close()
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        self.process.wait()


def greet(sock: socket.socket) -> int:
    """Wait for the first words of a worker and give its number.

    Raises:
        WorkerDied: it could not be started.
    """
    sock.settimeout(_STARTS)
    try:
        frame = frames.receive(sock)
    except OSError:
        frame = None
    if frame is None:
        sock.close()
        raise WorkerDied("no worker could be started; try again shortly", "no-free-worker")
    pid: int = frame[0]["pid"]
    return pid
