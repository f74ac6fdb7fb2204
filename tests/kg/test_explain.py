"""Why the graph holds a statement."""

import json

import pyoxigraph as ox
import pytest

from aigov_kg import namespaces as ns
from aigov_kg.answers import run
from aigov_kg.curies import read_triple
from aigov_kg.errors import UsageError
from aigov_kg.explain import explain
from aigov_kg.load import load
from aigov_kg.release import entail, name_index, rule_set
from aigov_kg.rules import Atom
from aigov_kg.store import Answer
from aigov_kg.tables import read_tables

TABLES = {
    "organisations": [
        {"id": "iso", "class": "StandardsOrganisation", "name_en": "ISO", "cite": "report:s1"},
        {"id": "firm", "class": "Company", "name_en": "Firm", "cite": "report:s1"},
        {"id": "holding", "class": "Company", "name_en": "Holding", "cite": "report:s1"},
    ],
    "bodies": [
        {"id": "tc", "class": "Committee", "kind": "tc", "designation": "TC 1", "parent": "iso", "cite": "report:s1:p1"},
        {"id": "sc", "class": "Committee", "kind": "sc", "designation": "SC 1", "parent": "tc", "cite": "report:s1:p2"},
        {"id": "wg", "class": "WorkingGroup", "kind": "wg", "designation": "WG 1", "parent": "sc", "cite": "report:s1:p3"},
    ],
    "documents": [],
    "work-items": [{"id": "tr", "class": "WorkItem", "designation": "TR 1", "body": "wg", "cite": "report:s1:p4"}],
    "participations": [
        {"id": "firm-tr", "actor": "firm", "role": "project-lead", "object": "tr", "quote": "led by Firm", "cite": "report:s1:p5"},
        {"id": "firm-tr-again", "actor": "firm", "role": "leader", "object": "tr", "cite": "other:s1"},
    ],
    "controls": [
        {"id": "holding-firm", "controller": "holding", "controlled": "firm", "kind": "owns", "status": "", "quote": "owns it", "cite": "report:s1:p6"},
        {"id": "holding-iso", "controller": "holding", "controlled": "iso", "kind": "owns", "status": "rejected", "quote": "owns it", "cite": "other:s1"},
        {"id": "sc-oversees-wg", "controller": "sc", "controlled": "wg", "kind": "oversight", "status": "", "quote": "oversees", "cite": "other:s1"},
    ],
    "listings": [{"id": "firm-list", "party": "firm", "list": "list", "quote": "added", "cite": "report:s1:p7"}],
}  # fmt: skip


class Case:
    """A small release in one store."""

    def __init__(self, home):
        reading = read_tables(home)
        assert [str(f) for f in reading.findings] == []
        self.loaded = load(reading)
        self.rules = rule_set(self.loaded, reading.tables)
        self.inferred = entail(self.loaded, self.rules, "rules")
        self.loaded.graphs[ns.INFERRED] = self.inferred
        self.names = name_index(reading, self.loaded)
        self.store = ox.Store()
        self.store.extend(self.loaded.quads())
        self.requests = 0

    def query(self, request):
        self.requests += 1
        found = self.store.query(request.query, default_graph=[ox.NamedNode(g) for g in ns.DEFAULT_GRAPHS])
        return Answer("select", "json", found.serialize(format=ox.QueryResultsFormat.JSON))

    def explain(self, *parts):
        triple = parts if parts[0].startswith("<") else read_triple(*parts, self.names)
        return run(explain(triple, self.rules, self.names, "v1"), self.query)


@pytest.fixture
def case(make_home, documents):
    listed = {"id": "list", "class": "RestrictionList", "title_en": "List", "cite": "report:s1"}
    return Case(make_home({**TABLES, "documents": documents(listed)}))


def lines(found):
    return [
        " ".join(part["id"].removeprefix("aigov:") for part in step["statement"].values()) for step in found["steps"]
    ]


def test_a_chain_leads_down_to_the_records_with_their_citations(case):
    found = case.explain("firm", "everLed", "tr")
    assert found["verdict"] == "inferred"
    assert lines(found) == [
        "participation/firm-tr leader firm",
        "firm leaderIn participation/firm-tr",
        "participation/firm-tr workItem tr",
        "firm everLed tr",
    ]
    first, second, third, last = found["steps"]
    assert [r["id"] for r in first["records"]] == ["participation/firm-tr"] == [r["id"] for r in third["records"]]
    assert (second["axiom"], second["from"]) == ("inverse", [1])
    assert (last["axiom"], last["from"]) == ("property chain", [2, 3])
    assert last["rule"] == "aigov:leaderIn and then aigov:workItem make aigov:everLed"
    evidence = found["evidence"]["participation/firm-tr"]
    assert evidence["quote"] == "led by Firm" and [c["page"] for c in evidence["citations"]] == ["5"]


def test_a_second_record_is_counted_as_another_way(case):
    assert case.explain("firm", "everLed", "tr")["other_ways"] == 1
    assert case.explain("holding", "everControlled", "firm")["other_ways"] == 0


def test_a_transitive_path_names_each_link_and_the_record_behind_it(case):
    found = case.explain("wg", "partOfBody", "iso")
    stated = [step for step in found["steps"] if "records" in step]
    assert [(s["statement"]["subject"]["id"], s["records"][0]["id"]) for s in stated] == [
        ("wg", "control/wg-part-of-sc"),
        ("sc", "control/sc-part-of-tc"),
        ("tc", "control/tc-part-of-iso"),
    ]
    assert [found["evidence"][s["records"][0]["id"]]["citations"][0]["page"] for s in stated] == ["3", "2", "1"]
    assert found["steps"][-1]["axiom"] == "transitive"


