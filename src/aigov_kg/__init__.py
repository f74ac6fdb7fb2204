"""aigov-kg: an open knowledge graph of the actors of AI governance.

from aigov_kg import open_snapshot

with open_snapshot() as graph:
    for row in graph.ask("listed-firms-leading-work-items", list="us-bis-entity-list"):
        print(row["firm"]["label"], row["verdict"])
"""

from typing import TYPE_CHECKING, Any

from aigov_kg.resources import VERSION as __version__

if TYPE_CHECKING:
    from aigov_kg.library import OpenSnapshot, open_snapshot

__all__ = ["OpenSnapshot", "__version__", "open_snapshot"]


def __getattr__(name: str) -> Any:
    """Import the library when it is first asked for: most verbs of the command line and the workers do without it."""
    if name in __all__:
        from aigov_kg import library

        return getattr(library, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
