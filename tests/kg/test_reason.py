"""The compiled rules against owlrl, the order in which they run, and what inferred triples rest on."""

import random
from collections import defaultdict

import pyoxigraph as ox
import pytest

from aigov_kg import namespaces as ns
from aigov_kg.axioms import compile_rules
from aigov_kg.contradictions import find_contradictions
from aigov_kg.load import load, read_turtle
from aigov_kg.oracle import close, infer_owlrl
from aigov_kg.reason import infer, materialise, updates
from aigov_kg.release import count_inferred, entail, rule_set
from aigov_kg.resources import find_home
from aigov_kg.tables import read_tables

EVERY_KIND = """
@prefix : <https://w3id.org/aigov-kg/ontology#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:A a owl:Class ; rdfs:subClassOf :B . :B a owl:Class ; rdfs:subClassOf :C . :C a owl:Class . :D a owl:Class . :E a owl:Class .
:F a owl:Class ; owl:disjointWith :G . :G a owl:Class .
:p a owl:ObjectProperty ; rdfs:subPropertyOf :q ; rdfs:domain :A ; rdfs:range :D .
:q a owl:ObjectProperty ; owl:inverseOf :r . :r a owl:ObjectProperty .
:near a owl:ObjectProperty , owl:SymmetricProperty ; rdfs:range :E .
:below a owl:ObjectProperty ; rdfs:subPropertyOf :under .
:under a owl:ObjectProperty , owl:TransitiveProperty ; owl:inverseOf :over . :over a owl:ObjectProperty .
:made a owl:ObjectProperty ; owl:propertyChainAxiom ( :p :near ) .
:within a owl:ObjectProperty ; owl:propertyChainAxiom ( :made :under ) ; rdfs:domain :F .
:linked a owl:ObjectProperty , owl:TransitiveProperty . :link a owl:ObjectProperty ; rdfs:subPropertyOf :linked ;
    owl:propertyChainAxiom ( :r :within ) .
:ping a owl:ObjectProperty ; owl:propertyChainAxiom ( :pong :near ) . :pong a owl:ObjectProperty ; owl:propertyChainAxiom ( :ping :p ) .
[] a owl:Restriction ; owl:onProperty :over ; owl:someValuesFrom :E ; rdfs:subClassOf :A .
[] a owl:Restriction ; owl:onProperty :linked ; owl:someValuesFrom owl:Thing ; rdfs:subClassOf :G .
"""


def parse(turtle):
    return {(q.subject, q.predicate, q.object) for q in ox.parse(turtle, format=ox.RdfFormat.TURTLE)}


def some_data(ontology, count, things, seed):
    """Make triples at random from the properties and classes of an ontology."""
    chosen = random.Random(seed)
    kinds = defaultdict(list)
    for s, p, o in sorted(ontology, key=str):
        if p.value == ns.TYPE and isinstance(s, ox.NamedNode) and s.value.startswith(ns.AIGOV):
            kinds[o.value.removeprefix(ns.OWL)].append(s)
    nodes = [ox.NamedNode(f"{ns.ID}thing-{i}") for i in range(things)]
    data = {(chosen.choice(nodes), chosen.choice(kinds["ObjectProperty"]), chosen.choice(nodes)) for _ in range(count)}
    return data | {(n, ox.NamedNode(ns.TYPE), chosen.choice(kinds["Class"])) for n in nodes[::3]}


def readable(triples):
    return sorted(" ".join(ns.shorten(term.value) for term in triple) for triple in triples)


@pytest.mark.parametrize("seed", range(3))
def test_rules_and_owlrl_derive_the_same_from_an_ontology_with_every_kind_of_axiom(seed):
    ontology = parse(EVERY_KIND)
    data = some_data(ontology, 60, 25, seed)
    rules = compile_rules(ontology)
    assert {r.axiom for r in rules.rules} == {
        *("subclass", "subproperty", "inverse", "domain", "range", "transitive", "symmetric"),
        *("property chain", "some values from"),
    }
    found = infer(data, rules)
    assert len(found) > 100
    assert readable(found) == readable(infer_owlrl(data, ontology))


