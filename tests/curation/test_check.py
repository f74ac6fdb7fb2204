"""The check on the command line: what it shows, in which form, and what it leaves alone."""

from __future__ import annotations

import json

import pytest

from aigov_kg.check import check
from aigov_kg.resources import Home, tables_here
from aigov_kg.tables import read_tables

from .conftest import ROOT, TODAY, put, rows
from .test_mistakes import make

WRONG = {"table": "listings", "set": {"id": "acme-entity-list-2019", "party": "acmee", "start": "2019-13"}}
WARNED = {
    "table": "tenures",
    "set": {"id": "li-wei-wg5-convenor", "id=": "li-wei-sc42-convenor", "body": "jtc1-sc42"},
}


@pytest.fixture
def run(cli, base, tmp_path):
    env = {"AIGOV_KG_HOME": str(base.root), "AIGOV_KG_SNAPSHOTS": str(tmp_path / "snapshots"), "COLUMNS": "300"}
    return lambda *arguments: cli(*arguments, env=env)


def test_text_groups_findings_by_file_and_gives_the_reason_once(run, base):
    make(base, WRONG)
    done = run("check")
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert lines.count("data/seed/listings.csv") == 1
    assert (
        "  data/seed/listings.csv:2:party: 'acmee' is used here, but no row defines it; did you mean 'acme'?" in lines
    )
    assert any("2:start: '2019-13' is not a date of the calendar; months run from 01 to 12" in line for line in lines)
    assert done.stdout.count("why: A reference without a row") == 1
    assert "46 rows; 2 Violation, 0 Warning, 0 Info" in done.stdout


def test_a_warning_alone_ends_with_0(run, base):
    make(base, WARNED)
    done = run("check", "--anew")
    assert done.returncode == 0
    assert "warning: " in done.stdout


def test_json_holds_every_part_of_a_finding(run, base):
    make(base, WRONG)
    report = json.loads(run("check", "--format", "json").stdout)
    assert report["counts"] == {"Violation": 2, "Warning": 0, "Info": 0}
    party = next(f for f in report["findings"] if f["column"] == "party")
    assert party == {
        "file": "data/seed/listings.csv",
        "row": 2,
        "column": "party",
        "message": "'acmee' is used here, but no row defines it",
        "fix": "did you mean 'acme'?",
        "rule": "reference",
        "why": "A reference without a row would silently drop out of every question.",
        "severity": "Violation",
        "record": "acme-entity-list-2019",
        "nearest": "acme",
    }


