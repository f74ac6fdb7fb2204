"""The path of CONTRIBUTING.md, walked as it stands there, on a copy of the release."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import ROOT

TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.M | re.S)


@pytest.mark.slow
def test_a_newcomer_gets_a_listing_and_a_leadership_into_the_graph(tmp_path):
    home, sources = tmp_path / "home", tmp_path
    home.mkdir()
    for name in ("data", "ontology", "shapes", "queries"):
        subprocess.run(["cp", "-r", str(ROOT / name), str(home / name)], check=True)
    (sources / "watch.txt").write_text("[p. 4]\nInitech was added to the Entity List in May 2024.\n")
    (example,) = blocks("toml")
    git = ["git", "-C", str(home), "-c", "user.name=t", "-c", "user.email=t@t.example"]
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "release"]):
        subprocess.run([*git, *arguments], check=True, capture_output=True)
    env = {
        **os.environ,
        "AIGOV_KG_HOME": str(home),
        "AIGOV_KG_SNAPSHOTS": str(tmp_path / "snapshots"),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "COLUMNS": "200",
    }
    parts = [part for block in blocks("console") for part in re.split(r"^\$ ", block, flags=re.M)[1:]]
    assert len(parts) >= 6
    for part in parts:
        command, _, expected = part.partition("\n")
        done = subprocess.run(
            ["bash", "-c", command.replace(".venv/bin/", "")],
            capture_output=True,
            text=True,
            env=env,
            cwd=home,
            check=False,
        )
        said = done.stdout + done.stderr
        # A search that finds nothing ends with 1, as grep does, and here that is the wish.
        assert done.returncode == (1 if command.startswith("aigov-kg search") else 0), (command, said)
        wanted = ".*".join(re.escape(piece.strip()) for piece in expected.split("...") if piece.strip())
        assert re.search(wanted, said, re.S), f"{command}\n{expected}\n{said}"
        if "--starter" in command:
            (sources / "watch.toml").write_text(example, encoding="utf-8")
        assert not command.startswith("aigov-kg check") or "0 Violation, 0 Warning" in said


def test_what_must_be_read_for_a_first_fact_is_short():
    first, line, rest = TEXT.partition("**Stop here.**")
    assert line and len(re.findall(r"[^\s|#$`*-][^\s|]*", first)) <= 312, "shorten it, or move it below the line"
    assert blocks("toml")[0] in first and rest


def test_every_command_that_is_named_exists(cli):
    verbs = set(re.findall(r"`(?:\.venv/bin/)?aigov-kg ([a-z]+)", TEXT))
    assert {"new", "fmt", "sheet", "check", "cite", "rename", "coverage"} <= verbs
    for verb in verbs:
        assert cli(verb, "--help").returncode == 0, verb


def test_every_option_that_is_named_is_one_of_its_command(cli):
    commands = re.findall(r"`(?:aigov-kg )?((?:new|check|cite|rename|sheet|fmt|ask|diff) [^`]+)`", TEXT)
    named = {
        (tuple(words[:2] if words[0] in {"new", "ask"} and words[1][0] != "-" else words[:1]), option)
        for command in commands
        for words in [command.split()]
        for option in re.findall(r"--[a-z-]+", command)
    }
    assert len(named) > 10
    helps = {words: cli(*words, "--help").stdout for words, _ in named}
    for words, option in named:
        assert re.search(rf"{option}\b", helps[words]), (words, option)
    # Those in the prose belong to the commands of the example.
    kinds = ("document", "organisation", "work-item", "listing", "participation", "tenure")
    known = (
        cli("check", "--help").stdout
        + cli("new", "--help").stdout
        + "".join(cli("new", kind, "--help").stdout for kind in kinds)
    )
    for option in re.findall(r"`(--[a-z-]+)", TEXT):
        assert re.search(rf"{option}\b", known), option
