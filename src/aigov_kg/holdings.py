"""What a worker holds of a release: its graphs by their names, and all that is asked by default once more as one graph.

The engine finds what is said of a thing by going through all that it holds of it, in whatever graph. What lies in a named
graph and in the default graph it goes through twice, so queries that name no graph, which are most, are asked of a store
that holds the default graph alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

import pyoxigraph as ox

from aigov_kg.namespaces import DEFAULT_GRAPHS

_GRAPH: Final = re.compile(r"(?<![?$:/])graph(?!:)|(?<![\w?$:/])from(?![\w-])", re.I)
"""The words by which a query names graphs; where they are found in a text or a comment, they do no harm."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """The store that answers everything, and the one that answers what names no graph."""

    whole: ox.Store
    plain: ox.Store

    @classmethod
    def of_files(cls, store: ox.Store) -> Holdings:
        """Hold files as they are: their default graph is their own."""
        return cls(store, store)

    @classmethod
    def of_release(cls, store: ox.Store) -> Holdings:
        """Hold a release; its default graphs are put together, since the engine reads one far faster than four."""
        plain = ox.Store()
        for name in DEFAULT_GRAPHS:
            graph = store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.NamedNode(name))
            plain.bulk_load(graph, format=ox.RdfFormat.N_TRIPLES)
            store.update(f"ADD SILENT <{name}> TO DEFAULT")
        return cls(store, plain)

    def store_for(self, request: dict[str, Any]) -> ox.Store:
        """Give the store that answers a request."""
        named = request["default"] is not None or request["named"] is not None
        return self.whole if named or names_graphs(request["query"], trusted=request["trusted"]) else self.plain


def names_graphs(query: str, *, trusted: bool) -> bool:
    """Tell whether a query may name graphs; where that is not sure, it does.

    Args:
        trusted: the text is ours, and we write the word in one way.
    """
    return "GRAPH " in query if trusted else _GRAPH.search(query) is not None
