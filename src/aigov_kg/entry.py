"""How an entry looks in a terminal: the description of an entity or a record, a path between two, a list of hits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, get_args

from rich.console import Console
from rich.text import Text

from aigov_kg.evidence import BOUNDS, USUAL, left_out, locator, unusual
from aigov_kg.names import spelt
from aigov_kg.present import cell
from aigov_kg.questions import Group, Question
from aigov_kg.terminal import paragraph

_HIDDEN = {"rdf:type", "rdfs:label", "skos:prefLabel", "skos:altLabel"}
# Parts of a record that stand beside it, or that say for a program what a text says for a person.
_BOOKKEEPING = {
    "aigov:support",
    "aigov:contradictedBy",
    "aigov:modality",
    "aigov:status",
    "aigov:quote",
    "aigov:citesInOrder",
}
_LISTED, _NEAREST, _QUESTIONS, _FIRST, _FEW = 10, 5, 3, 4, 2


def description(
    entity: Mapping[str, Any],
    labels: Mapping[str, str],
    console: Console,
    kind_of: str | None = None,
    full: bool = False,
) -> None:
    """Print what the graph says about an entity or a record.

    Args:
        labels: how properties are called, by CURIE.
        kind_of: only records of this kind, such as listing.
        full: all records of a kind, not only the first.
    """
    kind = f"{spelt(entity['class'])}, " if entity["class"] else ""
    paragraph(console, f"{entity['label']}  ({kind}id {entity['id']})", style="bold")
    names = [name["text"] if isinstance(name, Mapping) else name for name in entity["names"]]
    others = [name for name in dict.fromkeys(names) if name != entity["label"]]
    if others and kind_of is None:
        paragraph(console, "also: " + " · ".join(others), 2)
    if entity["rejected"]:
        paragraph(console, "rejected: this record is kept, and is no part of the graph that questions see", 2)
    for said in entity["left_out"]:
        paragraph(console, f"left out: {said}", 2, style="italic")
    # Who asks for one kind of record has seen what the thing itself is.
    if kind_of is None:
        for prop, values in _shown(entity["facts"]):
            paragraph(console, f"{_label(prop, labels)}: {cell(values)}", 2)
        is_record = "/" in entity["id"]
        if not is_record:
            _inferred(entity, labels, console)
        _sources(entity["evidence"], console, 2, cites=is_record)
    texts = {note["id"]: note["text"] for note in entity["conflicts"]}
    of_records: set[str] = set()
    told: set[str] = set()
    held = {w: records for w, records in entity["records"].items() if kind_of is None or spelt(w) == spelt(kind_of)}
    if kind_of is not None and not held:
        paragraph(console, f"no record of kind {kind_of}; there are {', '.join(entity['records']) or 'none at all'}")
    for word, records in held.items():
        console.print(Text(f"\n{spelt(word).replace('-', ' ')} ({len(records)})", style="bold"))
        # To say that there are one or two more takes as much room as they do.
        shown = records if full or kind_of or len(records) <= _FIRST + _FEW else records[:_FIRST]
        left = records[len(shown) :]
        of_records.update(note for record in left for note in record.get("conflicts", ()))
        for record in shown:
            said = "; ".join(f"{_label(name, labels)}: {cell(values)}" for name, values in _shown(record["properties"]))
            paragraph(console, f"{record['id']}: {said}", 2)
            for note in record.get("conflicts", ()):
                said = f"see {note} above" if note in told else f"{texts.get(note, '')} ({note})"
                of_records.add(note)
                told.add(note)
                paragraph(console, f"disputed: {said}", 4)
            _sources(record["evidence"], console, 4)
        if left:
            disputed = sum(bool(record.get("conflicts")) for record in left)
            said = f"... {len(left)} more" + (f", {disputed} of them disputed" if disputed else "")
            paragraph(console, f"{said}: aigov-kg describe {entity['id']} --kind {word}, or --full", 2, style="dim")
    if kind_of is None and (rest := [note for note in entity["conflicts"] if note["id"] not in of_records]):
        console.print(Text("\nwhere sources disagree", style="bold"))
        for note in rest:
            paragraph(console, f"{note['id']}: {note['text']}", 2)
            _sources(note.get("evidence", {}), console, 4)


def _shown(properties: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    for name, values in properties.items():
        if name not in _HIDDEN | _BOOKKEEPING and not name.endswith(("Earliest", "Latest")):
            yield name, values


def _label(prop: str, labels: Mapping[str, str]) -> str:
    """Write a property for a person: its label, without the verb that it begins with."""
    text = labels.get(prop) or spelt(prop.partition(":")[2] or prop)
    return re.sub(r"^(has|is) | as typed$", "", text)


def _inferred(entity: Mapping[str, Any], labels: Mapping[str, str], console: Console) -> None:
    """Print what is inferred about other things; that a record names this one is said by the record."""
    found = {
        prop: [v for v in values if not (isinstance(v, Mapping) and "/" in v["id"])]
        for prop, values in _shown(entity["inferred"])
    }
    if not any(found.values()):
        return
    paragraph(console, f"inferred (aigov-kg explain {entity['id']} PREDICATE ID tells from what):", 2)
    for prop, values in found.items():
        if values:
            named = "; ".join(cell(v) for v in values)
            paragraph(console, f"{_label(prop, labels)} ({prop.removeprefix('aigov:')}): {named}", 4)


def _sources(evidence: Mapping[str, Any], console: Console, indent: int, cites: bool = False) -> None:
    """Print what a record rests on; `cites` adds how a table writes it."""
    for name in USUAL:
        for value in unusual([evidence], name):
            paragraph(console, f"{name}: {value}", indent)
    if held := ", ".join(f"{told} {evidence[name]}" for name, told in BOUNDS.items() if name in evidence):
        paragraph(console, held, indent)
    if quote := evidence.get("quote"):
        paragraph(console, f"“{quote}”", indent, style="dim")
    for citation in evidence.get("citations", []):
        against = "contradicted by " if citation["contradicts"] else ""
        cite = f"  {citation['title']}  [{citation['cite']}]" if cites else ""
        paragraph(console, f"{against}{locator(citation)}{cite}", indent, style="dim")
    if said := left_out([evidence]):
        paragraph(console, said, indent, style="dim")


def paths(answer: Mapping[str, Any], console: Console) -> None:
    """Print connections as sentences with their sources, or what would have to be true for one."""
    for number, found in enumerate(answer["paths"], 1):
        console.print(Text(f"{number}. {found['length']} hop{'s' if found['length'] != 1 else ''}", style="bold"))
        for told in found["only_through"]:
            paragraph(console, told, 3, style="italic")
        for hop in found["hops"]:
            # Without a day to ask for, what has no dates is no less sure.
            surely = f" [{hop['certainty']}]" if answer["as_of"] else ""
            paragraph(console, f"{hop['sentence']}.{surely}", 3)
            for other in hop.get("dated", ()):
                paragraph(console, f"another record of the two has dates: {other['sentence']} ({other['record']})", 6)
            _sources(hop["evidence"], console, 6)
    for miss in answer.get("nearest", []):
        paragraph(console, miss)


def hits(found: Mapping[str, Any], console: Console, everything: bool) -> None:
    """Print what a search found, the best first."""
    if found["matched"] != "all words":
        paragraph(console, "nothing is called so, and nothing holds all of these words; the nearest are")
    for part, entries in found.items():
        if part == "matched" or not entries:
            continue
        most = _LISTED if found["matched"] == "all words" else _NEAREST
        listed = len(entries) if everything else _QUESTIONS if part == "questions" else most
        console.print(Text(f"{part} ({len(entries)})", style="bold"))
        for entry in entries[:listed]:
            paragraph(console, _hit(part, entry), 2)
        if len(entries) > listed:
            paragraph(console, f"... {len(entries) - listed} more; --all shows them", 2, style="dim")


def _hit(part: str, entry: Mapping[str, Any]) -> str:
    match part:
        case "things":
            also = [name for name in entry["names"] if name != entry["label"]][:2]
            return f"{entry['id']}  {entry['label']} ({spelt(entry['class'])})" + (
                f" · {' · '.join(also)}" if also else ""
            )
        case "questions":
            return f"{entry['name']}  {entry['title']}"
    return f"{entry['id']}  {entry['label']}"


def catalogue(questions: Iterable[Question], console: Console, shortest: int | None = None) -> None:
    """Print questions, chapter by chapter, each with its title; or only the `shortest` titles of a chapter."""
    chapters: dict[str, list[Question]] = {chapter: [] for chapter in get_args(Group)}
    for question in questions:
        chapters[question.group].append(question)
    for chapter, members in chapters.items():
        if not members:
            continue
        console.print(Text(f"\n{chapter} ({len(members)})", style="bold"))
        for question in sorted(members, key=lambda q: len(q.title))[:shortest] if shortest else members:
            paragraph(console, question.name, 2)
            paragraph(console, question.title, 6, style="dim")
