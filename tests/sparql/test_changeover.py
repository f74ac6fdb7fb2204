"""Change-over: a running service follows the pointer without a failed request and without mixing two releases."""

import json
import re
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest

from aigov_kg import snapshot
from aigov_kg.snapshot import current

MARK = (
    "SELECT ?n (COUNT(?i) AS ?count) { id:release rdfs:comment ?n OPTIONAL { id:release rdfs:seeAlso ?i } } GROUP BY ?n"
)


def wait_for(client, version, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if client.send("GET", "/version").json["version"] == version:
            return
        time.sleep(0.02)
    raise AssertionError(f"the service did not take up {version}")


def ask(client, number, post):
    """Ask once; gives the version that the header names and the number that the data holds."""
    query = f"{MARK} # {number % 3 or number}"
    got = client.post(query, "application/json") if post else client.get(query, "application/json")
    assert got.status == 200, got.body
    (row,) = got.json["results"]["bindings"]
    assert row["n"]["value"] == row["count"]["value"]
    return got.headers["aigov-snapshot"], int(row["n"]["value"])


def change_over(serve_folder, release_of, folder, times):
    """Publish release after release while questions are asked; every answer must belong to the release that it names."""
    versions = {release_of(folder, 1, small=True).version: 1}
    with serve_folder(folder) as (client, process):
        stop = threading.Event()
        seen = []

        def ask_on(worker):
            number = 0
            while not stop.is_set():
                number += 1
                seen.append(ask(client, number * 10 + worker, post=worker % 2))
                rest = client.send("GET", "/api/v1/questions")
                assert rest.json["version"] == rest.headers["aigov-snapshot"]
                time.sleep(0.02)

        with ThreadPoolExecutor(3) as threads:
            asking = [threads.submit(ask_on, worker) for worker in range(3)]
            try:
                for number in range(2, times + 2):
                    made = release_of(folder, number, small=True)
                    versions[made.version] = number
                    wait_for(client, made.version)
            finally:
                stop.set()
            for task in asking:
                task.result(30)
        assert process.poll() is None
    assert {versions[version] for version, _ in seen} >= {2, times}
    assert all(versions[version] == number for version, number in seen)
    return len(seen)


@pytest.mark.slow
def test_twenty_change_overs_under_load(serve_folder, release_of, tmp_path):
    assert change_over(serve_folder, release_of, tmp_path, 20) > 40


@pytest.mark.soak
def test_two_hundred_change_overs_under_load(serve_folder, release_of, tmp_path):
    assert change_over(serve_folder, release_of, tmp_path, 200) > 400


def test_a_long_answer_ends_with_the_release_it_began_with(serve_folder, release_of, tmp_path):
    first = release_of(tmp_path, 1)
    # Takes seconds, and tells at its end which release it has read.
    slow = (
        "SELECT ?n (COUNT(*) AS ?all) { id:release rdfs:comment ?n . { SELECT ?a ?b { ?a a aigov:Statistic . ?b a aigov:Statistic . "
        "?c a aigov:Listing FILTER(STR(?a) < STR(?b)) } } } GROUP BY ?n"
    )
    with serve_folder(tmp_path, AIGOV_KG_DEADLINE="60") as (client, _), ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(client.get, slow)
        time.sleep(0.2)
        second = release_of(tmp_path, 2)
        wait_for(client, second.version)
        got = waiting.result(60)
        assert got.headers["aigov-snapshot"] == first.version
        assert got.json["results"]["bindings"][0]["n"]["value"] == "1"


def test_a_signal_is_enough(serve_folder, release_of, tmp_path):
    release_of(tmp_path, 1)
    with serve_folder(tmp_path, AIGOV_KG_WATCH="3600") as (client, process):
        second = release_of(tmp_path, 2)
        process.send_signal(signal.SIGHUP)
        wait_for(client, second.version)
        # Back to the first, as `aigov-kg rollback` does.
        earlier = [path for path in snapshot.snapshots(tmp_path) if path != second.path]
        snapshot.point(tmp_path, snapshot.verify(earlier[0]))
        process.send_signal(signal.SIGHUP)
        wait_for(client, earlier[0].name)


def test_a_damaged_release_is_not_taken_up(serve_folder, release_of, tmp_path):
    first = release_of(tmp_path, 1)
    with serve_folder(tmp_path, AIGOV_KG_WATCH="3600") as (client, process):
        second = release_of(tmp_path, 2)
        whole = (second.path / snapshot.DUMP).read_bytes()
        (second.path / snapshot.DUMP).write_bytes(whole[: len(whole) // 2])
        process.send_signal(signal.SIGHUP)
        for _ in range(200):
            ready = client.send("GET", "/readyz")
            if "fault" in ready.json:
                break
            time.sleep(0.05)
        assert ready.status == 200
        assert "damaged" in ready.json["fault"]
        assert ready.json["version"] == first.version
        assert ask(client, 1, post=False) == (first.version, 1)
        # Mended, it is taken up.
        (second.path / snapshot.DUMP).write_bytes(whole)
        process.send_signal(signal.SIGHUP)
        wait_for(client, second.version)
        assert "fault" not in client.send("GET", "/readyz").json


@pytest.mark.parametrize("damage", [lambda data: b"", lambda data: data[: len(data) // 2]])
def test_at_the_start_the_last_good_release_is_served(serve_folder, release_of, tmp_path, damage):
    first, second = release_of(tmp_path, 1), release_of(tmp_path, 2)
    (second.path / snapshot.DUMP).write_bytes(damage((second.path / snapshot.DUMP).read_bytes()))
    with serve_folder(tmp_path) as (client, _):
        assert ask(client, 1, post=False) == (first.version, 1)


def test_with_nothing_whole_the_service_does_not_start(serve_folder, release_of, tmp_path):
    only = release_of(tmp_path, 1)
    (only.path / snapshot.DUMP).write_bytes(b"")
    with pytest.raises(AssertionError, match="is damaged"), serve_folder(tmp_path):
        pass


def test_where_a_build_fails_the_last_good_release_is_served(cli, make_home, tmp_path):
    env = {"AIGOV_KG_SNAPSHOTS": str(tmp_path / "snapshots")}
    home = make_home({"organisations": [{"id": "acme", "class": "Company", "name_en": "Acme", "cite": "report:s1"}]})
    assert cli("build", env={**env, "AIGOV_KG_HOME": str(home.root)}).returncode == 0
    made = current(tmp_path / "snapshots")
    assert made is not None
    make_home({"organisations": [{"id": "acme", "class": "Nonsense", "name_en": "Acme", "cite": "report:s1"}]})
    told = []
    opened = snapshot.open_to_serve
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIGOV_KG_SNAPSHOTS", env["AIGOV_KG_SNAPSHOTS"])
        assert opened(home, told.append).path == made
    assert re.search(r"1 finding.*last good release is served", told[-1])


def test_every_answer_names_its_release(serve_folder, release_of, tmp_path):
    made = release_of(tmp_path, 1)
    with serve_folder(tmp_path) as (client, _):
        for method, path in [("GET", "/sparql"), ("GET", "/sparql?query=ASK"), ("GET", "/nowhere"), ("OPTIONS", "/sparql"), ("HEAD", "/void"),
                             ("DELETE", "/sparql"), ("GET", "/healthz"), ("GET", f"/id/{quote('nobody')}")]:  # fmt: skip
            assert client.send(method, path).headers["aigov-snapshot"] == made.version, path
        assert client.send("GET", "/version").json["statements"] == made.statements
        assert json.loads(client.send("GET", "/readyz").body)["confined"] is True