@pytest.mark.parametrize("seed", range(2))
def test_rules_and_owlrl_derive_the_same_from_our_ontology(seed):
    home = find_home()
    ontology = read_turtle(home, home.ontology_files())
    data = some_data(ontology, 300, 60, seed)
    found = infer(data, compile_rules(ontology))
    assert len(found) > 400
    assert readable(found) == readable(infer_owlrl(data, ontology))


@pytest.mark.slow
def test_rules_and_owlrl_derive_the_same_from_the_whole_seed():
    reading = read_tables(find_home())
    loaded = load(reading)
    rules = rule_set(loaded, reading.tables)
    by_rules = entail(loaded, rules, "rules")
    assert len(by_rules) > 5000
    assert readable(by_rules) == readable(entail(loaded, rules, "owlrl"))


def test_a_literal_is_kept_from_owlrl_and_from_what_it_gives():
    ontology = parse(EVERY_KIND)
    node, label = ox.NamedNode(ns.ID + "a"), ox.NamedNode(ns.SKOS + "prefLabel")
    assert close({(node, label, ox.Literal("a"))}, ontology).triples == set()


def test_rules_run_in_the_order_of_what_they_need():
    home = find_home()
    rules = compile_rules(read_turtle(home, home.ontology_files()))
    groups = list(updates(rules.rules))
    place = {
        name: next(i for i, (texts, _) in enumerate(groups) for text in texts if f"INSERT {{ GRAPH <{ns.INFERRED}> {{ ?x <{ns.AIGOV}{name}>" in text)
        for name in ("everLed", "everWorkedIn", "everWorkedUnder", "everControlled", "everLedThroughControlled", "partOfBody")
    }  # fmt: skip
    assert place["everLed"] < place["everWorkedIn"] < place["everWorkedUnder"]
    assert max(place["everControlled"], place["everLed"]) < place["everLedThroughControlled"]
    assert place["partOfBody"] < place["everWorkedUnder"]
    assert not any(repeat for _, repeat in groups)


def test_only_rules_that_need_each_other_are_repeated_and_a_second_run_adds_nothing():
    ontology = parse(EVERY_KIND)
    rules = compile_rules(ontology)
    repeated = [text for texts, repeat in updates(rules.rules) if repeat for text in texts]
    assert repeated and all(name in "".join(repeated) for name in ("#ping>", "#pong>"))
    store = ox.Store()
    store.extend(ox.Quad(*t, ox.NamedNode(ns.ACCEPTED)) for t in some_data(ontology, 80, 20, 9))
    materialise(store, rules)
    before = len(store)
    materialise(store, rules)
    assert len(store) == before


TABLES = {
    "jurisdictions": [{"id": "cn", "kind": "country", "name_en": "China", "cite": "report:s1"}],
    "organisations": [
        {"id": "iso", "class": "StandardsOrganisation", "name_en": "ISO", "cite": "report:s1"},
        {"id": "firm", "class": "Company", "name_en": "Firm", "cite": "report:s1"},
        {"id": "holding", "class": "Company", "name_en": "Holding", "cite": "report:s1"},
        {"id": "ministry", "class": "PublicBody", "name_en": "Ministry", "cite": "report:s1"},
    ],
    "persons": [{"id": "ann", "name": "Ann", "cite": "report:s1"}],
    "bodies": [
        {"id": "tc", "class": "Committee", "kind": "tc", "designation": "TC 1", "parent": "iso", "cite": "report:s1"},
        {"id": "sc", "class": "Committee", "kind": "sc", "designation": "SC 1", "parent": "tc", "cite": "report:s1"},
        {"id": "wg", "class": "WorkingGroup", "kind": "wg", "designation": "WG 1", "parent": "sc", "cite": "report:s1"},
    ],
    "work-items": [{"id": "tr", "class": "WorkItem", "designation": "TR 1", "body": "wg", "cite": "report:s1"}],
    "participations": [
        {"id": "firm-tr", "actor": "firm", "role": "project-lead", "object": "tr", "status": "", "cite": "report:s1:p3"}
    ],
    "controls": [
        {"id": "holding-firm", "controller": "holding", "controlled": "firm", "kind": "owns", "status": "", "quote": "owns it", "cite": "report:s1:p4"},
        {"id": "ministry-holding", "controller": "ministry", "controlled": "holding", "kind": "oversight", "status": "", "quote": "oversees it", "cite": "report:s1:p5"},
    ],
}  # fmt: skip


