"""The server: checks the port, says what is served and what to try, and runs."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from pathlib import Path

import uvicorn

from aigov_api.app import create_app
from aigov_api.graph import Graph
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
    sock = _bind(host, port)
    graph = Graph(find_home(), snapshot, files, read_settings())
    address = f"http://{host}:{sock.getsockname()[1]}"
    print(f"aigov-kg {graph.version}: {graph.server.quads} statements at {address}", flush=True)
    if snapshot:
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
    config = uvicorn.Config(
        create_app(lambda: graph),
        http="httptools",
        log_level="warning",
        server_header=False,
        timeout_keep_alive=5,
    )
    uvicorn.Server(config).run([sock])
    return 0


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
    except (OSError, OverflowError) as error:
        sock.close()
        raise UsageError(
            f"{host}:{port} cannot be used ({error}); choose another port: make serve PORT=8001"
        ) from error
    return sock
