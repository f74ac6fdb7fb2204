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
from aigov_kg.evidence import bound
from aigov_kg.options import QuestionParser
from aigov_kg.present import result_text
from aigov_kg.questions import Question, read_questions
from aigov_kg.resources import find_home
from aigov_kg.snapshot import current, verify

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
    assert (
        "iflytek",
        "iso-iec-tr-24372",
        "2019-10-09",
        "10.99",
        "2019-05",
        "reached before the listing",
        "listed during the work",
    ) in rows
    assert (
        "iflytek",
        "iso-iec-tr-24372",
        "2019-10-09",
        "60.60",
        "2021-12",
        "reached after the listing",
        "listed during the work",
    ) in rows
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
    assert "listed-firms-leading-work-items" in seed("ask", "--all").stdout
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
        (
            ["ask", "how-are-two-actors-linked", "--actor", "iflytek"],
            "has no option --actor; did you mean --from or --to?",
        ),
        (
            ["ask", "who-was-on-a-list", "--body", "iso"],
            "it takes --list, --party, --country, --as-of, --known-by; which-listed-actors-sit-in-a-body and",
        ),
        (["ask", "who-held-which-seat", "--actor", "huawei"], "; which-seats-does-an-actor-hold and "),
        (
            ["ask", "who-was-on-a-list", "--list", "zte"],
            "is a company, and a restriction list is asked for; party takes it",
        ),
        (["ask", "what-is-not-stated", "--date", "2020-01-01"], "as_of does not apply: what a source leaves out"),
        (
            ["ask", "which-bodies-lie-under", "iso", "wg", "sc"],
            "has no place for 'sc'; values without an option are --body, --kind",
        ),
        (["ask", "who-was-on-a-list", "--lis", "x"], "has no option --lis; did you mean '--list'?"),
        (["ask", "what-was-known", "--subject", "huawei"], "what-was-known needs --known-by DATE (the day;"),
        (["ask", "what-does-a-document-say", "--document", "iflytek"], "is a company, and a document is asked for"),
        (["ask", "who-held-which-seat", "--body", "SG 1"], "can mean several things: jtc1-s"),
        (["ask", "who-was-on-a-list", "--party", "huawi"], "then: aigov-kg ask who-was-on-a-list --party huawei"),
        (["describe", "iflytec"], "then: aigov-kg describe iflytek"),
        (["ask", "huawei"], "huawei is a company: aigov-kg describe huawei or ask what-does-an-actor-belong-to huawei"),
        (["ask", "SC 42"], "SC 42 is a committee: aigov-kg describe jtc1-sc42 or ask which-"),
        (["describ", "iflytek"], "there is no verb 'describ'; did you mean 'describe'?"),
        (["describe"], "describe needs ENTITY"),
        (["describe", "statistic/no-such-number"], "there is no record 'statistic/no-such-number'"),
        (["path", "huawei", "ietf", "--knwon-by", "2020-01-01"], "did you mean '--known-by'?"),
        (
            ["ask", "listed-firms-leading-work-items", "--list", "us-bis-entity-lst"],
            "did you mean 'us-bis-entity-list'?",
        ),
        (
            ["ask", "listed-firms-leading-work-items", "--as-of", "08/2020"],
            "write it as YYYY-MM-DD, for example 2020-08-01",
        ),
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


def test_the_chapters_are_counted_and_show_some_questions_or_all(seed):
    brief, whole = (seed("ask", *more).stdout for more in ([], ["--all"]))
    for text in (brief, whole):
        counts = [int(n) for n in re.findall(r"^[a-z]+ \(([0-9]+)\)$", text, re.M)]
        assert len(counts) > 5
        assert f"{sum(counts)} questions." in text.splitlines()[0]
    shown = [len(re.findall(r"^  [a-z-]+$", text, re.M)) for text in (brief, whole)]
    assert shown == [len(counts) * 3 - sum(max(0, 3 - n) for n in counts), sum(counts)]
    assert "aigov-kg ask CHAPTER" in brief and "--all" in brief


