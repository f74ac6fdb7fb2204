"""Which module may know which."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def imports(path):
    for found in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(found, ast.Import):
            yield from (alias.name for alias in found.names)
        elif isinstance(found, ast.ImportFrom) and found.module:
            yield found.module


@pytest.mark.parametrize("path", sorted((ROOT / "src").rglob("*.py")), ids=lambda p: p.stem)
def test_the_library_does_not_import_the_service(path):
    assert not [
        name for name in imports(path) if name.split(".")[0] in {"aigov_api", "fastapi", "starlette", "uvicorn"}
    ]


def test_the_service_process_never_loads_an_engine():
    code = (
        "import sys, aigov_api.serve, aigov_api.asgi; "
        "print([m for m in ('pyoxigraph', 'rdflib', 'pyshacl', 'owlrl') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("path", [*(ROOT / "src").rglob("*.py"), *(ROOT / "api").rglob("*.py")], ids=lambda p: p.stem)
def test_no_module_is_longer_than_400_lines(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_one_module_knows_the_base_iri():
    holders = {
        path.name
        for folder in ("src", "api")
        for path in (ROOT / folder).rglob("*.py")
        if "w3id.org/aigov-kg" in path.read_text(encoding="utf-8")
    }
    assert holders == {"namespaces.py"}
