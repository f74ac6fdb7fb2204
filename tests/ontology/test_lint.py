"""The text of the ontology and of the concept schemes keeps the rules of `shapes/ontology.ttl`."""

import shutil

import pyshacl
import pytest
import rdflib

from aigov_kg import namespaces as ns
from aigov_kg.lint import lint, linted, named_in, read_rules
from aigov_kg.load import load
from aigov_kg.release import entail, rule_set
from aigov_kg.resources import find_home
from aigov_kg.setrules import SHAPES
from aigov_kg.tables import read_tables
from aigov_kg.validate import to_rdflib

ROLES, ACTORS, WORK = "vocabularies/role.ttl", "modules/actors.ttl", "modules/work.ttl"

FAULTS = {
    "term-labelled": (ACTORS, 'rdfs:label             "committee"@en ;', ""),
    "term-defined": (ACTORS, 'skos:definition        "organisation that does business"@en ;', ""),
    "term-in-module": (ACTORS, 'definition        "actor that is a human being in a public professional role"@en ;', 'definition        "actor that is a human being in a public professional role"@en ;\n    rdfs:isDefinedBy mod:work ;'),
    "term-status": (ACTORS, 'decides on work items and may have groups below it"@en ;\n    rdfs:subClassOf        aigov:TechnicalBody ;\n    vs:term_status         "stable" ;', 'decides on work items and may have groups below it"@en ;\n    rdfs:subClassOf        aigov:TechnicalBody ;'),
    "term-label-unique": (ACTORS, 'rdfs:label             "company"@en', 'rdfs:label             "Public body"@en'),
    "term-replaced": (WORK, 'rdfs:label             "event"@en ;', 'rdfs:label             "event"@en ;\n    owl:deprecated         true ;'),
    "term-used": (ACTORS, 'follows an international or European one"@en ;', 'follows an international or European one"@en ;\n    vs:term_status "stable" .\naigov:Idle a owl:Class ; rdfs:label "idle"@en ; skos:definition "thing that nobody uses"@en ; rdfs:isDefinedBy mod:actors ;'),
    "term-unreserved": (ACTORS, 'drafts for a committee or study group"@en ;', 'drafts for a committee or study group"@en ;\n    vs:term_status "reserved" ;'),
    "term-declared": (ACTORS, "rdfs:subClassOf        aigov:Programme ;", "rdfs:subClassOf        aigov:Programe ;"),
    "module-described": (ACTORS, "    dcterms:license        <https://creativecommons.org/licenses/by/4.0/> ;\n", ""),
    "concept-labelled": (ROLES, '"secretary"@en , "Sekretär"@de', '"Sekretär"@de'),
    "concept-defined": (ROLES, 'skos:definition        "Seat whose holder leads a working group jointly with another convenor."@en ;', ""),
    "concept-placed": (ROLES, "skos:broader           role:chair-or-vice-chair ;\n    dcterms:source         \"ISO/IEC Directives", "dcterms:source         \"ISO/IEC Directives"),
    "concept-slug": (ROLES, 'skos:notation          "convenor" ;', 'skos:notation          "convener" ;'),
    "concept-label-unique": (ROLES, '"co-chair"@en , "Co-Vorsitz"@de', '"chair"@en , "Co-Vorsitz"@de'),
    "concept-declared": (ROLES, "skos:broader           role:chair ;", "skos:broader           role:chairr ;"),
    "scheme-described": ("vocabularies/extent.ttl", "dcterms:title       ", "skos:altLabel "),
    "scheme-used": ("modules/relations.ttl", "    aigov:usesScheme       <https://w3id.org/aigov-kg/vocab/listing-reason> ;\n", ""),
    "schemes-without-axioms": (ROLES, "role:convenor a skos:Concept ;", "role:convenor a skos:Concept , <http://www.w3.org/2002/07/owl#Class> ;"),
}  # fmt: skip


def read(home):
    reading = read_tables(home)
    loaded = load(reading)
    loaded.graphs[ns.INFERRED] = entail(loaded, rule_set(loaded, reading.tables), "rules")
    return reading, loaded


