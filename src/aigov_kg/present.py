"""How answers look in a terminal."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from aigov_kg.answers import Result
from aigov_kg.clocks import ABSENT, CLOCKS
from aigov_kg.evidence import BOUNDS, USUAL, bound, locator, unusual
from aigov_kg.layout import lay_out
from aigov_kg.options import clause, option
from aigov_kg.questions import Question
from aigov_kg.remarks import CAUTION
from aigov_kg.terminal import paragraph

_SHOWN, _NAMED, _MANY, _ROWS, _WORDS, _FEW, _HEADS = 5, 3, 20, 12, 45, 5, 2
_PLACE = "place"


def cell(value: Any) -> str:
    """Write one value for a person."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case {"label": label}:
            return str(label)
        case {"text": text}:
            return str(text)
        case {"id": identifier}:
            return str(identifier)
        case list():
            return "; ".join(cell(v) for v in value)
    return str(value)


def result_text(
    result: Result,
    question: Question,
    cited: Mapping[str, Any],
    console: Console,
    layout: str | None = None,
    everything: bool = False,
) -> None:
    """Print an answer: what was asked, the rows, their sources, and what is disputed about them.

    A long answer is told by its first rows, with how it is made up and what shows the rest.

    Args:
        cited: what the notes of `disputes` rest on.
        layout: `table` or `list`; without one, a table where it fits.
        everything: all rows, not only the first.
    """
    _head(result, console)
    left_out = [row for row in result.rows if question.only_left_out(row)]
    facts = [row for row in result.rows if not question.only_left_out(row)]
    more = 0 if everything or len(facts) <= _MANY else len(facts) - _ROWS
    if len(facts) >= _FEW:
        _groups(facts, result, question, console, narrow=bool(more))
    if more:
        facts = facts[:_ROWS]
        result = replace(result, rows=[*facts, *left_out])
    # Where something stands is told by the list of sources, in words.
    unseen = {_PLACE, *(c.name for c in question.columns if c.type == "record")}
    columns = [c for c in result.columns if c not in unseen and any(row[c] is not None for row in facts)]
    sources: dict[str, int] = {}
    marks = {note: number for number, note in enumerate(disputes(result), 1)}
    added: dict[str, list[str]] = {**{name: [] for name in (*BOUNDS.values(), *USUAL)}, "disputed": [], "sources": []}
    for row in facts:
        rests_on = grounds(row)
        said = {value["id"] for value in row.values() if isinstance(value, dict) and "id" in value}
        for name, told in BOUNDS.items():
            added[told].append(bound(row["evidence"], name))
        for name in USUAL:
            added[name].append(" ".join(m for m in unusual(rests_on, name) if m not in said))
        added["disputed"].append(" ".join(f"!{marks[note]}" for note in disputed(row, result.conflicts)))
        against = _numbers(row, sources, True)
        added["sources"].append(_numbers(row, sources) + (f" against {against}" if against else ""))
    added = {name: values for name, values in added.items() if any(values) and name not in result.columns}
    rows = [
        [*(shown(row, c) for c in columns), *(values[i] for values in added.values())] for i, row in enumerate(facts)
    ]
    lay_out([*columns, *added], rows, console, layout)
    for column in question.columns:
        # A bare yes does not tell what it says yes to.
        if column.type == "yes" and any(row[column.name] for row in facts):
            paragraph(console, f"{column.name}: {clause(column.help)}", 1)
    if more:
        paragraph(console, f"... {more} more rows: --all shows them, --format csv writes them", style="bold")
    _left_out(left_out, question, sources, console, everything)
    for source, number in sources.items():
        paragraph(console, f"[{number}] {source}", 1)
    _disputes(result, marks, cited, console)
    _rest(result, marks, console)


def shown(row: Mapping[str, Any], column: str) -> str:
    """Write a cell of a row for a person; what leaves open that the row held stands beside its certainty."""
    why = row.get("why_possible") if column == "certainty" else None
    return cell(row[column]) + (f" ({why})" if why else "")