def test_a_shortcut_is_led_back_only_to_records_that_write_it(case):
    found = case.explain("wg", "directParent", "sc")
    assert found["verdict"] == "asserted"
    assert [r["id"] for r in found["steps"][0]["records"]] == ["control/wg-part-of-sc"]


def test_a_class_by_restriction_needs_the_listing(case):
    found = case.explain("firm", "type", "EverListedActor")
    assert lines(found)[0] == "listing/firm-list listedParty firm" and found["steps"][-1]["axiom"] == "some values from"


def test_what_a_record_states_is_asserted_by_it(case):
    found = case.explain("participation/firm-tr", "leader", "firm")
    assert found["verdict"] == "asserted" and found["graph"] == "accepted"
    assert [r["id"] for r in found["steps"][0]["records"]] == ["participation/firm-tr"]


def test_what_only_a_rejected_record_says_is_not_held(case):
    assert case.explain("control/holding-iso", "controller", "holding")["verdict"] == "rejected"
    assert case.explain("holding", "everControlled", "iso")["verdict"] == "not entailed"


def test_what_nothing_says_is_not_entailed(case):
    found = case.explain("iso", "everLed", "tr")
    assert (found["verdict"], found["steps"], found["evidence"]) == ("not entailed", [], {})


def test_a_concept_is_stated_by_its_scheme(case):
    found = case.explain("role/chair", "skos:inScheme", "voc:role")
    assert (found["verdict"], found["graph"]) == ("asserted", "vocab")


def test_every_inferred_triple_has_a_proof_that_holds(case):
    asserted = {tuple(map(str, t)) for t in case.loaded.graphs[ns.ACCEPTED]}
    assert len(case.inferred) > 75
    for triple in case.inferred:
        found = case.explain(*map(str, triple))
        proven = {}
        for step in found["steps"]:
            parts = tuple(f"<{part['iri']}>" for part in step["statement"].values())
            if "records" in step:
                assert parts in asserted
            else:
                premises = [proven[number] for number in step["from"]]
                assert any(follows(rule, premises, parts) for rule in case.rules.rules if str(rule) == step["rule"])
            proven[step["number"]] = parts
        assert proven and list(proven.values())[-1] == tuple(map(str, triple))


def follows(rule, premises, conclusion):
    """Tell whether a rule leads from these premises to this conclusion."""
    bound = {}

    def fits(atom: Atom, triple):
        pairs = [(atom.subject, triple[0]), *([(atom.object, triple[2])] if atom.object else [])]
        term = (triple[1] if atom.object else triple[2]) == f"<{atom.term}>"
        return term and all(bound.setdefault(name, value) == value for name, value in pairs)

    return all(map(fits, rule.body, premises)) and fits(rule.head, conclusion)


def test_a_proof_takes_few_requests(case):
    case.explain("firm", "everWorkedUnder", "iso")
    assert case.requests <= 10


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (("firm", "everLed", "tr"), ("id/firm", "ontology#everLed", "id/tr")),
        (("Firm", "aigov:everLed", "TR 1"), ("id/firm", "ontology#everLed", "id/tr")),
        (("id:firm", f"<{ns.AIGOV}everLed>", ns.ID + "tr"), ("id/firm", "ontology#everLed", "id/tr")),
        (
            ("participation/firm-tr", "role", "role/leader"),
            ("id/participation/firm-tr", "ontology#role", "vocab/role/leader"),
        ),
    ],
)
def test_parts_are_ids_names_curies_or_iris(case, typed, expected):
    assert read_triple(*typed, case.names) == tuple(f"<{ns.BASE}{part}>" for part in expected)


def test_a_class_is_meant_after_type(case):
    assert read_triple("firm", "a", "Company", case.names)[1:] == (f"<{ns.TYPE}>", f"<{ns.AIGOV}Company>")


@pytest.mark.parametrize(
    "typed",
    [
        ("nobody", "everLed", "tr"),
        ("firm", "everled", "tr"),
        ("firm", "a", "Compny"),
        ("<https://x.test/a b>", "everLed", "tr"),
        ("firm", "http://x.test/> } #", "tr"),
        ('id:x"', "everLed", "tr"),
        ("", "everLed", "tr"),
    ],
)
def test_what_names_nothing_or_could_end_an_iri_is_refused(case, typed):
    with pytest.raises(UsageError):
        read_triple(*typed, case.names)


def test_the_verb_explains_and_says_by_its_code_whether_it_is_so(seed_folder, cli):
    env = {"AIGOV_KG_SNAPSHOTS": str(seed_folder)}
    done = cli("explain", "iflytek", "everListedOn", "us-bis-entity-list", env=env)
    assert done.returncode == 0
    assert "listing/iflytek-bis-2019" in done.stdout and "exovera-2022, p. 34, note 125" in done.stdout
    done = cli("explain", "us-bis-entity-list", "everListedOn", "iflytek", "--format", "json", env=env)
    assert done.returncode == 1 and json.loads(done.stdout)["verdict"] == "not entailed"
    done = cli("explain", "iflytek", "everlisted", "us-bis-entity-list", env=env)
    assert done.returncode == 2 and "no term 'everlisted'" in done.stderr