def break_ontology(home, *faults):
    (home.root / "ontology").unlink()
    shutil.copytree(find_home().ontology, home.root / "ontology")
    for name, before, after in faults:
        path = home.root / "ontology" / name
        text = path.read_text(encoding="utf-8")
        assert text.count(before) == 1, f"{name} holds {text.count(before)} times: {before}"
        path.write_text(text.replace(before, after), encoding="utf-8")
    return home


def found_in(home):
    return {(finding.rule, finding.record, finding.message) for finding in lint(*read(home))}


def test_the_ontology_and_the_schemes_keep_all_rules():
    assert [str(finding) for finding in lint(*read(find_home()))] == []


@pytest.fixture
def usual(make_home):
    """What the lint finds with a few tables only: terms that the whole seed uses and they do not."""
    found = found_in(make_home({}))
    assert {rule for rule, _, _ in found} == {"term-used"}
    return found


@pytest.mark.parametrize("rule", FAULTS)
def test_each_rule_finds_what_it_is_there_for(rule, make_home, usual):
    new = found_in(break_ontology(make_home({}, "broken"), FAULTS[rule])) - usual
    assert rule in {found for found, _, _ in new}


def test_each_rule_has_a_fault_to_find():
    assert {rule.name for rule in read_rules(find_home().shapes / "ontology.ttl")} == set(FAULTS)


def test_a_name_that_a_question_or_a_table_misspells_is_found(make_home, usual):
    home = make_home({}, "broken")
    (home.root / "queries").unlink()
    (home.root / "queries").mkdir()
    text = "#+ title = 'x'\nPREFIX aigov: <https://w3id.org/aigov-kg/ontology#>\nPREFIX role: <https://w3id.org/aigov-kg/vocab/role/>\n"
    text += "SELECT * WHERE { ?t aigov:holdr/aigov:country ?x ; aigov:role role:chairman } # aigov:inComment\n"
    (home.root / "queries" / "x.rq").write_text(text, encoding="utf-8")
    tables = home.root / "data" / "tables.toml"
    tables.write_text(
        tables.read_text(encoding="utf-8").replace('property = "holder"', 'property = "hold"'), encoding="utf-8"
    )
    new = {(rule, record) for rule, record, _ in found_in(home) - usual}
    assert {
        ("term-declared", "aigov:holdr"),
        ("concept-declared", "voc:role/chairman"),
        ("term-declared", "aigov:hold"),
    } <= new
    assert "aigov:inComment" not in {record for _, record in new}


def test_names_are_read_as_turtle_and_sparql_write_them():
    text = r"""PREFIX stage: <https://w3id.org/aigov-kg/vocab/stage/> PREFIX a: <https://w3id.org/aigov-kg/ontology#>
    ?x a:reached stage:60.60 . ?y a:role voc:role\/co-chair . <https://w3id.org/aigov-kg/vocab/extent/each> ^a:leader/a:actorIn ?z . id:b ?p "x aigov:quote" """
    found = {ns.shorten(iri) for iri in named_in(text)}
    assert {
        "aigov:reached",
        "voc:stage/60.60",
        "voc:role/co-chair",
        "voc:extent/each",
        "aigov:leader",
        "aigov:actorIn",
    } <= found
    assert not any(name.startswith("id:") for name in found)


@pytest.mark.slow
def test_pyshacl_finds_the_same(make_home):
    home = break_ontology(
        make_home({}, "broken"),
        *(fault for rule, fault in FAULTS.items() if rule not in ("term-label-unique", "term-replaced")),
    )
    reading, loaded = read(home)
    ours = {(finding.rule, finding.record) for finding in lint(reading, loaded)}
    data = to_rdflib((q.subject, q.predicate, q.object) for q in linted(reading, loaded))
    shapes = rdflib.Graph().parse(home.shapes / "ontology.ttl", format="turtle")
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, do_owl_imports=False)
    theirs = {
        (str(report.value(result, rdflib.SH.sourceShape)).removeprefix(SHAPES), ns.shorten(str(report.value(result, rdflib.SH.value))))
        for result in report.subjects(rdflib.RDF.type, rdflib.SH.ValidationResult)
    }  # fmt: skip
    assert theirs == ours and len(ours) > len(FAULTS)
