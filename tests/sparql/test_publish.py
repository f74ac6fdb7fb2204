"""Publishing under faults: whatever step fails, and wherever the process is killed, the pointer names a snapshot that
verifies, and the next publish succeeds. Every write, fsync, rename and removal is counted, and the n-th one fails."""

import errno
import hashlib
import io
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from aigov_kg import snapshot
from aigov_kg.errors import SnapshotError

KEPT = snapshot.KEPT


def release(number):
    """Give the files and the manifest of a small release."""
    dump = "".join(f'<urn:s{i}> <urn:p> "{number}" <urn:g> .\n' for i in range(200)).encode()
    files = {snapshot.DUMP: dump, snapshot.NAMES: b'{"entities": {}}\n', snapshot.FINDINGS: b"[]\n" * (number + 1)}
    manifest = {
        "format": snapshot.FORMAT,
        "version": f"0.0.{number}+{hashlib.sha256(dump).hexdigest()[:12]}",
        "statements": 200,
        "graphs": {"urn:g": 200},
        "files": {n: {"bytes": len(b), "sha256": hashlib.sha256(b).hexdigest()} for n, b in files.items()},
    }
    return files, manifest


def publish(folder, number):
    return snapshot.publish(folder, *release(number))


def check(folder, allowed):
    """Check that the pointer names a whole snapshot, one of those that it may name, and give its version."""
    pointed = snapshot.current(folder)
    assert pointed is not None
    found = snapshot.verify(pointed)
    assert found.version in {release(number)[1]["version"] for number in allowed}
    opened = snapshot.open_current(folder)
    assert opened is not None
    assert opened.version == found.version
    return found.version


class Faults:
    """Counts the steps of a publish, and lets the one fail whose number is given (and all after it, if asked)."""

    def __init__(self, patch, number, code, stay=False):
        self.number, self.code, self.stay, self.count, self.on = number, code, stay, 0, True
        for name in ("fsync", "rename", "replace", "mkdir", "unlink", "rmdir"):
            patch.setattr(os, name, self.wrap(getattr(os, name)))
        patch.setattr(io, "open", self.open(io.open))

    def step(self):
        if self.on:
            self.count += 1
            if self.count == self.number or (self.stay and self.count > self.number):
                raise OSError(self.code, os.strerror(self.code))

    def wrap(self, function):
        def wrapped(*arguments, **named):
            self.step()
            return function(*arguments, **named)

        return wrapped

    def open(self, function):
        def opened(path, mode="r", *arguments, **named):
            if "w" not in mode:
                return function(path, mode, *arguments, **named)
            self.step()
            return Wrapped(function(path, mode, *arguments, **named), self)

        return opened


