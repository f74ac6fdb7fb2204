"""What a change does to the graph, in sentences and as statements."""

from __future__ import annotations

import json
import subprocess

import pytest

from aigov_kg import differences
from aigov_kg.columns import Description
from aigov_kg.sentences import Teller

from .test_mistakes import make

SECOND = (
    "globex-entity-list,globex,entity-list,,2020-1,not-stated,,2020-05-01,,ongoing,,2022-06,added,,,report:defense:p14,"
)


@pytest.fixture
def repository(base):
    def git(*arguments):
        command = ["git", "-C", str(base.root), "-c", "user.name=t", "-c", "user.email=t@t.example", *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    # Links lead out of the folder, and git would keep the links only.
    for name in ("ontology", "shapes", "queries"):
        target = (base.root / name).resolve()
        (base.root / name).unlink()
        subprocess.run(["cp", "-r", str(target), str(base.root / name)], check=True)
    git("init", "-q")
    git("add", "-A")
    git("commit", "-q", "-m", "first")
    return base


def sentences(before, after, home):
    return list(Teller(differences.compare(before, after), Description(home)).sentences())


def test_a_new_listing_is_told_with_what_follows_from_it(repository):
    before = differences.tables_side(repository, "before")
    make(repository, {"table": "listings", "append": SECOND})
    after = differences.tables_side(repository, "after")
    (sentence,) = sentences(before, after, repository)
    assert sentence.startswith("Globex: new listing on Entity List from 2020-05-01")
    assert "(listing/globex-entity-list)" in sentence
    assert sentence.endswith("inferred links appear")
    (gone,) = sentences(after, before, repository)
    assert gone.startswith("Globex: no longer recorded: listing on Entity List")
    assert gone.endswith("inferred links disappear")


def test_hearsay_and_dispute_are_told_with_what_is_new_and_so_are_reason_and_instrument(repository):
    before = differences.tables_side(repository, "before")
    make(repository, {"table": "listings", "append": SECOND.replace("not-stated", "human-rights")})
    make(
        repository,
        {"table": "listings", "set": {"id": "globex-entity-list", "modality": "reports", "status": "disputed"}},
    )
    (sentence,) = sentences(before, differences.tables_side(repository, "after"), repository)
    assert sentence.startswith(
        "Globex: new listing for human rights on Entity List from 2020-05-01 attested 2022-06 by 2020-1 (reports, disputed) ("
    )


def test_changed_cells_are_told_with_both_values(repository):
    before = differences.tables_side(repository, "before")
    make(
        repository,
        {"table": "listings", "set": {"id": "acme-entity-list-2019", "start": "2019-10", "cite": "report:intro:p3"}},
    )
    make(repository, {"table": "organisations", "set": {"id": "globex", "name_en": "Globex Systems"}})
    told = sentences(before, differences.tables_side(repository, "after"), repository)
    assert any(s.startswith("Acme Intelligent Systems: listing ") and "start 2019-10-09 → 2019-10" in s for s in told)
    assert any(
        "cites report:intro:p3" in s and "no longer cites report:defense:p14:fn25>notice-2019" in s for s in told
    )
    assert any(s.startswith("Globex Systems: ") and "Globex → “Globex Systems”" in s for s in told)


def test_a_new_name_is_told_once_and_not_with_every_record(repository):
    before = differences.tables_side(repository, "before")
    make(repository, {"table": "organisations", "set": {"id": "globex", "name_en": "Globex Systems"}})
    (said,) = sentences(before, differences.tables_side(repository, "after"), repository)
    assert said.startswith("Globex Systems: skos:prefLabel")


def test_no_change_is_no_sentence(repository):
    side = differences.tables_side(repository, "now")
    assert sentences(side, differences.tables_side(repository, "again"), repository) == []


def test_the_command_compares_with_a_revision_and_a_snapshot(repository, cli, tmp_path):
    env = {"AIGOV_KG_HOME": str(repository.root), "AIGOV_KG_SNAPSHOTS": str(tmp_path / "s"), "COLUMNS": "300"}
    assert cli("build", env=env).returncode == 0
    version = (tmp_path / "s" / "current").read_text().strip()
    make(repository, {"table": "listings", "append": SECOND})
    by_revision, by_snapshot = cli("diff", env=env), cli("diff", version, env=env)
    assert "Globex: new listing on Entity List" in by_revision.stdout
    assert by_revision.stdout.splitlines()[:-1] == by_snapshot.stdout.splitlines()[:-1]
    assert by_revision.stdout.splitlines()[-1].startswith("revision HEAD against the tables as they are: statements ")
    assert by_snapshot.stdout.splitlines()[-1].startswith(
        f"snapshot {version} against the tables as they are: statements "
    )


def test_json_holds_every_statement_and_the_answers_that_change(repository, cli, tmp_path):
    env = {"AIGOV_KG_HOME": str(repository.root), "AIGOV_KG_SNAPSHOTS": str(tmp_path / "s")}
    make(repository, {"table": "listings", "append": SECOND})
    made = json.loads(cli("diff", "--questions", "--format", "json", env=env).stdout)
    assert len(made["added"]) == made["counts"]["added"] + made["counts"]["inferred_added"]
    assert made["removed"] == []
    assert any("/id/listing/globex-entity-list>" in line and line.endswith(" .") for line in made["added"])
    gained = {answer["question"]: answer["gained"] for answer in made["questions"]}
    assert gained["who-was-on-a-list"] == 1


def test_the_working_tree_is_not_touched(repository, cli, tmp_path):
    make(repository, {"table": "listings", "append": SECOND})
    before = {p: p.read_bytes() for p in repository.root.rglob("*") if p.is_file() and ".git" not in p.parts}
    cli("diff", env={"AIGOV_KG_HOME": str(repository.root), "AIGOV_KG_SNAPSHOTS": str(tmp_path / "s")})
    assert {p: p.read_bytes() for p in repository.root.rglob("*") if p.is_file() and ".git" not in p.parts} == before


def test_tables_with_faults_are_compared_as_far_as_they_can_be_read(repository, cli, tmp_path):
    make(repository, {"table": "listings", "append": SECOND.replace("2020-05-01", "2020-13")})
    done = cli(
        "diff", env={"AIGOV_KG_HOME": str(repository.root), "AIGOV_KG_SNAPSHOTS": str(tmp_path / "s"), "COLUMNS": "300"}
    )
    assert done.returncode == 0
    assert "findings stop a build" in done.stderr
    assert "Globex: new listing on Entity List attested 2022-06" in done.stdout


def test_a_record_without_a_row_is_told_with_the_cell_that_it_follows_from(repository):
    before = differences.tables_side(repository, "before")
    item = "tr-22443,WorkItem,tr,ISO/IEC TR 22443,,,,,jtc1-sc42-wg5,ai,,,report:intro:p2,"
    make(repository, {"table": "work-items", "append": item})
    told = sentences(before, differences.tables_side(repository, "after"), repository)
    (record,) = (s for s in told if "new participation" in s)
    assert "(follows from work-items.body)" in record
    assert "participation/" not in record
    assert any("new Work" in s and "(tr-22443)" in s for s in told)


def test_it_is_said_how_inferred_links_are_seen(repository, cli, tmp_path):
    env = {"AIGOV_KG_HOME": str(repository.root), "AIGOV_KG_SNAPSHOTS": str(tmp_path / "s"), "COLUMNS": "300"}
    assert "lists the inferred links" not in cli("diff", env=env).stdout
    make(repository, {"table": "listings", "append": SECOND})
    done = cli("diff", env=env).stdout
    assert "aigov-kg diff --format json lists the inferred links; once built, aigov-kg describe ID" in done


def test_the_column_is_that_of_the_table_in_which_the_row_stands(repository):
    before = differences.tables_side(repository, "before")
    group = "jtc1-sc42-wg9,WorkingGroup,wg,ISO/IEC JTC 1/SC 42/WG 9,,,,jtc1-sc42,,,report:intro:p2,"
    make(repository, {"table": "bodies", "append": group})
    unit = "acme-unit,Company,Acme Unit Nine,,,us,globex,,,,report:intro:p2,"
    make(repository, {"table": "organisations", "append": unit})
    told = sentences(before, differences.tables_side(repository, "after"), repository)
    assert {s.rpartition("(")[2].partition(")")[0] for s in told if "new control" in s} == {
        "follows from bodies.parent",
        "follows from organisations.part_of",
    }