def test_a_word_in_place_of_a_question_lists_those_that_fit(seed):
    done = seed("ask", "money")
    assert done.returncode == 0
    assert {"what-does-standards-work-cost", "who-pays-for-participation"} <= set(done.stdout.split())
    assert "who-was-on-a-list" not in done.stdout
    assert "who-was-on-a-list" in seed("ask", "listings").stdout
    assert "which-targets-are-due" in seed("ask", "deadline").stdout


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
    assert "try another word" in none.stdout


@pytest.mark.parametrize(
    ("word", "question"),
    [
        ("deadline", "which-targets-are-due"),
        ("leader", "which-seats-does-an-actor-hold"),
        ("chair", "who-held-which-seat"),
        ("sanction", "who-was-on-a-list"),
        ("sanctioned", "listed-firms-leading-work-items"),
        ("staff", "which-seats-does-an-actor-hold"),
        ("commissioned", "what-work-did-an-actor-do"),
        ("author", "who-worked-on-an-item"),
    ],
)
def test_everyday_words_find_questions(seed, word, question):
    found = json.loads(seed("search", word, "--format", "json").stdout)
    assert question in {q["name"] for q in found["questions"]}


def test_search_shows_things_first_and_three_questions(seed):
    text = seed("search", "chair").stdout
    assert text.index("things (") < text.index("concepts (") < text.index("questions (")
    assert len(re.findall(r"^  (?:wh|how|by|under|listed)[a-z-]+  ", text, re.M)) == 3
    assert len(re.findall(r"^  (?:wh|how|by|under|listed)[a-z-]+  ", seed("search", "chair", "--all").stdout, re.M)) > 3


def test_a_search_of_which_no_entry_holds_all_words_takes_some_and_says_so(seed):
    done = seed("search", "deadline", "2025")
    assert done.returncode == 0
    assert done.stdout.startswith("nothing is called so, and nothing holds all of these words")
    assert {"cn-2015-made-in-china-2025", "which-targets-are-due"} <= set(done.stdout.split())
    # Of what is merely near, five are enough.
    many = seed("search", "Institute", "for", "Standards", "and", "Trade", "Policy").stdout
    things = many.partition("things (")[2].partition("\nconcepts (")[0]
    assert "more; --all shows them" in things and len(things.splitlines()) == 1 + 5 + 1
    found = json.loads(seed("search", "which SC 42 chair of the leadership", "--format", "json").stdout)
    assert found["matched"] == "any word"
    # What holds most of the words and little else comes first; which and of do not count.
    assert found["things"][0]["id"] == "jtc1-sc42"
    assert json.loads(seed("search", "entity list", "--format", "json").stdout)["matched"] == "all words"


