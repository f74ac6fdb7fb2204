"""The sandbox of the workers: no new sockets, no new programs, no files written, bounded memory, death with the parent.

Linux on x86-64 and arm64 only (seccomp, man 2 seccomp; prctl, man 2 prctl). Elsewhere `confine` says that it did not
hold, and the service reports it.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import signal
import struct
import sys
from typing import Final

_PDEATHSIG, _NO_NEW_PRIVS, _SECCOMP, _FILTER = 1, 38, 22, 2
_ALLOW, _ERRNO_EACCES, _KILL = 0x7FFF0000, 0x0005000D, 0x80000000
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06

# Audit number of the architecture, and the calls refused there: socket, connect, bind, execve, execveat, ptrace, and
# io_uring_setup, through which sockets can be opened too.
_CALLS: Final = {
    "x86_64": (0xC000003E, (41, 42, 49, 59, 322, 101, 425)),
    "aarch64": (0xC00000B7, (198, 203, 200, 221, 281, 117, 425)),
}


def confine() -> bool:
    """Confine this process and all that it forks from now on.

    Returns:
        Whether the kernel now refuses sockets and programs. That no file and no core is written holds in any case.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    return sys.platform == "linux" and _refuse_calls(ctypes.CDLL(None, use_errno=True))


def limit(memory: int) -> None:
    """Bound what this process may take beyond what it holds now, in bytes of address space."""
    if sys.platform == "linux":
        most = _address_space() + memory
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def die_with(parent: int) -> None:
    """Have the kernel kill this process when the one that forked it ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(0)


def _address_space() -> int:
    with open("/proc/self/statm") as file:  # noqa: PTH123 - no path object is worth its import here
        return int(file.read().split()[0]) * resource.getpagesize()


def _refuse_calls(libc: ctypes.CDLL) -> bool:
    if platform.machine() not in _CALLS:
        return False
    architecture, calls = _CALLS[platform.machine()]
    # A jump counts from the instruction behind it; the last one refuses, the one before it allows.
    program = [
        (_LOAD, 0, 0, 4),
        (_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, 0),
        # Calls of the x32 interface carry this bit and would slip past the numbers below.
        (_AT_LEAST, len(calls) + 1, 0, 0x40000000),
        *((_EQUAL, len(calls) - i, 0, call) for i, call in enumerate(calls)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _ERRNO_EACCES),
    ]
    code = b"".join(struct.pack("HBBI", *instruction) for instruction in program)
    buffer = ctypes.create_string_buffer(code)

    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]

    held = Program(len(program), ctypes.cast(buffer, ctypes.c_void_p))
    if libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return bool(libc.prctl(_SECCOMP, _FILTER, ctypes.byref(held), 0, 0) == 0)