def _numbers(row: Mapping[str, Any], sources: dict[str, int], against: bool = False) -> str:
    """Give the numbers of the places that support a row, or speak against it, in the list of sources."""
    return ",".join(str(sources.setdefault(place, len(sources) + 1)) for place in places(grounds(row), against))


def _groups(rows: list[dict[str, Any]], result: Result, question: Question, console: Console, narrow: bool) -> None:
    """Say first whom and what an answer is about, how often, and what would make a long one shorter."""
    told = 0
    for column in (c.name for c in question.columns if c.type == "entity"):
        counts = Counter(cell(row[column]) or "not named" for row in rows)
        if len(counts) > 1 and told < _HEADS:
            told += 1
            named = ", ".join(f"{label} ({count})" for label, count in counts.most_common(_SHOWN))
            others = f", and {len(counts) - _SHOWN} others" if len(counts) > _SHOWN else ""
            paragraph(console, f"rows by {column.replace('_', ' ')}: {named}{others}")
    if narrow and (free := [option(name) for name, value in result.parameters.items() if value is None]):
        paragraph(console, f"narrow it with {', '.join(free)}")


def _left_out(
    rows: list[dict[str, Any]], question: Question, sources: dict[str, int], console: Console, everything: bool
) -> None:
    """Print what rows say that tell only what sources leave out, each sentence once with what it is about."""
    about: dict[str, tuple[dict[str, None], dict[str, None]]] = {}
    more: set[str] = set()
    for row in rows:
        text = str(row[question.gap or ""])
        if not everything and text not in about and len(about) == _SHOWN:
            more.add(text)
            continue
        things, numbers = about.setdefault(text, ({}, {}))
        things.update(dict.fromkeys(cell(row[c.name]) for c in question.columns if c.type == "entity" and row[c.name]))
        numbers.update(dict.fromkeys(_numbers(row, sources).split(",")))
    if about:
        console.print(Text("not stated:", style="bold"))
    for text, (things, numbers) in about.items():
        named = f" ({', '.join(things)})" if things else ""
        paragraph(console, f"{text}{named} [{','.join(numbers)}]", 2)
    if more:
        paragraph(console, f"... {len(more)} more: --all shows them", 2)


def _head(result: Result, console: Console) -> None:
    given = ", ".join(f"{k}={v}" for k, v in result.parameters.items() if v is not None) or "no parameters"
    paragraph(console, result.outcome.says, style="bold")
    paragraph(console, f"{given}; release {result.version}", style="dim")
    for said in result.remarks:
        if not said.startswith(CAUTION):
            paragraph(console, said)
    for name in CLOCKS:
        meaning = result.defaults.get(name, "")
        # That documents of any day count is what a reader takes for granted.
        if meaning and (name == "as_of" or meaning != ABSENT[name]):
            unset = f"at all times; {option(name)} DATE gives one day"
            paragraph(console, unset if meaning == ABSENT[name] else f"{option(name)} {meaning}", style="dim")