def test_a_conflict_marks_the_row_and_is_cited_apart(seed):
    text = seed("ask", "listed-firms-leading-work-items", "--list", "us-bis-entity-list").stdout
    assert re.match(r"[0-9]+ rows\.\n", text)
    assert re.search(r"^ disputed: !\d .*Page 69 counts the report among 32 work items in process", text, re.M)
    assert re.search(r"^   [0-9]+\. milestone: .* · disputed: !\d", text, re.M)
    done = seed("ask", "listed-firms-leading-work-items", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    published = next(r for r in rows if r["item"] == "iso-iec-tr-24372" and r["reached"] == "2021-12")
    assert (published["firm"], published["firm_label"]) == ("iflytek", "iFlytek")
    assert (published["milestone"], published["milestone_label"]) == ("60.60", "published")
    assert "in process" in published["disputed"]
    assert ":fn292" in published["disputed_citations"]
    assert ":fn292" not in published["citations"]
    assert {r["record_modality"] for r in rows if r["firm"] == "huawei"} == {"infers"}


def test_a_record_that_is_not_simply_accepted_is_shown_so(seed):
    asked = ("ask", "when-did-a-body-begin-and-end", "--body", "itu-t-sg20")
    assert re.search(r"2017 .*\bdisputed\b", seed(*asked).stdout)
    rows = csv.DictReader(io.StringIO(seed(*asked, "--format", "csv").stdout))
    assert {r["record"]: r["record_status"] for r in rows if r["record_status"]} == {
        "milestone/itu-t-sg20-established-2017": "disputed"
    }
    assert seed("describe", "itu-t-sg20", "--kind", "milestone").stdout.count("status: disputed") == 1


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


def test_a_record_without_a_start_is_told_with_the_day_on_which_its_body_began(seed):
    asked = ("ask", "who-held-which-seat", "--under", "jtc1")
    rows = list(csv.DictReader(io.StringIO(seed(*asked, "--format", "csv").stdout)))
    assert {row["not_before"] for row in rows if row["body"] == "jtc1-wg14" and not row["not_stated"]} == {"2020-06-01"}
    assert not any(row["not_before"] for row in rows if row["start"] or row["not_stated"])
    assert "not before" in seed(*asked).stdout and "not before" not in seed(*asked, "--known-by", "2023").stdout
    assert "\n    not before 2020-06-01\n" in seed("describe", "jtc1-wg14").stdout
    ended = list(csv.DictReader(io.StringIO(seed("ask", "who-held-which-seat", "--format", "csv").stdout)))
    assert any(row["not_after"] for row in ended) and not any(row["not_after"] for row in ended if row["end"])


def test_a_bound_beside_other_records_says_of_which_it_is():
    rests_on = {"tenure/a": {"not_before": "2020-06-01"}, "listing/b": {}}
    assert bound(rests_on, "not_before") == "tenure 2020-06-01"
    assert bound({"tenure/a": rests_on["tenure/a"], "note/c": {}}, "not_before") == "2020-06-01"
    assert bound(rests_on, "not_after") == ""


def test_describe_tells_seats_and_what_became_of_a_body_before_what_is_said_of_it(seed):
    kinds = re.findall(r"^(\S.*) \(\d+\)$", seed("describe", "jtc1-sc42").stdout, re.M)
    assert kinds[:3] == ["tenure", "succession", "milestone"] and kinds[-3:] == [
        "characterisation",
        "statistic",
        "note",
    ]
    kinds = re.findall(r"^(\S.*) \(\d+\)$", seed("describe", "huawei").stdout, re.M)
    assert kinds.index("listing") < kinds.index("membership") < kinds.index("characterisation")


def test_describe_leaves_out_no_one_or_two_records(seed):
    text = seed("describe", "fg-qit4n").stdout
    assert "tenure (6)" in text and text.count("\n  tenure/") == 6


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


@pytest.mark.parametrize(
    ("given", "parameters", "said"),
    [
        (["how-do-two-actors-compare-in-numbers", "huawei", "zte"], {"actor": "huawei", "other": "zte"}, "zte is taken as --other"),
        (["who-held-which-seat", "SC 42", "--as-of", "2021-06-01"], {"body": "jtc1-sc42", "as_of": "2021-06-01"}, '"SC 42" is taken as --body'),
        (["who-held-which-seat", "--as-of=2021-06-01", "--body", "iso", "jtc1"], {"body": "iso", "under": "jtc1"}, "jtc1 is taken as --under"),
        (["what-is-said-on-a-topic", "ai", "--nation", "cn"], {"topic": "ai", "country": "cn"}, "--nation is taken as --country"),
        (["what-happened-between", "2019-01-01", "2020-01-01", "huawei"], {"from": "2019-01-01", "about": "huawei"}, "huawei is taken as --about"),
        (["who-was-on-a-list", "--actor", "iflytek", "--date", "2020-01-01"], {"party": "iflytek", "as_of": "2020-01-01"}, "--actor is taken as --party"),
        (["what-is-said-about-an-actor", "--firm", "huawei"], {"subject": "huawei"}, "--firm is taken as --subject"),
        (["how-do-strategies-compare", "--country", "cn"], {"holder": "cn"}, "--country is taken as --holder"),
        (["which-targets-are-due", "--due-by", "2025-12-31"], {"as_of": "2025-12-31"}, "--due-by is taken as --as-of"),
        (["which-seats-are-counted-under-a-country", "cn", "--committee", "itu-t"], {"country": "cn", "under": "itu-t"}, "--committee is taken as --under"),
        (["which-milestones-came-after-the-listing", "iflytek"], {"actor": "iflytek"}, "iflytek is taken as --actor"),
        (["who-was-on-a-list", "zte"], {"party": "zte"}, "zte is taken as --party"),
        (["who-held-which-seat", "SC 42", "chair"], {"body": "jtc1-sc42", "role": "chair"}, "chair is taken as --role"),
        (["which-stages-did-an-item-reach", "--standard", "TR 24372"], {"item": "iso-iec-tr-24372"}, "--standard is taken as --item"),
    ],
)  # fmt: skip
def test_values_without_an_option_and_everyday_options_are_taken_and_said_to_be(seed_folder, given, parameters, said):
    questions, names = read_questions(find_home().queries), verify(current(seed_folder)).names()
    question = questions[given[0]]
    args, taken = QuestionParser(question, questions).read(given[1:], lambda: names)
    _, answered = question.bind({name: args[name] for name in args.keys() - {"format", "all"}}, names)
    assert {name: answered[name] for name in parameters} == parameters
    assert any(said in sentence for sentence in taken)


def test_what_an_option_is_taken_as_is_told_and_nothing_where_it_has_its_own_name(seed):
    done = seed("ask", "who-was-on-a-list", "--party", "iflytek", "--as_of", "2020-01-01")
    assert done.returncode == 0 and done.stderr == ""
    told = seed("ask", "who-was-on-a-list", "zte", "--format", "json")
    assert "zte is taken as --party" in told.stderr and json.loads(told.stdout)["parameters"]["party"] == "zte"


def test_designations_are_found_without_the_organisations_that_they_begin_with(seed):
    for name in ("JTC 1/WG 11", "ISO/IEC JTC 1/WG 11", "WG 11"):
        assert "body=jtc1-wg11;" in seed("ask", "who-held-which-seat", "--body", name).stdout
    assert "id jtc1-sc42-wg5" in seed("describe", "JTC 1/SC 42/WG 5").stdout


def test_what_sources_leave_out_stands_below_the_rows_each_sentence_once(seed):
    answer = json.loads(seed("ask", "who-was-on-a-list", "--country", "cn", "--format", "json").stdout)
    notes = [row["not_stated"] for row in answer["rows"] if row["not_stated"]]
    assert len(set(notes)) < len(notes) < len(answer["rows"])
    text = seed("ask", "who-was-on-a-list", "--country", "cn", "--all").stdout
    head = f"{len(answer['rows']) - len(notes)} rows, and {len(set(notes))} notes on what the sources leave out."
    assert text.startswith(head) and answer["says"] == head
    rows, _, left_out = text.partition("\nnot stated:\n")
    for note in set(notes):
        assert note not in rows
        assert left_out.count(note) == 1
    assert "(iFlytek, Sensetime) [" in left_out
    assert "inferred:" not in left_out, (
        "rows on what is not stated rest on no link, and a listing states itself that it is one"
    )


def test_disagreements_elsewhere_are_told_in_a_line_with_the_command_that_shows_them(seed):
    text = seed("ask", "which-seats-have-firms-headquartered-in", "cn", "--role", "secretariat").stdout
    (line,) = [line for line in text.splitlines() if "sources disagree elsewhere" in line]
    assert "/" not in line.partition(";")[0].replace("SAC/TC 28", "").replace("ISO/IEC", "")
    command = line.rpartition("; aigov-kg ")[2].split()
    assert command[:2] == ["ask", "what-do-sources-contradict"]
    assert re.match(r"[0-9]+ rows?\.", seed(*command).stdout)


def test_a_check_that_finds_nothing_says_so(seed):
    text = seed("ask", "which-percentages-do-not-recompute").stdout
    assert text.startswith("None found: no published percentage")
    assert "Not stated" not in text


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
    result_text(result, question, {}, Console(file=shown, width=60), "list")
    lines = shown.getvalue().splitlines()
    first = lines.index("   of: A title of several lines, which stands in every row")
    assert lines[first + 1] == "     and would fill the screen if it were told each time"
    assert sum(title[:40] in line for line in lines) == 2
    assert "   of: A title of several lines, which stands in every..." in lines


def test_a_question_found_for_a_sentence_tells_which_of_its_words_it_leaves_out(seed):
    text = seed("ask", "which German firms objected to New IP").stdout
    asked = text.split("aigov-kg ask which-proposals-were-refused --matter new-ip")[1]
    assert "it leaves out: german" in asked.split("aigov-kg ask")[0]
    assert "leaves out" not in seed("ask", "who chairs SC 42").stdout.split("aigov-kg ask")[1]


def test_what_is_inferred_of_several_things_alike_is_told_once():
    link = {"text": "SG 1: part of body ITU-T", "id": "sg-1 partOfBody itu-t", "records": ["control/sg-1"]}
    others = [{**link, "text": f"SG {n}: part of body ITU-T", "id": f"sg-{n} partOfBody itu-t"} for n in (2, 3, 4, 5)]
    alone = {**link, "text": "WG 1: part of body SC 7"}
    columns = [{"name": "of", "type": "text", "help": "H"}]
    question = Question.model_validate({"name": "q", "title": "T", "description": "D", "columns": columns, "query": ""})
    row = {"of": "X", "evidence": {}, "conflicts": [], "inferred": []}
    shown = io.StringIO()
    result = Result("q", "0", {}, {}, ["of"], [row], [link, *others, alone])
    result_text(result, question, {}, Console(file=shown, width=400))
    told = [line.strip() for line in shown.getvalue().splitlines() if "inferred:" in line]
    assert told == [
        "inferred: SG 1, SG 2, SG 3 and 2 more: part of body ITU-T, aigov-kg explain sg-1 partOfBody itu-t tells from what",
        "inferred: WG 1: part of body SC 7, from control/sg-1",
    ]


def test_a_description_begins_with_the_first_records_of_each_kind_and_says_how_to_see_the_rest(seed):
    text = seed("describe", "jtc1-wg11").stdout
    (line,) = [line for line in text.splitlines() if "--kind tenure" in line]
    assert re.match(r"  \.\.\. \d+ more", line), text
    tenures = seed("describe", "jtc1-wg11", "--kind", "tenure").stdout
    assert len(re.findall(r"^  tenure/", tenures, re.M)) > 6
    assert "\nmilestone (" in text and "\nmilestone (" not in tenures
    full = seed("describe", "jtc1-wg11", "--full").stdout
    assert "--full" not in full
    assert len(full) > len(text)
    assert "no record of kind medal; there are" in " ".join(
        seed("describe", "huawei", "--kind", "medal").stdout.split()
    )


def test_a_long_answer_says_first_how_it_is_made_up_and_what_shows_the_rest():
    columns = [{"name": "of", "type": "entity", "help": "H"}, {"name": "count", "type": "number", "help": "H"}]
    taking = {"name": "as_of", "type": "date", "help": "H", "example": "2020-01-01"}
    header = {"name": "q", "title": "T", "description": "D", "columns": columns, "parameters": [taking], "query": ""}
    rows = [
        {"of": {"id": name, "label": name.title()}, "count": n, "evidence": {}, "conflicts": [], "inferred": []}
        for n in range(30)
        for name in (("one", "two") if n < 15 else ("one",))
    ]
    for everything in (False, True):
        shown = io.StringIO()
        result = Result("q", "0", {"as_of": None}, {}, ["of", "count"], rows)
        result_text(result, Question.model_validate(header), {}, Console(file=shown, width=100), everything=everything)
        text = shown.getvalue()
        assert "rows by of: One (30), Two (15)\n" in text
        assert ("narrow it with --as-of" in text) != everything
        assert ("... 33 more rows: --all shows them" in text) != everything
        assert (text.count("One") > 20) == everything


def test_all_shows_every_row_and_note_of_a_long_answer_which_is_short_else(seed):
    asked = ("ask", "who-held-which-seat", "--under", "itu-t")
    short, long = seed(*asked).stdout, seed(*asked, "--all").stdout
    assert len(short.splitlines()) < 50 < len(long.splitlines())
    assert short.count("--all shows them") == 2 and "--all shows them" not in long


def test_a_description_of_one_kind_begins_with_its_records(seed):
    lines = seed("describe", "huawei", "--kind", "tenure").stdout.splitlines()
    assert lines[:3] == ["Huawei  (company, id huawei)", "", "tenure (5)"]


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