def test_sarif_has_what_the_standard_asks_for_and_points_at_the_cell(run, base):
    make(base, WRONG)
    make(base, WARNED)
    (base.data / "waivers.csv").write_text(
        "shape,record,reason,expires\nrole-body-kind,li-wei-sc42-convenor,As printed,2999-01-01\n"
    )
    log = json.loads(run("check", "--format", "sarif").stdout)
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-2.1.0.json")
    (sarif,) = log["runs"]
    rules = sarif["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for result in sarif["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in {"error", "warning", "note"}
        assert result["message"]["text"]
        region = result["locations"][0]["physicalLocation"].get("region", {"startLine": 1})
        assert region["startLine"] >= 1
    party = next(r for r in sarif["results"] if r["ruleId"] == "reference")
    place = party["locations"][0]["physicalLocation"]
    line = (base.seed / "listings.csv").read_text(encoding="utf-8").splitlines()[1]
    assert place["artifactLocation"]["uri"] == "data/seed/listings.csv"
    assert line[place["region"]["startColumn"] - 1 : place["region"]["endColumn"] - 1] == "acmee"
    waived = [r for r in sarif["results"] if r.get("suppressions")]
    assert [r["ruleId"] for r in waived] == ["role-body-kind"]


def test_github_commands_stand_at_line_and_column(run, base):
    make(base, WRONG)
    lines = run("check", "--format", "github").stdout.splitlines()
    party = next(line for line in lines if "acmee" in line)
    line = (base.seed / "listings.csv").read_text(encoding="utf-8").splitlines()[1]
    column = line.index("acmee") + 1
    assert party.startswith(
        f"::error file=data/seed/listings.csv,line=2,col={column},endColumn={column + 4},title=party%3A reference::"
    )
    assert lines[-1] == "::notice title=aigov-kg check::46 rows; 2 Violation, 0 Warning, 0 Info"


def test_only_the_named_files_are_reported_and_the_rest_is_counted(run, base):
    make(base, WRONG)
    make(base, {"table": "tenures", "set": {"id": "li-wei-wg5-convenor", "role": "convener"}})
    done = run("check", str(base.seed / "tenures.csv"))
    assert "convener" in done.stdout
    assert "acmee" not in done.stdout
    assert "2 findings stand in other files (data/seed/listings.csv)" in done.stdout


def test_a_copy_elsewhere_stands_in_for_the_table_of_its_name(run, base, tmp_path):
    copy = tmp_path / "copies" / "listings.csv"
    copy.parent.mkdir()
    copy.write_bytes((base.seed / "listings.csv").read_bytes().replace(b"2019-10-09", b"2019-10-99"))
    done = run("check", str(copy.parent))
    assert done.returncode == 1
    assert f"{copy}:2:start: '2019-10-99' is not a date" in done.stdout
    assert run("check").returncode == 0


def test_misuse_ends_with_2(run):
    for arguments, said in (
        (("check", "no-such.csv"), "no-such.csv is not there"),
        (("check", "--today", "tomorrow"), "is not a day"),
        (("fmt", "no-such.csv"), "is no table"),
        (("new", "listngs"), "did you mean 'listings'?"),
        (("cite", "report:intro"), "AIGOV_KG_DOCUMENTS"),
        (("rename", "acmee", "acme-2"), "did you mean 'acme'?"),
        (("sheet", "import", "no-such.xlsx"), "cannot be read"),
        (("diff", "no-such-revision"), "neither a snapshot nor a git revision"),
    ):
        done = run(*arguments)
        assert done.returncode == 2, (arguments, done.stdout, done.stderr)
        assert said in " ".join(done.stderr.split())
        assert "Traceback" not in done.stderr


def test_no_verb_that_looks_changes_a_file(run, base):
    make(base, WRONG)
    before = {p: p.read_bytes() for p in base.data.rglob("*") if p.is_file()}
    for arguments in (
        ("check",),
        ("fmt", "--check"),
        ("coverage",),
        ("dictionary",),
        ("new", "listing", "--party", "x"),
    ):
        run(*arguments)
    assert {p: p.read_bytes() for p in base.data.rglob("*") if p.is_file()} == before


def test_a_waiver_silences_a_warning_for_its_time(base, quick):
    make(base, WARNED)
    (base.data / "waivers.csv").write_text(
        "shape,record,reason,expires\nrole-body-kind,li-wei-sc42-convenor,As printed,2026-06-30\n"
    )
    held = check(base, TODAY, remember=False)
    assert [f.rule for f in held.waived] == ["role-body-kind"]
    assert held.findings == []
    later = check(base, TODAY.replace(month=7), remember=False)
    assert sorted(f.rule for f in later.findings) == ["role-body-kind", "waiver-expired"]


def test_a_violation_cannot_be_waived(base, quick):
    make(base, {"table": "controls", "set": {"id": "acme-acme-labs", "quote": ""}})
    (base.data / "waivers.csv").write_text(
        "shape,record,reason,expires\ncontrol-quote,acme-acme-labs,No quotation,2026-06-30\n"
    )
    found = {f.rule: f for f in check(base, TODAY, remember=False).findings}
    assert "control-quote" in found
    assert "cannot be waived" in found["waiver-form"].message


def test_a_pair_ruled_distinct_is_no_duplicate(base, quick):
    make(base, {"table": "persons", "append": "wei-li,Wei Li,,,,report:intro:p3,"})
    assert [f.rule for f in check(base, TODAY, remember=False).findings if f.rule == "likely-duplicate"]
    make(
        base,
        {"table": "notes", "append": "li-wei-distinct,distinct,li-wei|wei-li,,,,,,,Two persons,,,,report:intro:p3,"},
    )
    make_sorted(base, "notes")
    assert not [f.rule for f in check(base, TODAY, remember=False).findings if f.rule == "likely-duplicate"]


def make_sorted(home, table):
    heading, *rows = (home.seed / f"{table}.csv").read_text(encoding="utf-8").splitlines()
    (home.seed / f"{table}.csv").write_text("\n".join([heading, *sorted(rows), ""]), encoding="utf-8")


def test_given_rows_over_those_of_the_release_replace_rows_of_the_same_id_and_keep_the_others(base, quick):
    sent = b"id,holder,role,body,cite\nli-wei-wg5-convenor,li-wei,chair,jtc1-sc42-wg5,report:intro:p2\n"
    reading = read_tables(base, given={"tenures": ("tenures.csv", sent)}, over=True)
    assert reading.findings == []
    assert reading.rows["li-wei-wg5-convenor"].one("role").slug == "chair"
    assert reading.rows["jane-doe-wg5-convenor"].one("role").slug == "convenor"


def test_tables_in_the_folder_that_are_not_those_checked_are_named(base, monkeypatch):
    monkeypatch.delenv("AIGOV_KG_HOME", raising=False)
    elsewhere = base.root.parent / "elsewhere"
    elsewhere.mkdir()
    assert tables_here(Home(ROOT), base.seed) == base.seed.resolve()
    assert tables_here(base, base.data) is None
    assert tables_here(base, elsewhere) is None
    # Who names a home has chosen it.
    monkeypatch.setenv("AIGOV_KG_HOME", str(ROOT))
    assert tables_here(Home(ROOT), base.seed) is None


def test_the_text_tells_how_many_notes_stand_on_rows_that_were_changed(cli, committed, tmp_path):
    env = {"AIGOV_KG_HOME": str(committed.root), "AIGOV_KG_SNAPSHOTS": str(tmp_path / "snapshots")}
    organisations = rows(committed, "organisations")
    new = dict(zip(organisations[0], [""] * 20, strict=False))
    new |= {"id": "zeta", "class": "Company", "name_en": "Zeta", "cite": "report:intro:p2"}
    put(committed, "organisations", [*organisations, list(new.values())])
    done = cli("check", env=env)
    assert "stops nothing, 1 of it on rows changed since HEAD; --all shows it" in done.stdout
