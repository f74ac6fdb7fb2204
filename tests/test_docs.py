"""What the documents show is run, and what they must list is compared with the code."""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def blocks(path, language):
    return re.findall(rf"^```{language}\n(.*?)^```$", path.read_text(encoding="utf-8"), re.M | re.S)


def run(command, snapshots):
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    env = {**os.environ, "AIGOV_KG_SNAPSHOTS": str(snapshots), "PATH": path, "COLUMNS": "120"}
    return subprocess.run(["bash", "-c", command], capture_output=True, text=True, env=env, cwd=ROOT, check=False)


def test_the_readme_commands_give_what_it_shows(seed_folder, seed_service):
    found = blocks(ROOT / "README.md", "console")
    assert found
    for block in found:
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, _, expected = part.partition("\n")
            command = command.replace(".venv/bin/", "").replace("http://127.0.0.1:8000", seed_service)
            done = run(command, seed_folder)
            assert done.returncode == 0, done.stderr
            lines = [re.escape(line) for line in expected.strip().splitlines() if line != "..."]
            assert re.search(".*".join(lines), done.stdout, re.S), (command, done.stdout)
            assert done.stdout.strip()


def test_the_readme_python_runs(seed_folder):
    (code,) = blocks(ROOT / "README.md", "python")
    env = {**os.environ, "AIGOV_KG_SNAPSHOTS": str(seed_folder)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env, check=False)
    assert done.returncode == 0, done.stderr
    assert "iFlytek ISO/IEC TR 24372" in done.stdout
    assert "2019-10-09 listed during the work possible" in done.stdout


def test_every_verb_is_explained(cli):
    text = cli("--help").stdout
    verbs = re.findall(r"^    ([a-z-]+)(?:\s{2,}|$)", text, re.M)
    assert {"build", "check", "ask", "query", "describe", "export", "serve"} <= set(verbs)
    for verb in verbs:
        if verb != "ask":
            shown = cli(verb, "--help").stdout
            assert f"example: aigov-kg {verb}" in " ".join(shown.split()), verb


@pytest.mark.parametrize(
    "path", [ROOT / "README.md", *ROOT.glob("docs/*.md"), *ROOT.glob("*.md")], ids=lambda p: p.name
)
def test_links_between_documents_lead_somewhere(path):
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), f"{path.name} links to {target}"


def test_the_version_is_the_same_everywhere():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert f"version: {version}" in (ROOT / "CITATION.cff").read_text()


def test_no_registry_address_stands_in_the_lock():
    text = (ROOT / "requirements.lock").read_text()
    assert "://" not in text
    assert not re.search(r"^-", text, re.M)
    pins = re.findall(r"^[a-z0-9._-]+(?:\[[a-z,]+\])?==", text, re.M)
    assert len(pins) > 40
    assert text.count("--hash=sha256:") >= len(pins)


def test_every_pattern_for_researchers_finds_something(seed_folder):
    found = blocks(ROOT / "docs" / "researchers.md", "sparql")
    assert len(found) >= 15
    code = (
        "import sys, json\n"
        "from aigov_kg import open_snapshot\n"
        "with open_snapshot() as graph:\n"
        "    for query in json.load(sys.stdin):\n"
        "        print(len(json.loads(graph.query(query))['results']['bindings']))\n"
    )
    env = {**os.environ, "AIGOV_KG_SNAPSHOTS": str(seed_folder)}
    done = subprocess.run(
        [sys.executable, "-c", code], input=json.dumps(found), capture_output=True, text=True, env=env, check=False
    )
    assert done.returncode == 0, done.stderr
    counts = [int(line) for line in done.stdout.split()]
    assert len(counts) == len(found)
    assert all(counts), [query for query, count in zip(found, counts, strict=True) if not count]


def test_researchers_are_told_every_property_of_the_tables():
    text = (ROOT / "docs" / "researchers.md").read_text(encoding="utf-8")
    tables = tomllib.loads((ROOT / "data" / "tables.toml").read_text(encoding="utf-8"))
    columns = [c for t in tables["tables"].values() for c in t["columns"]] + [
        c for b in tables["blocks"].values() for c in b
    ]
    for prop in {c["property"] for c in columns if ":" not in c["property"]}:
        assert re.search(rf"\b{prop}(Text)?\b", text), prop
    for table in tables["tables"].values():
        for name in [table.get("class"), *table.get("classes", [])]:
            assert not name or f"`{name}`" in text, name


def test_every_test_that_the_threat_model_names_is_there():
    named = set(re.findall(r"`(test_[a-z0-9_]+)`", (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")))
    held = set()
    for path in (ROOT / "tests").rglob("*.py"):
        held |= set(re.findall(r"^(?:async )?def (test_\w+)", path.read_text(encoding="utf-8"), re.M))
    assert named
    assert named <= held, named - held
