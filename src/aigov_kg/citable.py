"""How a statement of a release is cited: as text, BibTeX and CSL-JSON (Citation Style Language, schema 1.0)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aigov_kg import namespaces as ns
from aigov_kg.evidence import locator

_TITLE = "aigov-kg: a knowledge graph of the actors of AI governance"
_AUTHOR = "aigov-kg contributors"


def cite_statement(statement: Mapping[str, Any]) -> dict[str, Any]:
    """Give ready citations of a described record; each pins the release and names what the record rests on."""
    iri, version, identifier = statement["iri"], statement["version"], statement["id"]
    places = [locator(c) for c in statement["evidence"].get("citations", []) if not c["contradicts"]]
    note = f"after {'; '.join(places)}" if places else ""
    text = f"{_AUTHOR}. {_TITLE}. Release {version}. Statement {identifier}{', ' + note if note else ''}. {iri}"
    key = "aigovkg_" + "".join(c if c.isalnum() else "_" for c in identifier)
    bibtex = (
        f"@misc{{{key},\n  author = {{{{{_AUTHOR}}}}},\n  title = {{{_TITLE}. Statement {identifier}}},\n"
        f"  version = {{{version}}},\n  url = {{{iri}}},\n  note = {{{note}}}\n}}"
    )
    csl = {
        "id": identifier,
        "type": "dataset",
        "title": f"{_TITLE}. Statement {identifier}",
        "author": [{"literal": _AUTHOR}],
        "version": version,
        "URL": iri,
        "publisher": ns.BASE,
        "note": note,
    }
    return {"text": text, "bibtex": bibtex, "csl": csl}
