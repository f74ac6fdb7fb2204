"""Ids renamed, merged and withdrawn: every reference follows, and the old address goes on answering."""

from __future__ import annotations

import csv

import pyoxigraph as ox
import pytest

from aigov_kg import namespaces as ns
from aigov_kg.check import check
from aigov_kg.errors import DataError, UsageError
from aigov_kg.index import name_index
from aigov_kg.ledgers import replace_file
from aigov_kg.load import load
from aigov_kg.lookup import find_entity
from aigov_kg.renaming import rename, write_change
from aigov_kg.tables import read_tables

from .conftest import TODAY
from .test_mistakes import make

DAY = "2026-01-01"


def done(base, *arguments, **options):
    change = rename(read_tables(base), *arguments, day=DAY, **{"reason": "renamed", **options})
    write_change(change, replace_file)
    return change


def redirects(base):
    with (base.data / "redirects.csv").open(encoding="utf-8", newline="") as file:
        return {row["old"]: row["new"] for row in csv.DictReader(file)}


def test_every_reference_in_every_table_follows(base, quick):
    change = done(base, "acme", "acme-systems")
    text = "".join(p.read_text(encoding="utf-8") for p in base.seed.glob("*.csv"))
    cells = [part for line in text.splitlines() for cell in line.split(",") for part in cell.split("|")]
    assert "acme" not in cells
    assert cells.count("acme-systems") == 6
    assert sum(change.cells.values()) == 6
    assert redirects(base) == {"acme": "acme-systems"}
    assert [str(f) for f in check(base, TODAY, remember=False).findings] == []


def test_citations_the_ledgers_and_the_layouts_follow_a_document(base, quick):
    (base.data / "passages.toml").write_text("\n[report]\npage_break = 5\n")
    done(base, "report", "exovera-report")
    assert "report:" not in (base.seed / "listings.csv").read_text().replace("exovera-report:", "")
    assert (base.data / "passages.toml").read_text().startswith("\n[exovera-report]")
    assert [str(f) for f in check(base, TODAY, remember=False).findings] == []
    done(base, "notice-2019", "bis-2019")
    assert "fn25>bis-2019" in (base.seed / "listings.csv").read_text()


def test_records_that_one_cell_stands_for_are_redirected_too(base):
    done(base, "jtc1-sc42", "jtc1-sc42-ai")
    left = redirects(base)
    assert left["control/jtc1-sc42-part-of-jtc1"] == "control/jtc1-sc42-ai-part-of-jtc1"
    assert left["control/jtc1-sc42-wg5-part-of-jtc1-sc42"] == "control/jtc1-sc42-wg5-part-of-jtc1-sc42-ai"
    addresses = set(load(read_tables(base)).origins)
    assert {ns.ID + new for new in left.values()} <= addresses
    assert not {ns.ID + old for old in left} & addresses


def test_waivers_follow(base):
    (base.data / "waivers.csv").write_text("shape,record,reason,expires\nactor-once,acme,As is,2026-06-30\n")
    done(base, "acme", "acme-systems")
    assert "actor-once,acme-systems," in (base.data / "waivers.csv").read_text()


def test_an_id_that_was_changed_by_hand_gets_its_redirect_afterwards(base, quick):
    make(base, {"table": "persons", "edit": [["jane-doe,Jane", "jane-roe,Jane"]]})
    change = done(base, "jane-doe", "jane-roe")
    assert redirects(base) == {"jane-doe": "jane-roe"}
    assert not change.cells
    found = [f for f in check(base, TODAY, remember=False).findings if f.rule == "reference"]
    assert found
    assert all(f.fix == "it was renamed; write 'jane-roe'" and f.nearest == "jane-roe" for f in found)


def test_a_reference_to_a_withdrawn_row_says_why_it_went(base, quick):
    (base.data / "redirects.csv").write_text("old,new,date,reason\nann-poe,,2026-01-01,in no source\n")
    make(base, {"table": "tenures", "set": {"id": "jane-doe-wg5-convenor", "holder": "ann-poe"}})
    (found,) = [f for f in check(base, TODAY, remember=False).findings if f.rule == "reference"]
    assert found.fix == "it was withdrawn (in no source); leave it out"
    assert found.nearest is None


