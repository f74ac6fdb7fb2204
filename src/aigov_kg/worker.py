"""The fork server and its workers: the only processes that hold the engine (`python -m aigov_kg.worker`).

The fork server loads the data once, stays single-threaded, and forks a worker for each socket that it is handed. A
worker answers one query at a time over its socket, and is killed by the service when it takes too long.
"""

from __future__ import annotations

import array
import contextlib
import gc
import os
import resource
import select
import signal
import socket
import sys
from pathlib import Path

import pyoxigraph as ox

from aigov_kg import frames, pages, priority, sandbox
from aigov_kg.evaluation import answer, explain
from aigov_kg.forkserver import MESSAGE
from aigov_kg.holdings import Holdings


def serve(held: Holdings, sock: socket.socket) -> None:
    """Answer the requests that come over a socket, until it is closed."""
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    while (frame := frames.receive(sock)) is not None:
        request = {**frame[0], "query": frame[1].decode("utf-8", "surrogatepass")}
        store = held.store_for(request)
        # The service kills at the deadline; should it be held up itself, the kernel does so a little later.
        signal.setitimer(signal.ITIMER_REAL, request["seconds"])
        try:
            header, body = answer(store, request)
        except BaseException as error:  # a Rust panic is no Exception
            header, body = explain(error, store, request), b""
        signal.setitimer(signal.ITIMER_REAL, 0)
        if (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - base) * 1024 > request["kept"]:
            header["swollen"] = True
        frames.send(sock, header, body)


def _load(paths: list[str]) -> ox.Store:
    store = ox.Store()
    for name in paths:
        path = Path(name)
        form = ox.RdfFormat.from_extension(path.suffix.lstrip("."))
        if form is None:
            raise ValueError(f"{path.name} has no ending of an RDF format: .nq .nt .trig .ttl .rdf .jsonld")
        store.bulk_load(path=name, format=form, base_iri=path.resolve().as_uri())
    return store


class _Dead:
    """The workers that the service has killed: how each ended is told once it has, and nobody waits for it.

    A worker with much memory at the lowest priority may be long in dying; were it waited for, no worker could be forked
    meanwhile.
    """

    def __init__(self, control: socket.socket) -> None:
        self.control = control
        self.dying: set[int] = set()
        self.woken, self.waker = os.pipe()
        os.set_blocking(self.woken, False)
        os.set_blocking(self.waker, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self.waker, warn_on_full_buffer=False)

    def tell(self) -> None:
        """Tell of those that have ended since."""
        with contextlib.suppress(BlockingIOError):
            os.read(self.woken, 4096)
        for pid in list(self.dying):
            try:
                ended, status = os.waitpid(pid, os.WNOHANG)
            except ChildProcessError:
                ended, status = pid, 0
            if ended:
                self.dying.discard(pid)
                signum = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
                self.control.sendall((b"%d %d" % (pid, signum)).ljust(MESSAGE))

    def forget(self) -> None:
        """Let go of all of it, in a worker."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.close(self.woken)
        os.close(self.waker)


def _forked(held: Holdings, descriptor: int, parent: int, memory: int) -> None:
    """Run as a worker; never comes back."""
    try:
        sandbox.die_with(parent)
        sandbox.limit(memory)
        priority.below()
        sock = socket.socket(fileno=descriptor)
        frames.send(sock, {"pid": os.getpid()})
        serve(held, sock)
    finally:
        os._exit(0)


def main() -> None:
    """Run the fork server: arguments are a socket's number, the memory limit, `release` or `data`, the files to load."""
    # Ctrl-C and a hang-up reach the whole group; the service alone decides when workers end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    control = socket.socket(fileno=int(sys.argv[1]))
    memory = int(sys.argv[2])
    try:
        store = _load(sys.argv[4:])
        facts = {"quads": len(store), "graphs": [g.value for g in store.named_graphs() if isinstance(g, ox.NamedNode)]}
        held = Holdings.of_release(store) if sys.argv[3] == "release" else Holdings.of_files(store)
    except (OSError, SyntaxError, ValueError) as error:
        frames.send(control, {"error": str(error)})
        return
    pages.collapse()
    # What is loaded is never freed, so the collector of a worker need not touch, and thereby copy, its pages.
    gc.freeze()
    frames.send(control, {**facts, "confined": sandbox.confine()})
    parent, dead = os.getpid(), _Dead(control)
    while True:
        if control.fileno() not in select.select([control.fileno(), dead.woken], [], [])[0]:
            dead.tell()
            continue
        message, ancillary, _, _ = control.recvmsg(MESSAGE, socket.CMSG_SPACE(4))
        if not message:
            return
        if message.startswith(b"reap"):
            dead.dying.add(int(message[4:]))
            dead.tell()
            continue
        descriptor = array.array("i", ancillary[0][2])[0]
        try:
            if os.fork() == 0:
                control.close()
                dead.forget()
                _forked(held, descriptor, parent, memory)
        except OSError:
            pass  # no room for another process: the closed socket tells the service
        os.close(descriptor)


if __name__ == "__main__":
    main()
