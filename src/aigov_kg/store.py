"""The store: a snapshot held by worker processes, asked one query at a time over a pipe.

This process never imports the engine. A program uses `Store`; the service asks many queries through `aigov_kg.pool`.
"""

from __future__ import annotations

import signal
import socket
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from aigov_kg import frames
from aigov_kg.exchange import Answer, Request, died, limit_of, message, out_of_memory, read_answer, too_slow
from aigov_kg.forkserver import ForkServer, greet
from aigov_kg.settings import Settings

__all__ = ["Answer", "ForkServer", "Request", "Store"]


class Store:
    """A snapshot, or RDF files, to be asked one query at a time."""

    def __init__(self, files: Sequence[Path], settings: Settings, *, release: bool = True) -> None:
        self.settings = settings
        self.server = ForkServer(files, settings, release=release)
        self.lock = threading.Lock()
        self.sock: socket.socket | None = None
        self.pid = 0

    def query(self, request: Request) -> Answer:
        """Answer one query.

        Raises:
            QueryError: refused, stopped, or wrong; see `aigov_kg.errors`.
        """
        text = message(request, self.settings, release=self.server.release)
        with self.lock:
            sock = self._worker()
            try:
                sock.settimeout(limit_of(request, self.settings))
                sock.sendall(text)
                frame = frames.receive(sock)
            except TimeoutError as error:
                self._bury()
                raise too_slow(request, self.settings) from error
            except OSError:
                frame = None
            except BaseException:
                self._bury()
                raise
            if frame is None:
                raise out_of_memory(self.settings) if self._bury() == signal.SIGABRT else died()
            if frame[0].get("swollen"):
                self._bury()
        return read_answer(*frame, request, self.settings)

    def _worker(self) -> socket.socket:
        if self.sock is None:
            if not self.server.alive():
                self.server.restart()
            sock = self.server.fork()
            self.pid = greet(sock)
            self.sock = sock
        return self.sock

    def _bury(self) -> int:
        """End the worker and give the signal that ended it."""
        self.server.kill(self.pid)
        self.server.reap(self.pid)
        if self.sock is not None:
            self.sock.close()
            self.sock = None
        try:
            return self.server.read_end()[1]
        except OSError:
            return 0

    def close(self) -> None:
        """End the processes."""
        if self.sock is not None:
            self.sock.close()
        self.server.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()
