"""Large pages: what the fork server holds is put onto them once it is loaded (Linux, man 2 madvise, MADV_COLLAPSE).

A fork copies the page table of its parent. On pages of 2 MB that is a few hundred entries instead of tens of thousands,
so a worker is there sooner, and who asks meanwhile is held up less; the engine finds its way through memory faster too.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_LARGE: Final = 2 << 20
_HUGEPAGE, _COLLAPSE = 14, 25


_TUNABLES: Final = "GLIBC_TUNABLES"
_KEPT: Final = "glibc.malloc.tcache_count=127"


def quick_small() -> dict[str, str]:
    """Give the environment in which a process keeps more than seven free pieces of a size at hand (GNU libc manual, 39.4).

    What the engine allocates for a query it otherwise looks for among all that loading left behind, half of its time.
    """
    given = os.environ.get(_TUNABLES)
    return {_TUNABLES: f"{_KEPT}:{given}" if given else _KEPT}


def collapse() -> int:
    """Put the memory of this process onto large pages, and give how many; none where the system has none to give."""
    if sys.platform != "linux":
        return 0
    advise = ctypes.CDLL(None).madvise
    done = 0
    for start, end in _regions():
        advise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), _HUGEPAGE)
        for page in range(start, end, _LARGE):
            done += advise(ctypes.c_void_p(page), ctypes.c_size_t(_LARGE), _COLLAPSE) == 0
    return done


def _regions() -> Iterator[tuple[int, int]]:
    """Give the parts of private memory that hold whole large pages."""
    for line in Path("/proc/self/maps").read_text().splitlines():
        span, rights, _, _, node, *name = line.split()
        if rights.startswith("rw") and node == "0" and name in ([], ["[heap]"]):
            first, last = (int(bound, 16) for bound in span.split("-"))
            start, end = -(-first // _LARGE) * _LARGE, last // _LARGE * _LARGE
            if start < end:
                yield start, end