def test_the_old_address_says_where_the_thing_went(base):
    done(base, "acme-entity-list-2019", "acme-bis-2019")
    done(base, "acme-bis-2019", "acme-bis-2019-10")
    reading = read_tables(base)
    loaded = load(reading)
    names = name_index(reading, loaded)
    for old in ("listing/acme-entity-list-2019", "listing/acme-bis-2019"):
        assert names["redirects"][old] == {"to": "listing/acme-bis-2019-10", "date": DAY, "reason": "renamed"}
        held = {(p.value, o.value) for s, p, o in loaded.graphs[ns.ACCEPTED] if s == ox.NamedNode(ns.ID + old)}
        assert held == {
            (ns.OWL + "deprecated", "true"),
            (ns.expand("dcterms:isReplacedBy"), ns.ID + "listing/acme-bis-2019-10"),
        }


def test_a_withdrawn_row_leaves_its_reason(base, quick):
    done(base, "acme-sg13-vice-chair", None, reason="The source was misread")
    reading = read_tables(base)
    assert "acme-sg13-vice-chair" not in reading.rows
    left = name_index(reading, load(reading))["redirects"]["tenure/acme-sg13-vice-chair"]
    assert left == {"to": None, "date": DAY, "reason": "The source was misread"}
    assert [str(f) for f in check(base, TODAY, remember=False).findings if f.rule != "coverage"] == []


def test_what_others_refer_to_cannot_be_withdrawn(base):
    with pytest.raises(DataError) as caught:
        done(base, "acme", None)
    assert {f.rule for f in caught.value.findings} == {"reference"}
    assert "acme," in (base.seed / "organisations.csv").read_text()


def test_merging_unites_names_and_citations_and_refuses_two_values(base, quick):
    make(base, {"table": "organisations", "append": "acme-ai,Company,Acme Artificial,,AAI,,,,,,report:defense:p12,"})
    make(base, {"table": "memberships", "append": "z,acme-ai,,itu-t,sector,,,,,,,,,,,,report:defense:p12,"})
    done(base, "acme-ai", "acme", merge=True, reason="The same firm")
    row = read_tables(base).rows["acme"]
    assert set(row.values["aliases"]) == {"Acme AI", "ACME", "AAI", "Acme Artificial"}
    assert [c.text for c in row.values["cite"]] == ["report:intro:p2", "report:defense:p12"]
    assert read_tables(base).rows["z"].one("member") == "acme"
    assert redirects(base) == {"acme-ai": "acme"}
    make(base, {"table": "organisations", "append": "acme-us,Company,Acme US,,,us,,,,,report:intro:p2,"})
    with pytest.raises(UsageError, match="the rows differ in country: 'us' and 'cn'"):
        done(base, "acme-us", "acme", merge=True)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("acmee", "x", "did you mean 'acme'"),
        ("acme", "globex", "is used already"),
        ("acme", "Acme Two", "is not an id"),
        ("acme", "x" * 61, "is not an id"),
    ],
)
def test_what_cannot_be_renamed_is_told(base, old, new, said):
    before = {p: p.read_bytes() for p in base.data.rglob("*.csv")}
    with pytest.raises(UsageError, match=said):
        done(base, old, new)
    assert {p: p.read_bytes() for p in base.data.rglob("*.csv")} == before


def test_a_name_index_finds_a_thing_by_its_old_id(base):
    done(base, "acme", "acme-systems")
    reading = read_tables(base)
    assert find_entity("acme", name_index(reading, load(reading)), []) == "acme-systems"


def test_an_id_taken_up_again_is_redirected_no_more(base, quick):
    done(base, "acme", "acme-systems")
    done(base, "acme-systems", "acme")
    assert redirects(base) == {"acme-systems": "acme"}
    assert [str(f) for f in check(base, TODAY, remember=False).findings] == []


def test_the_command_shows_what_it_would_do_and_needs_a_reason(base, cli):
    env = {"AIGOV_KG_HOME": str(base.root), "COLUMNS": "200"}
    before = {p: p.read_bytes() for p in base.data.rglob("*.csv")}
    shown = cli("rename", "acme", "acme-systems", "--dry-run", env=env)
    assert "data/seed/listings.csv: 1 cell" in shown.stdout
    assert "/id/acme leads to /id/acme-systems" in shown.stdout
    assert "what-did-an-actor-do.rq" not in shown.stderr
    assert {p: p.read_bytes() for p in base.data.rglob("*.csv")} == before
    assert "say why with --reason" in cli("rename", "acme", "--withdraw", env=env).stderr
    assert cli("rename", "acme", "acme-systems", "--date", DAY, env=env).returncode == 0
    assert redirects(base) == {"acme": "acme-systems"}
