"""The server: checks the port, says what is served and what to try, and runs."""

from __future__ import annotations

import gc
import json
import logging
import signal
import socket
from collections.abc import Sequence
from pathlib import Path

import uvicorn

from aigov_api import querylog
from aigov_api.app import create_app
from aigov_api.connection import limited
from aigov_api.graph import Graph
from aigov_kg import priority
from aigov_kg.errors import UsageError
from aigov_kg.resources import find_home
from aigov_kg.settings import read_settings
from aigov_kg.snapshot import Snapshot


def run(host: str, port: int, snapshot: Snapshot | None, files: Sequence[Path]) -> int:
    """Serve until stopped.

    Raises:
        UsageError: the port is taken or not allowed.
        SnapshotError: the files cannot be loaded.
    """
    # Until the service can follow the pointer, a hang-up must not end it.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    sock = _bind(host, port)
    settings = read_settings()
    # Before its workers are started, which it lets go behind it.
    priority.prompt()
    graph = Graph(find_home(), snapshot, files, settings)
    # What is loaded stays; were it looked through for garbage now and then, every request would wait for that.
    gc.collect()
    gc.freeze()
    querylog.install()
    app = create_app(lambda: graph)
    config = uvicorn.Config(
        app,
        http=limited(settings, lambda: app.state.graph.version),
        ws="none",
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=int(settings.deadline) + 1,
    )
    _log_lines()
    _Server(config, graph, f"http://{host}:{sock.getsockname()[1]}").run([sock])
    return 0


class _Server(uvicorn.Server):
    """Says where it is, once it is there."""

    def __init__(self, config: uvicorn.Config, graph: Graph, address: str) -> None:
        super().__init__(config)
        self.graph, self.address = graph, address

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        graph, address = self.graph, self.address
        print(f"aigov-kg {graph.version}: {graph.server.quads} statements at {address}", flush=True)
        if graph.snapshot:
            print(
                "Try:\n"
                f"  curl '{address}/api/v1/questions/listed-firms-leading-work-items?list=us-bis-entity-list'\n"
                f"  curl {address}/id/iflytek\n"
                f"  curl {address}/sparql -H 'Accept: text/csv' "
                "--data-urlencode 'query=SELECT ?list WHERE { ?list a aigov:RestrictionList }'",
                flush=True,
            )
        if not graph.pool.confined:
            print("warning: this system cannot confine the workers; /readyz says so", flush=True)


class _Lines(logging.Formatter):
    """One JSON object a line, whatever a message or a traceback holds."""

    def format(self, record: logging.LogRecord) -> str:
        line = {"time": self.formatTime(record), "level": record.levelname, "logger": record.name}
        line["message"] = record.getMessage()
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=True)


def _log_lines() -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(_Lines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler])


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named because asyncio switches off the delay of small packets only where it is.
    sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
    except (OSError, OverflowError) as error:
        sock.close()
        raise UsageError(
            f"{host}:{port} cannot be used ({error}); choose another port: make serve PORT=8001"
        ) from error
    return sock