def changed(table, row, **cells):
    """Give the tables with other cells in one row, or without it."""
    rows = [{**r, **cells} if r["id"] == row else r for r in TABLES[table] if cells or r["id"] != row]
    return {**TABLES, table: rows} if rows else {name: rows for name, rows in TABLES.items() if name != table}


@pytest.fixture
def reason(make_home):
    def go(tables=TABLES, folder="home", edit=lambda home: None):
        home = make_home(tables, folder)
        edit(home)
        reading = read_tables(home)
        assert [str(f) for f in reading.findings] == []
        loaded = load(reading)
        rules = rule_set(loaded, reading.tables)
        return loaded, rules, entail(loaded, rules, "rules")

    return go


def said(inferred, *predicates):
    return {
        t.replace("aigov:", "").replace("id:", "")
        for t in readable(inferred)
        if t.split()[1] in {f"aigov:{p}" for p in predicates}
    }


def test_shortcuts_follow_from_records(reason):
    _, _, inferred = reason()
    assert said(inferred, "everLed", "everLedThroughControlled", "everControlled") == {
        *("firm everLed tr", "holding everLedThroughControlled tr", "ministry everLedThroughControlled tr"),
        *("holding everControlled firm", "ministry everControlled holding", "ministry everControlled firm"),
    }
    assert said(inferred, "everWorkedIn", "everWorkedUnder") == {
        *("firm everWorkedIn wg", "firm everWorkedUnder sc", "firm everWorkedUnder tc", "firm everWorkedUnder iso"),
    }


def test_without_a_record_nothing_is_left_of_what_rested_on_it(reason):
    whole = reason()[2]
    less = reason(changed("participations", "firm-tr"), "less")[2]
    assert said(less, "everLed", "everLedThroughControlled", "everWorkedIn", "everWorkedUnder", "leaderIn") == set()
    assert said(less, "everControlled") == said(whole, "everControlled")
    assert less < whole


@pytest.mark.parametrize("status", ["rejected", "superseded"])
def test_a_record_that_is_not_held_supports_no_inferred_edge(reason, status):
    loaded, _, inferred = reason(changed("controls", "holding-firm", status=status))
    record = f"{ns.ID}control/holding-firm"
    assert any(s.value == record for s, _, _ in loaded.graphs[ns.REJECTED])
    assert said(inferred, "everControlled", "everLedThroughControlled") == {"ministry everControlled holding"}
    assert not any(record in (s.value, o.value) for s, _, o in inferred)


def test_a_disputed_record_does(reason):
    _, _, inferred = reason(changed("controls", "holding-firm", status="disputed"))
    assert "holding everLedThroughControlled tr" in said(inferred, "everLedThroughControlled")


def test_what_is_inferred_is_not_also_stated(reason):
    loaded, _, inferred = reason()
    assert not inferred & (loaded.graphs[ns.ACCEPTED] | loaded.graphs[ns.VOCABULARIES])


def test_inferred_triples_lie_in_their_own_graph_of_a_release(seed_folder):
    current = seed_folder / (seed_folder / "current").read_text().strip()
    graphs = defaultdict(set)
    for line in (current / "dump.nq").read_text(encoding="utf-8").splitlines():
        triple, _, graph = line.removesuffix(" .").rpartition(" ")
        graphs[graph.strip("<>")].add(triple)
    assert len(graphs[ns.INFERRED]) > 5000
    assert not graphs[ns.INFERRED] & graphs[ns.ACCEPTED]
    for graph, triples in graphs.items():
        if graph not in (ns.INFERRED, ns.ONTOLOGY_GRAPH):
            assert not [t for t in triples if "/ontology#ever" in t or "/ontology#agentIn>" in t]
    rejected = {t.split()[0] for t in graphs[ns.REJECTED]} - {t.split()[0] for t in graphs[ns.ACCEPTED]}
    assert not [t for t in graphs[ns.INFERRED] if t.split()[0] in rejected or t.split()[2] in rejected]