def grounds(row: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Give what the records of a row rest on; a note about a conflict speaks for itself, and not for the row."""
    return [rests_on for record, rests_on in row["evidence"].items() if record != _note(row)]


def places(rests_on: Iterable[Mapping[str, Any]], contradicts: bool) -> list[str]:
    """Give the places that support a row, or those that contradict it."""
    found = (locator(c) for record in rests_on for c in record["citations"] if c["contradicts"] == contradicts)
    return list(dict.fromkeys(found))


def disputed(row: Mapping[str, Any], notes: Iterable[Mapping[str, Any]]) -> list[str]:
    """Give the ids of the conflicts about a record of the row; one about a thing that merely occurs is none."""
    note = _note(row)
    found: set[str] = {note} if note else set()
    told: set[str] = set()
    for conflict in notes:
        if conflict["id"] in row["conflicts"] and not set(row["evidence"]).isdisjoint(conflict["touches"]):
            found.add(conflict["id"])
        # A row about a conflict holds its words.
        if conflict["text"] in row.values():
            told.add(conflict["id"])
    return sorted(found - told)


def _note(row: Mapping[str, Any]) -> str | None:
    """Give the id of the note that stands beside the records of a row."""
    note = row.get("conflict")
    return str(note["id"]) if isinstance(note, dict) and len(row["evidence"]) > 1 else None


def _disputes(result: Result, numbers: Mapping[str, int], cited: Mapping[str, Any], console: Console) -> None:
    texts = {note["id"]: str(note["text"]) for note in result.conflicts}
    for note, number in numbers.items():
        sources = dict.fromkeys(locator(c) for c in cited.get(note, {}).get("citations", ()))
        words = texts.get(note, "").split()
        rest = (
            f" ...; aigov-kg describe {note} has the rest"
            if len(words) > _WORDS
            else f" ({'; '.join([note, *sources])})"
        )
        paragraph(console, f"disputed: !{number} {' '.join(words[:_WORDS])}{rest}", 1)


def disputes(result: Result) -> list[str]:
    """Give the ids of the conflicts about the records of an answer, in the order of its rows."""
    return list(dict.fromkeys(note for row in result.rows for note in disputed(row, result.conflicts)))


def _rest(result: Result, marks: Mapping[str, int], console: Console) -> None:
    """Print what else there is to know: conflicts about things of the rows, gaps, and inferred links."""
    told = {value for row in result.rows for value in row.values() if isinstance(value, str)}
    if result.rows and (others := [n for n in result.conflicts if n["id"] not in marks and n["text"] not in told]):
        # A record has no label.
        about = Counter((a["id"], a["label"]) for note in others for a in note["about"] if "/" not in a["id"])
        named = ", ".join(label for (_, label), _ in about.most_common(_NAMED)) + ", ..." * (len(about) > _NAMED)
        first = next((slug for (slug, _), _ in about.most_common(1)), "")
        shown = f"aigov-kg ask what-do-sources-contradict --about {first}" if first else "--format json has them"
        count = f"{len(others)} note{'s' if len(others) > 1 else ''}{', on ' if named else ''}"
        paragraph(console, f"sources disagree elsewhere about things in the rows: {count}{named}; {shown}", 1)
    cautions = [said for said in result.remarks if said.startswith(CAUTION)]
    for said in cautions[:_SHOWN]:
        paragraph(console, said, 1)
    if (left := len(cautions) - _SHOWN) > 0:
        paragraph(console, f"{CAUTION} {left} more; --format json has them", 1)
    for note in result.outcome.gaps[:_SHOWN]:
        paragraph(console, f"not stated: {note['text']} ({note['id']})", 1)
    if (left := len(result.outcome.gaps) - _SHOWN) > 0:
        paragraph(console, f"not stated: {left} more; --format json has them", 1)
    # What is the same of several things is told once.
    links: dict[str, dict[str, dict[str, Any]]] = {}
    for link in result.inferred:
        thing, _, said = str(link["text"]).partition(": ")
        links.setdefault(said, {})[thing] = link
    for said, of in list(links.items())[:_SHOWN]:
        (_, link), *alike = of.items()
        behind = ", ".join(link.get("records", ()))
        how = f"from {behind}" if behind and not alike else f"aigov-kg explain {link['id']} tells from what"
        named = ", ".join(list(of)[:_NAMED]) + f" and {len(of) - _NAMED} more" * (len(of) > _NAMED)
        paragraph(console, f"inferred: {named}: {said}, {how}", 1)
    if left := sum(len(of) for of in list(links.values())[_SHOWN:]):
        paragraph(console, f"inferred: {left} more links; aigov-kg explain tells each", 1)


def bindings_table(body: bytes, console: Console) -> None:
    """Print SPARQL results (JSON) as a table."""
    answer = json.loads(body)
    if "boolean" in answer:
        console.print("yes" if answer["boolean"] else "no")
        return
    table = Table(header_style="bold")
    for variable in answer["head"]["vars"]:
        table.add_column(variable, overflow="fold")
    for row in answer["results"]["bindings"]:
        table.add_row(*(Text(row[v]["value"] if v in row else "") for v in answer["head"]["vars"]))
    console.print(table)
