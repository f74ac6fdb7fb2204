"""aigov-kg: an open knowledge graph of the actors of AI governance.

from aigov_kg import open_snapshot

with open_snapshot() as graph:
    for row in graph.ask("listed-firms-leading-work-items", list="us-bis-entity-list"):
        print(row["firm"]["label"], row["verdict"])
"""

from aigov_kg.library import OpenSnapshot, open_snapshot
from aigov_kg.resources import VERSION as __version__

__all__ = ["OpenSnapshot", "__version__", "open_snapshot"]
