"""Link headers (RFC 8288): where the same thing lies otherwise, what describes it, and how it is cited."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from aigov_kg.namespaces import ID

CONTEXT = "/context.jsonld"
"""The JSON-LD context; it turns the JSON of an entity or a record into triples."""

_RDF = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
}


def link(target: str, rel: str, **attributes: str) -> str:
    """Write one link."""
    safe = quote(target, safe="/:?&=#%+,;@!$'()*~[]")
    return f'<{safe}>; rel="{rel}"' + "".join(f'; {name}="{value}"' for name, value in attributes.items())


def thing(path: str, kind: str | None = None) -> str:
    """Give the links of an entity or a record at its path below `/id/`; `kind` is its class."""
    links = [
        link(ID + path, "canonical"),
        link(ID + path, "cite-as"),
        link(CONTEXT, "http://www.w3.org/ns/json-ld#context", type="application/ld+json"),
        *(link(f"/id/{path}.{suffix}", "alternate", type=media) for suffix, media in _RDF.items()),
    ]
    if kind:
        links.append(link(f"/ontology/{kind}", "describedby"))
    return ", ".join(links)


def answer(path: str, page: str, fields: Mapping[str, str], version: str) -> str:
    """Give the links of an answer: its address, the page that shows it, and the address that pins the release."""
    asked = "&".join(f"{quote(name)}={quote(value)}" for name, value in sorted(fields.items()))
    pinned = f"{asked}&version={quote(version)}".lstrip("&")
    question = f"?{asked}" if asked else ""
    return ", ".join(
        [
            link(path + question, "canonical"),
            link(f"{path}?{pinned}", "cite-as"),
            link(page + question, "alternate", type="text/html"),
            link(page, "describedby", type="text/html"),
        ]
    )
