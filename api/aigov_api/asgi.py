"""For ASGI servers that take an import string: `uvicorn --factory aigov_api.asgi:app`."""

from __future__ import annotations

from fastapi import FastAPI

from aigov_api.app import create_app
from aigov_api.graph import Graph
from aigov_kg.resources import find_home
from aigov_kg.settings import read_settings
from aigov_kg.snapshot import open_to_serve


def app() -> FastAPI:
    """Make the application for the current snapshot."""
    home = find_home()
    return create_app(lambda: Graph(home, open_to_serve(home), [], read_settings()))
