"""Sealing, checking and finding snapshots."""

import json
import shutil

import pytest

from aigov_kg import snapshot
from aigov_kg.errors import DataError, SnapshotError

FIRM = {"id": "acme", "class": "Company", "name_en": "Acme", "cite": "report:s1"}


@pytest.fixture
def built(make_home, tmp_path, monkeypatch):
    monkeypatch.setenv("AIGOV_KG_SNAPSHOTS", str(tmp_path / "snapshots"))
    home = make_home({"organisations": [FIRM]})
    return home, snapshot.build(home)


@pytest.fixture
def two(make_home, tmp_path, tmp_path_factory, monkeypatch):
    """Give two releases in a folder of their own; they are built once a process and copied."""
    kept, folder = tmp_path_factory.getbasetemp() / "two-releases", tmp_path / "snapshots"
    if not kept.exists():
        monkeypatch.setenv("AIGOV_KG_SNAPSHOTS", str(kept))
        for name in ("Acme", "Acme Two"):
            snapshot.build(make_home({"organisations": [{**FIRM, "name_en": name}]}))
    shutil.copytree(kept, folder)
    second, first = snapshot.snapshots(folder)
    assert snapshot.current(folder) == second
    return snapshot.verify(first), snapshot.verify(second)


def test_equal_tables_give_the_same_bytes_and_no_new_snapshot(built):
    home, first = built
    before = (first.path / "dump.nq").stat().st_mtime_ns
    again = snapshot.build(home)
    assert again.version == first.version
    assert (again.path / "dump.nq").stat().st_mtime_ns == before
    assert len(snapshot.snapshots(first.path.parent)) == 1


def test_the_dump_is_sorted_and_counted(built):
    _, sealed = built
    lines = (sealed.path / "dump.nq").read_text(encoding="utf-8").splitlines()
    assert lines == sorted(lines)
    assert len(lines) == sealed.statements == sum(sealed.manifest["graphs"].values())


@pytest.mark.parametrize("name", ["dump.nq", "names.json", "findings.json", "manifest.json"])
@pytest.mark.parametrize("damage", ["delete", "empty", "cut", "flip"])
def test_damage_is_found_and_an_earlier_snapshot_opened(two, name, damage):
    first, second = two
    path = second.path / name
    data = path.read_bytes()
    match damage:
        case "delete":
            path.unlink()
        case "empty":
            path.write_bytes(b"")
        case "cut":
            path.write_bytes(data[: len(data) // 2])
        case "flip":
            path.write_bytes(data[:1] + bytes([data[1] ^ 1]) + data[2:])
    with pytest.raises(SnapshotError):
        snapshot.verify(second.path)
    assert snapshot.open_current(first.path.parent).version == first.version


def test_a_damaged_snapshot_is_built_anew(built):
    home, first = built
    (first.path / "dump.nq").write_bytes(b"")
    assert snapshot.open_or_build(home).version == first.version
    assert snapshot.verify(first.path).statements > 0


def test_no_snapshot_is_none_and_only_damaged_ones_an_error(built, tmp_path):
    _, first = built
    assert snapshot.open_current(tmp_path / "nowhere") is None
    (first.path / "manifest.json").write_text("{}")
    with pytest.raises(SnapshotError, match="aigov-kg build"):
        snapshot.open_current(first.path.parent)


def test_a_manifest_that_claims_nothing_is_no_snapshot(built):
    _, first = built
    manifest = json.loads((first.path / "manifest.json").read_text())
    (first.path / "manifest.json").write_text(json.dumps({**manifest, "statements": 0}))
    with pytest.raises(SnapshotError):
        snapshot.verify(first.path)


def test_changed_tables_are_built_and_five_snapshots_kept(built, make_home):
    home, first = built
    for number in range(7):
        make_home({"organisations": [{**FIRM, "name_en": f"Acme {number}"}]})
        newest = snapshot.open_or_build(home)
    kept = snapshot.snapshots(first.path.parent)
    assert len(kept) == 5
    assert snapshot.current(first.path.parent) == newest.path


def test_findings_stop_the_build_and_change_nothing(built, make_home):
    home, first = built
    make_home({"organisations": [{**FIRM, "class": "Firm"}]})
    with pytest.raises(DataError) as raised:
        snapshot.build(home)
    assert raised.value.findings[0].column == "class"
    assert snapshot.current(first.path.parent) == first.path
