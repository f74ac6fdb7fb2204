"""Write a large graph in the model of this project, for measurements: invented actors, work and records.

    python benchmarks/generate.py --triples 1000000 --seed 1 graph.nq

The same seed and size give the same bytes. Units of about a thousand statements hold organisations, technical bodies,
work items, participations, tenures, memberships, listings, control links, milestones, statistics and citations, in
about the proportions of the curated data, with the triples that the loader emits; one record in a hundred is rejected
and lies in the graph of rejected records. The graph fits the shapes of no release: names and quotations are made up.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from pathlib import Path

from aigov_kg import namespaces as ns

TYPE = f"<{ns.TYPE}>"
LABEL = f"<{ns.SKOS}prefLabel>"
DATE = f"^^<{ns.XSD}date>"
CLASSES = ("Company", "Company", "AcademicOrganisation", "PublicBody", "NationalStandardsBody", "Programme")
LEADING = ("proposal-lead", "project-lead", "lead-editor", "leader")
OTHER = ("editor", "co-editor", "author", "drafter", "supporting-member", "contributor")
SEATS = ("chair", "vice-chair", "convenor", "secretariat", "rapporteur")
DOCUMENTS = 50
STAGES = ("10.99", "20.00", "30.00", "40.00", "60.60")
SYLLABLES = ["ka", "lo", "mi", "ren", "tos", "vel", "ar", "dun", "shi", "pra", "nor", "ek"]


def term(name: str) -> str:
    return f"<{ns.AIGOV}{name}>"


P = {
    name: term(name)
    for name in [
        "Assertion",
        "Citation",
        "Committee",
        "Company",
        "ControlLink",
        "Document",
        "Jurisdiction",
        "Leadership",
        "Listing",
        "Membership",
        "Milestone",
        "Participation",
        "Responsibility",
        "RestrictionList",
        "Statistic",
        "Tenure",
        "WorkItem",
        "WorkingGroup",
        "actor",
        "aggregate",
        "body",
        "citeText",
        "controlled",
        "controller",
        "country",
        "countedCountry",
        "dateEarliest",
        "dateLatest",
        "dateText",
        "designation",
        "directParent",
        "document",
        "effectiveController",
        "endKind",
        "holder",
        "issuedEarliest",
        "issuedLatest",
        "issuedText",
        "kind",
        "leader",
        "listedParty",
        "listingReason",
        "measure",
        "member",
        "modality",
        "nameKey",
        "object",
        "onList",
        "page",
        "quote",
        "reached",
        "responsibleBody",
        "role",
        "section",
        "startEarliest",
        "startLatest",
        "startText",
        "status",
        "subject",
        "support",
        "topic",
        "unit",
        "value",
        "workItem",
    ]
}


def thing(slug: str) -> str:
    return f"<{ns.ID}{slug}>"


def concept(path: str) -> str:
    return f"<{ns.VOCAB}{path}>"


class Writer:
    """Holds what has been written and the things that later records refer to."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.lines: list[str] = []
        self.graph = f"<{ns.ACCEPTED}>"
        self.rejected = f"<{ns.REJECTED}>"
        self.countries = [thing(f"country-{i}") for i in range(40)]
        self.lists = [thing(f"list-{i}") for i in range(5)]
        self.organisations: list[str] = []
        self.bodies: list[str] = []
        self.items: list[str] = []
        self.citations: list[str] = []
        self.cited: dict[str, tuple[tuple[str, str], ...]] = {}
        for i in range(DOCUMENTS):
            self.add(thing(f"doc-{i}"), (TYPE, P["Document"]), (LABEL, f'"Document {i}"@en'), *self.dates("issued"))
        for i, country in enumerate(self.countries):
            self.add(country, (TYPE, P["Jurisdiction"]), (LABEL, f'"Country {i}"@en'))
        for i, restriction in enumerate(self.lists):
            self.add(restriction, (TYPE, P["RestrictionList"]), (LABEL, f'"List {i}"@en'))

    def add(self, subject: str, *pairs: tuple[str, str], graph: str = "") -> None:
        tail = f" {graph or self.graph} .\n"
        self.lines += [f"{subject} {predicate} {value}{tail}" for predicate, value in pairs]

    def record(self, word: str, number: int, kind: str, *pairs: tuple[str, str]) -> tuple[str, str]:
        """Write a record with evidence and status; give its IRI and its graph."""
        subject, chance = thing(f"{word}/{word}-{number}"), self.random.random()
        graph = self.rejected if chance < 0.01 else self.graph
        status = "rejected" if chance < 0.01 else "disputed" if chance < 0.03 else "accepted"
        citation = self.random.choice(self.citations)
        self.add(
            subject,
            (TYPE, P[kind]),
            (P["status"], concept(f"status/{status}")),
            (P["modality"], concept("modality/states")),
            (P["support"], citation),
            *pairs,
            graph=graph,
        )
        if graph == self.rejected:
            # A graph holds the citations of its own records.
            self.add(citation, *self.cited[citation], graph=graph)
        return subject, graph

    def name(self) -> str:
        return "".join(self.random.choices(SYLLABLES, k=4)).title()

    def dates(self, prefix: str) -> tuple[tuple[str, str], ...]:
        year, month = self.random.randint(2012, 2024), self.random.randint(1, 12)
        text = f"{year}-{month:02d}"
        return (
            (P[f"{prefix}Text"], f'"{text}"'),
            (P[f"{prefix}Earliest"], f'"{text}-01"{DATE}'),
            (P[f"{prefix}Latest"], f'"{text}-28"{DATE}'),
        )

    def unit(self, number: int) -> None:
        """Write one unit; its records refer to things of this unit and of all units before."""
        pick = self.random.choice
        for i in range(8):
            name = f"doc-{number % DOCUMENTS}"
            cite, page = f"{name}:s{number}:p{i}", f'"{number % 300}"'
            node = thing(f"cite/{name}-s{number}-p{i}")
            self.citations.append(node)
            place = ((P["document"], thing(name)), (P["section"], f'"s{number}"'), (P["page"], page))
            self.cited[node] = ((TYPE, P["Citation"]), (P["citeText"], f'"{cite}"'), *place)
            self.add(node, *self.cited[node])
        for i in range(6):
            node, name = thing(f"org-{number}-{i}"), self.name()
            labels = (
                (LABEL, f'"{name}"@en'),
                (P["nameKey"], f'"{name.lower()}"'),
                (P["support"], pick(self.citations)),
            )
            country = (P["country"], pick(self.countries))
            self.add(node, (TYPE, term(pick(CLASSES))), *labels, country, (P["topic"], concept("topic/ai")))
            self.organisations.append(node)
        self.bodies_of(number)
        for i in range(8):
            self.item(number, i)
        for i in range(20):
            self.participation(number * 100 + i, pick(self.organisations), pick(self.items))
        for i in range(10):
            role = (P["role"], concept(f"role/{pick(SEATS)}"))
            holder = ((P["holder"], pick(self.organisations)), (P["body"], pick(self.bodies)))
            seat = (role, *holder, (P["countedCountry"], pick(self.countries)), *self.dates("start"))
            self.record("tenure", number * 100 + i, "Tenure", *seat)
        for i in range(4):
            both = ((P["member"], pick(self.organisations)), (P["body"], pick(self.bodies)))
            self.record("membership", number * 100 + i, "Membership", *both, *self.dates("start"))
        listing = ((P["listedParty"], pick(self.organisations)), (P["onList"], pick(self.lists)))
        quote = (P["quote"], f'"named on the list, {number}"')
        reason = (P["listingReason"], concept("listing-reason/not-stated"))
        self.record("listing", number, "Listing", *listing, quote, reason, *self.dates("start"))
        self.control(number)
        for i in range(16):
            reached = ((P["subject"], pick(self.items)), (P["reached"], concept(f"stage/{pick(STAGES)}")))
            self.record("milestone", number * 100 + i, "Milestone", *reached, *self.dates("date"))
        for i in range(4):
            what = ((P["measure"], concept("measure/work-item")), (P["aggregate"], concept("aggregate/count")))
            value = (P["value"], f'"{self.random.randint(0, 999)}"^^<{ns.XSD}decimal>')
            where = ((P["unit"], concept("unit/work-item")), (P["actor"], pick(self.organisations)))
            self.record("statistic", number * 100 + i, "Statistic", *what, value, *where, *self.dates("start"))

    def bodies_of(self, number: int) -> None:
        node = thing(f"body-{number}")
        # A tree with eight branches at each body, below the first organisations.
        parent = self.bodies[(number - 1) // 8] if number >= 8 else self.organisations[number % 5]
        kind = (TYPE, P["Committee" if number < 100 else "WorkingGroup"])
        self.add(node, kind, (P["designation"], f'"SC {number}"'), (P["support"], self.random.choice(self.citations)))
        ends = ((P["controlled"], node), (P["controller"], parent))
        kind = (P["kind"], concept("control-kind/part-of"))
        _, graph = self.record("control", 10_000_000 + number, "ControlLink", *ends, kind)
        self.add(node, (P["directParent"], parent), graph=graph)
        self.bodies.append(node)

    def item(self, number: int, i: int) -> None:
        node, body = thing(f"item-{number}-{i}"), self.random.choice(self.bodies)
        title = ((LABEL, f'"Work on {self.name()}"@en'), (P["designation"], f'"TR {number}{i}"'))
        self.add(node, (TYPE, P["WorkItem"]), *title, (P["support"], self.random.choice(self.citations)))
        self.items.append(node)
        ends = ((P["actor"], body), (P["object"], node), (P["role"], concept("role/responsible-body")))
        pairs = ((TYPE, P["Responsibility"]), *ends)
        _, graph = self.record("participation", 10_000_000 + number * 10 + i, "Participation", *pairs)
        self.add(node, (P["responsibleBody"], body), graph=graph)

    def participation(self, number: int, actor: str, item: str) -> None:
        leads = self.random.random() < 0.35
        role = concept(f"role/{self.random.choice(LEADING if leads else OTHER)}")
        pairs = [(P["actor"], actor), (P["object"], item), (P["role"], role), *self.dates("start")]
        if leads:
            pairs += [(TYPE, P["Leadership"]), (P["leader"], actor), (P["workItem"], item)]
        self.record("participation", number, "Participation", *pairs)

    def control(self, number: int) -> None:
        # The controller is older than the controlled, so that chains have some length and no cycle.
        high = self.random.randrange(len(self.organisations) // 2 + 1, len(self.organisations))
        low = self.random.randrange(0, high)
        controller, controlled = self.organisations[low], self.organisations[high]
        ends = ((P["controller"], controller), (P["effectiveController"], controller), (P["controlled"], controlled))
        quote = (P["quote"], f'"a subsidiary, {number}"')
        self.record("control", number, "ControlLink", *ends, (P["kind"], concept("control-kind/subsidiary")), quote)


def generate(triples: int, seed: int = 1) -> Iterator[str]:
    """Give N-Quads lines, at least as many as asked for and at most a unit more."""
    writer, number, written = Writer(seed), 0, 0
    while written < triples:
        writer.unit(number)
        number += 1
        written += len(writer.lines)
        yield from writer.lines
        writer.lines.clear()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--triples", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("file", type=Path, metavar="FILE.nq")
    args = parser.parse_args()
    with args.file.open("w", encoding="utf-8") as file:
        file.writelines(generate(args.triples, args.seed))


if __name__ == "__main__":
    main()
