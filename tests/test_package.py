"""The wheel, installed in an empty environment away from the checkout."""

import csv
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return next(folder.glob("*.whl"))


@pytest.mark.slow
def test_the_wheel_holds_what_git_tracks_and_nothing_else(wheel):
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "src", "api", "ontology", "shapes", "data", "queries"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    bundle = {
        name.removeprefix("src/").removeprefix("api/")
        if name.startswith(("src/", "api/"))
        else f"aigov_kg/_bundle/{name}"
        for name in listed
        if (ROOT / name).exists()
    }
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert held == bundle


@pytest.mark.slow
def test_the_installed_wheel_answers_the_leading_question(wheel, tmp_path):
    environment = tmp_path / "venv"
    venv.create(environment, with_pip=False, symlinks=True)
    site = next(environment.glob("lib/python*/site-packages"))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    # The dependencies are those of the running environment; the project itself is not on this path.
    own = next(p for p in sys.path if p.endswith("site-packages"))
    dependencies = tmp_path / "dependencies"
    dependencies.mkdir()
    for entry in Path(own).iterdir():
        if "aigov" not in entry.name:
            (dependencies / entry.name).symlink_to(entry)
    done = subprocess.run(
        [environment / "bin" / "python", "-m", "aigov_kg", "ask", "listed-firms-leading-work-items", "--format", "csv"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(dependencies), "XDG_DATA_HOME": str(tmp_path / "share"), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    rows = csv.DictReader(done.stdout.splitlines())
    led = {(r["firm"], r["list"], r["listed"], r["said"], r["role"], r["item"]) for r in rows}
    assert ("iflytek", "us-bis-entity-list", "2019-10-09", "states", "proposal-lead", "iso-iec-tr-24372") in led
    assert list((tmp_path / "share" / "aigov-kg").glob("*+*/dump.nq"))
