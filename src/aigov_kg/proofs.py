"""How explanations, and counts of what was inferred, look in a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from aigov_kg.evidence import locator

_VERDICTS = {
    "asserted": "stated",
    "inferred": "inferred",
    "rejected": "not held: only a rejected record states it, and nothing is inferred from that",
    "not entailed": "not held: no record states it, and nothing that is stated entails it",
}


def explanation(found: Mapping[str, Any], console: Console) -> None:
    """Print an explanation: one numbered line for each statement, with the sources of those that are stated."""
    said = _VERDICTS[found["verdict"]]
    if found["other_ways"]:
        said += f", in this way and in {found['other_ways']} more"
    console.print(Text(f"{statement(found['statement'])}: {said}", style="bold"), soft_wrap=True)
    for step in found["steps"]:
        line = f" {step['number']}. {statement(step['statement'])}"
        if "rule" in step:
            numbers = " and ".join(str(n) for n in step["from"])
            rule = step["rule"].replace("aigov:", "")
            console.print(Text(f"{line}  from {numbers}, as {rule}"), soft_wrap=True)
            continue
        records = [record["id"] for record in step["records"]]
        by = "".join(f"  stated by {record}" for record in records if record != step["statement"]["subject"]["id"])
        console.print(Text(line + (by or "  stated")), soft_wrap=True)
        for record in records:
            _sources(found["evidence"].get(record, {}), console)
    if found["verdict"] == "asserted" and found["graph"] != "accepted":
        console.print(Text(f"    in the graph {found['graph']}", style="dim"))


def statement(parts: Mapping[str, Any]) -> str:
    """Write a statement for a person."""
    shown = [parts[name] for name in ("subject", "predicate", "object")]
    return "  ".join((p["label"] if isinstance(p, dict) else p).removeprefix("aigov:") for p in shown)


def _sources(evidence: Mapping[str, Any], console: Console) -> None:
    if quote := evidence.get("quote"):
        console.print(Text(f"      “{quote}”", style="dim"), soft_wrap=True)
    for citation in evidence.get("citations", []):
        against = "contradicted by " if citation["contradicts"] else ""
        console.print(Text(f"      {against}{locator(citation)}", style="dim"), soft_wrap=True)


def counts(found: Mapping[str, Any], console: Console) -> None:
    """Print how many triples were inferred, by class and property, and the rules that conclude them."""
    table = Table(header_style="bold")
    table.add_column("class or property")
    table.add_column("inferred", justify="right")
    table.add_column("by")
    for term in found["terms"]:
        rules = term["rules"][:3] + ([f"and {len(term['rules']) - 3} more"] if len(term["rules"]) > 3 else [])
        table.add_row(Text(term["term"]), str(term["inferred"]), Text("; ".join(rules).replace("aigov:", "")))
    console.print(table)
    console.print(
        Text(
            f"{found['inferred']} inferred from {found['accepted']} accepted, reasoner {found['reasoner']}", style="dim"
        )
    )