def test_no_contradiction_where_there_is_none(reason):
    assert find_contradictions(*(lambda loaded, rules, inferred: (loaded, inferred, rules))(*reason())) == []


def let_persons_be_bodies(home):
    path = home.data / "tables.toml"
    text = path.read_text(encoding="utf-8")
    before = '{ name = "body", type = "ref", to = ["bodies", "organisations"], property = "body", help = "The body'
    assert before in text
    path.write_text(
        text.replace(before, before.replace('"organisations"]', '"organisations", "persons"]')), encoding="utf-8"
    )


def test_a_person_that_would_be_an_organisation_is_told_with_the_rows_it_rests_on(reason):
    seat = {"id": "firm-in-ann", "holder": "firm", "role": "chair", "body": "ann", "cite": "report:s1:p7"}
    loaded, rules, inferred = reason({**TABLES, "tenures": [seat]}, edit=let_persons_be_bodies)
    (finding,) = find_contradictions(loaded, inferred, rules)
    assert "'ann' would be both" in finding.message and "aigov:Organisation" in finding.message
    assert "persons.csv row 2" in finding.message and "tenures.csv row 2" in finding.message
    assert finding.rule == "disjoint-classes" and finding.row == 2


def test_a_cycle_of_parents_is_told_once_with_all_its_rows(reason):
    tables = {**TABLES, "bodies": [{**b, "parent": {"tc": "wg"}.get(b["id"], b["parent"])} for b in TABLES["bodies"]]}
    loaded, rules, inferred = reason(tables)
    (finding,) = find_contradictions(loaded, inferred, rules)
    assert finding.rule == "cycle" and "partOfBody" in finding.message
    assert all(f"bodies.csv row {n}" in finding.message for n in (2, 3, 4))


def test_a_body_that_is_its_own_parent_is_a_cycle_too(reason):
    tables = {**TABLES, "bodies": [{**b, "parent": {"tc": "tc"}.get(b["id"], b["parent"])} for b in TABLES["bodies"]]}
    loaded, rules, inferred = reason(tables)
    (finding,) = find_contradictions(loaded, inferred, rules)
    assert "'tc' would stand in aigov:partOfBody to itself" in finding.message and "bodies.csv row 2" in finding.message


def test_a_contradiction_stops_the_build(make_home, cli, tmp_path):
    home = make_home(
        {
            **TABLES,
            "tenures": [
                {"id": "firm-in-ann", "holder": "firm", "role": "chair", "body": "ann", "cite": "report:s1:p7"}
            ],
        }
    )
    let_persons_be_bodies(home)
    done = cli("build", env={"AIGOV_KG_HOME": str(home.root), "AIGOV_KG_SNAPSHOTS": str(tmp_path / "snapshots")})
    assert done.returncode == 1
    assert "would be both" in done.stderr.replace("\n", " ") and "tenures.csv" in done.stderr
    assert not (tmp_path / "snapshots" / "current").exists()


def test_the_counts_name_classes_properties_and_their_rules(make_home):
    home = make_home(TABLES)
    counts = count_inferred(home, lambda _: None, "rules")
    terms = {term["term"]: term for term in counts["terms"]}
    assert terms["aigov:everLed"]["inferred"] == 1
    assert terms["aigov:everLed"]["rules"] == ["aigov:leaderIn and then aigov:workItem make aigov:everLed"]
    assert counts["inferred"] == sum(term["inferred"] for term in counts["terms"])
    same = count_inferred(home, lambda _: None, "owlrl")
    assert same["terms"] == counts["terms"] and same["reasoner"] == "owlrl"


def test_the_reason_verb_writes_nothing(make_home, cli, tmp_path):
    home = make_home(TABLES)
    done = cli(
        "reason",
        "--format",
        "json",
        env={"AIGOV_KG_HOME": str(home.root), "AIGOV_KG_SNAPSHOTS": str(tmp_path / "none")},
    )
    assert done.returncode == 0 and '"aigov:everLed"' in done.stdout
    assert not (tmp_path / "none").exists()
