"""The command line, as a person meets it."""

import csv
import io
import json
import re
import shutil
from pathlib import Path

import pytest
from rich.console import Console

from aigov_kg.answers import Result
from aigov_kg.present import result_text
from aigov_kg.questions import Question

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
        (["ask", "liaison-with"], "did you mean 'who-is-in-liaison-with'?"),
        (["ask", "money", "--country", "cn"], "fit these words: what-does-standards-work-cost"),
        (["ask", "--search", "money"], "the question comes before its options"),
        (["ask", "who-was-on-a-list", "--actor", "iflytek"], "has no option --actor; did you mean --party?"),
        (["ask", "who-was-on-a-list", "--firm", "iflytek"], "has no option --firm; did you mean --party?"),
        (["ask", "who-was-on-a-list", "--lis", "x"], "has no option --lis; did you mean '--list'?"),
        (["ask", "what-was-known", "--subject", "huawei"], "what-was-known needs --known-by DATE (the day;"),
        (["ask", "what-does-a-document-say", "--document", "iflytek"], "is a company, and a document is asked for"),
        (["ask", "what-does-a-document-say", "--document", "China Standards 2035"], "can mean several things"),
        (["describ", "iflytek"], "there is no verb 'describ'; did you mean 'describe'?"),
        (["describe"], "describe needs ENTITY"),
        (["describe", "statistic/no-such-number"], "there is no record 'statistic/no-such-number'"),
        (["path", "huawei", "ietf", "--knwon-by", "2020-01-01"], "did you mean '--known-by'?"),
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


def test_without_a_verb_the_help_begins_with_what_a_reader_needs(cli):
    done = cli()
    assert done.returncode == 0
    assert done.stdout.index("an example session:") < done.stdout.index("reading:") < done.stdout.index("curating:")
    assert re.search(r"reading:\n    ask .*\n    search .*\n    describe ", done.stdout)


def test_a_required_option_stands_without_brackets(seed):
    usage = seed("ask", "what-was-known", "--help").stdout
    assert re.search(r"(?<!\[)--known-by DATE", usage.partition("\n\n")[0])


def test_the_list_of_questions_is_counted_by_chapter(seed):
    text = seed("ask").stdout
    counts = [int(n) for n in re.findall(r"^[a-z]+ \(([0-9]+)\)$", text, re.M)]
    assert len(counts) > 5
    assert f"{sum(counts)} questions." in text.splitlines()[0]


def test_a_word_in_place_of_a_question_lists_those_that_fit(seed):
    done = seed("ask", "money")
    assert done.returncode == 0
    assert {"what-does-standards-work-cost", "who-pays-for-participation"} <= set(done.stdout.split())
    assert "who-was-on-a-list" not in done.stdout
    assert "who-was-on-a-list" in seed("ask", "listings").stdout


def test_search_finds_things_questions_and_concepts(seed):
    found = json.loads(seed("search", "entity list", "--format", "json").stdout)
    assert found["things"][0]["id"] == "us-bis-entity-list"
    found = json.loads(seed("search", "liaison", "--format", "json").stdout)
    assert "who-is-in-liaison-with" in {q["name"] for q in found["questions"]}
    assert "liaisonFrom" in {t["id"] for t in found["terms"]}
    found = json.loads(seed("search", "chair", "--format", "json").stdout)
    assert "role/chair" in {c["id"] for c in found["concepts"][:2]}
    assert "科大讯飞" in seed("search", "科大讯飞").stdout
    none = seed("search", "qwxyz")
    assert none.returncode == 1
    assert "try fewer or shorter words" in none.stdout


def test_a_conflict_marks_the_row_and_is_cited_apart(seed):
    text = seed("ask", "listed-firms-leading-work-items", "--list", "us-bis-entity-list").stdout
    assert re.match(r"[0-9]+ rows\.\n", text)
    assert re.search(r"^ disputed: !\d .*Page 69 counts the report among 32 work items in process", text, re.M)
    assert re.search(r"^   disputed: !\d", text, re.M)
    done = seed("ask", "listed-firms-leading-work-items", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    published = next(r for r in rows if r["item"] == "iso-iec-tr-24372" and r["reached"] == "2021-12")
    assert (published["firm"], published["firm_label"]) == ("iflytek", "iFlytek")
    assert (published["milestone"], published["milestone_label"]) == ("60.60", "International Standard published")
    assert "in process" in published["disputed"]
    assert ":fn292" in published["disputed_citations"]
    assert ":fn292" not in published["citations"]
    assert {r["record_modality"] for r in rows if r["firm"] == "huawei"} == {"infers"}


def test_a_file_gets_unbroken_lines(seed, seed_folder, cli):
    done = cli("describe", "iflytek", env={"AIGOV_KG_SNAPSHOTS": str(seed_folder), "COLUMNS": "60"})
    assert "Page 34 dates the approval of TR 24372 as a project May 2019. They may be two projects" in done.stdout


def test_the_clocks_reach_every_line_of_a_description(seed):
    now = seed("describe", "huawei").stdout
    then = seed("describe", "huawei", "--known-by", "2021-12-31").stdout
    assert "(everHeldRoleIn): FG IMT-2020" in now
    assert "everHeldRoleIn" not in then
    assert "FG IMT-2020" not in seed("describe", "huawei", "--known-by", "2018-12-31").stdout
    assert "left out: inferred links" in then
    # What the report of 2022 says stands only where it cites a document of 2021 or before.
    lines = [line for line in then.splitlines() if re.match(r" +exovera-2022, ", line)]
    assert lines
    assert all("(citing " in line for line in lines)
    assert "ever listed on" not in seed("describe", "huawei", "--as-of", "2012-01-01").stdout


def test_describe_shows_labels_and_a_record_its_citation(seed):
    text = seed("describe", "huawei").stdout
    assert "headquarters in: China" in text
    assert "ever led (everLed): " in text
    assert "agentIn" not in text
    done = seed("describe", "listing/huawei-bis-exovera")
    assert "modality: infers" in done.stdout
    assert "[exovera-2022:rec-participation:p44:fn169]" in done.stdout


def test_a_path_knows_only_what_had_been_said(seed):
    assert seed("path", "huawei", "itu-t").returncode == 0
    assert seed("path", "huawei", "itu-t", "--known-by", "1990-01-01").returncode == 1


def test_an_empty_answer_says_where_to_look(seed):
    done = seed("ask", "who-was-on-a-list", "--party", "iso")
    assert done.returncode == 0
    assert done.stdout.startswith("Not stated: ")
    assert "aigov-kg describe iso" in done.stdout
    assert "other questions on listings: " in done.stdout


def test_a_terminal_indents_what_it_breaks_and_cuts_what_repeats():
    title = "A title of several lines, which stands in every row and would fill the screen if it were told each time"
    row = {"of": title, "count": 1, "evidence": {}, "conflicts": [], "inferred": []}
    columns = [{"name": "of", "type": "text", "help": "H"}, {"name": "count", "type": "number", "help": "H"}]
    question = Question.model_validate({"name": "q", "title": "T", "description": "D", "columns": columns, "query": ""})
    rows = [row, {**row, "count": 2}, {**row, "of": "Other"}]
    result = Result("q", "0", {}, {}, ["of", "count"], rows)
    shown = io.StringIO()
    result_text(result, question, {}, Console(file=shown, width=60))
    lines = shown.getvalue().splitlines()
    first = lines.index("   of: A title of several lines, which stands in every row")
    assert lines[first + 1] == "     and would fill the screen if it were told each time"
    assert sum(title[:40] in line for line in lines) == 2
    assert "   of: A title of several lines, which stands in every..." in lines


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
