"""The command line, as a person meets it."""

import csv
import io
import json
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def seed(seed_folder, cli):
    return lambda *arguments: cli(*arguments, env={"AIGOV_KG_SNAPSHOTS": str(seed_folder)})


def test_the_leading_question_gives_what_the_report_supports(seed):
    done = seed("ask", "listed-firms-leading-work-items", "--list", "us-bis-entity-list", "--format", "json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    rows = [
        (r["firm"]["id"], r["item"]["id"], r["listed"], r["milestone"]["id"], r["reached"], r["relation"], r["verdict"])
        for r in answer["rows"]
        if r["reached"]
    ]
    assert ("iflytek", "iso-iec-tr-24372", "2019-10-09", "10.99", "2019-05", "before the listing", "during") in rows
    assert ("iflytek", "iso-iec-tr-24372", "2019-10-09", "60.60", "2021-12", "after the listing", "during") in rows
    section = {
        (row["firm"]["id"], row["item"]["id"])
        for row in answer["rows"]
        if "defense" in {c["section"] for c in row["evidence"][row["role_record"]["id"]]["citations"]}
    }
    assert section == {("iflytek", "iso-iec-tr-24372")}
    assert "sensetime" not in {row["firm"]["id"] for row in answer["rows"]}
    for row in answer["rows"]:
        assert len(row["evidence"]) >= 2
        for record in row["evidence"].values():
            assert all(c["document"] and c["section"] for c in record["citations"])


def test_a_table_says_source_parameters_and_release(seed):
    done = seed("ask", "listed-firms-leading-work-items", "--list", "Entity List")
    assert "iFlytek" in done.stdout
    assert "exovera-2022, p. 34, note 125" in done.stdout
    assert "list=us-bis-entity-list; release 0." in done.stdout


def test_csv_has_one_line_per_row(seed):
    done = seed("ask", "listed-firms-leading-work-items", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert "iflytek" in {row["firm"] for row in rows}
    assert all("exovera-2022:" in row["citations"] for row in rows)


def test_questions_are_listed_and_explain_themselves(seed):
    assert "listed-firms-leading-work-items" in seed("ask").stdout
    text = seed("ask", "listed-firms-leading-work-items", "--help").stdout
    assert "--as-of" in text
    assert "Example: us-bis-entity-list" in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ask", "listed-firms"], "there is no question 'listed-firms'"),
        (
            ["ask", "listed-firms-leading-work-items", "--list", "us-bis-entity-lst"],
            "did you mean 'us-bis-entity-list'?",
        ),
        (["ask", "listed-firms-leading-work-items", "--as-of", "2020"], "is not a day; write it as YYYY-MM-DD"),
        (["describe", "no-such-thing-anywhere"], "nothing in this release is called"),
        (["query", "no-such-file.rq"], "no-such-file.rq cannot be read"),
        (["export", "graph.ttl"], "must end in .nq"),
        (["serve", "--port", "99999"], "choose another port"),
    ],
)
def test_misuse_is_told_in_a_sentence_and_ends_with_2(seed, arguments, said):
    done = seed(*arguments)
    assert done.returncode == 2
    assert said in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_describe_finds_by_chinese_name_and_shows_sources(seed):
    done = seed("describe", "中国信息安全测评中心")
    assert done.returncode == 0
    assert "CNITSEC" in done.stdout
    assert "exovera-2022, p. 34" in done.stdout


def test_a_query_file_runs_and_a_wrong_one_names_the_place(seed, tmp_path):
    assert "iFlytek" not in seed("query", str(ROOT / "queries/listed-firms-leading-work-items.rq")).stderr
    path = tmp_path / "wrong.rq"
    path.write_text("SELECT * WHERE {\n  ?s aigov:role ) .\n}", encoding="utf-8")
    done = seed("query", str(path))
    assert done.returncode == 2
    assert "line 2, column" in done.stderr


def test_export_writes_every_named_graph(seed, tmp_path):
    done = seed("export", str(tmp_path / "graph.nq"))
    assert done.returncode == 0
    text = (tmp_path / "graph.nq").read_text(encoding="utf-8")
    for graph in ("accepted", "inferred", "vocab", "ontology"):
        assert f"<https://w3id.org/aigov-kg/graph/{graph}> ." in text


def test_check_ends_with_1_on_findings_and_writes_nothing(cli, make_home, tmp_path):
    home = make_home({"organisations": [{"id": "acme", "class": "Firm", "name_en": "Acme", "cite": "report:s1"}]})
    before = {p: p.read_bytes() for p in home.root.rglob("*.csv")}
    done = cli("check", env={"AIGOV_KG_HOME": str(home.root), "AIGOV_KG_SNAPSHOTS": str(tmp_path / "none")})
    assert done.returncode == 1
    assert "data/seed/organisations.csv:2:class: there is no class 'Firm' in this table" in done.stdout
    assert {p: p.read_bytes() for p in home.root.rglob("*.csv")} == before
    # What `check` remembers lies with the snapshots; it makes none.
    assert not list((tmp_path / "none").glob("*+*"))


def test_a_home_that_is_none_is_named(cli, tmp_path):
    done = cli("build", env={"AIGOV_KG_HOME": str(tmp_path)})
    assert done.returncode == 2
    assert "AIGOV_KG_HOME" in done.stderr


def test_an_unreadable_snapshot_folder_is_named(cli, tmp_path):
    (tmp_path / "file").write_text("")
    done = cli("build", env={"AIGOV_KG_SNAPSHOTS": str(tmp_path / "file" / "below")})
    assert done.returncode == 1
    assert "cannot be written" in done.stderr


def test_rollback_goes_to_the_earlier_snapshot(cli, make_home, tmp_path):
    firm = {"id": "acme", "class": "Company", "name_en": "Acme", "cite": "report:s1"}
    home = make_home({"organisations": [firm]})
    env = {"AIGOV_KG_HOME": str(home.root), "AIGOV_KG_SNAPSHOTS": str(tmp_path / "s")}
    cli("build", env=env)
    first = (tmp_path / "s" / "current").read_text()
    make_home({"organisations": [{**firm, "name_en": "Acme Two"}]})
    cli("build", env=env)
    assert (tmp_path / "s" / "current").read_text() != first
    assert cli("rollback", env=env).returncode == 0
    assert (tmp_path / "s" / "current").read_text() == first
    assert "is whole" in cli("verify", env=env).stdout
    assert cli("snapshots", env=env).stdout.count("statements") == 2


def test_the_seed_snapshot_recovers_when_its_folder_is_deleted(cli, make_home, tmp_path):
    home = make_home({"organisations": [{"id": "acme", "class": "Company", "name_en": "Acme", "cite": "report:s1"}]})
    env = {"AIGOV_KG_HOME": str(home.root), "AIGOV_KG_SNAPSHOTS": str(tmp_path / "s")}
    assert "Acme" in cli("describe", "acme", env=env).stdout
    shutil.rmtree(tmp_path / "s")
    assert "Acme" in cli("describe", "acme", env=env).stdout