class Wrapped:
    """A file whose writes are counted, and which writes half of what it should when it fails."""

    def __init__(self, file, faults):
        self.file, self.faults = file, faults

    def write(self, data):
        try:
            self.faults.step()
        except OSError:
            self.file.write(data[: len(data) // 2])
            raise
        return self.file.write(data)

    def __getattr__(self, name):
        return getattr(self.file, name)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()


def steps(folder):
    """Give the number of steps of a publish."""
    with pytest.MonkeyPatch.context() as patch:
        faults = Faults(patch, 0, 0)
        publish(folder, 99)
        return faults.count


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
@pytest.mark.parametrize("stay", [False, True])
def test_every_step_of_a_publish_may_fail(tmp_path, code, stay):
    total = steps(tmp_path / "counted")
    assert total > 12
    folder = tmp_path / "snapshots"
    publish(folder, 0)
    for number in range(1, total + 2):
        with pytest.MonkeyPatch.context() as patch:
            faults = Faults(patch, number, code, stay)
            try:
                publish(folder, number)
            except SnapshotError as error:
                # The sentence says what was not written, and what is current now.
                faults.on = False
                assert os.strerror(code) in str(error)
                assert check(folder, {number - 1, number}) in str(error)
        check(folder, {number - 1, number})
        # With room again, the same release can be published, and nothing of the failed attempt is left.
        publish(folder, number)
        check(folder, {number})
        assert not [path for path in folder.iterdir() if path.name.startswith((".tmp", ".current-"))]
        assert len(snapshot.snapshots(folder)) <= KEPT


@pytest.mark.slow
def test_a_full_disk_at_any_step_of_a_publish_leaves_the_service_as_it_was(serve_folder, release_of, tmp_path):
    first = release_of(tmp_path, 1)
    with pytest.MonkeyPatch.context() as patch:
        counted = Faults(patch, 0, errno.ENOSPC)
        release_of(tmp_path / "counted", 1)
        total = counted.count
    assert total > 12
    served = first.version
    with serve_folder(tmp_path) as (client, process):
        for step in range(1, total + 1):
            with pytest.MonkeyPatch.context() as patch:
                fault = Faults(patch, step, errno.ENOSPC, True)
                try:
                    served = release_of(tmp_path, 2).version
                except snapshot.SnapshotError as error:
                    assert os.strerror(errno.ENOSPC) in str(error)
                fault.on = False
            pointed = snapshot.current(tmp_path)
            assert pointed is not None
            served = pointed.name
            ready = client.send("GET", "/readyz")
            assert (ready.status, "fault" in ready.json) == (200, False)
            got = client.get(f"ASK {{ id:release ?p ?o }} # {step}")
            assert got.json["boolean"] is True
            assert got.headers["aigov-snapshot"] in {first.version, served}
        assert process.poll() is None
        made = release_of(tmp_path, 3)
        for _ in range(400):
            if client.send("GET", "/version").json["version"] == made.version:
                return
            time.sleep(0.05)
        raise AssertionError("the next release was not taken up")


KILLED = """
import os, signal, sys
from pathlib import Path
import pytest
sys.path.insert(0, sys.argv[1])
import importlib.util
spec = importlib.util.spec_from_file_location("steps", sys.argv[2])
steps = importlib.util.module_from_spec(spec)
spec.loader.exec_module(steps)
class Kill(steps.Faults):
    def step(self):
        self.count += 1
        if self.count == self.number:
            os.kill(os.getpid(), signal.SIGKILL)
with pytest.MonkeyPatch.context() as patch:
    Kill(patch, int(sys.argv[4]), 0)
    steps.publish(Path(sys.argv[3]), int(sys.argv[5]))
"""


def killed(folder, step, number):
    """Publish in a process of its own that kills itself at a step; tell whether it came so far."""
    arguments = [str(Path(__file__).parent), __file__, str(folder), str(step), str(number)]
    done = subprocess.run([sys.executable, "-c", KILLED, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode in {0, -signal.SIGKILL}, done.stderr
    return done.returncode != 0


def kill_at(folder, step, number):
    was_killed = killed(folder, step, number)
    check(folder, {number - 1, number} if was_killed else {number})
    publish(folder, number)
    check(folder, {number})
    assert not list(folder.glob(".tmp-*"))
    return was_killed


@pytest.mark.slow
def test_a_publish_may_be_killed_at_any_step(tmp_path):
    total = steps(tmp_path / "counted")
    folder = tmp_path / "snapshots"
    publish(folder, 0)
    kills = 0
    for number, step in enumerate(range(1, total + 1, 3), 1):
        kills += kill_at(folder, step, number)
    assert kills >= total // 3


@pytest.mark.soak
def test_a_thousand_kills(tmp_path):
    """A hundred at steps, the rest at random moments of a process that publishes one release after the other."""
    total = steps(tmp_path / "counted")
    folder = tmp_path / "snapshots"
    publish(folder, 0)
    for number in range(1, 101):
        kill_at(folder, (number - 1) % total + 1, number)
    numbers = random.Random(1)
    code = (
        "import sys, importlib.util\nfrom pathlib import Path\n"
        f"spec = importlib.util.spec_from_file_location('steps', {__file__!r})\n"
        "steps = importlib.util.module_from_spec(spec)\nspec.loader.exec_module(steps)\n"
        "for number in range(int(sys.argv[2]), 10**9):\n"
        "    steps.publish(Path(sys.argv[1]), number)\n    print(number, flush=True)\n"
    )
    last = 100
    for _ in range(900):
        process = subprocess.Popen(
            [sys.executable, "-c", code, str(folder), str(last + 1)], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        last = int(process.stdout.readline())
        time.sleep(numbers.random() * 0.05)
        process.kill()
        said = process.stdout.read().split()
        process.wait()
        process.stdout.close()
        last = int(said[-1]) if said else last
        # What was said to be published is there; the one after it may be.
        version = check(folder, {last, last + 1})
        last += version == release(last + 1)[1]["version"]


FILES = [snapshot.DUMP, snapshot.NAMES, snapshot.FINDINGS, snapshot.MANIFEST]
DAMAGES = {
    "delete": None,
    "empty": lambda data: b"",
    "cut at a quarter": lambda data: data[: len(data) // 4],
    "cut in the middle": lambda data: data[: len(data) // 2],
    "cut near the end": lambda data: data[:-1],
    "flip": lambda data: data[: len(data) // 2] + bytes([data[len(data) // 2] ^ 4]) + data[len(data) // 2 + 1 :],
    "longer": lambda data: data + b"\n",
    "a folder": "folder",
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", DAMAGES)
def test_every_damage_is_found_and_the_earlier_release_opened(tmp_path, name, damage):
    publish(tmp_path, 1)
    newest = publish(tmp_path, 2)
    path, change = newest.path / name, DAMAGES[damage]
    data = path.read_bytes()
    path.unlink()
    if change == "folder":
        path.mkdir()
    elif change is not None:
        path.write_bytes(change(data))
    with pytest.raises(SnapshotError):
        snapshot.verify(newest.path)
    opened = snapshot.open_current(tmp_path)
    assert opened is not None
    assert opened.version == release(1)[1]["version"]


@pytest.mark.parametrize("text", ["", "nothing\n", "../elsewhere\n", "\x00", "\xff" * 10_000, "0.0.1+000000000000"])
def test_a_pointer_that_leads_nowhere(tmp_path, text):
    publish(tmp_path, 1)
    (tmp_path / snapshot.POINTER).write_bytes(text.encode("latin-1"))
    opened = snapshot.open_current(tmp_path)
    assert opened is not None
    assert opened.version == release(1)[1]["version"]


def test_a_manifest_cannot_lead_out_of_its_folder(tmp_path):
    made = publish(tmp_path, 1)
    (tmp_path / "outside").write_bytes(b"x")
    manifest = json.loads((made.path / snapshot.MANIFEST).read_text())
    manifest["files"]["../outside"] = {"bytes": 1, "sha256": hashlib.sha256(b"x").hexdigest()}
    (made.path / snapshot.MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(SnapshotError):
        snapshot.verify(made.path)
