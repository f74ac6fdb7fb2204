"""How answers look in a terminal, and as JSON and CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from aigov_kg.answers import Result, locator


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


def result_table(result: Result, console: Console) -> None:
    """Print an answer as a table, with the sources of its rows below."""
    records = {
        column
        for row in result.rows
        for column, value in row.items()
        if isinstance(value, dict) and set(value) == {"id", "iri"}
    }
    columns = [c for c in result.columns if c not in records and any(row[c] is not None for row in result.rows)]
    sources: dict[str, int] = {}
    rows: list[list[str]] = []
    for row in result.rows:
        numbers = [
            sources.setdefault(locator(c), len(sources) + 1)
            for record in row["evidence"].values()
            for c in record["citations"]
        ]
        rows.append([*(cell(row[c]) for c in columns), ",".join(map(str, dict.fromkeys(numbers)))])
    _rows([*columns, "sources"], rows, console)
    for source, number in sources.items():
        console.print(Text(f" [{number}] {source}"))
    parameters = ", ".join(f"{k}={v}" for k, v in result.parameters.items()) or "no parameters"
    count = len(result.rows)
    console.print(Text(f"{count} row{'s' if count != 1 else ''}; {parameters}; release {result.version}", style="dim"))


def _rows(columns: list[str], rows: list[list[str]], console: Console) -> None:
    """Print rows: what is the same in all of them once, the rest as a table, or row by row where it is too wide."""
    same = [i for i in range(len(columns)) if len(rows) > 1 and len({row[i] for row in rows}) == 1]
    for i in same:
        console.print(Text(f"{columns[i]}: {rows[0][i]}"))
    rest = [i for i in range(len(columns)) if i not in same]
    widths = [max(len(columns[i]), *(len(row[i]) for row in rows)) for i in rest] if rows else []
    if sum(widths) + 3 * len(rest) + 1 <= console.width:
        table = Table(header_style="bold")
        for i in rest:
            table.add_column(columns[i])
        for row in rows:
            table.add_row(*(Text(row[i]) for i in rest))
        if rows:
            console.print(table)
        return
    for number, row in enumerate(rows, 1):
        console.print(Text(f"\n{number}.", style="bold"))
        for i in rest:
            if row[i]:
                console.print(Text(f"   {columns[i]}: {row[i]}"))


def result_json(result: Result) -> str:
    """Write an answer as JSON."""
    body = {
        "question": result.question,
        "version": result.version,
        "parameters": result.parameters,
        "columns": result.columns,
        "rows": result.rows,
    }
    return json.dumps(body, ensure_ascii=False, indent=2)


def result_csv(result: Result) -> str:
    """Write an answer as CSV: ids of entities and concepts, and one column of citations."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*result.columns, "citations"])
    for row in result.rows:
        cells = [row[c]["id"] if isinstance(row[c], dict) else cell(row[c]) for c in result.columns]
        cites = [c["cite"] for record in row["evidence"].values() for c in record["citations"]]
        writer.writerow([*cells, "|".join(dict.fromkeys(cites))])
    return out.getvalue().rstrip("\n")


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


def description(entity: Mapping[str, Any], console: Console) -> None:
    """Print what the graph says about an entity."""
    console.print(Text(f"{entity['label']}  ({entity['class']}, id {entity['id']})", style="bold"))
    if others := [name for name in entity["names"] if name != entity["label"]]:
        console.print(Text("also: " + " · ".join(others)))
    hidden = {"rdf:type", "skos:prefLabel", "skos:altLabel", "aigov:support"}
    for title in ("facts", "inferred"):
        for prop, values in entity[title].items():
            if prop not in hidden:
                mark = "  (inferred)" if title == "inferred" else ""
                console.print(Text(f"  {prop.removeprefix('aigov:')}: {cell(values)}{mark}"))
    _sources(entity["evidence"], console, "  ")
    for word, records in entity["records"].items():
        console.print(Text(f"\n{word} ({len(records)})", style="bold"))
        for record in records:
            shown = {
                name.removeprefix("aigov:"): cell(values)
                for name, values in record["properties"].items()
                if not name.endswith(("Earliest", "Latest")) and name not in {"aigov:status", "aigov:modality"}
            }
            console.print(Text(f"  {record['id']}: " + "; ".join(f"{k} {v}" for k, v in shown.items())))
            _sources(record["evidence"], console, "      ")


def _sources(evidence: Mapping[str, Any], console: Console, indent: str) -> None:
    for citation in evidence.get("citations", []):
        against = "contradicted by " if citation["contradicts"] else ""
        console.print(Text(f"{indent}{against}{locator(citation)}", style="dim"))


def paths(answer: Mapping[str, Any], console: Console) -> None:
    """Print connections as sentences with their sources, or what would have to be true for one."""
    for number, found in enumerate(answer["paths"], 1):
        console.print(Text(f"{number}. {found['length']} hop{'s' if found['length'] != 1 else ''}", style="bold"))
        for hop in found["hops"]:
            console.print(Text(f"   {hop['sentence']}. [{hop['certainty']}]"))
            _sources(hop["evidence"], console, "      ")
    for miss in answer.get("nearest", []):
        console.print(Text(miss))
