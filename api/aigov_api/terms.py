"""What the pages of the ontology and the vocabularies show, gathered from the content of the release."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aigov_kg import namespaces as ns
from aigov_kg.diagram import draw

LANGUAGES = {"en": "English", "de": "German", "fr": "French", "zh-hans": "Chinese", "zh-hant": "Chinese (traditional)"}
_KINDS = ("object property", "datatype property", "annotation property")


class Reader:
    """Reads `terms.json`; each method gives the values of one template, and `pages` keeps what was made of them."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self.content = content
        self.terms: dict[str, Any] = content["terms"]
        # Nothing imports what comes after it.
        self.modules: dict[str, Any] = dict(
            sorted(content["modules"].items(), key=lambda pair: (len(pair[1]["imports"]), pair[0]))
        )
        self.schemes: dict[str, Any] = content["schemes"]
        self.concepts: dict[str, Any] = content["concepts"]
        self.pages: dict[str, bytes] = {}

    def ontology(self) -> dict[str, Any]:
        """Give the whole: header, modules, the tree of classes, the properties by module, the picture."""
        roots = [n for n, t in self.terms.items() if t["kind"] == "class" and not self._own_super(t)]
        return self._with(
            ontology=self.content["ontology"],
            modules=self.modules,
            roots=roots,
            properties={m: self._properties(found["terms"]) for m, found in self.modules.items()},
            picture=draw(self.terms),
            counts={kind: sum(t["kind"] == kind for t in self.terms.values()) for kind in ("class", *_KINDS)},
        )

    def module(self, name: str) -> dict[str, Any]:
        """Give a module: its classes and its properties."""
        own = self.modules[name]["terms"]
        classes = [n for n in own if self.terms[n]["kind"] == "class"]
        return self._with(module=self.modules[name], name=name, classes=classes, properties=self._properties(own))

    def term(self, name: str) -> dict[str, Any]:
        """Give a term; for a class also the properties that it and the classes above it have."""
        term = self.terms[name]
        above = self._above(name) if term["kind"] == "class" else []
        properties = {c: self._used_with(c) for c in [name, *above]} if term["kind"] == "class" else {}
        return self._with(
            name=name, term=term, above=above, properties={c: found for c, found in properties.items() if found}
        )

    def mappings(self) -> dict[str, Any]:
        """Give all mappings."""
        return self._with(mapped={name: term for name, term in self.terms.items() if term["mappings"]})

    def vocabularies(self) -> dict[str, Any]:
        """Give all schemes."""
        return self._with(schemes=self.schemes)

    def scheme(self, slug: str) -> dict[str, Any]:
        """Give a scheme with the tree of its concepts, and the languages of their labels."""
        scheme = self.schemes[slug]
        members = scheme["concepts"]
        tops = [c for c in scheme["tops"] if c in members]
        tops = tops or [c for c in members if not self.concepts[c]["broader"]]
        languages = [tag for tag in LANGUAGES if any(tag in self.concepts[c]["labels"] for c in members)]
        return self._with(slug=slug, scheme=scheme, tree=self._tree(tops), languages=languages)

    def concept(self, path: str) -> dict[str, Any]:
        """Give a concept."""
        concept = self.concepts[path]
        slug = concept["scheme"]
        return self._with(path=path, concept=concept, slug=slug, scheme=self.schemes[slug])

    def href(self, iri: str) -> str:
        """Give the address here of one of our IRIs; another IRI is its own address."""
        if iri.startswith(ns.AIGOV):
            return f"/ontology/{iri.removeprefix(ns.AIGOV)}"
        return iri.removeprefix(ns.BASE.rstrip("/")) if iri.startswith(ns.BASE) else iri

    def shown(self, iri: str) -> str:
        """Give the label of an IRI, or the shortest name that it has."""
        if iri.startswith(ns.AIGOV):
            name = iri.removeprefix(ns.AIGOV)
            return str(self.terms[name]["label"]) if name in self.terms else name
        if iri.startswith(ns.VOCAB):
            path = iri.removeprefix(ns.VOCAB)
            return str(self.concepts[path]["label"]) if path in self.concepts else path
        if iri.startswith(ns.ID):
            return str(self.content["labels"].get(iri, iri.removeprefix(ns.ID)))
        return ns.shorten(iri)

    def _with(self, **values: Any) -> dict[str, Any]:
        shared = {"terms": self.terms, "concepts": self.concepts, "href": self.href, "shown": self.shown}
        return {**shared, "language_names": LANGUAGES, **values}

    def _own_super(self, term: Mapping[str, Any]) -> list[str]:
        return [name for name in term["super"] if name in self.terms]

    def _above(self, name: str) -> list[str]:
        """Give the classes above a class, nearest first."""
        found: list[str] = []
        todo = self._own_super(self.terms[name])
        while todo:
            upper = todo.pop(0)
            if upper not in found:
                found.append(upper)
                todo += self._own_super(self.terms[upper])
        return found

    def _used_with(self, name: str) -> list[str]:
        return self._properties(
            [p for p, t in self.terms.items() if name in t["domain"] or name in t["domain_includes"]]
        )

    def _properties(self, names: list[str]) -> list[str]:
        found = [n for n in names if self.terms[n]["kind"] in _KINDS]
        return sorted(found, key=lambda n: (_KINDS.index(self.terms[n]["kind"]), n.casefold()))

    def _tree(self, tops: list[str], depth: int = 0) -> list[tuple[str, int]]:
        """Give concepts with their depth, narrower ones after the broader."""
        rows: list[tuple[str, int]] = []
        for top in tops:
            narrower = [
                c for c in self.concepts[top]["narrower"] if self.concepts[c]["scheme"] == self.concepts[top]["scheme"]
            ]
            rows += [(top, depth), *(self._tree(narrower, depth + 1) if depth < 8 else [])]
        return list(dict.fromkeys(rows))
