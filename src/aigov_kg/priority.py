"""Priority: whom the kernel lets go first, the service before its workers and a small question before a long one.

A process with a short slice is let in as soon as it wakes, also where another one has just begun its own (man 2
sched_setattr; slices since Linux 6.12, elsewhere they do nothing). Nobody needs a right for any of this: priorities are
lowered only.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import struct
import sys
from typing import Final

_CALLS: Final = {"x86_64": 314, "aarch64": 274}
_PROMPT, _PATIENT = 100_000, 10_000_000
"""Slices in nanoseconds, the shortest that there is and a long one."""
_WORKER, _LAST = 5, 19


def prompt() -> None:
    """Let this process, and all that it starts from now on, have the processor as soon as it wakes."""
    with contextlib.suppress(OSError):
        _slice(0, os.getpriority(os.PRIO_PROCESS, 0), _PROMPT)


def below() -> None:
    """Let this process go behind the one that started it."""
    os.nice(_WORKER)


def last(pid: int) -> None:
    """Let every other process go before this one, for good, and leave a processor free of such, where there are several.

    A kernel lets the lowest in at times however many are before it, and takes the processor back at its next tick only,
    up to 4 ms later.
    """
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, pid, _LAST)
        _slice(pid, _LAST, _PATIENT)
        if sys.platform == "linux":
            processors = sorted(os.sched_getaffinity(0))
            os.sched_setaffinity(pid, processors[1:] or processors)


def _slice(pid: int, niceness: int, nanoseconds: int) -> None:
    if sys.platform == "linux" and (call := _CALLS.get(platform.machine())):
        # struct sched_attr: size, policy, flags, nice, priority, then slice, deadline and period.
        attributes = struct.pack("=IIQiIQQQ", 48, 0, 0, niceness, 0, nanoseconds, 0, 0)
        ctypes.CDLL(None).syscall(call, pid, attributes, 0)
